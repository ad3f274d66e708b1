"""`Correlation`: which rows of HR are whose. What it says of the people is `connector.desired.identity`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from connector.desired.acquainted import Acquainted
from connector.desired.evidence import Evidence, Known, Says, Weight, compare, name_says, weigh
from connector.desired.identity_questions import Asking, digest, identity_key
from connector.desired.overlay import OTHER, SAME
from connector.desired.people import natural
from connector.model.directory import State, person_key
from connector.model.identity import Identity, IdentityRules, Trust
from connector.model.plan import Decision, Question, QuestionKind
from connector.model.roster import Person, Roster
from connector.rules.profile import Profile

Whose = Callable[[Person], str]
"""Returns the key of the person a row belongs to; empty where that is not clear."""


class Correlation:
    """One pass over the rows; `rows` fills up: key of a person → the rows that are theirs."""

    def __init__(
        self,
        roster: Roster,
        everybody: Acquainted,
        decisions: Mapping[str, Decision],
        profile: Profile,
        rules: IdentityRules,
    ) -> None:
        self._roster = roster
        self.everybody = everybody
        self.decisions = decisions
        self._rules = rules
        self.asking = Asking(profile, {unit.key: unit for unit in roster.units})
        self._answers = _answers(decisions, frozenset(row.key for row in roster.people))
        self.rows: dict[str, list[Person]] = {}
        self._unknown: list[Person] = []
        self._twins: Mapping[str, Mapping[str, list[Person]]] = {}
        """Citizen number → person → their rows, of those that are settled."""
        self.questions: dict[str, Question] = {}
        self.in_question: set[str] = set()

    # HR's own key

    def by_hr_key(self) -> None:
        """Give every row whose HR key has a box to its person; ask where that would be wrong."""
        for row in self._roster.people:
            key = self.everybody.owner(row.key)
            if self.everybody.has_box(key) and self._may_be(row, key):
                self._take_known(row, key)
            else:
                self._unknown.append(row)

    def _take_known(self, row: Person, key: str) -> None:
        other = self.everybody.reused(row)
        if other:
            self._settle(row, other)
            return
        doubt = self._doubt(row, key)
        if doubt is None:
            self._settle(row, key)
            return
        about, found = doubt
        choice = self.answer(key, about)
        if choice == SAME:
            self._settle(row, key)
        elif choice == OTHER:
            self._settle(row, self._whose(row, key) or self.everybody.next_holder(row.key))
        else:
            self.ask(row, key, found, about)

    def _doubt(self, row: Person, key: str) -> tuple[str, Evidence] | None:
        """Return what the doubt is about, where a known HR key may mean somebody else than before."""
        known = self.everybody.person(key)
        agrees = bool(row.citizen) and row.citizen in known.identity.citizens
        told = row.citizen if self._rules.citizen is not Trust.OFF and not agrees else ""
        taken = self._whose(row, key) if told else ""
        differs = bool(told and known.identity.citizens)
        back = row.status.serving and not agrees and all(box.state is State.CLOSED for box in known.boxes)
        again = self.everybody.given_again(row.key)
        if not (taken or differs or back or again):
            return None  # nearly everybody, nearly always: names are compared for the others only
        found = self.compare(row, key)
        corrected = found.name is Says.AGREES and found.birth is not Says.DIFFERS
        if taken or (differs and not corrected):
            return digest(row.citizen), found
        return (digest(row.name), found) if again or (back and found.name is Says.DIFFERS) else None

    def _whose(self, row: Person, key: str) -> str:
        """Return who else is known by the row's citizen number."""
        found = self.everybody.with_citizen(row.citizen) - {key}
        return min(found) if len(found) == 1 else ""

    # The other keys

    def by_other_keys(self) -> None:
        """Give the rows whose HR key nobody knows to the people they certainly are, or ask; the rest are new."""
        self._unknown = self._claiming(self._unknown, self._decided)
        self._twins = self._by_citizen() if self._unknown else {}
        self._unknown = self._claiming(self._unknown, self._twin)
        # Whoever is settled leaves the others fewer people to be: again, until nothing more follows.
        waiting = -1
        while self._unknown and len(self._unknown) != waiting:
            waiting = len(self._unknown)
            self._unknown = self._claiming(self._unknown, lambda row: self._weighed(row, Weight.CERTAIN))
            self._unknown = self._claiming(self._unknown, lambda row: self._weighed(row, Weight.PROBABLE))
        new = [row for row in self._unknown if not self._doubtful(row)]
        self._take_new(new)

    def _claiming(self, rows: Sequence[Person], whose: Whose) -> list[Person]:
        """Settle the rows that `whose` gives to somebody; ask where several rows claim one person."""
        claims: dict[str, list[Person]] = {}
        left: list[Person] = []
        for row in rows:
            key = whose(row)
            if key:
                claims.setdefault(key, []).append(row)
            else:
                left.append(row)
        for key, claiming in claims.items():
            if len(claiming) == 1 or whose == self._decided or _one_citizen(claiming):
                for row in claiming:
                    self._settle(row, key)
            else:
                for row in claiming:
                    self.ask(row, key, self.compare(row, key))
        return left

    def _decided(self, row: Person) -> str:
        """Return whom somebody said the row is."""
        said = [
            key
            for key in self._answers.get(row.key, ())
            if self.answer(key, row.key) == SAME and key in self.everybody
        ]
        return min(said, default="")

    def _twin(self, row: Person) -> str:
        """Return the person with a row of their own who has the same citizen number: one person, two HR keys."""
        if not row.citizen or self._rules.citizen is not Trust.CERTAIN:
            return ""
        same = {
            key
            for key, rows in self._twins.get(row.citizen, {}).items()
            if self._may_be(row, key)
            and all(name_says(row.name, one.name) is not Says.DIFFERS for one in rows)
        }
        return min(same) if len(same) == 1 else ""

    def _by_citizen(self) -> Mapping[str, Mapping[str, list[Person]]]:
        found: dict[str, dict[str, list[Person]]] = {}
        for key, rows in self.rows.items():
            for row in rows:
                if row.citizen:
                    found.setdefault(row.citizen, {}).setdefault(key, []).append(row)
        return found

    def _weighed(self, row: Person, least: Weight) -> str:
        """Return the one person that the row is with this weight and nobody else could be."""
        found = self._candidates(row)
        best = [key for key, (weight, _) in found.items() if weight is least]
        alone = least is Weight.CERTAIN or len(found) == 1
        return best[0] if len(best) == 1 and alone else ""

    def _doubtful(self, row: Person) -> bool:
        """Ask about everybody the row may be; tell whether there is anybody."""
        found = self._candidates(row)
        for key, (_, evidence) in found.items():
            self.ask(row, key, evidence)
        return bool(found)

    def _candidates(self, row: Person) -> Mapping[str, tuple[Weight, Evidence]]:
        """Return whom a row with an unknown HR key may be: known people without a row of their own.

        Who left under one key may serve under another: their own row speaks against nothing then. And one citizen
        number in two rows is never passed over, even if both serve: one of the two is mistyped, or they are one.
        """
        found: dict[str, tuple[Weight, Evidence]] = {}
        same_number = self._twins.get(row.citizen, {}) if self._rules.citizen is not Trust.OFF else {}
        for key in sorted(self.everybody.like(row) | same_number.keys()):
            own = self.rows.get(key, ())
            apart = not row.status.serving or any(one.status.serving for one in own)
            if own and apart and key not in same_number:
                continue
            if not self._may_be(row, key):
                continue
            known = self._with_own_rows(key)
            evidence = compare(row, known, one_agency=self.asking.one_agency(row, known))
            weight = weigh(evidence, self._rules)
            idle = self._is_gone(key) and not row.status.serving and weight is not Weight.CERTAIN
            if weight is not Weight.NONE and not idle:
                found[key] = (weight, evidence)
        with_box = {key: each for key, each in found.items() if self.everybody.has_box(key)}
        return with_box or found

    def _with_own_rows(self, key: str) -> Known:
        """Return what is known of a person once the rows that are theirs for certain have been read."""
        known = self.everybody.person(key)
        return replace(known, identity=learned(known.identity, self.rows.get(key, ())))

    def _is_gone(self, key: str) -> bool:
        """Tell whether a person has boxes, all of them closed."""
        boxes = self.everybody.person(key).boxes
        return bool(boxes) and all(box.state is State.CLOSED for box in boxes)

    def _take_new(self, rows: Sequence[Person]) -> None:
        """Give each new row a person of its own; rows with one citizen number are one person's."""
        groups: dict[str, list[Person]] = {}
        for row in rows:
            shared = row.citizen if self._rules.citizen is Trust.CERTAIN else ""
            groups.setdefault(shared or f"key:{row.key}", []).append(row)
        for group in groups.values():
            first = min(group, key=lambda row: natural(row.key))
            owner = self.everybody.owner(first.key)
            key = owner if owner and self._may_be(first, owner) else first.key
            for row in group:
                apart = row is not first and not self._may_be(row, key)
                self._settle(row, row.key if apart else key)

    # What all of them need

    def _settle(self, row: Person, key: str) -> None:
        self.rows.setdefault(key, []).append(row)

    def compare(self, row: Person, key: str) -> Evidence:
        """Return what each key says of a row being the person `key`."""
        known = self.everybody.person(key)
        return compare(row, known, one_agency=self.asking.one_agency(row, known))

    def _may_be(self, row: Person, key: str) -> bool:
        """Tell whether nobody said that a row with another HR key than the person's is another person."""
        return row.key == key or self.answer(key, row.key) != OTHER

    def answer(self, key: str, about: str) -> str:
        """Return what was answered to whether `about` is the person `key`; empty where nothing was."""
        decision = self.decisions.get(identity_key(key, about))
        return decision.choice if decision is not None else ""

    def ask(
        self, row: Person, key: str, found: Evidence, about: str = "", beside: Person | None = None
    ) -> None:
        """Ask whether a row is the person `key`; what they have stays until somebody said it."""
        known = self.everybody.person(key)
        question = self.asking.whether(row, known, found, about or row.key, beside)
        self.questions[question.key] = question
        self.in_question.add(key)


def _answers(decisions: Mapping[str, Decision], rows: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """Return HR key of a row → the people it was compared with in an answer; keys may hold colons themselves."""
    start = f"{QuestionKind.IDENTITY}:{person_key('')}"
    found: dict[str, list[str]] = {}
    for question in sorted(decisions):
        if not question.startswith(start):
            continue
        rest = question.removeprefix(start)
        for at in (place for place, letter in enumerate(rest) if letter == ":"):
            if rest[at + 1 :] in rows:
                found.setdefault(rest[at + 1 :], []).append(rest[:at])
    return found


def learned(was: Identity, rows: Iterable[Person]) -> Identity:
    """Return what is known of a person after `rows`, which are theirs: what is said anew replaces what was."""
    rows = tuple(rows)
    return Identity(
        was.key,
        was.keys | {row.key for row in rows},
        frozenset(row.citizen for row in rows if row.citizen) or was.citizens,
        frozenset(row.born for row in rows if row.born) or was.born,
    )


def _one_citizen(rows: Sequence[Person]) -> bool:
    return bool(rows[0].citizen) and len({row.citizen for row in rows}) == 1
