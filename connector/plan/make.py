"""`make_plan`: two directories and a memory become one plan, complete before the first write."""

from collections.abc import Mapping, Sequence

from connector.model.directory import Directory
from connector.model.outcome import Lately
from connector.model.plan import Change, Hold, Plan, Wanted
from connector.plan.diff import diff
from connector.plan.limits import Limits, judge, restrain
from connector.plan.order import waves
from connector.text import Text


def make_plan(  # noqa: PLR0913  # each argument is one thing the plan is made from
    organisation: str,
    wanted: Wanted,
    current: Directory,
    *,
    inputs: Mapping[str, str],
    limits: Limits,
    lately: Lately,
    distrust: Text | None = None,
) -> Plan:
    """Return the plan that leads from `current` to `wanted`.

    Args:
        organisation: id of the organisation.
        wanted: what should be.
        current: what is.
        inputs: name → SHA-256 of everything the plan was made from.
        limits: how much may change unasked.
        lately: what was done unasked in the last seven days.
        distrust: why the source as a whole is doubted; then every change is held, and so is accepting it.
    """
    changes = diff(wanted.directory, current, wanted.reasons)
    holds = judge(changes, current, limits, lately)
    if distrust is not None:
        holds = (Hold("source", distrust, frozenset(change.key for change in changes)), *holds)
    return Plan(organisation, inputs, waves(changes), wanted.questions, holds)


def proceeding(plan: Plan, wanted: Wanted, current: Directory) -> Sequence[tuple[Change, ...]]:
    """Return the waves of `plan` that no limit holds back; all of them where there is no hold."""
    if not plan.holds:
        return plan.waves
    return waves(diff(restrain(wanted.directory, current, plan.held), current, wanted.reasons))
