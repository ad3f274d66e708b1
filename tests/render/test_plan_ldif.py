"""What stands beside the change records of a plan."""

from dataclasses import replace

from connector.model.plan import Reason
from connector.render.plan_ldif import heading, remark
from connector.text import Language, same
from tests.render.invented import PLAN


def test_a_held_change_is_marked() -> None:
    """Whoever reads the file sees which records wait for approval, and why each is there."""
    told = {change.key: remark(change, PLAN, Language.VI) for change in PLAN.changes}
    assert {key for key, line in told.items() if line.startswith("# CHỜ DUYỆT · ")} == PLAN.held
    assert all(key in line for key, line in told.items())
    assert f", {len(PLAN.held)} thay đổi phải được duyệt trước." in heading(PLAN, Language.VI)
    assert PLAN.digest[:12] in heading(PLAN, Language.EN)


def test_a_name_cannot_begin_a_record() -> None:
    """A line break in what a name brings along stays inside the comment."""
    change = replace(PLAN.changes[0], reason=Reason(same("đơn vị\n\ndn: cn=admin\nchangetype: delete")))
    told = remark(change, PLAN, Language.VI)
    assert told.count("\n") == 1
    assert told.endswith("delete\n")
