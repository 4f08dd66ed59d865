"""Whether a new password can be guessed, and in what words to say so (SP 800-63B-4, 3.1.1.2)."""

import functools
import re
import unicodedata
from importlib import resources
from itertools import pairwise

from vssid_recovery.errors import Reason, WeakPassword
from vssid_recovery.model import Account

ENOUGH = 3  # of zxcvbn's 0-4: "safely unguessable", over 10^8 guesses
ZXCVBN_READS = 72  # it raises on more
LEAST_OF_ONES_OWN = 6  # characters that are no personal word: zxcvbn is lenient with three in a row

SAME = Reason(
    "SAME_AS_CURRENT",
    "Mật khẩu mới trùng với mật khẩu đang dùng.",
    "The new password is the one you have now.",
)
PERSONAL = Reason(
    "PERSONAL",
    "Mật khẩu dựa vào tên, ngày sinh, mã số, số điện thoại hoặc địa chỉ thư của Quý khách.",
    "It is built on your name, birth date, number, phone or e-mail address.",
)
COMMON = Reason(
    "COMMON",
    "Mật khẩu chứa từ hoặc câu mà nhiều người dùng, nên dễ bị đoán.",
    "It contains a word or phrase that many people use.",
)
GUESSABLE = Reason(
    "GUESSABLE",
    "Mật khẩu dễ đoán. Xin Quý khách ghép bốn, năm từ không liên quan với nhau.",
    "It is easy to guess. Put four or five unrelated words together.",
)


def check_strength(password: str, account: Account) -> None:
    """Raise WeakPassword with every reason that applies; a normalised password is expected.

    The score is zxcvbn's, the lower one of the password as it is and folded (no diacritics,
    separators or case), because that is how Vietnamese passwords are tried.
    """
    personal, common = personal_words(account), common_phrases()
    bare = folded(password)
    own = len(_without(bare, personal))
    if own >= LEAST_OF_ONES_OWN and _score(password, personal, common) >= ENOUGH:
        return
    reasons = (
        *((PERSONAL,) if _tells(bare, personal) else ()),
        *((COMMON,) if _tells(bare, common) else ()),
        GUESSABLE,
    )
    raise WeakPassword(reasons)


def folded(text: str) -> str:
    """`text` without diacritics, separators and case: «Đặng Văn-Hoà» → dangvanhoa."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    return "".join(character for character in decomposed if character.isalnum())


def personal_words(account: Account) -> tuple[str, ...]:
    """What others know of a person, folded: names and their joins, birth date, numbers, address."""
    names = [folded(part) for part in account.full_name.split()]
    born = account.date_of_birth
    mailboxes = {account.email, account.pending_email.address if account.pending_email else ""}
    words = [
        *names,
        *(first + second for first, second in pairwise(names)),
        "".join(names),
        "".join(names[-1:] + names[:-1]),
        *(born.strftime(form) for form in ("%d%m%Y", "%d%m%y", "%Y%m%d", "%Y")),
        account.social_insurance_number,
        account.personal_identification_number,
        account.phone.replace("+84", "0"),
        account.phone.replace("+84", ""),
        *(folded(part) for mailbox in mailboxes for part in (*mailbox.split("@"), mailbox)),
        "vssid",
        "bhxh",
    ]
    return tuple(dict.fromkeys(word for word in words if len(word) > 1))


@functools.cache
def common_phrases() -> tuple[str, ...]:
    """The words of `common_passwords.txt`, folded."""
    text = resources.files(__package__).joinpath("common_passwords.txt").read_text("utf-8")
    lines = (re.sub(r"#.*", "", line).strip() for line in text.splitlines())
    return tuple(dict.fromkeys(folded(line) for line in lines if line))


def _without(bare: str, words: tuple[str, ...]) -> str:
    """What is left of a folded password once the words are taken out, the longest first."""
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, "")
    return bare


def _tells(bare: str, words: tuple[str, ...]) -> bool:
    """Whether a word explains the refusal; two letters are in every sentence, and do not."""
    return any(word in bare for word in words if len(word) > 2)


def _score(password: str, personal: tuple[str, ...], common: tuple[str, ...]) -> int:
    # Loaded here: its word lists cost 30 ms, and only a change of password needs them.
    from zxcvbn import zxcvbn

    words = [*personal, *common]
    # In one line: of digits before a line break it makes a date, and fails.
    forms = (re.sub(r"\s", " ", password)[:ZXCVBN_READS], folded(password)[:ZXCVBN_READS])
    return min(int(zxcvbn(form, user_inputs=words)["score"]) if form else 0 for form in forms)
