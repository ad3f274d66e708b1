"""Whether what a run reads may be believed: HR's roster (`doubt`), the ledger (`older_than_target`).

A ledger that was lost does no harm: it has no decision that could be wrong, and reads from the target who owns
what. An old one, from a backup or a machine that was set back, may bring decisions back that were taken
back since, and lack those taken since. So nothing proceeds from it until a person approves a plan made from it
(`held_of`: what of a plan waits for a person).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connector.desired.digests import made_with_another_key
from connector.errors import SourceError
from connector.model.directory import Directory, Entry, addresses
from connector.model.held import Held
from connector.model.identity import Identity, IdentityRules
from connector.model.plan import Hold, Plan
from connector.model.roster import Roster
from connector.plan.limits import BLEED, DAYS, Limits
from connector.ports import Ledger
from connector.text import Text

OLD_LEDGER = "ledger"
"""The name of the limit that holds everything back while the ledger is not trusted."""


def older_than_target(
    ledger: Ledger, unremembered: Sequence[Entry], owners: Mapping[str, str]
) -> Text | None:
    """Return why the ledger is not believed, or None.

    It was said (`connector restore`), or it follows: the ledger has runs, and yet does not know one
    address of an entry that only we can have made. `unremembered`: our entries with an address it lacks.
    """
    doubt = ledger.holds.doubt()
    if doubt is not None:
        return doubt
    strangers = sum(not addresses(entry) & owners.keys() for entry in unremembered)
    if not strangers or not ledger.runs(1):
        return None
    return Text(
        vi=f"sổ nhớ cũ hơn máy chủ: {strangers} mục của hệ thống này trên máy chủ không có trong sổ",
        en=f"the ledger is older than the target: it does not know {strangers} of our entries there",
    )


def doubted(plan: Plan, why: Text | None) -> Plan:
    """Return `plan` with all of it held, where there is a reason."""
    if why is None:
        return plan
    hold = Hold(OLD_LEDGER, why, frozenset(change.key for change in plan.changes))
    return replace(plan, holds=(hold, *plan.holds))


def note_holds(ledger: Ledger, plan: Plan, run: str, at: datetime, *, whole: bool) -> None:
    """Remember what of the first target's plan waits; believe the ledger again once a person approved one.

    Where there is nothing to change, target and ledger lead to the same, and there is nothing to approve.
    """
    ledger.holds.keep("", () if whole else held_of(plan, "", run, at))
    why = next((hold.text for hold in plan.holds if hold.limit == OLD_LEDGER), None)
    if whole or not plan.changes:
        ledger.holds.trust()
    elif why is not None and ledger.holds.doubt() is None:
        ledger.holds.distrust(why, at)


def held_of(plan: Plan, target: str, run: str, at: datetime) -> tuple[Held, ...]:
    """Return what of `plan` waits for approval."""
    return tuple(
        Held(target, hold.limit, hold.text, len(hold.keys), run, at) for hold in plan.holds if hold.keys
    )


def doubt(
    roster: Roster, accepted: Mapping[str, int], limits: Limits, most: Mapping[str, int]
) -> Text | None:
    """Return why the roster is doubted as a whole, or None.

    Raises SourceError where it is empty, or so much smaller than the one accepted last that only a
    wrong file explains it; no approval helps against that. `most`: row counts of the last seven days, in
    which a roster may shrink by twice as much as at once.
    """
    now, before = roster.people_rows.raw, accepted.get("people", 0)
    names = ", ".join(roster.digests)
    if not roster.people:
        raise SourceError(
            Text(vi="không có người nào đọc được.", en="there is not one usable person in it."),
            where=names,
            advice=Text(
                vi="Kiểm tra lại tệp; không có gì bị thay đổi.", en="Check the file; nothing was changed."
            ),
        )
    if now >= before * (1 - limits.source_loss_held):
        return _bled(now, most.get("people", 0), limits)
    loss = Text(
        vi=f"danh sách chỉ còn {now} dòng, lần được chấp nhận trước có {before} dòng",
        en=f"the roster has {now} rows, the one accepted last had {before}",
    )
    if now >= before * (1 - limits.source_loss_refused):
        return loss
    raise SourceError(
        Text(vi=f"{loss.vi}: từ chối.", en=f"{loss.en}: refused."),
        where=names,
        advice=Text(
            vi="Gửi lại danh sách đầy đủ; không có gì bị thay đổi.",
            en="Send the complete roster; nothing was changed.",
        ),
    )


def refuse_another_key(
    roster: Roster, current: Directory, known: Mapping[str, Identity], rules: IdentityRules
) -> None:
    """Raise SourceError where the roster's digests were made with another secret key than those remembered."""
    if not made_with_another_key(roster, current, known, rules):
        return
    raise SourceError(
        Text(
            vi="không mã băm nào của số định danh, ngày sinh trùng với lần trước: khóa trong identity_key_file không"
            " phải khóa đã dùng.",
            en="not one digest of citizen numbers and birth dates is as before: identity_key_file holds another key"
            " than the one that was used.",
        ),
        where=", ".join(roster.digests),
        advice=Text(
            vi="Trả lại đúng tệp khóa cũ; không có gì bị thay đổi. Mất hẳn khóa cũ: xem docs/settings.md, [identity].",
            en="Put the old key file back; nothing was changed. Lost for good: docs/settings.md, [identity].",
        ),
    )


def _bled(now: int, most: int, limits: Limits) -> Text | None:
    if now >= most * (1 - BLEED * limits.source_loss_held):
        return None
    return Text(
        vi=f"danh sách chỉ còn {now} dòng, trong {DAYS} ngày qua đã có lúc là {most} dòng",
        en=f"the roster has {now} rows, within the last {DAYS} days it had as many as {most}",
    )
