"""`Blank`: what stands on an empty form, word for word as in the annex of QĐ 1480/QĐ-UBND (KH Phụ lục)."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.model.request import RequestKind

AGENCY = "Tên cơ quan"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DATE = "............, ngày ..... tháng ..... năm ........"
REQUEST = "PHIẾU YÊU CẦU"
REQUESTER = ("Họ và tên người yêu cầu", "Chức vụ", "Cơ quan công tác", "Điện thoại liên lạc")
CONTENT = "Nội dung yêu cầu:"
SIGNATURE = "(Ký tên, đóng dấu)"
CHANGE = "Đề nghị thay đổi"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; `above` is the label that it shares with its neighbour."""

    label: str
    width: float
    """Centimetres; all columns together fill the 17 cm between the margins."""
    above: str = ""
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """One empty form."""

    title: str
    agency_item: str
    """Item 1, about the agency's own box; empty where the form has none."""
    agency_lines: int
    """Lines to write on below it, or 0 where the answer stands behind it."""
    list_item: str
    columns: tuple[Column, ...]
    rows: int
    note: str = ""


_SERIAL = Column("STT", 1.4, centred=True)

FORMS: Mapping[RequestKind, Blank] = {
    RequestKind.CREATE: Blank(
        "CẤP MỚI HỘP THƯ ĐIỆN TỬ CÔNG VỤ",
        "1. Đề nghị cấp mới hộp thư điện tử công vụ cơ quan với tên viết tắt là:",
        0,
        "2. Đề nghị cấp mới hộp thư điện tử công vụ cá nhân trong danh sách:",
        (_SERIAL, Column("Họ và tên", 5.6), Column("Chức vụ", 4.5), Column("Bộ phận công tác", 5.5)),
        10,
    ),
    RequestKind.CHANGE: Blank(
        "THAY ĐỔI THÔNG TIN HỘP THƯ ĐIỆN TỬ CÔNG VỤ",
        "1. Đề nghị thay đổi thông tin của hộp thư điện tử công vụ cơ quan như sau:",
        3,
        "2. Đề nghị thay đổi thông tin hộp thư điện tử công vụ cá nhân trong danh sách:",
        (
            _SERIAL,
            Column("Họ và tên", 4.7),
            Column("Địa chỉ hộp thư đã được cấp", 4.3),
            Column("Mã", 1.5, CHANGE, centred=True),
            Column("Nội dung mới", 5.1, CHANGE),
        ),
        8,
        "Ghi chú: Nội dung cột “Mã” nhận giá trị 1 khi thay đổi chức vụ, nhận giá trị 2 khi thay đổi bộ phận"
        " công tác và nhận giá trị 3 khi thay đổi địa chỉ hộp thư điện tử. Một người có nhiều thay đổi: ghi mỗi"
        " mã một dòng trong ô, nội dung mới ghi ở dòng tương ứng.",
    ),
    RequestKind.DELETE: Blank(
        "XÓA HỘP THƯ ĐIỆN TỬ CÔNG VỤ CÁ NHÂN",
        "",
        0,
        "Nội dung yêu cầu: Đề nghị xóa hộp thư điện tử công vụ cá nhân trong danh sách",
        (
            _SERIAL,
            Column("Họ và tên", 4.4),
            Column("Chức vụ", 3.2),
            Column("Bộ phận công tác", 3.8),
            Column("Địa chỉ hộp thư được cấp", 4.2),
        ),
        10,
    ),
}
