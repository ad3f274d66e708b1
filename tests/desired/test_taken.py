"""A question about an address says who has it, so that whoever decides need not search."""

from dataclasses import replace
from datetime import date

import pytest

from connector.desired.desire import desire
from connector.desired.scene import Memory
from connector.model.directory import Directory, Entry, MailList, PersonalMailbox, Snapshot, State
from connector.model.roster import Person
from connector.text import Text
from tests.support.boxes import person as box
from tests.support.rosters import profile, roster

DAY = date(2026, 3, 2)
KH = profile("ubnd-khanhhoa")
ADDRESS = "bvan@khanhhoa.gov.vn"
HOLDER = box(
    "CB1", name="Bùi Văn An", address=ADDRESS, unit="S1", unit_name="Sở Nội vụ", agency_name="Sở Nội vụ"
)


def asked(person: Person, holder: Entry | None = None, foreign: str = "") -> Text:
    """Return the question about the address of `person`."""
    directory = Directory.of([holder] if holder is not None else [])
    others = {foreign: "uid=khac"} if foreign else {}
    wanted = desire(roster([person]), KH, Snapshot(directory, others), Memory(), DAY)
    [text] = [question.text for question in wanted.questions if question.subject == f"person/{person.key}"]
    return text


def said(person: Person, holder: Entry | None = None, foreign: str = "") -> str:
    """Return the same in Vietnamese."""
    return asked(person, holder, foreign).vi


NEW = Person("CB2", "Bùi Vân An", "S1")


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        (HOLDER, f"{ADDRESS} là của Bùi Văn An, Sở Nội vụ."),
        (replace(HOLDER, state=State.CLOSED), f"{ADDRESS} là của Bùi Văn An, Sở Nội vụ (đã đóng)."),
        (replace(HOLDER, listed=False), f"{ADDRESS} đã cấp cho nơi khác."),
    ],
)
def test_the_holder_is_named(holder: PersonalMailbox, words: str) -> None:
    """Also one whose box is closed; but nobody who is not shown in the address book."""
    assert said(NEW, holder) == words


def test_others_and_reserved_names_are_told_from_colleagues() -> None:
    """An entry that others made, and a name that nobody gets."""
    assert said(NEW, foreign=ADDRESS) == f"{ADDRESS} đang ở một mục do người khác lập trong thư mục."
    assert said(Person("CB3", "Lê Ôn", "S1")) == "lon@khanhhoa.gov.vn là tên dành riêng, không cấp cho ai."


def test_a_list_is_called_one_in_both_languages() -> None:
    """A list that has the address is no person of that name."""
    holder = MailList(key="list/S1", unit="S1", address=ADDRESS, name="Sở Nội vụ", members=("unit/S1",))
    text = asked(NEW, holder)
    assert text.vi == f"{ADDRESS} là của danh sách thư Sở Nội vụ."
    assert text.en == f"{ADDRESS} belongs to the list Sở Nội vụ."
