"""Addresses that are well-formed and still no use: slips of the pen, and mailboxes of an hour."""

# Big providers, those of Vietnam among them, whose names are long enough to know a slip by.
PROVIDERS = (
    "gmail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "hotmail.com",
    "outlook.com",
    "outlook.com.vn",
    "icloud.com",
)
# Others' real domains that are one slip from a provider.
REAL_NEIGHBOURS = frozenset({"grail.com", "yahoo.com.cn", "yahoo.com.ve"})
# More than one slip away, or in the first letter, and still nobody's.
KNOWN_SLIPS = {
    "gmail.com.com": "gmail.com",
    "gmail.com.vn": "gmail.com",
    "gmail.vn": "gmail.com",
    "googlemail.com.vn": "gmail.com",
    "hotmail.com.vn": "hotmail.com",
    "icloud.com.vn": "icloud.com",
    "mgail.com": "gmail.com",
    "ahoo.com": "yahoo.com",
    "ayhoo.com": "yahoo.com",
    "yahoo.com.com": "yahoo.com",
    "ohtmail.com": "hotmail.com",
    "otmail.com": "hotmail.com",
    "utlook.com": "outlook.com",
}
# No such top-level domains exist, so whatever stands before them is mended alike.
IMPOSSIBLE_ENDINGS = {
    "cmo": "com",
    "comm": "com",
    "con": "com",
    "coom": "com",
    "cpm": "com",
    "ocm": "com",
    "vom": "com",
    "xom": "com",
    "nv": "vn",
    "vm": "vn",
}


def suggestion(address: str) -> str | None:
    """What a parsed address was probably meant to be, None where nothing seems wrong with it.

    Only a slip of the pen counts (one letter missing, doubled, wrong, or two exchanged) that makes
    a big provider's domain into one that is nobody's, or an ending that does not exist.
    """
    mailbox, _, domain = address.rpartition("@")
    mended = _provider_meant(_with_a_real_ending(domain))
    return None if mended == domain else f"{mailbox}@{mended}"


def is_disposable(address: str) -> bool:
    """Whether a parsed address is at a domain, or below one, known for throw-away mailboxes."""
    # Loaded here: 10,000 names, which only a declaration needs.
    from disposable_email_domains import blocklist

    labels = address.rpartition("@")[2].split(".")
    return any(".".join(labels[start:]) in blocklist for start in range(len(labels) - 1))


def _with_a_real_ending(domain: str) -> str:
    name, dot, ending = domain.rpartition(".")
    return name + dot + IMPOSSIBLE_ENDINGS.get(ending, ending)


def _provider_meant(domain: str) -> str:
    if domain in PROVIDERS or domain in REAL_NEIGHBOURS:
        return domain
    near = (each for each in PROVIDERS if _is_one_slip_from(domain, each))
    return KNOWN_SLIPS.get(domain) or next(near, domain)


def _is_one_slip_from(domain: str, provider: str) -> bool:
    """Whether one letter more, less or other, or two exchanged, leads from one to the other."""
    # A first letter is seldom wrong, and others' mail lives there: mail.com, ymail.com, wahoo.com.
    if domain[:1] != provider[:1]:
        return False
    alike = next(
        (at for at, (a, b) in enumerate(zip(domain, provider, strict=False)) if a != b),
        min(len(domain), len(provider)),
    )
    ours, theirs = domain[alike:], provider[alike:]
    return (
        ours[1:] == theirs
        or ours == theirs[1:]
        or ours[1:] == theirs[1:]
        or (ours[1::-1] == theirs[:2] and ours[2:] == theirs[2:])
    )
