"""Grids made at random, in the vocabulary of real lists: no crash, and every row is counted."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.errors import SourceError
from connector.sources.delimited import read_delimited
from connector.sources.grid import Grid, ListedSheet
from connector.sources.limits import Limits
from connector.sources.prescan import Kind, Prescan
from connector.sources.protocol import Answer, Request, Role, decode_answer, encode_answer
from connector.sources.tables import Reading
from connector.sources.workbook import roster_of

LABELS = (
    "STT", "Mã cán bộ", "Họ và tên", "Họ", "Tên", "Đơn vị", "Tên đơn vị", "Mã đơn vị", "Phòng ban", "Ghi chú",
    "Ngày sinh", "Nam", "Nữ", "Thư điện tử", "Số CCCD", "Chức vụ", "Dân tộc", "Mã đơn vị cấp trên",
)  # fmt: skip
TEXTS = (
    "I", "II", "A.", "1.", "VĂN PHÒNG", "Phòng Nội vụ", "UBND xã A", "Lê An", "Trần Thị Bình", "C1", "C2", "000123",
    "123", "079080001234", "x@y.gov.vn", "x@y", "1/2/1980", "Tổng cộng", "Người lập", "NguyÔn V¨n Ph\u00adng",
    "Leâ Hoàng", "_x0002_", "nan", "inf", "1e999", "\u202e", "\x00", "=1+1", "chuyển công tác", "-", "", "\n",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(LABELS),
    st.sampled_from(TEXTS),
    st.just(""),
    st.text(max_size=12),
    st.floats(),
    st.integers(0, 10**12).map(float),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001  cells know no zone
)
SPANS = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3), st.integers(0, 3)).map(
    lambda s: ((s[0], s[1]), (s[0] + s[2], s[1] + s[3]))
)


@st.composite
def sheets(draw: st.DrawFn) -> ListedSheet:
    """A sheet that often has a header, and sometimes merged cells."""
    width = draw(st.integers(1, 7))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=14))
    if draw(st.booleans()):
        header = draw(st.permutations(LABELS))[:width]
        rows.insert(draw(st.integers(0, min(3, len(rows)))), list(header))
    return ListedSheet(rows, tuple(draw(st.lists(SPANS, max_size=3))))


@settings(deadline=None, max_examples=400)
@given(people=sheets(), units=sheets(), look_only=st.booleans(), secret=st.sampled_from(["", "k" * 40]))
def test_any_grid_is_read_or_refused(
    people: ListedSheet,
    units: ListedSheet,
    look_only: bool,  # noqa: FBT001  drawn by hypothesis
    secret: str,
) -> None:
    """What is read adds up, and passes through the border between the processes unchanged."""
    grids = [Grid(people, "Nhân sự"), Grid(units, "Đơn vị")]
    request = Request("x", {Role.PEOPLE: (), Role.UNITS: ()}, Limits(), secret, look_only=look_only)
    try:
        answer = Reading(grids, Prescan(Kind.ODS), request, None).answer()
    except SourceError:
        return
    passed: Answer = decode_answer(encode_answer(answer))
    roster = roster_of({Role.PEOPLE: ("x", passed), Role.UNITS: ("x", passed)}, {})
    assert roster.people_rows.balanced
    assert roster.unit_rows.balanced
    for table in passed.tables[Role.PEOPLE]:
        height = len(people.rows) if table.sheet == "Nhân sự" else len(units.rows)
        assert len(table.numbers) + table.blank + table.layout == height


@settings(deadline=None, max_examples=200)
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-16")))
)
def test_any_bytes_are_a_text_file_or_refused(content: bytes) -> None:
    """Every row of it is as wide as the widest."""
    try:
        sheet = read_delimited(content, "x", Limits())
    except SourceError:
        return
    assert len({len(row) for row in sheet.rows}) <= 1
