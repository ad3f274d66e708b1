"""`inputs_of`: what a plan was made from, each by its digest; `refuse_if_stale`: whether any of it moved."""

from collections.abc import Mapping
from hashlib import sha256

from connector.desired.requested import Requested
from connector.desired.scene import Memory
from connector.desk import Desk
from connector.errors import PlanStale
from connector.living import orders_and_notices
from connector.model.directory import Snapshot
from connector.model.plan import Plan, canonical, input_name
from connector.text import Text


def inputs_of(
    desk: Desk, digests: Mapping[str, str], snapshot: Snapshot, memory: Memory, requested: Requested
) -> dict[str, str]:
    """Return name → SHA-256, hexadecimal, of everything that decides what a plan says.

    `digests`: of each source of HR. What may be there or not is named only where it is.
    """
    answers = canonical({key: decision.choice for key, decision in memory.decisions.items()})
    return {
        **{f"source:{name}": digest for name, digest in digests.items()},
        "regulation": desk.profile.digest,
        "settings": desk.settings_digest,
        "decisions": sha256(answers.encode()).hexdigest(),
        "target": snapshot.fingerprint,
        **_asked(requested),
        **_remembered(memory),
    }


def _asked(requested: Requested) -> dict[str, str]:
    """Return the input that names the lines of requests in force; nothing where there are none."""
    lines = canonical(sorted([request, number] for request, number in requested.active))
    return {"requests": sha256(lines.encode()).hexdigest()} if requested.active else {}


def _remembered(memory: Memory) -> dict[str, str]:
    """Return the inputs that name reorganisations, orders and notices; nothing where there are none."""
    known = canonical([[one.id, one.phase.value, one.digest] for one in memory.reorganisations])
    orders = orders_and_notices(memory.times.past) if memory.times is not None else ""
    lines = {"reorganisations": known if memory.reorganisations else "", "orders": orders}
    return {name: sha256(line.encode()).hexdigest() for name, line in lines.items() if line}


def refuse_if_stale(saved: Mapping[str, object], plan: Plan) -> None:
    """Raise PlanStale unless `plan`, made just now, is the one that was saved (as `Plan.as_data()`)."""
    if canonical(saved) == canonical(plan.as_data()):
        return
    before = saved.get("inputs")
    known = before if isinstance(before, Mapping) else {}
    moved = sorted(name for name in {*known, *plan.inputs} if known.get(name) != plan.inputs.get(name))
    names = [input_name(name) for name in moved] or [Text(vi="chính bản này", en="the plan itself")]
    raise PlanStale(
        Text(
            vi=f"bản kế hoạch đã cũ, từ khi lập đã thay đổi: {', '.join(name.vi for name in names)}.",
            en=f"the plan is stale; since it was made these moved: {', '.join(name.en for name in names)}.",
        ),
        advice=Text(
            vi="Không có gì được ghi. Lập lại bằng `connector plan`.",
            en="Nothing was written. Make it anew with `connector plan`.",
        ),
    )
