"""What stands in a questionnaire: its columns, and the words by which it is known again."""

from dataclasses import dataclass

TITLE = "Câu hỏi chờ quyết định"
GUIDE = "Hướng dẫn"
QUESTIONS = "Câu hỏi"
MARK = "Mã cơ quan:"
"""Stands before the id of the organisation, in the line below the title."""
HEADER_ROW = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in characters."""

    label: str
    width: float


NUMBER = Column("STT", 6)
UNIT = Column("Đơn vị", 34)
ABOUT = Column("Người hoặc đơn vị", 26)
KIND = Column("Loại", 16)
ASKED = Column("Câu hỏi", 52)
DECISION = Column("Quyết định", 30)
DOCUMENT = Column("Số văn bản", 20)
CHOICE = Column("Lựa chọn", 30)
"""Followed by its number, from 1."""
KEY = Column("Khóa (không sửa)", 36)

BEFORE = (NUMBER, UNIT, ABOUT, KIND, ASKED, DECISION, DOCUMENT)
"""The columns in front of the choices."""
FEWEST_CHOICES = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a row shows it; everything is text for a reader."""

    key: str
    unit: str
    about: str
    kind: str
    text: str
    choices: tuple[str, ...]
