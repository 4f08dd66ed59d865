"""Every way in which this service says no, and the one table that turns each into an answer.

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

from collections.abc import Mapping
from types import MappingProxyType

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


class Problem(Struct, frozen=True):
    """How one refusal is told (RFC 9457), in Vietnamese and English."""

    status: int
    code: str
    title_vi: str
    title_en: str
    detail_vi: str
    detail_en: str


UNAVAILABLE = Problem(
    503,
    "UNAVAILABLE",
    "Hệ thống đang gián đoạn",
    "Service interrupted",
    "Rất tiếc, hệ thống đang gián đoạn. Xin Quý khách thử lại sau ít phút.",
    "We are sorry, the service is interrupted. Please try again in a few minutes.",
)

PROBLEMS: Mapping[type[RecoveryError], Problem] = MappingProxyType(
    {
        InvalidRequest: Problem(
            400,
            "INVALID_REQUEST",
            "Yêu cầu không hợp lệ",
            "Invalid request",
            "Nội dung gửi lên thiếu hoặc chưa đúng dạng. Xin Quý khách kiểm tra lại.",
            "Something in the request is missing or malformed. Please check it.",
        ),
        InvalidCode: Problem(
            400,
            "INVALID_CODE",
            "Mã chưa đúng hoặc không còn hiệu lực",
            "Wrong or expired code",
            "Xin Quý khách dùng mã trong thư mới nhất. Số lần thử còn lại: {attempts}.",
            "Please use the code in the newest mail. Tries left: {attempts}.",
        ),
        InvalidToken: Problem(
            400,
            "INVALID_TOKEN",
            "Đường dẫn không còn hiệu lực",
            "The link is no longer valid",
            "Đường dẫn sai hoặc đã hết hạn. Xin Quý khách gọi 1900.9068 để được giúp đỡ.",
            "The link is wrong or has expired. Please call 1900.9068 for help.",
        ),
        InvalidCredentials: Problem(
            403,
            "INVALID_CREDENTIALS",
            "Mã số hoặc mật khẩu chưa đúng",
            "Wrong number or password",
            "Mã số hoặc mật khẩu hiện tại chưa đúng, hoặc mật khẩu tạm thời đã hết hạn.",
            "The number or the current password is wrong, or a temporary password has expired.",
        ),
        NotConfirmed: Problem(
            400,
            "INVALID_TOKEN",
            "Chưa xác nhận được",
            "Not confirmed",
            "Mã số không khớp với tờ khai, hoặc đường dẫn đã hết hạn. Xin Quý khách xem lại mã số,"
            " và dùng đường dẫn trong thư mới nhất.",
            "The number does not belong to this declaration, or the link has expired. Please check"
            " the number and use the link in the newest mail.",
        ),
        Unauthenticated: Problem(
            401,
            "UNAUTHENTICATED",
            "Chưa đăng nhập",
            "Not signed in",
            "Xin Ông/Bà đăng nhập lại để tiếp tục.",
            "Please sign in again to go on.",
        ),
        Forbidden: Problem(
            403,
            "FORBIDDEN",
            "Không có quyền",
            "Not allowed",
            "Tài khoản đang đăng nhập không được làm việc này.",
            "The account that is signed in may not do this.",
        ),
        NotFound: Problem(
            404,
            "NOT_FOUND",
            "Không tìm thấy",
            "Not found",
            "Không có hồ sơ này, hoặc hồ sơ không thuộc đơn vị, cơ quan của Ông/Bà.",
            "There is no such record, or it is not your unit's or office's.",
        ),
        Conflict: Problem(
            409,
            "CONFLICT",
            "Không thực hiện được ở bước này",
            "Not possible at this step",
            "Hồ sơ đã sang bước khác, hoặc một tờ khai khác đang được xử lý. Xin tải lại trang.",
            "The record has moved on, or another declaration is being handled. Please reload.",
        ),
        CheckFailed: Problem(
            422,
            "CHECK_FAILED",
            "Thông tin khai chưa khớp",
            "The declaration does not pass the checks",
            "Xin xem từng mục bên dưới, sửa rồi gửi lại. Chưa có gì được ghi nhận.",
            "Please see each item below, mend it and send again. Nothing was recorded.",
        ),
        WeakPassword: Problem(
            422,
            "WEAK_PASSWORD",
            "Mật khẩu mới chưa đủ mạnh",
            "The new password is too weak",
            "Xin Quý khách chọn mật khẩu khác. Mật khẩu hiện tại vẫn giữ nguyên.",
            "Please choose another password. Nothing has been changed.",
        ),
        TooManyAttempts: Problem(
            429,
            "TOO_MANY_ATTEMPTS",
            "Quá nhiều lần thử",
            "Too many attempts",
            "Xin Quý khách thử lại sau {wait_vi}.",
            "Please try again in {wait_en}.",
        ),
        TooLarge: Problem(
            413,
            "TOO_LARGE",
            "Nội dung quá lớn",
            "Request too large",
            "Nội dung gửi lên quá 8 KiB.",
            "The request body is over 8 KiB.",
        ),
        Unavailable: UNAVAILABLE,
        Overtaken: UNAVAILABLE,
    }
)
