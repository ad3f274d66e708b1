"""What IT reads on a terminal before approving a plan."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from connector.model.directory import State
from connector.model.plan import Change, Plan, Reason
from connector.render.plan_table import UNITS_NAMED, print_plan
from connector.render.words import KINDS
from connector.text import Language, Text
from tests.render.invented import AN, BINH, CHANGES, JOINER, PLAN, change, person
from tests.render.printing import printed, words

VI, EN = Language.VI, Language.EN
BOTH = pytest.mark.parametrize("language", [VI, EN])
WIDTHS = pytest.mark.parametrize("width", [80, 120])


def shown(plan: Plan, width: int = 80, language: Language = VI, limit: int | None = None) -> str:
    """Return the plan as printed."""
    return printed(width, lambda console: print_plan(plan, console, language, limit=limit))


def plan_of(*changes: Change) -> Plan:
    """Return a plan of one wave."""
    return Plan("khanhhoa", {}, (changes,))


def joiners(count: int, unit: str = "stttt-vp") -> list[Change]:
    """Return so many creations in one unit."""
    boxes = (
        person(1000 + n, f"Lê Văn {chr(65 + n % 20)}", f"{unit}.lv{n}", unit, unit_name=f"Phòng {unit}")
        for n in range(count)
    )
    return [Change(None, box, JOINER) for box in boxes]


@WIDTHS
@BOTH
def test_everything_of_a_small_plan_is_there(width: int, language: Language) -> None:
    """Digest, counts, names, addresses, articles, holds, questions and choices are all printed."""
    text = words(shown(PLAN, width, language))
    wanted = [PLAN.digest[:12], "khanhhoa", PLAN.holds[0].text.say(language)]
    wanted += [f"{mark.sign} {mark.word.say(language)}" for mark in KINDS.values()]
    wanted += [one.entry.address for one in PLAN.changes]
    wanted += ["Nguyễn Văn An", "Đỗ Thị Ánh", "Võ Hương Giang", "KH Đ2.4", "KH Đ3.2a", "KH Đ3.3a"]
    for question in PLAN.questions:
        wanted += [question.key, question.label, *(one.address for one in question.candidates)]
    assert [part for part in wanted if part not in text] == []


@WIDTHS
@BOTH
def test_no_line_is_wider_than_the_terminal(width: int, language: Language) -> None:
    """Nothing is cut off on the right, and nothing is folded by the terminal itself."""
    assert max(cell_len(line) for line in shown(PLAN, width, language).splitlines()) <= width


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (VI, ["Chức vụ: Chuyên viên → Phó Chánh Văn phòng", "Dung lượng: mặc định → 2048 MiB"]),
        (VI, ["Trạng thái: tạm khóa → đang dùng", "Hiện trong danh bạ: có → không", "Thành viên: +2 −1"]),
        (EN, ["Position: Chuyên viên → Phó Chánh Văn phòng", "Phone: (empty) → 0258.3822001"]),
        (EN, ["Address: tqcuong@khanhhoa.gov.vn → tqcuong2@khanhhoa.gov.vn", "Members: +2 −1"]),
    ],
)
def test_changed_fields_are_said_in_the_readers_words(language: Language, wanted: list[str]) -> None:
    """Before and after stand beside the label that a person knows."""
    text = words(shown(PLAN, 80, language))
    assert [part for part in wanted if part not in text] == []


def test_people_stand_by_given_name_after_their_units_box_and_before_its_list() -> None:
    """Within a unit the order is that of a Vietnamese list of staff."""
    text = shown(PLAN)
    names = ["Nguyễn Văn An", "Đỗ Thị Ánh", "Lê Thị Bình", "Phạm Tiến Dũng", "Võ Hương Giang", "Hoàng Thu Hà"]
    places = [text.index(name) for name in names] + [text.index("ds.vp_stttt")]
    assert places == sorted(places)


def test_what_is_held_carries_the_mark_and_nothing_else_does() -> None:
    """A reader sees line by line what waits for approval."""
    lines = shown(PLAN, 120).splitlines()
    marked = {
        one.entry.address
        for one in PLAN.changes
        for line in lines
        if one.entry.address in line and "⏸" in line
    }
    assert marked == {"stttt@khanhhoa.gov.vn", "nvan@khanhhoa.gov.vn", "dtanh@khanhhoa.gov.vn"}


def test_a_reason_that_neighbours_share_stands_once_where_it_does_not_fit_beside_them() -> None:
    """Twelve new people for one reason do not take twenty-four lines."""
    reason = Reason(Text(vi="được bổ nhiệm theo quyết định chung của tỉnh", en="appointed"), "KH Đ3.3a")
    changes = [replace(one, reason=reason) for one in joiners(12)]
    assert shown(plan_of(*changes), 80).count("được bổ nhiệm theo quyết định chung") == 1
    assert shown(plan_of(*changes), 160).count("được bổ nhiệm theo quyết định chung") == 12


def test_creations_beyond_the_limit_are_counted_and_the_way_to_see_them_is_told() -> None:
    """A first load shows a few of each unit, how many more there are, and the command for all."""
    text = words(shown(plan_of(*joiners(40)), limit=5))
    assert text.count("stttt-vp.lv") == 5
    assert "… và 35 mục nữa" in text
    assert "connector plan --all" in text
    assert "connector plan --all" not in shown(plan_of(*joiners(40)))


def test_a_limit_never_hides_a_single_line() -> None:
    """One creation too many is shown: the line that counts it would be as long."""
    text = shown(plan_of(*joiners(6)), limit=5)
    assert text.count("stttt-vp.lv") == 6
    assert "--all" not in text


def test_a_limit_never_hides_what_takes_something_away() -> None:
    """Every closed, suspended or renamed box and every lost address is shown, however many there are."""
    boxes = [person(2000 + n, f"Vũ Thị {chr(65 + n)}", f"vt{n}", aliases=(f"v{n}@x",)) for n in range(12)]
    losses = [
        *(change(box, replace(box, state=State.CLOSED)) for box in boxes[:4]),
        *(change(box, replace(box, aliases=())) for box in boxes[4:8]),
        *(change(box, replace(box, address=f"new-{box.address}")) for box in boxes[8:]),
    ]
    text = shown(plan_of(*losses, *joiners(30)), limit=2)
    assert [one.entry.address for one in losses if one.entry.address not in text] == []


def test_a_first_load_of_many_units_stays_short() -> None:
    """Units in which nothing is lost are counted together after the first few."""
    changes = [one for unit in range(300) for one in joiners(30, f"u{unit:03}")]
    text = shown(plan_of(*changes), limit=3)
    assert len(text.splitlines()) < 12 * UNITS_NAMED
    assert f"… và {300 - UNITS_NAMED} đơn vị nữa" in text
    assert "+ tạo mới 8.640" in text


def test_equal_sides_are_said_to_be_equal() -> None:
    """A plan without changes says so in one sentence."""
    assert "hệ thống đã khớp" in shown(plan_of())
    assert "already agrees" in shown(plan_of(), language=EN)


def test_names_cannot_speak_to_the_terminal() -> None:
    """Markup stays text; escape sequences and characters that turn the writing round become visible."""
    hostile = replace(AN, name="[red]\x1b[2J\u202eAn[/red]", title="\x07Giám đốc")
    text = shown(plan_of(change(None, hostile), change(BINH, replace(BINH, title=hostile.title))))
    assert "[red]\ufffd[2J\ufffdAn[/red]" in text
    assert "\ufffdGiám đốc" in text
    assert [letter for letter in text if not letter.isprintable() and letter != "\n"] == []


def test_a_long_address_stays_whole_below_its_name() -> None:
    """An address that does not fit beside a long name can still be copied from one line."""
    long = replace(
        AN, name="H'Hen Niê Buôn Krông Ana " * 2, address=f"{'dia-chi-rat-dai' * 3}@khanhhoa.gov.vn"
    )
    assert any(long.address in line for line in shown(plan_of(change(None, long)), 80).splitlines())


def test_a_plan_of_the_plan_is_not_changed_by_showing_it() -> None:
    """Showing is only showing: the digest is the same before and after."""
    before = PLAN.digest
    shown(PLAN, limit=1)
    assert PLAN.digest == before
    assert len(PLAN.changes) == len(CHANGES) + 2
