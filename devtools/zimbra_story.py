"""One story that uses all the target can do, step by step: told to the simulator by tests, to a real Zimbra live."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connector.model.directory import Entry, MailList, PersonalMailbox, State, UnitMailbox
from connector.model.outcome import Result
from connector.model.plan import Change, Reason
from connector.ports import Target
from connector.text import same

REASON = Reason(same("thử trực tiếp"))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one step."""

    step: str
    fine: bool
    words: str


def people(domain: str, mark: str) -> tuple[PersonalMailbox, PersonalMailbox, UnitMailbox, MailList]:
    """Return two invented officials, their unit and its list; `mark` is in every address."""
    unit = f"{mark}-dv"

    def official(number: int, name: str) -> PersonalMailbox:
        return PersonalMailbox(
            key=f"person/{mark}-{number}",
            person=f"{mark}-{number}",
            address=f"{mark}.{number}@{domain}",
            name=f"{name} (thử)",
            surname="Nguyễn",
            given="Thử",
            title="Chuyên viên",
            unit=unit,
            unit_name="Phòng Thử nghiệm",
            agency_name="Sở Thử nghiệm",
            phone="0258 3822 001",
            quota=64,
        )

    one, two = official(1, "Nguyễn Văn Thử"), official(2, "Trần Thị Nghiệm")
    box = UnitMailbox(key=f"unit/{unit}", unit=unit, address=f"{unit}@{domain}", name="Phòng Thử nghiệm")
    members = tuple(sorted((one.key, two.key, box.key)))
    mails = MailList(
        key=f"list/{unit}", unit=unit, address=f"ds.{unit}@{domain}", name="Danh sách thử", members=members
    )
    return one, two, box, mails


def story(domain: str, mark: str) -> Iterator[tuple[str, Sequence[tuple[Entry | None, Entry | None]]]]:
    """Yield each step: its name, and the entries it concerns, before and after."""
    one, two, box, mails = people(domain, mark)
    yield "create two officials and a unit", [(None, one), (None, two), (None, box)]
    yield "create a list with all three", [(None, mails)]
    titled = replace(one, title="Trưởng phòng", phone="", quota=0)
    yield "change, empty and default some fields", [(one, titled)]
    kept = replace(titled, address=f"{mark}.moi@{domain}", aliases=(one.address,))
    yield "rename; the old address stays as an alias", [(titled, kept)]
    aliased = replace(kept, aliases=tuple(sorted((one.address, f"{mark}.phu@{domain}"))))
    yield "one more alias", [(kept, aliased)]
    retired = replace(aliased, aliases=(one.address,), retired=(f"{mark}.phu@{domain}",))
    yield "retire that alias", [(aliased, retired)]
    moved = replace(two, address=f"{mark}.hai@{domain}", retired=(two.address,))
    yield "rename; the old address is retired", [(two, moved)]
    fewer = replace(mails, members=tuple(sorted((one.key, box.key))), name="Danh sách thử (ít hơn)")
    yield "take a member from the list", [(mails, fewer)]
    named = replace(fewer, address=f"ds2.{mark}@{domain}", aliases=(mails.address,))
    yield "rename the list; the old address stays", [(fewer, named)]
    hidden = replace(moved, listed=False)
    yield "hide from the address list", [(moved, hidden)]
    suspended = replace(hidden, state=State.SUSPENDED)
    yield "suspend", [(hidden, suspended)]
    closed = replace(suspended, state=State.CLOSED)
    yield "close", [(suspended, closed)]
    again = replace(closed, state=State.ACTIVE, listed=True)
    yield "open again", [(closed, again)]
    yield "delete all", [(named, None), (retired, None), (again, None), (box, None)]


def tell(target: Target, domain: str, mark: str) -> Iterator[Told]:
    """Tell the story; after each step everything is read back and the step is done again, without effect."""
    for step, pairs in story(domain, mark):
        changes = [Change(before, after, REASON) for before, after in pairs]
        done = list(target.apply(changes))
        bad = [
            f"{one.change.key}: {one.result.value} {one.detail.en}" for one in done if not one.result.settled
        ]
        entries = target.read().directory.entries
        bad += [
            f"{one.key}: reads back as {entries.get(one.key)!r}"
            for one in changes
            if entries.get(one.key) != one.after
        ]
        bad += [
            f"{one.change.key}: done again gives {one.result.value}"
            for one in target.apply(changes)
            if one.result is not Result.ALREADY
        ]
        yield Told(step, not bad, "; ".join(bad) or "as planned")


def clear(target: Target, mark: str) -> int:
    """Delete what an earlier telling left behind; return how many entries."""
    left = [one for one in target.read().directory if mark in one.key]
    left.sort(key=lambda one: not isinstance(one, MailList))
    return sum(one.result.settled for one in target.apply([Change(one, None, REASON) for one in left]))
