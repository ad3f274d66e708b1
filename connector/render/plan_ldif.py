"""`heading`, `remark`: what stands beside the change records of a plan, as comments of LDIF, for who reads them."""

from connector.model.plan import Change, Plan
from connector.render.plan_table import DIGEST_SHOWN
from connector.render.words import HELD, KINDS
from connector.text import Language, Text


def heading(plan: Plan, language: Language) -> str:
    """Return which plan this is, and what it means to feed it to a server by hand."""
    held = sum(change.key in plan.held for change in plan.changes)
    said = Text(
        vi=f"Kế hoạch {plan.digest[:DIGEST_SHOWN]} · {plan.organisation}: {len(plan.changes)} thay đổi"
        + (f", {held} thay đổi phải được duyệt trước" if held else "")
        + ".\nTệp này để xem và đối chiếu. Nạp bằng ldapmodify là bỏ qua giới hạn an toàn, và sổ nhớ sẽ không có "
        "lần chạy nào để giải thích; cách làm thông thường là connector apply.",
        en=f"Plan {plan.digest[:DIGEST_SHOWN]} · {plan.organisation}: {len(plan.changes)} changes"
        + (f", {held} of which need approval first" if held else "")
        + ".\nThis file is to be read and compared. To feed it to ldapmodify passes the limits by, and leaves no run "
        "in the ledger that explains it; the usual way is connector apply.",
    ).say(language)
    return "".join(_comment(one) for one in said.split("\n")) + "\n"


def remark(change: Change, plan: Plan, language: Language) -> str:
    """Return what the record after it does and why, and whether it waits for approval."""
    reason = change.reason
    parts = [KINDS[change.kind].word.say(language), change.key, reason.text.say(language), reason.article]
    if change.key in plan.held:
        parts.insert(0, HELD.word.say(language).upper())
    return _comment(" · ".join(part for part in parts if part))


def _comment(said: str) -> str:
    """Return one line of comment, whatever was said: a line break in a name must not begin a record."""
    return f"# {' '.join(said.split())}\n"
