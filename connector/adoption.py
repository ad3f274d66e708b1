"""`look_over` and `adopt`: take over boxes that others made, each only because a person approved it.

::

    draft     = think(desk)                     who of HR is without a box of ours
    survey    = survey(roster, strangers, …)    which box made by hand is whose, and how sure that is
    approvals = ledger.decisions()              what a person approved, remembered before anything is written
    plan      = one wave of marks               limits, one digest, outcomes: as any other plan

Only marks are written, each guarded by what was read. A run that is cut off is taken up by the next: what was
approved is remembered, what is done reads as ours.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from connector.desired.proposals import pair, survey, without_box
from connector.desk import Desk
from connector.errors import ConnectorError
from connector.model.directory import Entry, addresses, person_key
from connector.model.outcome import Lately, Report
from connector.model.plan import Change, Decision, Hold, Plan, Reason, canonical
from connector.model.proposal import ADOPT, Confidence, Proposal, Subject, Survey
from connector.model.stranger import Stranger
from connector.plan.limits import judge
from connector.rules.units import agency_of
from connector.sync import Draft, begun, think
from connector.text import NOTHING, Text
from connector.writing import Watcher, written


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is to take over, what was approved of it, and the marks that follow."""

    draft: Draft
    survey: Survey
    obstacles: Mapping[str, Text]
    """Name of a proposal → why it cannot be carried out; nothing where it can."""
    approved: tuple[Proposal, ...]
    """Approved, possible and not done yet."""
    plan: Plan
    strangers: Sequence[Stranger]


def look_over(desk: Desk, strangers: Sequence[Stranger]) -> Overview:
    """Return what there is to take over; writes nothing anywhere. Raises SourceError, TargetError."""
    return with_approvals(desk, think(desk), strangers)


def with_approvals(desk: Desk, draft: Draft, strangers: Sequence[Stranger]) -> Overview:
    """Return what there is to take over, and what is approved of it by now."""
    decisions, owners = desk.ledger.decisions(), desk.ledger.owners()
    directory, day = draft.snapshot.directory, desk.clock.now().date()
    found = survey(draft.roster, directory, strangers, desk.profile, day, decisions)
    obstacles = {one.name: _obstacle(one, desk, draft, owners) for one in found.proposals}
    approved = tuple(
        _once(
            one for one in found.proposals if obstacles[one.name] == NOTHING and _is_approved(one, decisions)
        )
    )
    changes = tuple(_change(one, desk, draft, decisions[one.question]) for one in approved)
    return Overview(draft, found, obstacles, approved, _plan(desk, draft, changes), strangers)


def chosen(
    desk: Desk, overview: Overview, names: Sequence[str], *, certain: bool = False
) -> Sequence[Proposal]:
    """Return the proposals that `names` (HR keys, or HR key=address) mean, and all that are certain.

    Key and address together may name a pair that no sign proposes.

    Raises ConnectorError where a name means none or several, or one that cannot be taken over.
    """
    found = {one.name: one for one in overview.survey.proposals if certain and _is_sure(one, overview)}
    for name in names:
        meant = [one for one in overview.survey.proposals if name in (one.name, one.subject.id)]
        meant = meant or list(_pairs(overview, name))
        if len(meant) != 1:
            raise _unclear(name, meant)
        why = _obstacle(meant[0], desk, overview.draft, desk.ledger.owners())
        if why != NOTHING:
            raise ConnectorError(
                Text(vi=f"chưa nhận quản lý được: {why.vi}.", en=f"cannot be taken over: {why.en}."),
                where=name,
                advice=Text(
                    vi="Sửa mục đó trong thư mục rồi chạy lại.", en="Correct the entry, then run this again."
                ),
            )
        found[meant[0].name] = meant[0]
    return tuple(found.values())


def _pairs(overview: Overview, name: str) -> Iterator[Proposal]:
    """Yield the pair that `name` means, of a person or unit without a box of ours and a box of others."""
    key, _, address = name.partition("=")
    people, units = without_box(overview.draft.roster, overview.draft.snapshot.directory)
    boxes = [one for one in overview.strangers if one.box.address == address]
    for whose in (*map(Subject.of, people), *map(Subject.of, units)):
        for box in boxes if whose.id == key else ():
            if not whose.is_unit or box.unit_box is not None:
                yield pair(whose, box)


def _is_sure(proposal: Proposal, overview: Overview) -> bool:
    return proposal.confidence is Confidence.CERTAIN and overview.obstacles[proposal.name] == NOTHING


def _unclear(name: str, meant: Sequence[Proposal]) -> ConnectorError:
    listed = ", ".join(one.name for one in meant)
    what = (
        Text(vi=f"có nhiều hộp thư cho {name}.", en=f"there are several boxes for {name}.")
        if meant
        else Text(vi=f"không có đề xuất nào tên {name}.", en=f"nothing is proposed as {name}.")
    )
    advice = (
        Text(vi=f"Nêu rõ một trong: {listed}.", en=f"Name one of: {listed}.")
        if meant
        else Text(vi="Xem: connector adopt", en="See: connector adopt")
    )
    return ConnectorError(what, advice=advice)


def approvals(proposals: Iterable[Proposal], by: str, at: datetime, document: str = "") -> Sequence[Decision]:
    """Return what remembers that a person approved these proposals."""
    return [Decision(one.question, ADOPT, by, at, document) for one in proposals]


def _is_approved(proposal: Proposal, decisions: Mapping[str, Decision]) -> bool:
    decision = decisions.get(proposal.question)
    return decision is not None and decision.choice == ADOPT


def _obstacle(proposal: Proposal, desk: Desk, draft: Draft, owners: Mapping[str, str]) -> Text:
    """Return why a proposal cannot be carried out, whoever approves it; nothing where it can."""
    if proposal.stranger.obstacle != NOTHING:
        return proposal.stranger.obstacle
    if not proposal.subject.is_unit:
        why = _no_person(proposal, draft)
        if why != NOTHING:
            return why
    key = _key(proposal, desk, draft)
    taken = sorted(a for a in addresses(proposal.stranger.box) if owners.get(a, key) != key)
    if not taken:
        return NOTHING
    return Text(
        vi=f"địa chỉ {taken[0]} đã được ghi là của {owners[taken[0]]}",
        en=f"the address {taken[0]} is remembered as that of {owners[taken[0]]}",
    )


def _no_person(proposal: Proposal, draft: Draft) -> Text:
    """Return why a box cannot be this person's."""
    if proposal.stranger.no_person != NOTHING:
        return proposal.stranger.no_person
    if proposal.subject.id in draft.identified.in_question:
        return Text(vi="đang hỏi người này là ai", en="somebody is asked who this person is")
    number = proposal.stranger.box.person
    if number in ("", proposal.subject.id):
        return NOTHING
    return Text(
        vi=f"trong thư mục đang ghi mã cán bộ khác ({number})",
        en=f"the directory has another staff number for it ({number})",
    )


def _once(approved: Iterable[Proposal]) -> Iterator[Proposal]:
    """Yield what is approved for one person or unit and one box only: of two, nobody could say which."""
    every = list(approved)
    counts = Counter(side for one in every for side in (one.subject.key, one.stranger.place))
    return (one for one in every if counts[one.subject.key] == counts[one.stranger.place] == 1)


def _key(proposal: Proposal, desk: Desk, draft: Draft) -> str:
    """Return the key the box gets: with the agency, where the regulation gives a box per agency."""
    if proposal.subject.is_unit:
        return proposal.subject.key
    agency = ""
    if desk.profile.transfer.between.mode == "new-box":
        units = {unit.key: unit for unit in draft.roster.units}
        home = agency_of(desk.profile, units[proposal.subject.unit], units)
        agency = home.key if home is not None else ""
    return person_key(proposal.subject.id, agency)


def _change(proposal: Proposal, desk: Desk, draft: Draft, decision: Decision) -> Change:
    papers = f", {decision.document}" if decision.document else ""
    text = Text(
        vi=f"nhận quản lý hộp thư có sẵn ({proposal.signs.vi}); {decision.by} duyệt{papers}",
        en=f"the existing box is taken over ({proposal.signs.en}); approved by {decision.by}{papers}",
    )
    subject, stranger = proposal.subject, proposal.stranger
    key = _key(proposal, desk, draft)
    after: Entry = replace(stranger.box, key=key, person=subject.id)
    if subject.is_unit and stranger.unit_box is not None:
        after = replace(stranger.unit_box, key=key, unit=subject.id)
    return Change(None, after, Reason(text, "", subject.origin), stranger)


def _plan(desk: Desk, draft: Draft, changes: tuple[Change, ...]) -> Plan:
    """Return the plan of the marks, held where a limit is passed or the roster as a whole is doubted."""
    keys = frozenset(change.key for change in changes)
    doubts = [Hold(one.limit, one.text, keys) for one in draft.plan.holds if one.limit == "source"]
    holds = judge(changes, draft.snapshot.directory, desk.limits, Lately())
    return Plan(
        desk.profile.id, _inputs(draft, changes), (changes,) if changes else (), (), (*doubts, *holds)
    )


def _inputs(draft: Draft, changes: Sequence[Change]) -> dict[str, str]:
    """Return what the plan was made from; approvals and what they mark are the plan itself."""
    seen = canonical([[change.key, change.adopts.place] for change in changes if change.adopts is not None])
    kept = {name: digest for name, digest in draft.plan.inputs.items() if name not in ("decisions", "target")}
    return {**kept, "adoption": sha256(seen.encode()).hexdigest()}


def adopt(desk: Desk, overview: Overview, *, whole: bool, watch: Watcher | None = None) -> Report:
    """Write the marks that were approved, and return what became of them.

    `whole`: although limits hold the plan, because a person named its digest.
    """
    plan = overview.plan
    run = begun(desk, "adopt", plan, overview.draft.unremembered)
    desk.ledger.identities.keep(overview.draft.identified.learned, desk.clock.now())
    waves = plan.waves if whole or not plan.holds else ()
    outcomes, stopped = written(desk, run, waves, watch)
    desk.ledger.finish(run, desk.clock.now(), stopped)
    return Report(run, plan, outcomes, (), stopped)
