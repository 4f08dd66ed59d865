"""Writes the contact flow into template.yaml, so that CloudFormation deploys what the tests ran."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOW = ROOT / "connect/flows/hotline.json"
TEMPLATE = ROOT / "template.yaml"
BEGIN = "          # flow: begin - written by `make flow` from connect/flows/hotline.json\n"
END = "          # flow: end\n"


def one_action_a_line(flow: str) -> str:
    """The flow as JSON that a diff of the template can show: each action on a line of its own."""
    document = json.loads(flow)
    actions = document.pop("Actions")
    lines = ",\n".join(json.dumps(action, ensure_ascii=False) for action in actions)
    head = json.dumps({"Version": document.pop("Version"), **document}, ensure_ascii=False)
    return f'{head[:-1]}, "Actions": [\n{lines}\n]}}\n'


def with_flow(template: str, flow: str) -> str:
    """`template` with the flow between its two marks. Raises ValueError where a mark is missing."""
    before, begin, rest = template.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("template.yaml has lost the marks between which the flow stands")
    content = "".join(f"            {line}\n" for line in one_action_a_line(flow).splitlines())
    return f"{before}{begin}          - |\n{content}{end}{after}"


def main() -> None:
    text = TEMPLATE.read_text("utf-8")
    written = with_flow(text, FLOW.read_text("utf-8"))
    TEMPLATE.write_text(written, "utf-8")
    sys.stdout.write("template.yaml is as before\n" if written == text else "flow written\n")


if __name__ == "__main__":
    main()
