"""`faults_in` and `begun`: what somebody wrote down → what is wrong with it, or a `Reorganisation`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from connector.desk import Desk
from connector.model.directory import UnitMailbox
from connector.model.roster import Gravity, Problem, Where
from connector.model.succession import (
    DomainSuccession,
    Phase,
    Reorganisation,
    SuccessionKind,
    UnitSuccession,
)
from connector.rules.calendar import months_after
from connector.rules.profile import Profile
from connector.sync import think
from connector.text import Text
from connector.vietnamese.matching import matching_key


@dataclass(frozen=True, slots=True)
class Named:
    """A succession of units as somebody wrote it down, with the names beside the keys."""

    succession: UnitSuccession
    old_name: str
    new_name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Moved:
    """A succession of domains as somebody wrote it down; without `until` the regulation's own time holds."""

    old: str
    new: str
    since: date
    until: date | None
    decision: str
    where: Where


def faults_in(desk: Desk, units: Sequence[Named], domains: Sequence[Moved]) -> tuple[Problem, ...]:
    """Return what the rows of a workbook say that is not so here; the workbook cannot be used with it."""
    draft = think(desk)
    names = {unit.key: unit.name for unit in draft.roster.units}
    old = {
        entry.unit: entry.name for entry in draft.snapshot.directory if isinstance(entry, UnitMailbox)
    } | names
    return (*_unit_faults(units, names, old), *_domain_faults(desk.profile, domains))


def _unit_faults(
    units: Sequence[Named], listed: Mapping[str, str], known: Mapping[str, str]
) -> Iterator[Problem]:
    for row in units:
        one = row.succession
        if one.old not in known:
            yield _fault(row.where, *_unknown(one.old))
        if one.new and one.new not in listed:
            yield _fault(row.where, *_unknown(one.new), gravity=Gravity.WARNING)
        for key, written in ((one.old, row.old_name), (one.new, row.new_name)):
            renamed = one.kind is SuccessionKind.RENAMED and one.old == one.new
            if written and key in known and not renamed and matching_key(written) != matching_key(known[key]):
                yield _fault(
                    row.where,
                    Text(
                        vi=f"mã {key} là “{known[key]}”, không phải “{written}”.",
                        en=f"the key {key} is that of “{known[key]}”, not of “{written}”.",
                    ),
                    CORRECT,
                )


def _unknown(key: str) -> tuple[Text, Text]:
    return (
        Text(
            vi=f"không có đơn vị mã {key} trong danh sách đơn vị, cũng không có hộp thư nào của mã ấy.",
            en=f"no unit has the key {key}, neither in the roster nor in the directory.",
        ),
        Text(
            vi="Ghi đúng mã như trong danh sách của nhân sự; đơn vị mới phải có trong danh sách trước ngày hiệu lực.",
            en="Write the key as HR does; a new unit has to be in the list before its day.",
        ),
    )


def _domain_faults(profile: Profile, domains: Sequence[Moved]) -> Iterator[Problem]:
    known = {domain.name.text for domain in profile.domain}
    for row in domains:
        if row.new not in known:
            yield _fault(
                row.where,
                Text(
                    vi=f"tên miền {row.new} chưa có trong tệp quy chế.",
                    en=f"the regulation file does not have the domain {row.new}.",
                ),
                Text(
                    vi=f'Thêm [[domain]] name = "{row.new}" với from = {row.since.isoformat()} vào tệp quy chế.',
                    en=f'Add a [[domain]] name = "{row.new}" with from = {row.since.isoformat()} to it.',
                ),
            )


def _fault(where: Where, what: Text, advice: Text, gravity: Gravity = Gravity.REJECTED) -> Problem:
    return Problem(where, what, advice, gravity)


CORRECT = Text(vi="Sửa trong tệp rồi chạy lại lệnh.", en="Correct it in the file and run this again.")


def begun(  # a reorganisation is what these say, each once
    desk: Desk, units: Sequence[Named], domains: Sequence[Moved], file: tuple[str, str], by: str, token: str
) -> Reorganisation:
    """Return the reorganisation that a workbook makes; `file` is its name and digest, `token` a random word."""
    now = desk.clock.now()
    months = desk.profile.transfer.alias.months or 24
    return Reorganisation(
        id=f"SX{now:%y%m%d}-{token}",
        organisation=desk.profile.id,
        phase=Phase.PLANNED,
        units=tuple(row.succession for row in units),
        domains=tuple(
            DomainSuccession(
                row.old, row.new, row.since, row.until or months_after(row.since, months), row.decision
            )
            for row in domains
        ),
        file=file[0],
        digest=file[1],
        by=by,
        at=now,
    )
