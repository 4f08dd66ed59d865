"""E-mail addresses: plain ones, that any mail server takes."""

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


def parse_address(text: str) -> str:
    """Read an address; its domain in ASCII and lower case. Raises ValueError for what is none.

    No display name, no quoted mailbox, no address literal, no script but ASCII in the mailbox:
    nothing that breaks out of a header, nothing that two mail servers may read in two ways.
    """
    if len(text) > LONGEST or not text.isprintable():
        raise ValueError("not an e-mail address")
    # Loaded here: its patterns cost 15 ms of a start, and who only compares needs none of them.
    from email_validator import EmailNotValidError, validate_email

    try:
        address = validate_email(
            text,
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,
            test_environment=True,  # .test is nobody's: mail to it goes nowhere
        )
    except EmailNotValidError:
        raise ValueError("not an e-mail address") from None
    if not text.partition("@")[0].isascii():  # what normalisation has made ASCII was none
        raise ValueError("not an e-mail address")
    return f"{address.local_part}@{address.ascii_domain}"


def compared(address: str) -> str:
    """The form in which two parsed addresses are the same mailbox. Mail never goes to it."""
    return address.lower()
