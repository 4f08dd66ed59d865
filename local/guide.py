"""What to try first, printed when a stack is up."""

import os
from pathlib import Path

from local.stack_file import Stack


def guide(stack: Stack, stack_file: Path) -> str:
    """A short table of commands that work as they stand."""
    body = '{"identifier":"0123456789","currentPassword":"…","newPassword":"…"}'
    rows = [
        *([("look at it all", stack.console_url)] if stack.console_url else []),
        ("call the hotline", 'make call FROM=0912345678 KEYS="8 0123456789#"'),
        ("choose a password", f"curl -i {stack.api_url}/password-changes \\"),
        ("", f"  -H 'Content-Type: application/json' -d '{body}'"),
        ("what happened", 'make history ID=0123456789 REASON="trying it out"'),
        ("where everything is", os.path.relpath(stack_file)),
    ]
    return "\n" + "\n".join(f"  {what:<20} {how}" for what, how in rows)
