"""Why a row of a declaration file is refused: each reason says how to mend the cell."""

from msgspec import Struct

from vssid_recovery.errors import Reason


class CellReason(Struct, frozen=True):
    """Why one cell is refused. `column` is its English name; no sentence repeats the value."""

    column: str
    code: str
    vi: str
    en: str


def in_column(column: str, reason: Reason) -> CellReason:
    return CellReason(column, reason.code, reason.vi, reason.en)


IDENTIFIER = Reason(
    "IDENTIFIER",
    "Mã số BHXH cần 10 chữ số, số định danh cá nhân (CCCD) 12 chữ số, hoặc mã thẻ BHYT 15 ký tự. "
    "Xin xem lại số trên thẻ hoặc sổ.",
    "The social insurance number has 10 digits, the personal identification number 12, the "
    "health-card number 15 characters. Please check it against the card or book.",
)
IDENTIFIER_ROUNDED = Reason(
    "IDENTIFIER_ROUNDED",
    "Excel đã rút gọn mã số thành dạng như 1.2E+11 nên mất các chữ số cuối. Xin chọn cả cột mã số, "
    "vào «Định dạng ô» (Format Cells), chọn «Văn bản» (Text), rồi gõ lại mã số.",
    "Excel has shortened the number to something like 1.2E+11, and its last digits are lost. "
    "Please select the column, choose Format Cells, then Text, and type the number again.",
)
NAME = Reason(
    "NAME",
    "Xin ghi họ và tên bằng chữ, không quá 100 ký tự, không có dấu ngoặc kép.",
    "Please write the full name in letters, at most 100 characters, without quotation marks.",
)
DATE = Reason(
    "DATE",
    "Ngày sinh chưa đúng. Xin ghi đủ ngày, tháng, năm, ví dụ 31/12/1960 hoặc 1960-12-31.",
    "The birth date is not right. Please write day, month and year, for example 31/12/1960 or "
    "1960-12-31.",
)
DATE_IMPLAUSIBLE = Reason(
    "DATE_IMPLAUSIBLE",
    "Ngày sinh phải từ năm 1900 đến hôm nay. Xin xem lại năm sinh.",
    "The birth date must lie between 1900 and today. Please check the year.",
)
EMAIL = Reason(
    "EMAIL",
    "Địa chỉ email chưa đúng. Xin ghi một địa chỉ duy nhất, không dấu tiếng Việt, không khoảng "
    "trắng, ví dụ ten@vidu.example.",
    "The e-mail address is not right. Please write a single address without accents or spaces, "
    "for example name@company.example.",
)
PHONE = Reason(
    "PHONE",
    "Số điện thoại dài quá 32 ký tự hoặc có ký tự lạ. Xin ghi lại, hoặc để trống.",
    "The phone number is over 32 characters or has odd ones. Please write it again or leave it "
    "empty.",
)
MISSING = Reason(
    "MISSING",
    "Ô này còn trống. Xin điền vào.",
    "This cell is empty. Please fill it in.",
)
FORMULA = Reason(
    "FORMULA",
    "Ô này là công thức hoặc bắt đầu bằng dấu =, +, -, @. Xin gõ lại nội dung dạng văn bản, bỏ dấu "
    "ở đầu.",
    "This cell is a formula or begins with =, +, - or @. Please type its content as plain text, "
    "without that sign.",
)
TOO_LONG = Reason(
    "TOO_LONG",
    "Ô này dài quá 1.000 ký tự. Xin rút ngắn lại.",
    "This cell is over 1,000 characters. Please shorten it.",
)
UNPRINTABLE = Reason(
    "UNPRINTABLE",
    "Ô này có ký tự ẩn không nhìn thấy được. Xin xóa ô và gõ lại bằng tay.",
    "This cell has a character that cannot be seen. Please clear the cell and type it again.",
)
