"""What stands in a comparison: its columns, and the words by which it is known again."""

from dataclasses import dataclass

TITLE = "Đối chiếu hộp thư có sẵn với danh sách nhân sự"
PROPOSALS = "Đối chiếu"
BOXLESS = "Chưa có hộp thư"
UNCLAIMED = "Chưa rõ của ai"
MARK = "Mã cơ quan:"
"""Stands before the id of the organisation, in the line below the title."""
HEADER_ROW = 7
APPROVED = ("x", "có", "duyệt", "v")
"""What a person may write to approve a row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in characters."""

    label: str
    width: float


NUMBER = Column("STT", 6)
APPROVAL = Column("Duyệt (x)", 9)
DOCUMENT = Column("Số văn bản", 14)
CONFIDENCE = Column("Mức chắc chắn", 15)
HR_KEY = Column("Mã cán bộ", 14)
NAME = Column("Họ và tên", 26)
POSITION = Column("Chức vụ", 20)
UNIT = Column("Đơn vị", 32)
ADDRESS = Column("Địa chỉ hộp thư", 28)
THERE = Column("Tên trong thư mục", 24)
UNIT_THERE = Column("Đơn vị trong thư mục", 24)
SIGNS = Column("Căn cứ đối chiếu", 36)
PLACE = Column("Nơi lưu (DN)", 36)
KEY = Column("Khóa (không sửa)", 36)

COLUMNS = (
    NUMBER,
    APPROVAL,
    DOCUMENT,
    CONFIDENCE,
    HR_KEY,
    NAME,
    POSITION,
    UNIT,
    ADDRESS,
    THERE,
    UNIT_THERE,
    SIGNS,
    PLACE,
    KEY,
)
FILLED_IN = (APPROVAL, DOCUMENT)
OF_PEOPLE = (NUMBER, HR_KEY, NAME, POSITION, UNIT)
OF_BOXES = (NUMBER, ADDRESS, THERE, UNIT_THERE, SIGNS, PLACE)

Row = tuple[str, ...]
"""The texts of one row, without its number and without what is filled in."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All three sheets as a reader sees them."""

    proposals: tuple[Row, ...]
    boxless: tuple[Row, ...]
    unclaimed: tuple[Row, ...]
    summary: str
    """The counts, in one sentence."""
