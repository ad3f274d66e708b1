"""Several rows of one person, and citizen numbers beside HR keys."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connector.model.posts import as_one, titles
from connector.model.roster import Gravity, Person, Post, PostMark, Roster
from connector.sources.feed.mapping import load_feed_mapping
from connector.sources.feed.tables import tables_of
from connector.sources.further import post_mark, speaks_of_further_post
from connector.sources.identity import CitizenKeys
from connector.sources.protocol import Role
from connector.sources.view import look_at
from connector.sources.workbook import WorkbookSource

MakeWorkbook = Callable[..., Path]
SECRET = "x" * 40
CITIZEN, OTHER = "079080001234", "079080001235"
HEADER = ("Mã cán bộ", "Họ và tên", "Mã đơn vị", "Chức vụ", "Kiêm nhiệm", "Ghi chú", "Ngày sinh")


def read(make: MakeWorkbook, *rows: tuple[object, ...]) -> Roster:
    """Return what a workbook with these rows says."""
    roster = WorkbookSource(make([HEADER, *rows])).read()
    assert roster.people_rows.balanced
    return roster


def row(unit: str, position: str = "", mark: str = "", note: str = "", birth: str = "") -> tuple[str, ...]:
    """Return one row of Lê An."""
    return ("C1", "Lê An", unit, position, mark, note, birth)


def test_two_rows_that_differ_in_their_posts_are_one_person(make: MakeWorkbook) -> None:
    """Both rows are accepted, the marked one is a further post, and HR is told how it was read."""
    roster = read(make, row("SNV", "Giám đốc"), row("VPS", "Trưởng ban", "kiêm nhiệm"))
    (an,) = roster.people
    assert (an.unit, an.position, an.main_unsaid) == ("SNV", "Giám đốc", False)
    assert an.posts == (Post("VPS", "Trưởng ban"),)
    assert (roster.people_rows.raw, roster.people_rows.accepted) == (2, 2)
    assert [problem.gravity for problem in roster.problems] == [Gravity.WARNING]
    assert titles(an) == "Giám đốc; kiêm Trưởng ban"


@pytest.mark.parametrize(
    "further",
    [
        row("VPS", "Trưởng ban", "x"),
        row("VPS", "Trưởng ban (kiêm nhiệm)"),
        row("VPS", "Kiêm Trưởng ban"),
        row("VPS", "Trưởng ban", "", "Kiêm nhiệm từ 01/3"),
    ],
    ids=["column", "position", "begins", "remark"],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_further_post_is_told_by_column_position_or_remark(
    make: MakeWorkbook, further: tuple[str, ...], *, first: bool
) -> None:
    """Whichever row comes first, the one that is not marked is the main post."""
    rows = [further, row("SNV", "Giám đốc")]
    (an,) = read(make, *(rows if first else reversed(rows))).people
    assert (an.unit, an.main_unsaid) == ("SNV", False)
    assert titles(an) == ("Giám đốc; kiêm Trưởng ban")


def test_which_post_is_the_main_one_may_be_unsaid_or_said(make: MakeWorkbook) -> None:
    """Two rows without a mark leave it open; a row marked chính has it."""
    (an,) = read(make, row("SNV", "Giám đốc"), row("VPS", "Trưởng ban")).people
    assert an.main_unsaid
    (an,) = read(make, row("SNV", "Giám đốc"), row("VPS", "Trưởng ban", "chính")).people
    assert (an.unit, an.main_unsaid) == ("VPS", False)


@pytest.mark.parametrize(
    "other",
    [
        ("C1", "Lê Ân", "VPS", "", "", "", ""),
        ("C1", "Lê An", "KHONG-CO", "", "", "", ""),
        ("C1", "Lê An", "VPS", "", "", "", "1981"),
    ],
    ids=["name", "unknown unit", "birth"],
)
def test_rows_that_contradict_each_other_all_wait(make: MakeWorkbook, other: tuple[str, ...]) -> None:
    """Nobody is read by halves, and no row is lost."""
    roster = read(make, row("SNV", birth="01/02/1980"), other)
    assert roster.people == ()
    assert roster.people_rows.questioned == 2


def test_the_remark_itself_is_kept_nowhere(make: MakeWorkbook) -> None:
    """Only that it speaks of a further post leaves the reading process."""
    roster = read(make, row("SNV"), row("VPS", note="kiêm nhiệm, đang điều trị bệnh"))
    assert "điều trị" not in repr(roster)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Giám đốc (kiêm nhiệm)", True),
        ("Kiêm Trưởng ban", True),
        ("Chuyên viên (biệt phái)", True),
        ("Phó Giám đốc kiêm Trưởng phòng", False),
        ("Kiểm lâm viên", False),
        ("Trưởng phòng Kiểm nhiệm", False),
        ("", False),
    ],
)
def test_kiem_is_told_from_other_words(text: str, *, says: bool) -> None:
    """Kiểm is not kiêm, and one row with two titles is one post."""
    assert speaks_of_further_post(text) is says


def test_a_mark_that_is_not_understood_is_said() -> None:
    """It is no mark, and no silence."""
    assert post_mark("KN?") is None
    assert post_mark("Chính") is PostMark.MAIN


def test_who_is_one_does_not_depend_on_the_order_of_rows() -> None:
    """Three posts in any order make the same person."""
    rows = [Person("C1", "Lê An", unit, position=f"p{unit}") for unit in ("b", "a", "c")]
    assert as_one(rows) == as_one(rows[::-1]) == as_one([rows[1], rows[2], rows[0]])


BESIDE = ("Mã cán bộ", "Họ và tên", "Mã đơn vị", "Số CCCD", "Ngày sinh")


def test_a_citizen_number_beside_the_hr_key_is_read_as_a_digest_only(make: MakeWorkbook) -> None:
    """With a secret the number identifies, and is nowhere; birth and name make a digest of their own."""
    path = make(
        [
            BESIDE,
            ("C1", "Lê An", "SNV", CITIZEN, "01/02/1980"),
            ("C2", "Lê Bình", "SNV", int(OTHER), "1980"),
            ("C3", "Lê Chi", "SNV", "123456789", ""),
        ]
    )
    an, binh, chi = WorkbookSource(path, identity_key=SECRET).read().people
    keys = CitizenKeys(SECRET.encode())
    assert (an.citizen, binh.citizen, chi.citizen) == (keys.of(CITIZEN), keys.of(OTHER), "")
    assert an.born.startswith("hmac:")
    assert (binh.born, chi.born) == ("", "")
    assert CITIZEN[1:9] not in repr((an, binh, chi))
    shown = look_at(WorkbookSource(path, identity_key=SECRET), "x")
    assert CITIZEN[1:9] not in repr(shown)
    assert 'citizen = ["D"]' in shown.mapping


def test_without_a_secret_the_number_is_not_read(make: MakeWorkbook) -> None:
    """Not even where a saved mapping names its column."""
    path = make([BESIDE, ("C1", "Lê An", "SNV", CITIZEN, "01/02/1980")])
    mapping = WorkbookSource(path, identity_key=SECRET).propose()
    assert mapping.people[0].columns["citizen"] == ("D",)
    for source in (WorkbookSource(path), WorkbookSource(path, mapping=mapping)):
        (an,) = source.read().people
        assert (an.citizen, an.born) == ("", "")
        assert CITIZEN not in repr(an)
    (an,) = WorkbookSource(path, mapping=mapping, identity_key=SECRET).read().people
    assert an.citizen.startswith("hmac:")


@pytest.mark.parametrize("secret", ["", SECRET])
def test_a_feed_may_say_the_citizen_number_beside_the_key(secret: str) -> None:
    """As in a workbook: a digest with a secret, nothing without one."""
    question = load_feed_mapping(Path("mappings/feeds/noi-vu.toml")).people
    record = {"ma_can_bo": "C1", "so_dinh_danh": CITIZEN, "ho_ten": "Lê An", "ma_don_vi": "SNV"}
    (table,) = tables_of([record], question, Role.PEOPLE, CitizenKeys(secret.encode()), "feed")
    assert CITIZEN not in repr(table)
    assert ("citizen" in table.columns) is bool(secret)
    if secret:
        assert table.cells["citizen"][0] == CitizenKeys(secret.encode()).of(CITIZEN)
