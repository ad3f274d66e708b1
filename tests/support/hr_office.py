"""One organisation over many months, all in memory: HR's rosters come, answers are given, the ledger may be lost."""

from collections.abc import Sequence

from connector.ledger.memory import MemoryLedger
from connector.model.directory import PersonalMailbox, State
from connector.model.plan import Change, Decision, QuestionKind
from connector.model.roster import Person, Problem, Unit
from connector.rules.profile import Profile
from connector.sync import Draft, act, think
from connector.targets.memory import MemoryDirectory
from tests.support.rosters import UNITS, StoppedClock, desk, roster


class HrOffice:
    """A regulation, a directory and a ledger."""

    def __init__(self, regulation: Profile, *people: Person) -> None:
        self.regulation = regulation
        self.world = MemoryDirectory()
        self.ledger = MemoryLedger()
        if people:
            self.run(*people)

    def think(
        self, *people: Person, units: Sequence[Unit] = UNITS, problems: Sequence[Problem] = ()
    ) -> Draft:
        """Return what would be done if HR said this."""
        return think(desk(self.regulation, roster(people, units, problems), self.world, self.ledger))

    def run(self, *people: Person, problems: Sequence[Problem] = ()) -> Sequence[Change]:
        """Let HR say this and do it; return what was done."""
        at_work = desk(self.regulation, roster(people, problems=problems), self.world, self.ledger)
        report = act(at_work, think(at_work), "sync", whole=True)
        return [outcome.change for outcome in report.outcomes]

    def asked(self, *people: Person, kind: QuestionKind = QuestionKind.IDENTITY) -> list[str]:
        """Return the keys of the questions of a kind that would be asked."""
        return [question.key for question in self.think(*people).plan.questions if question.kind is kind]

    def answer(self, question: str, choice: str) -> None:
        """Remember an answer."""
        self.ledger.decide([Decision(question, choice, "lãnh đạo", StoppedClock().now())])

    def lose_memory(self) -> None:
        """Lose the ledger."""
        self.ledger = MemoryLedger()

    def boxes(self) -> dict[str, PersonalMailbox]:
        """Return the boxes of people by their keys."""
        return {
            entry.person: entry for entry in self.world.entries.values() if isinstance(entry, PersonalMailbox)
        }

    def open_boxes(self) -> list[str]:
        """Return the keys of people with an open box."""
        return sorted(key for key, box in self.boxes().items() if box.state is not State.CLOSED)
