"""Every way in which this service says no; problems.py has the one table of answers to them.

RecoveryError
├── InvalidRequest        the request itself is malformed; nothing was read or counted
├── InvalidCode           no code that works now, whatever the reason; carries the tries left
├── InvalidToken          no token that works now, whatever the reason
├── InvalidCredentials    the current password is not right, whatever the reason
├── NotConfirmed          no e-mail is confirmed by this token and number, whatever the reason
├── Unauthenticated       nobody has signed in
├── Forbidden             whoever signed in may not do this
├── NotFound              there is no such thing, or it is another's
├── Conflict              it is no longer in the state that this step starts from
├── CheckFailed           what was declared does not agree; carries the reasons
├── WeakPassword          the new password is not accepted; carries the reasons
├── TooManyAttempts       a limit; carries how long it lasts
├── TooLarge              the body is over 8 KiB
└── Unavailable           something this service depends on failed; nothing was changed
    └── Overtaken         another change of the same account came first; nothing was changed
"""

from msgspec import Struct


class RecoveryError(Exception):
    """Base of all refusals. Its text is for logs: it holds no secret and no personal datum."""


class InvalidRequest(RecoveryError):
    """`field` names what is malformed ('' for the body as a whole)."""

    def __init__(self, field: str = "") -> None:
        super().__init__(f"invalid: {field or 'body'}")
        self.field = field


class InvalidCredentials(RecoveryError):
    """One answer for a wrong, expired, used or replaced password and for an unknown person."""


class InvalidCode(RecoveryError):
    """One answer for a wrong, expired, used, replaced or unknown code.

    `attempts_left` are those of the reset named in the request, 0 when it has none.
    """

    def __init__(self, attempts_left: int) -> None:
        super().__init__(f"invalid code, {attempts_left} tries left")
        self.attempts_left = attempts_left


class InvalidToken(RecoveryError):
    """One answer for an unknown and an expired token."""


class NotConfirmed(RecoveryError):
    """One answer for an unknown, expired or spent token, and for a number that is not its own."""


class Unauthenticated(RecoveryError):
    """The request names nobody who has signed in."""


class Forbidden(RecoveryError):
    """The role, or the part in what came before, does not allow it. Nothing was looked at."""


class NotFound(RecoveryError):
    """One answer for what there is not and for what belongs to somebody else."""


class Conflict(RecoveryError):
    """The step does not follow from the present state; a second decision is one too."""


class Reason(Struct, frozen=True):
    """Why something is refused: a code for programs, a sentence for people."""

    code: str
    vi: str
    en: str


class Finding(Struct, frozen=True):
    """What a check found in one field of what was declared; `suggestion` is a likely mend."""

    field: str
    reason: Reason
    suggestion: str = ""


class CheckFailed(RecoveryError):
    """`findings` are all that apply, in the order of the checks."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("checks: " + ", ".join(each.reason.code for each in findings))
        self.findings = findings


class WeakPassword(RecoveryError):
    """`reasons` are all that apply, the most helpful first."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("weak: " + ", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class TooManyAttempts(RecoveryError):
    """`retry_after` is in whole seconds, at least 1."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"limited for {retry_after} s")
        self.retry_after = max(1, retry_after)


class TooLarge(RecoveryError):
    """The body is over 8 KiB."""


class Unavailable(RecoveryError):
    """A table, a secret or another dependency failed, or answered too late."""


class Overtaken(Unavailable):
    """A condition on the account no longer held when the change was written."""
