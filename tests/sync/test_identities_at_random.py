"""Months of numbering anew, leaving, returning and forgetting, with few names: one box for one person, always."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.model.directory import PersonalMailbox
from connector.model.plan import Question, QuestionKind
from connector.model.roster import Employment, Person, Where
from connector.sync import Draft
from tests.support.hr_office import HrOffice
from tests.support.rosters import profile

_ASKING = profile("ubnd-khanhhoa")
_COLLISION = _ASKING.person.collision.model_copy(update={"mode": "next-candidate"})
KH = _ASKING.model_copy(update={"person": _ASKING.person.model_copy(update={"collision": _COLLISION})})

NAMES = ("Trần Thị Hòa", "Trần Thị Hòa", "TRẦN THỊ HOÀ", "Lê Văn Bình", "Lê Văn Bình")
"""Of the true people, in order: three of them are namesakes, and two."""


@dataclass(frozen=True, slots=True)
class Said:
    """What HR says of one true person in one month."""

    number: int
    """Which of their staff numbers."""
    unit: str
    serving: bool
    tells_citizen: bool
    tells_birth: bool
    tells_address: bool


SAID = st.builds(
    Said,
    st.integers(1, 3),
    st.sampled_from(("S1", "P1", "S2")),
    st.booleans() | st.just(value=True),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
MONTH = st.fixed_dictionaries(
    {
        "said": st.dictionaries(st.integers(0, len(NAMES) - 1), SAID, min_size=1),
        "forgets": st.booleans(),
        "answers": st.booleans(),
    }
)


def whose(hr_key: str) -> str:
    """Return the true person an HR key was given to."""
    return hr_key.partition("k")[0]


def row(person: int, said: Said, office: HrOffice) -> Person:
    """Return HR's row; the truth is told wherever anything is."""
    key = f"p{person}k{said.number}"
    held = [box.address for box in office.boxes().values() if whose(box.person) == f"p{person}"]
    return Person(
        key,
        NAMES[person],
        said.unit,
        status=Employment.WORKING if said.serving else Employment.RETIRED,
        citizen=f"hmac:c{person}" if said.tells_citizen else "",
        born=f"hmac:{NAMES[person]}{person}" if said.tells_birth else "",
        address=held[0] if said.tells_address and held else "",
        origin=Where("roster.xlsx", "", key),
    )


def asked_of(question: Question, people: Sequence[Person]) -> str:
    """Return the HR key of the row a question is about, as whoever answers reads it in the question."""
    (found,) = (person.key for person in people if f"(mã {person.key})" in question.text.vi.partition(";")[0])
    return found


def check(draft: Draft, office: HrOffice) -> None:
    """No row is somebody else's, and nobody has two boxes."""
    for person in draft.roster.people:
        assert whose(person.key) == whose(person.origin.cell)
    boxes = Counter(
        whose(entry.person) for entry in office.world.entries.values() if isinstance(entry, PersonalMailbox)
    )
    assert all(count == 1 for count in boxes.values()), boxes


@settings(max_examples=40)
@given(st.lists(MONTH, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_nobody_gets_anothers_box_or_a_second_one(months: list[dict[str, object]], chance: object) -> None:
    """Whatever is forgotten and in whatever order rows come; answers tell the truth or are not given."""
    office = HrOffice(KH)
    for month in months:
        people = [row(person, said, office) for person, said in month["said"].items()]  # type: ignore[attr-defined]  # a dictionary
        if month["forgets"]:
            office.lose_memory()
        shuffled = list(people)
        chance.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random
        draft = office.think(*people)
        assert office.think(*shuffled).plan.as_data()["waves"] == draft.plan.as_data()["waves"]
        asked = [q for q in draft.plan.questions if q.kind is QuestionKind.IDENTITY]
        if month["answers"]:
            for question in asked:
                same = whose(question.subject.removeprefix("person/")) == whose(asked_of(question, people))
                office.answer(question.key, "same" if same else "other")
        office.run(*people)
        check(office.think(*people), office)
        assert office.run(*people) == []


def test_contradicting_certain_keys_never_meet() -> None:
    """Every pair of namesakes with two citizen numbers stays two, whatever else agrees."""
    first = Person("A", NAMES[0], "S1", citizen="hmac:1", born="hmac:b")
    office = HrOffice(KH, first)
    held = office.boxes()["A"].address
    for address in ("", held):
        second = replace(first, key="B", citizen="hmac:2", address=address)
        assert all(person.key != "A" for person in office.think(second).roster.people)
