"""What a change leaves behind in a ledger, whatever the ledger is kept in. Pure."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from connector.errors import LedgerError
from connector.model.directory import Entry, MailList, State, addresses
from connector.model.outcome import Lately, Outcome, Result
from connector.model.plan import WITHDRAWN, Change, ChangeKind, Decision
from connector.model.request import Request
from connector.model.succession import Reorganisation
from connector.ports import Record
from connector.text import Text

UNREMEMBERED = frozenset({"phone"})
"""Fields of which only the fact that they changed is remembered."""


class Standing(StrEnum):
    """How an address stands with the one entry that may ever have it."""

    GIVEN = "given"
    """Meant for the entry; whether it got it is not known (yet)."""
    IN_USE = "in-use"
    ALIAS = "alias"
    RETIRED = "retired"
    """It delivers nowhere and goes to nobody else."""


def utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; raises ValueError where it has no time zone."""
    if moment.tzinfo is None:
        msg = "a moment without its time zone"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def record_of(run: str, change: Change, at: datetime) -> Record:
    """Return the record of a change that is about to be written."""
    return Record(
        run=run,
        at=at,
        key=change.key,
        kind=change.kind.value,
        address=change.entry.address,
        changed=tuple(_difference(change)),
        reason=change.reason.text,
        article=change.reason.article,
        where=str(change.reason.where),
        result=None,
    )


def touched(change: Change) -> frozenset[str]:
    """Return every address the entry has before or after the change."""
    return _addresses(change.before) | _addresses(change.after)


def answered(decisions: Mapping[str, Decision]) -> frozenset[str]:
    """Return the keys of the questions that have an answer which still holds."""
    return frozenset(key for key, decision in decisions.items() if decision.choice != WITHDRAWN)


def standings(change: Change) -> Iterator[tuple[str, Standing]]:
    """Yield every address the change touches, with its standing once the change is done."""
    for address in sorted(touched(change)):
        yield address, standing(address, change.after)


def standing(address: str, entry: Entry | None) -> Standing:
    """Return how `address` stands with the entry that has it."""
    if entry is None or entry.state is State.CLOSED:
        return Standing.RETIRED
    if address == entry.address:
        return Standing.IN_USE
    return Standing.ALIAS if address in entry.aliases else Standing.RETIRED


def learned(entries: Iterable[Entry], owners: Mapping[str, str]) -> dict[str, tuple[str, Standing]]:
    """Return address → (owner, standing) for every address of `entries` that belongs to nobody yet."""
    found: dict[str, tuple[str, Standing]] = {}
    for entry in entries:
        for address in sorted(addresses(entry)):
            if address not in owners:
                found.setdefault(address, (entry.key, standing(address, entry)))
    return found


def claims(
    changes: Sequence[Change], owners: Mapping[str, str], heirs: Mapping[str, str], where: str
) -> dict[str, str]:
    """Return the addresses that these changes bring into the ledger → the key each will belong to for ever.

    `owners` knows at least the touched addresses that the ledger has. Raises LedgerError where a
    change takes an address that belongs to another entry, of which it is not the heir. An address that an entry
    merely *has* and that belongs to another is left as it is: that fault stands in the target already, and
    the change may well be the one that repairs it.
    """
    new: dict[str, str] = {}
    for change in changes:
        for address in sorted(change.takes):
            owner = owners.get(address) or new.setdefault(address, change.key)
            if change.key not in (owner, heirs.get(owner)):
                raise _taken(address, owner, change.key, where)
    for change in changes:
        for address in touched(change):
            if address not in owners:
                new.setdefault(address, change.key)
    return new


@dataclass(frozen=True, slots=True)
class Kept:
    """As much of a remembered change as is needed to find it again."""

    serial: int
    """Grows in the order of remembering."""
    key: str
    kind: str
    result: Result | None


def settling(outcomes: Sequence[Outcome], kept: Iterable[Kept]) -> Iterator[tuple[Outcome, int | None]]:
    """Pair outcomes with the serial of the record each one settles; None where there is no record yet.

    ====================================  =====================================================
    the run has, of this key and kind     then
    ====================================  =====================================================
    records without a result              the oldest of them gets it
    only records with one, the last not   that one gets it: an unclear write became clear, or a
    settled                               second try had another end
    only records with one, the last       nothing: what is done stays done, and saying it twice
    settled                               changes nothing
    no record                             it is remembered now
    ====================================  =====================================================
    """
    waiting: dict[tuple[str, str], deque[int]] = {}
    last: dict[tuple[str, str], tuple[int, Result | None]] = {}
    for record in sorted(kept, key=lambda one: one.serial):
        change = (record.key, record.kind)
        last[change] = (record.serial, record.result)
        if record.result is None:
            waiting.setdefault(change, deque()).append(record.serial)
    for outcome in outcomes:
        change = (outcome.change.key, outcome.change.kind.value)
        if waiting.get(change):
            serial = waiting[change].popleft()
        elif change in last:
            serial, result = last[change]
            if result is not None and result.settled:
                continue
        else:
            yield outcome, None
            continue
        last[change] = (serial, outcome.result)
        yield outcome, serial


TAKING = ("members", "state", "unit")
"""Fields by whose change a list loses a member, or a unit a person."""


def lately(kinds: Mapping[str, int], done: Iterable[Record]) -> Lately:
    """Return what the last days had.

    Args:
        kinds: change kind → how many were done.
        done: of them at least the deletions, and those that changed one of the fields `TAKING`.
    """
    records = list(done)
    closed = {(one.run, one.key) for one in records if one.kind in {ChangeKind.CLOSE, ChangeKind.DELETE}}
    removals, left = 0, []
    for record in records:
        went = {name: before for name, before, _ in record.changed}
        removals += sum((record.run, key) not in closed for key in _unlisted(went.get("members", "")))
        if record.key.startswith("person/") and (went.get("state") == State.ACTIVE or "unit" in went):
            left.append((record.key, went.get("unit", "")))
    return Lately(Counter(kinds), removals, tuple(sorted(left)))


def most(acceptances: Iterable[tuple[Mapping[str, int], bool]]) -> Mapping[str, int]:
    """Return the largest count of each kind of row; newest first, with whether a person approved that roster."""
    found: dict[str, int] = {}
    for rows, approved in acceptances:
        found = {name: max(found.get(name, 0), rows.get(name, 0)) for name in {**found, **rows}}
        if approved:
            break
    return found


def unknown_run(run: str, where: str) -> LedgerError:
    """Return the error of writing about a run that the ledger does not have."""
    return LedgerError(
        Text(vi=f"Sổ cái không có lượt chạy {run}.", en=f"The ledger has no run {run}."),
        where=where,
        advice=Text(
            vi="Hãy chạy lại lệnh từ đầu; nếu lỗi lặp lại, hãy báo cho người bảo trì phần mềm.",
            en="Start the command again; if this happens again, tell the maintainers.",
        ),
    )


def known_envelope(where: str) -> LedgerError:
    """Return the error for an envelope that is kept already."""
    return LedgerError(
        Text(vi="phong bì này đã có trong sổ nhớ.", en="this envelope is in the ledger already."), where=where
    )


def known_run(run: str, where: str) -> LedgerError:
    """Return the error of beginning a run twice."""
    return LedgerError(
        Text(vi=f"Lượt chạy {run} đã có trong sổ cái.", en=f"The ledger already has a run {run}."),
        where=where,
        advice=Text(
            vi="Hãy kiểm tra đồng hồ của máy rồi chạy lại lệnh.",
            en="Check the machine's clock, then start the command again.",
        ),
    )


def revised(request: Request, known: int | None, where: str) -> Request:
    """Return the request with its next revision; `known` is the one the ledger has, None for a new id.

    Raises LedgerError where the two do not follow each other.
    """
    if (known or 0) != request.revision:
        raise _overtaken(request, where)
    return replace(
        request,
        revision=request.revision + 1,
        decided=utc(request.decided) if request.decided else None,
        answered=utc(request.answered) if request.answered else None,
    )


def kept_again(one: Reorganisation, known: int | None, where: str) -> Reorganisation:
    """Return the reorganisation with its next revision; `known` is the one the ledger has, None for a new id.

    Raises LedgerError where the two do not follow each other.
    """
    if (known or 0) == one.revision:
        return replace(one, revision=one.revision + 1, at=utc(one.at))
    raise LedgerError(
        Text(
            vi=f"Đợt sắp xếp {one.id} vừa được người khác thay đổi.",
            en=f"Reorganisation {one.id} was changed by somebody else just now.",
        ),
        where=where,
        advice=Text(
            vi="Chưa ghi gì; xem lại bằng `connector reorganise --status` rồi làm lại.",
            en="Nothing was written; look again with `connector reorganise --status`, then repeat.",
        ),
    )


def _overtaken(request: Request, where: str) -> LedgerError:
    return LedgerError(
        Text(
            vi=f"Đề nghị {request.id} vừa được người khác thay đổi.",
            en=f"Request {request.id} was changed by somebody else just now.",
        ),
        where=where,
        advice=Text(
            vi=f"Chưa ghi gì; xem lại bằng `connector requests show {request.id}` rồi làm lại.",
            en=f"Nothing was written; look again with `connector requests show {request.id}`, then repeat.",
        ),
    )


def _taken(address: str, owner: str, key: str, where: str) -> LedgerError:
    return LedgerError(
        Text(
            vi=f"Địa chỉ {address} đã thuộc về {owner} và không bao giờ được cấp cho {key}.",
            en=f"The address {address} belongs to {owner} and is never given to {key}.",
        ),
        where=where,
        advice=Text(
            vi="Chưa ghi gì cho đợt này; hãy chọn địa chỉ khác cho mục đó rồi lập lại kế hoạch.",
            en="Nothing of this wave was written; choose another address for that entry and plan again.",
        ),
    )


def _addresses(entry: Entry | None) -> frozenset[str]:
    return frozenset() if entry is None else addresses(entry)


def _difference(change: Change) -> Iterator[tuple[str, str, str]]:
    """Yield (field, before, after); of a field with many values, only those that went and those that came."""
    if change.after is None and isinstance(change.before, MailList):
        yield "members", _listed(change.before.members), ""
    for name in change.changed:
        before, after = getattr(change.before, name), getattr(change.after, name)
        if name in UNREMEMBERED:
            yield name, "", ""
        elif isinstance(before, tuple) and isinstance(after, tuple):
            yield name, _listed(set(before) - set(after)), _listed(set(after) - set(before))
        else:
            yield name, str(before), str(after)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _unlisted(text: str) -> Sequence[str]:
    return text.split(", ") if text else ()
