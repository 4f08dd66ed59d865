"""Why a declaration file is refused as a whole: each reason with what to do about it."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.errors import Reason

MOST_ROWS = 100_000
MOST_BYTES = 20 * 1024 * 1024  # 20 MiB, the size the presigned upload allows


class FileRefused(Exception):
    """The file as a whole is no declaration batch; nothing of it may be kept."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


NOT_A_TABLE = Reason(
    "NOT_A_TABLE",
    "Tệp này không phải bảng CSV hay XLSX, hoặc đã bị hỏng. Xin Quý khách mở bảng bằng Excel, "
    "chọn «Lưu thành» (Save As), kiểu «Excel Workbook (*.xlsx)», rồi tải lên lại.",
    "This file is no CSV or XLSX table, or it is damaged. Please open the table in Excel, choose "
    "“Save As”, type “Excel Workbook (*.xlsx)”, and upload it again.",
)
WRONG_NAME = Reason(
    "WRONG_NAME",
    "Đuôi tên tệp (.csv, .xlsx) không đúng với nội dung bên trong. Xin Quý khách mở tệp bằng "
    "Excel, chọn «Lưu thành» (Save As) đúng kiểu cần dùng, không đổi đuôi bằng tay.",
    "The ending of the file's name (.csv, .xlsx) does not fit what is inside. Please open the file "
    "in Excel and choose “Save As” with the right type, instead of renaming it.",
)
NOT_UTF8 = Reason(
    "NOT_UTF8",
    "Tệp CSV chưa lưu ở bảng mã UTF-8 nên chữ có dấu không đọc được. Xin Quý khách mở tệp bằng "
    "Excel, chọn «Lưu thành» (Save As), kiểu «CSV UTF-8 (*.csv)», rồi tải lên lại.",
    "The CSV file is not in UTF-8, so its accented letters cannot be read. Please open it in "
    "Excel, choose “Save As”, type “CSV UTF-8 (*.csv)”, and upload it again.",
)
OLD_EXCEL = Reason(
    "OLD_EXCEL",
    "Đây là tệp Excel kiểu cũ (.xls). Xin Quý khách mở tệp bằng Excel, chọn «Lưu thành» "
    "(Save As), kiểu «Excel Workbook (*.xlsx)», rồi tải lên lại.",
    "This is an old Excel file (.xls). Please open it in Excel, choose “Save As”, type “Excel "
    "Workbook (*.xlsx)”, and upload it again.",
)
ENCRYPTED = Reason(
    "ENCRYPTED",
    "Tệp có mật khẩu bảo vệ nên không đọc được. Xin Quý khách mở tệp, bỏ mật khẩu (Tệp → Thông "
    "tin → Bảo vệ sổ làm việc), lưu lại rồi tải lên.",
    "The file is protected by a password and cannot be read. Please open it, remove the password "
    "(File → Info → Protect Workbook), save it and upload it again.",
)
ARCHIVE_BOMB = Reason(
    "ARCHIVE_BOMB",
    "Tệp XLSX này khi mở ra lớn bất thường nên không được nhận. Xin Quý khách chép riêng các dòng "
    "cần khai sang một bảng mới, lưu lại rồi tải lên.",
    "This XLSX file is abnormally large once unpacked and is not taken. Please copy only the rows "
    "to declare into a new workbook, save it and upload that one.",
)
TOO_LARGE = Reason(
    "TOO_LARGE",
    "Tệp lớn hơn 20 MiB. Xin Quý khách chia thành nhiều tệp nhỏ hơn rồi tải lên từng tệp.",
    "The file is over 20 MiB. Please split it into smaller files and upload them one by one.",
)
TOO_MANY_ROWS = Reason(
    "TOO_MANY_ROWS",
    "Tệp có hơn 100.000 dòng. Xin Quý khách chia thành nhiều tệp rồi tải lên từng tệp.",
    "The file has over 100,000 rows. Please split it into several files, uploaded one by one.",
)
EMPTY = Reason(
    "EMPTY",
    "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề. Xin Quý khách điền từ dòng thứ hai.",
    "The file has no row below its header. Please fill in rows from the second line on.",
)
NO_HEADER = Reason(
    "NO_HEADER",
    "Dòng đầu tiên phải là tên các cột: Mã số BHXH, Họ và tên, Ngày sinh, Điện thoại, Email, Ghi "
    "chú. Xin Quý khách thêm dòng này rồi tải lên lại.",
    "The first line must name the columns: identifier, full_name, date_of_birth, phone, email, "
    "note. Please add that line and upload the file again.",
)
MISSING_COLUMN = Reason(
    "MISSING_COLUMN",
    "Dòng tiêu đề còn thiếu cột: {vi}. Xin Quý khách thêm cột rồi tải lên lại.",
    "The header lacks a column: {en}. Please add it and upload the file again.",
)
DUPLICATE_COLUMN = Reason(
    "DUPLICATE_COLUMN",
    "Dòng tiêu đề có cột bị lặp lại: {vi}. Xin Quý khách chỉ giữ một cột rồi tải lên lại.",
    "The header has a column twice: {en}. Please keep only one and upload the file again.",
)
TOO_MANY_BAD = Reason(
    "TOO_MANY_BAD",
    "Hơn một phần ba số dòng bị lỗi nên cả tệp chưa được nhận. Xin Quý khách xem lý do ở từng "
    "dòng trong tệp kết quả, sửa lại rồi tải lên.",
    "More than a third of the rows are wrong, so the file was not taken. Please see each row's "
    "reason in the result file, mend the rows and upload it again.",
)


class ColumnLabel(Struct, frozen=True):
    """How one column is called in the two languages."""

    vi: str
    en: str


def naming(reason: Reason, columns: Iterable[ColumnLabel]) -> Reason:
    """`reason` with the columns it is about in its sentences."""
    labels = list(columns)
    return replace(
        reason,
        vi=reason.vi.format(vi=", ".join(f"«{label.vi}»" for label in labels)),
        en=reason.en.format(en=", ".join(label.en for label in labels)),
    )


def refuse_mostly_bad(total: int, bad: int) -> None:
    """Raise FileRefused when more than a third of `total` rows are bad; exactly a third may be."""
    if bad * 3 > total:
        raise FileRefused(TOO_MANY_BAD)
