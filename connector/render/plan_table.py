"""`print_plan`: what IT reads on a terminal before approving a plan.

::

    Kế hoạch 3f9a1c02b7de · khanhhoa
      + tạo mới 12   ~ cập nhật 1   ⏸ chờ duyệt 12

    Phòng Văn hóa và Thông tin — UBND huyện Cam Lâm   + 12   ~ 1
      + tạo mới     ⏸ Nguyễn Văn An   nvan@khanhhoa.gov.vn
                      └ cấp hộp thư cá nhân · KH Đ3.3a
      ~ cập nhật      Lê Thị Bình     ltbinh@khanhhoa.gov.vn
                      Chức vụ: Chuyên viên → Phó Trưởng phòng
                      └ theo danh sách của Nội vụ · KH Đ2.4
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from connector.model.directory import PersonalMailbox
from connector.model.plan import Change, ChangeKind, Hold, Plan, Question, Reason
from connector.render.differences import Difference, differences
from connector.render.ink import Line, Span, cells, flow, padded, plain, say
from connector.render.legible import legible, number
from connector.render.next_steps import approve, lines, see_questions, show_all
from connector.render.outline import Outline, UnitChanges, count_kinds, outline
from connector.render.questions import print_questions
from connector.render.words import ASKED, HELD, KINDS, TYPES, Mark
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

DIGEST_SHOWN: Final = 12
"""Characters of the digest that name a plan to a person."""
UNITS_NAMED: Final = 12
"""How many units with nothing but creations and plain updates a shortened plan shows by themselves."""
QUESTIONS_NAMED: Final = 3
"""How many questions a shortened plan shows."""
LONGEST_NAME: Final = 32
"""Columns that names get at most; a longer one pushes its address to the right or below."""
LONGEST_ADDRESS: Final = 36
"""Columns that addresses get at most; a longer one pushes what follows to the right."""
GAP: Final = "  "
INDENT: Final = 2

PLAN: Final = Text(vi="Kế hoạch", en="Plan")
NOTHING_TO_DO: Final = Text(
    vi="Không có gì phải thay đổi: hệ thống đã khớp với dữ liệu nhân sự.",
    en="Nothing to change: the system already agrees with HR's data.",
)
OVER_LIMIT: Final = Text(vi="Quá giới hạn, phải chờ duyệt", en="Over a limit, waiting for approval")
OPEN_QUESTIONS: Final = Text(vi="Câu hỏi chờ trả lời", en="Questions waiting for an answer")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on a line, and what is left out."""

    language: Language
    width: int
    names: int
    """Columns of a name."""
    addresses: int
    """Columns of an address."""
    held: frozenset[str]
    limit: int | None

    @property
    def kinds(self) -> int:
        """Columns of the longest word for a kind."""
        return max(cells(mark.word.say(self.language)) for mark in KINDS.values())

    @property
    def names_at(self) -> int:
        """The column where names begin: after indent, sign, kind and the mark of what is held."""
        return len("  + ") + self.kinds + len(" ⏸ ")


def print_plan(
    plan: Plan,
    console: "Console",
    language: Language,
    *,
    limit: int | None = None,
    units: Collection[str] = (),
    titles: Mapping[str, str] | None = None,
) -> None:
    """Print `plan`: summary, what is held and why, the changes by unit, the questions.

    Args:
        plan: what would be done.
        console: where to print; its width decides the layout.
        language: of all words that are ours.
        limit: how many creations, and how many plain updates, a unit shows one by one; the others are
            counted. What takes something away (a box, an address, a membership) is always shown.
            None shows everything.
        units: keys of the units whose changes and questions are shown; empty: all. The summary always
            speaks of the whole plan.
        titles: names of units by their keys, for questions about units in which nothing changes.
    """
    found = outline(plan)
    layout = _layout(plan, found, console.width, language, limit)
    print_summary(plan, console, language)
    _print_units([unit for unit in found.units if not units or unit.unit in units], console, layout)
    questions = [question for question in plan.questions if not units or question.unit in units]
    _print_questions(questions, {**(titles or {}), **found.unit_titles}, console, layout)


def print_summary(plan: Plan, console: "Console", language: Language) -> None:
    """Print what names `plan`, how much it changes, and what is held and why."""
    digest = plan.digest[:DIGEST_SHOWN]
    say(console, _title(plan, digest, language))
    for line in flow(_summary(plan, language), console.width - INDENT):
        say(console, line, indent=INDENT)
    for line in _holds(plan.holds, digest, language, console.width - INDENT):
        say(console, line, indent=INDENT)


def _layout(plan: Plan, found: Outline, width: int, language: Language, limit: int | None) -> Layout:
    names = (cells(_name(change, unit, language)) for unit in found.units for change in unit.changes)
    addresses = (cells(change.shown.address) for change in plan.changes)
    return Layout(
        language,
        width,
        min(LONGEST_NAME, width // 3, max(names, default=0)),
        min(LONGEST_ADDRESS, max(addresses, default=0)),
        plan.held,
        limit,
    )


def _title(plan: Plan, digest: str, language: Language) -> Line:
    return (
        (f"{PLAN.say(language)} ", "bold"),
        (digest, "bold cyan"),
        (f" · {legible(plan.organisation)}", ""),
    )


def _summary(plan: Plan, language: Language) -> Sequence[Line]:
    parts = [_counted(KINDS[kind], count, language) for kind, count in count_kinds(plan.changes).items()]
    parts += [] if plan.changes else [(NOTHING_TO_DO.say(language), "green")]
    parts += [_counted(HELD, len(plan.held), language)] if plan.held else []
    parts += [_counted(ASKED, len(plan.questions), language)] if plan.questions else []
    return [(part,) for part in parts]


def _counted(mark: Mark, count: int, language: Language) -> Span:
    return (f"{mark.sign} {mark.word.say(language)} {number(count, language)}", mark.style)


def _holds(holds: Sequence[Hold], digest: str, language: Language, columns: int) -> Iterator[Line]:
    if not holds:
        return
    yield ()
    yield ((OVER_LIMIT.say(language), "bold yellow"),)
    for hold in holds:
        yield ((f"{HELD.sign} ", HELD.style), (legible(hold.text.say(language)), ""))
    for line in lines(approve(digest), language, columns):
        yield ((line, "dim"),)


def _print_units(units: Sequence[UnitChanges], console: "Console", layout: Layout) -> None:
    shown, left_out = _units_shown(units, layout)
    shortened = False
    for unit in shown:
        console.print()
        for line in flow(_heading(unit, layout.language), layout.width):
            say(console, line)
        named, more = _changes_shown(unit.changes, layout)
        _print_changes(named, unit, console, layout)
        for kind, count in more.items():
            shortened = True
            say(console, _more(kind, count, layout))
    if left_out:
        console.print()
        for line in flow(_more_units(left_out, layout.language), layout.width):
            say(console, line)
    if left_out or shortened:
        console.print()
        say(console, ((f"… {show_all().say(layout.language)}", "bold"),))


def _units_shown(
    units: Sequence[UnitChanges], layout: Layout
) -> tuple[Sequence[UnitChanges], Sequence[UnitChanges]]:
    """Return the units to show and those to count: of units that lose nothing only the first are shown."""
    if layout.limit is None:
        return units, ()
    quiet = [unit for unit in units if all(_harmless(change) for change in unit.changes)]
    if len(quiet) <= UNITS_NAMED + 1:
        return units, ()
    left_out = quiet[UNITS_NAMED:]
    keys = {unit.unit for unit in left_out}
    return [unit for unit in units if unit.unit not in keys], left_out


def _harmless(change: Change) -> bool:
    """Tell whether a change takes nothing away, so that counting it is enough at first sight."""
    return change.kind is ChangeKind.CREATE or (change.kind is ChangeKind.UPDATE and not change.gives_up)


def _changes_shown(changes: Sequence[Change], layout: Layout) -> tuple[Sequence[Change], Counter[ChangeKind]]:
    """Return the changes to show, and how many of each kind are only counted (never just one)."""
    if layout.limit is None:
        return changes, Counter()
    totals = Counter(change.kind for change in changes if _harmless(change))
    allowed = {kind: layout.limit if count > layout.limit + 1 else count for kind, count in totals.items()}
    seen: Counter[ChangeKind] = Counter()
    named: list[Change] = []
    for change in changes:
        if _harmless(change):
            seen[change.kind] += 1
            if seen[change.kind] > allowed[change.kind]:
                continue
        named.append(change)
    return named, Counter({kind: count - allowed[kind] for kind, count in totals.items()}) - Counter()


def _heading(unit: UnitChanges, language: Language) -> Sequence[Line]:
    agency = (f" — {legible(unit.agency)}" if unit.agency else "", "dim")
    counts = (
        ((f"{KINDS[kind].sign} {number(count, language)}", KINDS[kind].style),)
        for kind, count in unit.counts.items()
    )
    return [((legible(unit.name), "bold underline"), agency), *counts]


def _print_changes(changes: Sequence[Change], unit: UnitChanges, console: "Console", layout: Layout) -> None:
    """Print each change with its reason: on the same line where there is room, else below.

    A reason that neighbours share stands once, below the last of them.
    """
    for change, following in zip_longest(changes, changes[1:]):
        line = _line(change, unit, layout)
        shifts = [shift_line(shift) for shift in differences(change, layout.language)]
        reason = reason_words(change.reason, layout.language)
        inline = _inline(line, shifts, reason, layout)
        if change.kind is ChangeKind.MEMBERS and layout.limit is not None:
            inline = _inline(line, shifts, "", layout)  # the reason is always the same: who works where
        if cells(plain(inline).rstrip()) <= layout.width:
            say(console, inline)
            continue
        say(console, line)
        for shift in shifts:
            say(console, shift, indent=layout.names_at)
        if shifts or not _goes_on(change, following, layout.language):
            say(console, ((f"└ {reason}", "dim"),), indent=layout.names_at)


def _inline(line: Line, shifts: Sequence[Line], reason: str, layout: Layout) -> Line:
    free = layout.addresses - cells(line[-1][0])
    shifted = (span for shift in shifts for span in (*shift, (GAP, "")))
    return (*line, (" " * free + GAP, ""), *shifted, (reason, "dim"))


def _goes_on(change: Change, following: Change | None, language: Language) -> bool:
    """Tell whether the next line is of the same kind for the same reason, and shows nothing else."""
    return (
        following is not None
        and following.kind is change.kind
        and reason_words(following.reason, language) == reason_words(change.reason, language)
        and not differences(following, language)
    )


def _line(change: Change, unit: UnitChanges, layout: Layout) -> Line:
    mark = KINDS[change.kind]
    held = f" {HELD.sign} " if change.key in layout.held else "   "
    name, address = _name(change, unit, layout.language), legible(change.shown.address)
    room = layout.width - layout.names_at - max(cells(name), layout.names) - len(GAP)
    fits = cells(address) <= room
    return (
        (f"  {mark.sign} {padded(mark.word.say(layout.language), layout.kinds)}", mark.style),
        (held, HELD.style),
        (padded(name, layout.names) if fits else name, "" if _is_person(change) else "italic"),
        (GAP if fits else "\n" + " " * layout.names_at, ""),
        (address, mark.style if change.before is None else ""),
    )


def _is_person(change: Change) -> bool:
    return isinstance(change.shown, PersonalMailbox)


def _name(change: Change, unit: UnitChanges, language: Language) -> str:
    """Return a person's name; of a box or list that bears its unit's name, what it is."""
    entry = change.shown
    if _is_person(change) or entry.name != unit.name:
        return legible(entry.name)
    return TYPES[type(entry)].say(language)


def shift_line(shift: Difference) -> Line:
    """Return one changed field with its label."""
    if shift.many:
        return ((f"{shift.label}: ", "dim"), (shift.shift, "bold"))
    return (
        (f"{shift.label}: ", "dim"),
        (shift.before, ""),
        (" → ", "bold"),
        (shift.after, "green"),
    )


def reason_words(reason: Reason, language: Language) -> str:
    """Return why, with the article of the regulation."""
    return " · ".join(legible(part) for part in (reason.text.say(language), reason.article) if part)


def _more(kind: ChangeKind, count: int, layout: Layout) -> Line:
    language, mark = layout.language, KINDS[kind]
    counted = number(count, language)
    words = Text(vi=f"… và {counted} mục nữa", en=f"… and {counted} more").say(language)
    return ((f"  {mark.sign} {padded(mark.word.say(language), layout.kinds)}   {words}", mark.style),)


def _more_units(units: Sequence[UnitChanges], language: Language) -> Sequence[Line]:
    counts = count_kinds(change for unit in units for change in unit.changes)
    counted = number(len(units), language)
    words = Text(
        vi=f"… và {counted} đơn vị nữa, không đơn vị nào mất gì:",
        en=f"… and {counted} more units, none of which loses anything:",
    )
    parts = (_counted(KINDS[kind], count, language) for kind, count in counts.items())
    return [((words.say(language), "bold"),), *((part,) for part in parts)]


def _print_questions(
    questions: Sequence[Question], titles: Mapping[str, str], console: "Console", layout: Layout
) -> None:
    if not questions:
        return
    named = questions if layout.limit is None else questions[:QUESTIONS_NAMED]
    console.print()
    say(console, ((OPEN_QUESTIONS.say(layout.language), "bold yellow"),))
    print_questions(named, console, layout.language, titles)
    if more := len(questions) - len(named):
        counted, how = number(more, layout.language), see_questions().say(layout.language)
        words = Text(vi=f"… và {counted} câu hỏi nữa. {how}", en=f"… and {counted} more. {how}")
        say(console, ((words.say(layout.language), "bold"),))
