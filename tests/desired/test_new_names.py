"""Another name or position: the book follows, the address as each regulation says."""

from dataclasses import replace

import pytest

from connector.model.plan import QuestionKind
from connector.model.roster import Person
from connector.rules.duties import Move
from connector.rules.profile import Profile
from tests.support.reorganised import Office
from tests.support.rosters import ORGANISATIONS, profile

HUNG = Person("CB1", "Nguyễn Văn Hùng", "S1", position="Chuyên viên")
MARRIED = replace(HUNG, name="Trần Văn Hùng")
OTHER = Person("CB2", "Lê Thanh An", "S2")


def with_name_rule(organisation: str, mode: str) -> Profile:
    """Return a regulation that says what another name does."""
    rules = profile(organisation)
    rule = Move.model_validate({"mode": mode, "ours": True})
    return rules.model_copy(update={"transfer": rules.transfer.model_copy(update={"name": rule})})


def office(organisation: str, mode: str = "") -> Office:
    """Return an organisation after its first night."""
    rules = with_name_rule(organisation, mode) if mode else None
    made = Office(organisation, [HUNG, OTHER], regulation=rules)
    made.night()
    return made


@pytest.mark.parametrize("organisation", ORGANISATIONS)
@pytest.mark.parametrize("name", ["Trần Văn Hùng", "Nguyễn Văn Hưng", "Nguyễn Vân Hùng"])
def test_the_address_stays_and_the_book_follows(organisation: str, name: str) -> None:
    """Marriage or a corrected spelling: given once, an address stays under every shipped regulation."""
    made = office(organisation)
    (before,) = made.open_boxes("CB1")
    made.people = [replace(HUNG, name=name), OTHER]
    made.night()
    (now,) = made.open_boxes("CB1")
    assert (now.key, now.address, now.aliases, now.name) == (before.key, before.address, (), name)
    assert (now.surname, now.given) == (name.split(maxsplit=1)[0], name.rsplit(maxsplit=1)[-1])
    assert not made.asked(QuestionKind.TRANSFER)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_new_position_changes_the_book_alone(organisation: str) -> None:
    """A promotion never touches an address or a list."""
    made = office(organisation)
    before = dict(made.world.entries)
    (box,) = made.open_boxes("CB1")
    made.people = [replace(HUNG, position="Phó Giám đốc"), OTHER]
    made.night()
    assert made.world.entries == before | {box.key: replace(box, title="Phó Giám đốc")}


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_regulation_may_rename(organisation: str) -> None:
    """`rename`: the address by the new name; the old one an alias where the regulation keeps aliases."""
    made = office(organisation, "rename")
    (before,) = made.open_boxes("CB1")
    made.people = [MARRIED, OTHER]
    made.night()
    (now,) = made.open_boxes("CB1")
    assert (now.key, now.name) == (before.key, "Trần Văn Hùng")
    assert now.address != before.address
    kept = profile(organisation).transfer.alias.keep
    assert before.address in (now.aliases if kept else now.retired)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_regulation_may_ask(organisation: str) -> None:
    """`ask`: until somebody says so nothing changes, the display name neither; each answer is carried out."""
    for answer in ("keep", "rename"):
        made = office(organisation, "ask")
        before = dict(made.world.entries)
        (box,) = made.open_boxes("CB1")
        made.people = [MARRIED, OTHER]
        made.night()
        assert made.world.entries == before
        (question,) = made.asked(QuestionKind.TRANSFER)
        assert [one.address for one in question.candidates] == ["keep", "rename"]
        made.answer(QuestionKind.TRANSFER, answer)
        made.night()
        (now,) = made.open_boxes("CB1")
        assert (now.name, now.address == box.address) == ("Trần Văn Hùng", answer == "keep")
        assert not made.asked(QuestionKind.TRANSFER)


def test_a_spelling_that_gives_the_same_address_changes_nothing_of_it() -> None:
    """Hoà and Hòa, Hùng and Hưng: where the rule says the same, there is nothing to rename or ask."""
    for mode in ("rename", "ask"):
        made = office("ubnd-khanhhoa", mode)
        made.people = [replace(HUNG, name="Nguyễn Văn Hưng"), OTHER]
        made.night()
        (now,) = made.open_boxes("CB1")
        assert (now.address, now.aliases, now.name) == ("nvhung@khanhhoa.gov.vn", (), "Nguyễn Văn Hưng")
