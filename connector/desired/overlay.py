"""`Overlay`: HR's roster while approved requests are laid over it, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from connector.desired.scene import Rename, question_key
from connector.model.directory import (
    Directory,
    PersonalMailbox,
    State,
    UnitMailbox,
    person_key,
    unit_key,
)
from connector.model.plan import Candidate, Decision, Question, QuestionKind, Reason
from connector.model.request import Asked, Line, Request
from connector.model.roster import Employment, Person, Roster
from connector.rules.profile import Profile
from connector.rules.units import agency_of
from connector.text import Text
from connector.vietnamese.matching import matching_key

SAME, OTHER = "same", "other"
"""What a person may answer to whether two HR keys are one person."""

Mark = tuple[str, int]
"""Id of a request, number of a line."""

_ASKS = {
    Asked.BOX: "create",
    Asked.AGENCY_BOX: "create",
    Asked.POSITION: "change",
    Asked.ROOM: "change",
    Asked.TEXT: "change",
    Asked.ADDRESS: "convert",
    Asked.REMOVAL: "delete",
}


def reason_of(request: Request, line: Line, profile: Profile) -> Reason:
    """Return why a change is made: the form, its document number and the article of the regulation."""
    asks = _ASKS[line.asked]
    wanted = ("convert", "change") if asks == "convert" else (asks,)
    rule = next((form for name in wanted for form in profile.form if form.asks == name), None)
    form = rule.name if rule is not None else request.kind.form
    article = rule.article if rule is not None else profile.leaver.article if asks == "delete" else ""
    text = Text(vi=f"{form}, số {request.document}", en=f"{form}, No. {request.document}")
    return Reason(text, article, line.where)


class Overlay:
    """One pass over all approved lines; `people` and `units` change, the rest fills up."""

    def __init__(
        self, roster: Roster, current: Directory, decisions: Mapping[str, Decision], profile: Profile
    ) -> None:
        self._given = roster
        self.people = {person.key: person for person in roster.people}
        self.units = {unit.key: unit for unit in roster.units}
        self._boxes: dict[str, list[PersonalMailbox]] = {}
        for entry in current:
            if isinstance(entry, PersonalMailbox):
                self._boxes.setdefault(entry.person, []).append(entry)
        self._unit_boxes = {entry.unit for entry in current if isinstance(entry, UnitMailbox)}
        self._decisions = decisions
        self._profile = profile
        self._asked_before: dict[tuple[str, Asked], set[str]] = {}
        self.questions: dict[str, Question] = {}
        self.reasons: dict[str, Reason] = {}
        self.renames: dict[str, Rename] = {}
        self.active: set[Mark] = set()
        self.closed: set[Mark] = set()

    def roster(self) -> Roster:
        """Return the roster as it is by now."""
        people = tuple(self.people[key] for key in sorted(self.people))
        units = tuple(self.units[key] for key in sorted(self.units))
        return replace(self._given, people=people, units=units)

    def ask(self, request: Request, line: Line, doubt: Text) -> None:
        """Ask a person about a line."""
        key = question_key(QuestionKind.REQUEST, request.id, str(line.number))
        self.questions[key] = Question(
            key,
            QuestionKind.REQUEST,
            request.id,
            line.name or line.value,
            line.unit,
            _how_to_answer(request, line, doubt),
            (),
            reason_of(request, line, self._profile).article,
            line.where,
        )

    # Mẫu 01

    def bring_in(self, request: Request, line: Line) -> None:
        """Lay a line of Mẫu 01 over the roster."""
        if line.unit not in self.units:
            self.ask(request, line, UNIT_GONE)
        elif line.asked is Asked.AGENCY_BOX:
            self._name_agency(request, line)
        else:
            self._create(request, line)

    def _create(self, request: Request, line: Line) -> None:
        own = request.key_of(line)
        self._hold(request, line)
        for person, choice in list(self._namesakes(line, own)):
            if choice == SAME:
                self.people.pop(person.key)
                self.people[own] = replace(person, key=own)
                return
            if choice != OTHER:
                self.people.pop(person.key)
                self._ask_identity(person, own, request, line)
        if self._decided_same(own):
            return  # HR has dropped the row again: the box is asked about like any other
        self.people[own] = Person(
            own,
            line.name,
            line.unit,
            position=line.position,
            decision=request.document,
            origin=line.where,
        )
        if own not in self._boxes:
            self.reasons[own] = reason_of(request, line, self._profile)

    def _namesakes(self, line: Line, own: str) -> Iterator[tuple[Person, str]]:
        """Yield rows of HR that may be the person a form brought in, with what was decided of each."""
        name, home = matching_key(line.name), self._agency(line.unit)
        for person in self._given.people:
            choice = self._choice(own, person.key)
            alike = (
                matching_key(person.name) == name
                and self._agency(person.unit) == home
                and person.key not in self._boxes
                and person.status.serving
            )
            if person.key in self.people and (choice == SAME or alike):
                yield person, choice

    def _choice(self, own: str, hr_key: str) -> str:
        decision = self._decisions.get(question_key(QuestionKind.IDENTITY, person_key(own), hr_key))
        return decision.choice if decision is not None else ""

    def _decided_same(self, own: str) -> bool:
        begin = f"{question_key(QuestionKind.IDENTITY, person_key(own))}:"
        return any(
            key.startswith(begin) and decision.choice == SAME for key, decision in self._decisions.items()
        )

    def _ask_identity(self, person: Person, own: str, request: Request, line: Line) -> None:
        key = question_key(QuestionKind.IDENTITY, person_key(own), person.key)
        form = request.kind.form
        text = Text(
            vi=f"danh sách nhân sự nay có {person.name} (mã {person.key}): có phải người được đề nghị cấp"
            f" hộp thư theo {form} số {request.document} không? Cùng người ({SAME}) hay người khác ({OTHER})?",
            en=f"the roster now has {person.name} ({person.key}): is this the person for whom {form}"
            f" No. {request.document} asked a box ({SAME}), or another ({OTHER})?",
        )
        self.questions[key] = Question(
            key,
            QuestionKind.IDENTITY,
            person_key(own),
            person.name,
            person.unit,
            text,
            tuple(Candidate("", choice, choice) for choice in (SAME, OTHER)),
            reason_of(request, line, self._profile).article,
            person.origin,
        )

    def _name_agency(self, request: Request, line: Line) -> None:
        unit = self.units[line.unit]
        if unit.mailbox or unit.key in self._unit_boxes:
            self._close(request, line)
            return
        self.units[unit.key] = replace(unit, mailbox=line.value)
        self.reasons[unit_key(unit.key)] = reason_of(request, line, self._profile)
        self._hold(request, line)

    # Mẫu 02 and 03

    def change(self, request: Request, line: Line, base: Mapping[str, Person]) -> None:
        """Lay a line of Mẫu 02 or 03 over the roster, or find that it has nothing to say any more."""
        person = self.people.get(line.person)
        if line.asked is Asked.TEXT:
            self._close(request, line)
        elif line.asked is Asked.REMOVAL:
            self._remove(request, line, person)
        elif person is None:
            self.ask(request, line, PERSON_GONE)
        elif not person.status.serving:
            self._close(request, line)
        elif line.asked is Asked.ADDRESS:
            self.renames[line.person] = Rename(line.value, reason_of(request, line, self._profile))
            self._hold(request, line)
        elif line.asked is Asked.ROOM and line.unit not in self.units:
            self.ask(request, line, UNIT_GONE)
        else:
            self._override(request, line, person, base[line.person])

    def _override(self, request: Request, line: Line, person: Person, in_roster: Person) -> None:
        room = line.asked is Asked.ROOM
        wanted, says = (line.unit, in_roster.unit) if room else (line.value, in_roster.position)
        asked_before = self._asked_before.setdefault((line.person, line.asked), set())
        known = {line.before, *asked_before}
        asked_before.add(wanted)
        if matching_key(says) == matching_key(wanted) or says not in known:
            self._close(request, line)
            return
        self._hold(request, line)
        boxes = self._boxes.get(line.person, ())
        if room:
            self.people[person.key] = replace(person, unit=wanted)
            differs = any(box.unit != wanted for box in boxes)
        else:
            self.people[person.key] = replace(person, position=wanted)
            differs = any(box.title != wanted for box in boxes)
        if differs or not boxes:
            self.reasons[line.person] = reason_of(request, line, self._profile)

    def _remove(self, request: Request, line: Line, person: Person | None) -> None:
        boxes: Sequence[PersonalMailbox] = self._boxes.get(line.person, ())
        if person is None and boxes:
            person = Person(line.person, boxes[0].name, boxes[0].unit, origin=line.where)
        if person is None or not person.status.serving or _came_back(person, request):
            self._close(request, line)
            return
        why = reason_of(request, line, self._profile)
        self.people[person.key] = replace(person, status=Employment.LEFT, decision=why.text.vi)
        self._hold(request, line)
        if any(box.state is not State.CLOSED for box in boxes):
            self.reasons[line.person] = why

    # What all of them need

    def _agency(self, unit: str) -> str:
        known = self.units.get(unit)
        found = agency_of(self._profile, known, self.units) if known is not None else None
        return found.key if found is not None else ""

    def _hold(self, request: Request, line: Line) -> None:
        self.active.add((request.id, line.number))

    def _close(self, request: Request, line: Line) -> None:
        self.closed.add((request.id, line.number))


def _came_back(person: Person, request: Request) -> bool:
    """Whether HR says that the person began anew after the request to remove them came."""
    return person.since is not None and person.since > request.received


UNIT_GONE = Text(
    vi="Đơn vị đã duyệt không còn trong danh sách đơn vị.",
    en="The unit that was approved is no longer in the list of units.",
)
PERSON_GONE = Text(
    vi="Người đã duyệt không còn trong danh sách nhân sự.",
    en="The person that was approved is no longer in the roster.",
)


def _how_to_answer(request: Request, line: Line, doubt: Text) -> Text:
    form = f"{request.kind.form}, số {request.document}, dòng {line.number}"
    approve = f"connector requests approve {request.id} --line {line.number}"
    refuse = f"connector requests refuse {request.id} --line {line.number}"
    return Text(
        vi=f"{form}: {doubt.vi} Duyệt: {approve} --person MÃ; từ chối: {refuse} --why LÝ_DO",
        en=f"{form}: {doubt.en} To approve: {approve} --person KEY; to refuse: {refuse} --why WHY",
    )
