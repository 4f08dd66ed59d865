"""The one table that turns every refusal into an answer (RFC 9457)."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from vssid_recovery.errors import (
    CheckFailed,
    Conflict,
    Forbidden,
    InvalidCode,
    InvalidCredentials,
    InvalidRequest,
    InvalidToken,
    NotConfirmed,
    NotFound,
    Overtaken,
    RecoveryError,
    TooLarge,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
    WeakPassword,
)


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
