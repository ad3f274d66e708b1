"""Whatever is written to them, the ledger in memory and the one in a file give the same answers."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from connector.errors import LedgerError
from connector.ledger.memory import MemoryLedger
from connector.ledger.sqlite import open_ledger
from connector.model.directory import Entry, State
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.ports import Ledger
from connector.text import same
from tests.ledger.making import after, box, change, run

RUNS = ("run-1", "run-2", "run-3")
PEOPLE = ("1", "2", "3")
LOCAL_PARTS = ("an", "binh", "chi", "dung")


@st.composite
def boxes(draw: st.DrawFn, person: str) -> Entry:
    """Any box of a person over a few addresses."""
    owned = draw(st.lists(st.sampled_from(LOCAL_PARTS), min_size=1, max_size=2, unique=True))
    retired = draw(st.lists(st.sampled_from(LOCAL_PARTS), max_size=1))
    return box(person, *owned, retired=retired, state=draw(st.sampled_from(State)))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Any creation, deletion or change of a box."""
    person = draw(st.sampled_from(PEOPLE))
    before = draw(st.none() | boxes(person))
    now = draw(boxes(person) if before is None else st.none() | boxes(person))
    return change(before, now)


outcomes = st.builds(Outcome, changes(), st.sampled_from(Result), st.sampled_from([same(""), same("x")]))
minutes = st.integers(min_value=0, max_value=3)


def tried(ledger: Ledger, name: str, *arguments: object) -> str:
    """Call a method; return what it refused, or the empty string."""
    try:
        getattr(ledger, name)(*arguments)
    except LedgerError as error:
        return error.what.en
    return ""


class TwoLedgers(RuleBasedStateMachine):
    """The same calls go to both; every answer of both is compared after each."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.db"
        self.memory: Ledger = MemoryLedger()
        self.file: Ledger = open_ledger(self.path)
        self.owned: dict[str, str] = {}

    def both(self, name: str, *arguments: object) -> None:
        """Call a method of both; they accept or refuse it alike."""
        assert tried(self.memory, name, *arguments) == tried(self.file, name, *arguments)

    @rule(name=st.sampled_from(RUNS))
    def begin(self, name: str) -> None:
        """Begin a run, perhaps a second time."""
        self.both("begin", run(name))

    @rule(name=st.sampled_from(RUNS), wave=st.lists(changes(), max_size=3), minute=minutes)
    def intend(self, name: str, wave: list[Change], minute: int) -> None:
        """Intend any wave, allowed or not."""
        self.both("intend", name, wave, after(minute))

    @rule(name=st.sampled_from(RUNS), some=st.lists(outcomes, max_size=3), minute=minutes)
    def settle(self, name: str, some: list[Outcome], minute: int) -> None:
        """Settle outcomes, intended or not."""
        self.both("settle", name, some, after(minute))

    @rule(name=st.sampled_from(RUNS), minute=minutes)
    def finish(self, name: str, minute: int) -> None:
        """End a run."""
        self.both("finish", name, after(minute))

    @rule()
    def reopen(self) -> None:
        """Close the file and open it again."""
        self.file.close()
        self.file = open_ledger(self.path)

    @invariant()
    def same_answers(self) -> None:
        """Owners, records, runs and counts are equal, and no address ever changed its owner."""
        owners = self.file.owners()
        assert self.memory.owners() == owners
        assert owners.items() >= self.owned.items()
        self.owned = dict(owners)
        assert list(self.memory.records()) == list(self.file.records())
        assert list(self.memory.runs()) == list(self.file.runs())
        for minute in range(4):
            assert self.memory.done_since(after(minute)) == self.file.done_since(after(minute))

    @invariant()
    def same_records_of_an_address(self) -> None:
        """What is known of one address or one entry is equal, too."""
        for address in self.owned:
            assert list(self.memory.records(address=address)) == list(self.file.records(address=address))
        for person in PEOPLE:
            key = f"person/{person}"
            assert list(self.memory.records(key=key)) == list(self.file.records(key=key))

    def teardown(self) -> None:
        """Give the file back."""
        self.file.close()
        self.folder.cleanup()


TestTwoLedgers = TwoLedgers.TestCase
TestTwoLedgers.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
