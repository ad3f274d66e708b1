"""What stands in the workbook of a reorganisation."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.model.succession import SuccessionKind

UNITS, DOMAINS, GUIDE = "Đơn vị", "Tên miền", "Hướng dẫn"
"""Titles of the sheets."""

KINDS: Mapping[SuccessionKind, str] = {
    SuccessionKind.RENAMED: "đổi tên",
    SuccessionKind.MERGED: "sáp nhập",
    SuccessionKind.SPLIT: "chia tách",
    SuccessionKind.DISSOLVED: "giải thể",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in characters."""

    label: str
    width: float
    told: str
    """What to write there."""


OLD_KEY = Column("Mã đơn vị cũ", 16, "như trong danh sách đơn vị của nhân sự")
OLD_NAME = Column("Tên đơn vị cũ", 36, "để đối chiếu; để trống cũng được")
KIND = Column("Hình thức", 14, "đổi tên, sáp nhập, chia tách hoặc giải thể")
NEW_KEY = Column("Mã đơn vị mới", 16, "đơn vị kế thừa; chỉ để trống khi giải thể mà không ai tiếp nhận")
NEW_NAME = Column("Tên đơn vị mới", 36, "để đối chiếu; để trống cũng được")
SINCE = Column("Ngày hiệu lực", 16, "ngày/tháng/năm")
DECISION = Column("Số văn bản", 22, "số nghị quyết, quyết định")
UNIT_COLUMNS = (OLD_KEY, OLD_NAME, KIND, NEW_KEY, NEW_NAME, SINCE, DECISION)

OLD_DOMAIN = Column("Tên miền cũ", 28, "ví dụ ninhthuan.gov.vn")
NEW_DOMAIN = Column("Tên miền mới", 28, "ví dụ khanhhoa.gov.vn; phải có trong tệp quy chế")
UNTIL = Column("Địa chỉ cũ nhận thư đến hết ngày", 24, "để trống: theo thời hạn địa chỉ phụ trong quy chế")
DOMAIN_COLUMNS = (OLD_DOMAIN, NEW_DOMAIN, SINCE, UNTIL, DECISION)
