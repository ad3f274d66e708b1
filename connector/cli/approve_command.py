"""`connector approve`: a person's yes to exactly one plan."""

import getpass

import click

from connector.cli.screen import Session, words
from connector.cli.targets import planned, trouble_of
from connector.errors import PlanStale
from connector.text import Text

SHORTEST = 8
"""Characters of a digest that must be given: enough to name one plan, few enough to type."""


@click.command(
    "approve",
    help=words(
        vi="Duyệt đúng một kế hoạch, nêu bằng MÃ của nó; lần `apply` hay `sync` sau sẽ ghi cả phần bị giữ.",
        en="Approve exactly one plan, named by its DIGEST; the next `apply` or `sync` writes all of it.",
    ),
)
@click.argument("digest", metavar=words(vi="MÃ", en="DIGEST"))
@click.pass_obj
def command(session: Session, digest: str) -> int:
    """Make the plan anew; remember the approval only if it is still the one that was named."""
    from connector.ports import Approval
    from connector.sync import think
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk, session.working():
        plans = [one.plan for one in planned(desk, think(desk)).values() if trouble_of(one) is None]
        plan = next((one for one in plans if one.digest.startswith(digest.lower())), None)
        if len(digest) < SHORTEST or plan is None:
            now = ", ".join(one.digest[:12] for one in plans)
            raise PlanStale(
                Text(
                    vi=f"kế hoạch bây giờ có mã {now}, không phải {digest}.",
                    en=f"the plan now has the digest {now}, not {digest}.",
                ),
                advice=Text(
                    vi="Xem lại bằng `connector plan` rồi duyệt mã mới.",
                    en="Look again with `connector plan`, then approve the new digest.",
                ),
            )
        desk.ledger.approve(Approval(plan.digest, getpass.getuser(), desk.clock.now()))
    session.say(
        vi=f"Đã duyệt kế hoạch {plan.digest[:12]}: {len(plan.changes)} thay đổi. Ghi bằng: connector apply",
        en=f"Approved plan {plan.digest[:12]}: {len(plan.changes)} changes. To write it: connector apply",
    )
    return 0
