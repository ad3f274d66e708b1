"""The promises of `connector.ports.outbox.Outbox`, kept by every adapter."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.letter import Letter, LetterState
from connector.ports import Ledger
from connector.ports.outbox import Outbox

AT = datetime.fromisoformat("2026-03-02T01:40:00+07:00")
IT, HR = "it@khanhhoa.gov.vn", "nhan-su@khanhhoa.gov.vn"

ADAPTERS: dict[str, Callable[[Path], Ledger]] = {
    "memory": lambda _folder: MemoryLedger(),
    "sqlite": lambda folder: open_ledger(folder / "ledger.db"),
}


@pytest.fixture(params=ADAPTERS)
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outbox]:
    """Give an empty outbox of each kind."""
    ledger = ADAPTERS[request.param](tmp_path)
    yield ledger.outbox
    ledger.close()


def letter(name: str, *events: str, to: str = IT) -> Letter:
    """Return a letter that waits."""
    return Letter(
        id=name, to=to, subject=f"Thư {name}", text="chữ", html="<p>chữ</p>", made=AT, events=events
    )


def test_a_letter_waits_until_it_is_settled(outbox: Outbox) -> None:
    """Oldest first; a try that failed leaves it waiting and is counted."""
    assert outbox.put(letter("a", "held:1"))
    assert outbox.put(letter("b", "held:2"))
    assert [one.id for one in outbox.waiting()] == ["a", "b"]
    assert outbox.waiting()[0].made == AT
    outbox.settle("a", LetterState.WAITING, AT, "bận")
    outbox.settle("b", LetterState.SENT, AT)
    (still,) = outbox.waiting()
    assert (still.id, still.tries, still.detail, still.settled) == ("a", 1, "bận", None)
    latest = outbox.letters()
    assert [(one.id, one.state) for one in latest] == [("b", LetterState.SENT), ("a", LetterState.WAITING)]
    assert latest[0].settled == AT
    assert latest[0].events == ("held:2",)
    assert [one.id for one in outbox.letters(1)] == ["b"]


def test_nobody_is_told_twice(outbox: Outbox) -> None:
    """A letter with one event that was told is not taken, nor anything of it; another recipient is another matter."""
    assert outbox.put(letter("a", "question:1"))
    assert not outbox.put(letter("b", "question:2", "question:1"))
    assert outbox.told(IT, {"question:1", "question:2"}) == {"question:1"}
    assert outbox.put(letter("c", "question:1", to=HR))
    assert [one.id for one in outbox.waiting()] == ["a", "c"]


def test_many_events_can_be_asked_about(outbox: Outbox) -> None:
    """More than one statement of any database takes."""
    keys = [f"question:{number}" for number in range(2_500)]
    assert outbox.put(letter("a", *keys[:2_000]))
    assert outbox.told(IT, keys) == set(keys[:2_000])


def test_what_is_over_and_comes_again_is_told_again(outbox: Outbox) -> None:
    """Only events of that kind that are not among the present ones."""
    outbox.put(letter("a", "question:1", "question:2", "held:1"))
    outbox.over("question", {"question:2"})
    assert outbox.told(IT, {"question:1", "question:2", "held:1"}) == {"question:2", "held:1"}


def test_words_are_forgotten_and_that_they_were_told_is_not(outbox: Outbox) -> None:
    """Letters that wait, and younger ones, keep their words."""
    for name in ("old", "young", "waits"):
        outbox.put(letter(name, f"held:{name}"))
    outbox.settle("old", LetterState.SENT, AT)
    outbox.settle("young", LetterState.REFUSED, AT + timedelta(days=9))
    assert outbox.forget(AT + timedelta(days=1)) == 1
    assert outbox.forget(AT + timedelta(days=1)) == 0
    assert {one.id: one.text for one in outbox.letters()} == {"waits": "chữ", "young": "chữ", "old": ""}
    assert outbox.told(IT, {"held:old"}) == {"held:old"}
