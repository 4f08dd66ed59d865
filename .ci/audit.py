"""Asks pip-audit for known vulnerabilities of everything pinned; exits 1 when there is one.

Where pip-audit's data cannot be reached, that is said in one line and is no failure.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# What is deployed comes first.
PINNED = [
    "layers/dependencies/requirements.txt",
    "requirements/dev.txt",
    "requirements/emulator.txt",
    "requirements/rivals.txt",
]
SECONDS = 180


def audit(requirements: str) -> list[dict[str, Any]]:
    """What pip-audit says of each package of a file; nothing when it got no answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, "--format", "json"]
    command += ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=SECONDS, check=False)
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []
    return found


def main() -> int:
    """Audits file by file and says what came out."""
    vulnerable = 0
    for requirements in PINNED:
        found = audit(requirements)
        known = [each for each in found if "vulns" in each]
        if not known:
            print(
                f"pip-audit: its data cannot be reached from here; {requirements} was not audited."
            )
            break
        print(f"pip-audit: {requirements}: {len(known)} of {len(found)} packages audited.")
        vulnerable += sum(report(each) for each in known)
    return 1 if vulnerable else 0


def report(package: dict[str, Any]) -> int:
    """Prints a package's vulnerabilities and returns how many there are."""
    for each in package["vulns"]:
        mended = ", ".join(each["fix_versions"]) or "no version yet"
        print(f"  {package['name']} {package['version']}: {each['id']}, mended in {mended}")
    return len(package["vulns"])


if __name__ == "__main__":
    sys.exit(main())
