"""`foreseen`: what a reorganisation would do on its day; `conversion_table`: old → new for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from connector.desk import Desk
from connector.model.directory import Entry, MailList, PersonalMailbox, State, UnitMailbox
from connector.model.plan import Change, ChangeKind, Question
from connector.model.succession import ENDED, MOVED, RENAMED, Converted, Phase, Reorganisation
from connector.ports import Clock
from connector.rules.calendar import months_after
from connector.sync import Draft, think


@dataclass(frozen=True, slots=True)
class OneDay:
    """A clock that stands on the day for which something is foreseen."""

    day: date
    like: Clock

    def now(self) -> datetime:
        """Return a moment of that day."""
        return datetime.combine(self.day, time(1, 30), self.like.now().tzinfo)


@dataclass(frozen=True, slots=True)
class Moving:
    """One box whose address changes."""

    entry: Entry
    old: str
    new: str
    until: date | None = None
    """The last day on which the old address delivers; None: without end, or not at all."""
    delivers: bool = True
    """Whether the old address delivers to the new box."""

    @property
    def same_name(self) -> bool:
        """Whether only the domain differs."""
        return self.old.partition("@")[0] == self.new.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Ended:
    """The box or the list of a unit that ends."""

    entry: Entry
    old: str
    """The address it had."""
    heir: Entry | None
    """The entry to which its mail goes."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a reorganisation would do on its day, or has done so far."""

    reorganisation: Reorganisation
    day: date
    moving: tuple[Moving, ...]
    """Boxes and lists with a new address, in the order of their keys."""
    waiting: tuple[Question, ...]
    """Questions of boxes that have no address in the new domain yet."""
    renamed: tuple[Moving, ...]
    """Boxes and lists that are called otherwise because their unit is, or because their owner's agency ended."""
    suffixed: tuple[PersonalMailbox, ...]
    """Boxes that keep an address with the old name of an agency that is only renamed."""
    ended: tuple[Ended, ...]
    """Boxes and lists of units that end."""
    lists: tuple[Change, ...]
    """Mail lists that change."""
    moves: tuple[Change, ...]
    """People who are somewhere else afterwards."""
    questions: tuple[Question, ...]
    """Everything else that is asked because of it."""

    @property
    def colliding(self) -> tuple[Moving, ...]:
        """Boxes that cannot keep their name in the new domain, and get another."""
        return tuple(one for one in self.moving if not one.same_name)


def last_day(one: Reorganisation) -> date:
    """Return the day from which all of it holds."""
    return max([row.since for row in one.units] + [row.since for row in one.domains])


def foreseen(desk: Desk, one: Reorganisation) -> Outlook:
    """Return what would come of a reorganisation once it is switched, on its day; writes nothing."""
    today = desk.clock.now().date()
    day = max(today, last_day(one))
    phase = one.phase if one.phase is Phase.CLOSED else Phase.SWITCHED
    supposed = replace(one, phase=phase)
    then = replace(desk, clock=OneDay(day, desk.clock))
    without = think(then, [replace(one, phase=Phase.PLANNED)])
    draft = think(then, [supposed])
    renamed = _renamed(draft, supposed, day, desk.profile.transfer.alias.months)
    return _outlook(draft, supposed, day, renamed, {q.key for q in without.plan.questions})


def _outlook(
    draft: Draft, one: Reorganisation, day: date, renamed: tuple[Moving, ...], asked_anyway: set[str]
) -> Outlook:
    wanted, current = draft.wanted.directory, draft.snapshot.directory
    domains = {row.new for row in one.domains}
    mine = [c for c in draft.wanted.converted if c.reorganisation == one.id and c.key in wanted.entries]
    asked = [q for q in draft.plan.questions if q.key not in asked_anyway]
    waiting = [q for q in asked if q.key.rpartition(":")[2] in domains]
    before = {c.key: c.old for c in draft.wanted.converted if c.reorganisation == f"{one.id}{ENDED}"}
    changes = draft.plan.changes
    return Outlook(
        one,
        day,
        tuple(
            _moving(c, wanted.entries[c.key]) for c in mine if wanted.entries[c.key].state is not State.CLOSED
        ),
        tuple(waiting),
        renamed,
        _suffixed(draft, renamed),
        tuple(
            Ended(present, before.get(key, present.address), wanted.get(heir))
            for key, heir in sorted(draft.wanted.heirs.items())
            if (present := current.get(key)) is not None
        ),
        tuple(change for change in changes if isinstance(change.entry, MailList)),
        tuple(change for change in changes if _elsewhere(change)),
        tuple(q for q in asked if q not in waiting),
    )


def _renamed(draft: Draft, one: Reorganisation, day: date, months: int) -> tuple[Moving, ...]:
    """Return what a renamed or ended unit makes of the addresses of boxes, done already or foreseen."""
    wanted, current = draft.wanted.directory, draft.snapshot.directory
    kinds = (f"{one.id}{RENAMED}", f"{one.id}{MOVED}")
    found = {
        (c.key, c.reorganisation): c
        for c in (*draft.memory.converted, *draft.wanted.converted)
        if c.reorganisation in kinds
    }
    delivering = {
        address
        for entry in wanted
        if entry.state is not State.CLOSED
        for address in (entry.address, *entry.aliases)
    }
    moving = [
        Moving(
            entry,
            c.old,
            c.new,
            _last_day(draft, c.old, day, months) if c.old in delivering else None,
            delivers=c.old in delivering,
        )
        for c in found.values()
        if (entry := current.get(c.key) or wanted.get(c.key)) is not None
    ]
    return tuple(sorted(moving, key=lambda one: (_kind(one.entry), one.old)))


def _last_day(draft: Draft, address: str, day: date, months: int) -> date | None:
    """Return how long an alias delivers: from the day on which it became one, or will."""
    alias = draft.times.past.aliases.get(address)
    return months_after(alias.since if alias is not None else day, months) if months else None


def _suffixed(draft: Draft, renamed: Sequence[Moving]) -> tuple[PersonalMailbox, ...]:
    """Return the open boxes that go on with the old name of a renamed unit behind the dot."""
    olds = {one.old.partition("@")[0] for one in renamed if isinstance(one.entry, UnitMailbox)}
    return tuple(
        entry
        for entry in draft.wanted.directory
        if isinstance(entry, PersonalMailbox)
        and entry.state is not State.CLOSED
        and entry.address.partition("@")[0].partition(".")[2] in olds
    )


def _moving(one: Converted, entry: Entry) -> Moving:
    return Moving(entry, one.old, one.new)


def _elsewhere(change: Change) -> bool:
    """Tell whether somebody with a box is in another unit, or another agency, after the change."""
    before, after = change.before, change.after
    if not isinstance(after, PersonalMailbox) or change.kind is ChangeKind.CLOSE:
        return False
    return not isinstance(before, PersonalMailbox) or before.unit != after.unit


# The table for everybody


def conversion_table(outlook: Outlook) -> list[list[str]]:
    """Return old → new for everybody who is shown in the address book, in Vietnamese, sorted by unit and name.

    Who is protected is not in it, nor is any box that stays as it is.
    """
    until = {row.old: f"{row.until:%d/%m/%Y}" for row in outlook.reorganisation.domains}
    rows = [
        [
            _kind(one.entry),
            one.entry.name,
            _unit(one.entry),
            one.old,
            one.new,
            until.get(_domain(one.old), ""),
            "",
        ]
        for one in outlook.moving
        if one.entry.listed
    ]
    rows += [
        [
            _kind(one.entry),
            one.entry.name,
            _unit(one.entry),
            one.old,
            one.new,
            f"{one.until:%d/%m/%Y}" if one.until is not None else "",
            _why(one),
        ]
        for one in outlook.renamed
        if one.entry.listed
    ]
    for one in outlook.ended:
        if one.heir is not None:
            note = f"{one.entry.name} không còn; thư đến {one.heir.name}"
            rows.append(
                [_kind(one.entry), one.entry.name, one.entry.name, one.old, one.heir.address, "", note]
            )
    rows += [
        [
            _asked_kind(q),
            q.label,
            "",
            _address(q),
            "",
            until.get(_domain(_address(q)), ""),
            "chờ quyết định địa chỉ mới",
        ]
        for q in outlook.waiting
    ]
    ordered = sorted(rows, key=lambda row: (row[2], row[0], row[1], row[3]))
    return [[str(number), *row] for number, row in enumerate(ordered, start=1)]


def _why(one: Moving) -> str:
    changed = "đổi cơ quan" if isinstance(one.entry, PersonalMailbox) else "đơn vị đổi tên"
    return changed if one.delivers else f"{changed}; hộp thư cũ đóng, địa chỉ cũ không còn nhận thư"


def _kind(entry: Entry) -> str:
    if isinstance(entry, PersonalMailbox):
        return "Cá nhân"
    return "Đơn vị" if isinstance(entry, UnitMailbox) else "Danh sách thư"


def _asked_kind(question: Question) -> str:
    return "Cá nhân" if question.subject.startswith("person/") else "Đơn vị"


def _unit(entry: Entry) -> str:
    if isinstance(entry, MailList):
        return entry.name
    rooms = entry.unit_name if isinstance(entry, PersonalMailbox) else entry.name
    return " — ".join(dict.fromkeys(part for part in (rooms, entry.agency_name) if part))


def _domain(address: str) -> str:
    return address.partition("@")[2]


def _address(question: Question) -> str:
    """Return the old address that a question about a new one speaks of."""
    return next((word for word in question.text.vi.split() if "@" in word), "")
