"""What a reorganisation of units makes of addresses: told before, in the table for everybody, and afterwards."""

from dataclasses import replace
from datetime import date

import pytest

from connector.model.roster import Person, Where
from connector.model.succession import Phase, Reorganisation
from connector.reorganising.outlook import Outlook, conversion_table, foreseen
from connector.why import explain
from tests.support.reorganised import MERGED, RENAMED, Office, row

ROW = Where("nhan-su.xlsx", "Đơn vị", "B6")
HUNG = Person("CB1", "Nguyễn Văn Hùng", "S1")
BINH = Person("CB3", "Trần Thị Bình", "S2")
HIDDEN = Person("CB4", "Lê Thanh An", "S1", unlisted=True)


def office(organisation: str) -> Office:
    """Return an organisation after its first night."""
    made = Office(organisation, [HUNG, HIDDEN, BINH])
    made.night()
    return made


def merged(made: Office, phase: Phase) -> Reorganisation:
    """Let S1 go up in S2, by decision and in HR's lists."""
    made.start(row("S1", "S2", MERGED), phase=phase)
    made.units = tuple(
        replace(unit, parent="S2") if unit.parent == "S1" else unit for unit in made.units if unit.key != "S1"
    )
    made.people = [replace(one, unit="S2") for one in made.people]
    (known,) = made.ledger.successions.all()
    return known


def told(outlook: Outlook) -> dict[str, tuple[str, str]]:
    """Return old → new and the last day, of people, as the table for everybody has them."""
    rows = [one for one in conversion_table(outlook) if one[1] == "Cá nhân"]
    return {one[4]: (one[5], one[6]) for one in rows}


BY_TRANSFER = {
    "ubnd-binhphuoc": {
        "nguyenvanhung.sotttt@binhphuoc.gov.vn": ("nguyenvanhung.snv@binhphuoc.gov.vn", "02/03/2028")
    },
    "ubnd-ninhbinh": {"hungnv.stttt@ninhbinh.gov.vn": ("hungnv.snv@ninhbinh.gov.vn", "")},
    "ubnd-khanhhoa": {},
}


@pytest.mark.parametrize("organisation", BY_TRANSFER)
def test_who_is_renamed_with_their_agency_is_told_before_and_afterwards(organisation: str) -> None:
    """As the regulation treats a transfer; the same rows before anything moved and afterwards, nobody protected."""
    made = office(organisation)
    one = merged(made, Phase.PLANNED)
    before = told(foreseen(made.desk(), one))
    assert before == BY_TRANSFER[organisation]
    made.go(Phase.SWITCHED)
    made.night()
    made.go(Phase.CLOSED)
    made.night()
    (closed,) = made.ledger.successions.all()
    assert told(foreseen(made.desk(), closed)) == before


def test_where_old_boxes_end_the_table_says_that_nothing_is_delivered() -> None:
    """Ninh Bình without the choice of aliases: the note tells that the old address receives nothing."""
    made = office("ubnd-ninhbinh")
    outlook = foreseen(made.desk(), merged(made, Phase.PLANNED))
    assert [one.delivers for one in outlook.renamed] == [False, False]
    notes = [one[7] for one in conversion_table(outlook) if one[1] == "Cá nhân"]
    assert notes == ["đổi cơ quan; hộp thư cũ đóng, địa chỉ cũ không còn nhận thư"]


def test_a_move_with_hr_is_not_taken_back_with_the_reorganisation() -> None:
    """Whoever got the address of the new agency keeps it while HR has them there."""
    made = office("ubnd-binhphuoc")
    merged(made, Phase.SWITCHED)
    made.night()
    made.go(Phase.PLANNED)
    made.night()
    (box,) = made.open_boxes("CB1")
    assert box.address == "nguyenvanhung.snv@binhphuoc.gov.vn"


def test_a_renamed_agency_is_told_with_those_who_keep_its_old_name() -> None:
    """Its box has two addresses; who has its old name behind the dot is renamed by nobody, and is counted."""
    made = office("ubnd-binhphuoc")
    made.start(row("S1", "S1", RENAMED), phase=Phase.PLANNED)
    made.units = tuple(
        replace(unit, name="Sở Khoa học", mailbox="skhcn") if unit.key == "S1" else unit
        for unit in made.units
    )
    (one,) = made.ledger.successions.all()
    outlook = foreseen(made.desk(), one)
    assert [(m.old.partition("@")[0], m.new.partition("@")[0]) for m in outlook.renamed] == [
        ("ds-sotttt", "ds-skhcn"),
        ("sotttt", "skhcn"),
    ]
    assert {m.until for m in outlook.renamed} == {date(2028, 3, 2)}
    assert sorted(box.person for box in outlook.suffixed) == ["CB1", "CB4"]


def test_why_tells_both_addresses_and_the_row_of_hr() -> None:
    """Under a new key of HR the unit is the same: its story names the row of today and what it was called."""
    made = office("ubnd-khanhhoa")
    made.start(row("S1", "S9", RENAMED))
    made.units = tuple(
        replace(unit, parent="S9")
        if unit.parent == "S1"
        else replace(unit, key="S9", name="Sở Khoa học", mailbox="skhcn", origin=ROW)
        if unit.key == "S1"
        else unit
        for unit in made.units
    )
    made.people = [replace(one, unit="S9") if one.unit == "S1" else one for one in made.people]
    made.night()
    story = explain("stttt@khanhhoa.gov.vn", made.think(), made.ledger)
    assert story is not None
    assert [(c.part_of, c.old, c.new) for c in story.converted] == [
        ("TC1", "stttt@khanhhoa.gov.vn", "skhcn@khanhhoa.gov.vn")
    ]
    assert story.row == ROW
