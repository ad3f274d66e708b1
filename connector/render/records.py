"""`print_records`: what was done, when and why; for one run, or for one entry with how it stands now."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from connector.model.directory import Entry, MailList, State
from connector.model.plan import ChangeKind
from connector.ports import Record
from connector.render.differences import COVERED, MANY, value_text
from connector.render.ink import Line, cells, padded, say
from connector.render.legible import legible, moment, number
from connector.render.words import FIELDS, KINDS, NEVER_HEARD, RESULTS, TYPES, Mark
from connector.text import Language, Text, same

if TYPE_CHECKING:
    from rich.console import Console

NO_RECORDS: Final = Text(
    vi="Sổ cái không ghi nhận thay đổi nào cho mục này.", en="The ledger remembers no change of this."
)
UNREMEMBERED: Final = Text(vi="đã đổi (không lưu giá trị)", en="changed (the value is not kept)")
NOW: Final = Text(vi="Hiện nay", en="Now")
HISTORY: Final = Text(vi="Đã thay đổi", en="What changed")
UNTOLD: Final = frozenset({"key", "surname", "given", "phone"})
"""Fields left out of how an entry stands now: said by others, or nobody's business here."""


def print_records(
    records: Sequence[Record], console: "Console", language: Language, *, entry: Entry | None = None
) -> None:
    """Print `records` in their own order: when, what, the result, before and after, and why.

    `entry`, where given, is how the entry stands now; it is shown first. Each record names its run where
    there is more than one.
    """
    if entry is not None:
        print_entry(entry, console, language)
        console.print()
        say(console, ((HISTORY.say(language), "bold"),))
    if not records:
        say(console, ((NO_RECORDS.say(language), "dim"),))
    many = len({record.run for record in records}) > 1
    for record in records:
        print_record(record, console, language, beside=legible(record.run) if many else "")


def print_record(record: Record, console: "Console", language: Language, *, beside: str = "") -> None:
    """Print one record; `beside` is said of it last."""
    say(console, _head(record, language))
    last = [((beside, "dim"),)] if beside else []
    for line in (*_shifts(record, language), *_grounds(record, language), *last):
        say(console, line, indent=4)


def print_entry(entry: Entry, console: "Console", language: Language) -> None:
    """Print how an entry stands now; phone numbers are left out."""
    present = {field.name for field in fields(entry)} - UNTOLD
    labels = [field for field in FIELDS if field in present]
    width = max(cells(FIELDS[field].say(language)) for field in labels)
    kind = TYPES[type(entry)].say(language)
    say(console, ((f"{NOW.say(language)}: ", "bold"), (kind, "italic"), (f"  {legible(entry.key)}", "cyan")))
    for field in labels:
        value = _present(entry, field, language)
        if value:
            label = padded(FIELDS[field].say(language), width)
            say(console, ((f"{label}  ", "dim"), (value, "bold" if field == "address" else "")), indent=2)


def _present(entry: Entry, field: str, language: Language) -> str:
    """Return the value of a field, empty where there is none; of members, how many."""
    value = getattr(entry, field)
    if isinstance(entry, MailList) and field == "members":
        return number(len(entry.members), language)
    nothing = value in ("", ()) or (field == "lock_astray" and not value)
    return "" if nothing else value_text(field, value, language)


def _head(record: Record, language: Language) -> Line:
    kind = _kind(record.kind)
    result = RESULTS[record.result] if record.result is not None else NEVER_HEARD
    return (
        (f"{moment(record.at, language)}  ", "dim"),
        (f"{kind.sign} {kind.word.say(language)}", kind.style),
        (f"  {legible(record.address)}  ", "bold"),
        (f"{result.sign} {result.word.say(language)}", result.style),
    )


def _kind(word: str) -> Mark:
    """Return the mark of a kind; a ledger of a later version may know kinds that we do not."""
    return KINDS[ChangeKind(word)] if word in set(ChangeKind) else Mark("•", "", same(legible(word)))


def _shifts(record: Record, language: Language) -> Iterator[Line]:
    names = {field for field, _, _ in record.changed}
    for field, before, after in record.changed:
        if COVERED.get(field) not in names:
            label = FIELDS[field].say(language) if field in FIELDS else legible(field)
            yield ((f"{label}: ", "dim"), (_shift(field, before, after, language), ""))


def _shift(field: str, before: str, after: str, language: Language) -> str:
    if not before and not after:
        return UNREMEMBERED.say(language)
    if field in MANY:
        parts = (("+", after), ("−", before))
        return "  ".join(f"{sign}{legible(values)}" for sign, values in parts if values)
    old, new = (_remembered(field, value, language) for value in (before, after))
    return f"{old} → {new}"


def _remembered(field: str, value: str, language: Language) -> str:
    """Return a remembered value, which is `str()` of the real one, as a person reads it."""
    if field == "state" and value in set(State):
        return value_text(field, State(value), language)
    if field == "listed" and value in ("True", "False"):
        return value_text(field, value == "True", language)
    if field == "quota" and value == "0":
        return value_text(field, 0, language)
    return value_text(field, value, language)


def _grounds(record: Record, language: Language) -> Iterator[Line]:
    parts = (record.reason.say(language), record.article, record.where)
    grounds = " · ".join(legible(part) for part in parts if part)
    if grounds:
        yield ((f"└ {grounds}", "dim"),)
    detail = legible(record.detail.say(language))
    if detail:
        yield ((detail, "yellow"),)
