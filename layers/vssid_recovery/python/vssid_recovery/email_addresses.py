"""E-mail addresses as the register keeps them: plain ones, that any mail server takes."""

import re

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
LONGEST_MAILBOX = 64
WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# No quoted mailbox, no address literal, no script but ASCII: nothing that breaks out of a header.
MAILBOX = re.compile(rf"{WORD}(?:\.{WORD})*")
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?![0-9]+$){LABEL}")


def parse_address(text: str) -> str:
    """Read an address; its domain in lower case. Raises ValueError for what is none."""
    mailbox, _, domain = text.partition("@")
    if (
        len(text) > LONGEST
        or len(mailbox) > LONGEST_MAILBOX
        or not MAILBOX.fullmatch(mailbox)
        or not DOMAIN.fullmatch(domain)
    ):
        raise ValueError("not an e-mail address")
    return f"{mailbox}@{domain.lower()}"
