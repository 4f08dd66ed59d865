"""What people outside an office may see of a number or an address: as little as serves."""


def masked_phone(number: str | None) -> str:
    """«0*** *** 678» of an E.164 or national number; «withheld» of none."""
    return f"0*** *** {number[-3:]}" if number else "withheld"


def masked_identifier(number: str) -> str:
    """«01******11» of a social insurance or personal identification number."""
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"


def masked_email(address: str) -> str:
    """«n***@gmail.com»; «» of none."""
    mailbox, at, domain = address.partition("@")
    return f"{mailbox[:1]}***@{domain}" if at else ""
