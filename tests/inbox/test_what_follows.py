"""What an accepted file leads to under `policy = "sync"`: every target, and only by an approval that still counts."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connector.desk import nobody_asked
from connector.follow import FIRST, plans_of
from connector.jobs.inbox import Handled
from connector.jobs.watch import open_inbox
from connector.ports import Approval, Verdict
from connector.settings import load_settings
from connector.sync import think
from connector.wiring.clock import ZONE
from connector.wiring.desk import open_desk
from tests.support.installation import WIDE, Installation
from tests.support.serving import SetClock

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
INBOX = '[inbox]\npolicy = "sync"\n'
MIRROR = '[[mirror]]\nname = "sao"\nkind = "ldif"\nfile = "sao.ldif"\nbase_dn = "dc=khanhhoa,dc=gov,dc=vn"\n'


def dropped(made: Installation) -> list[Handled]:
    """Let HR put the list into the folder; return what becomes of it."""
    inbox = open_inbox(load_settings(made.config), nobody_asked, SetClock(NOW))
    folder = made.folder / "inbox"
    folder.mkdir(exist_ok=True)
    made.receive_example("khanh-hoa/thang-01")
    made.workbook.rename(folder / "thang-01.xlsx")
    return [handled for _ in range(2) for handled in inbox.look()]


def test_mirrors_follow_at_once(tmp_path: Path) -> None:
    """The second target has the people as soon as the first has them, not only after the night."""
    made = Installation(tmp_path, "ubnd-khanhhoa", more=WIDE + INBOX + MIRROR)
    assert [handled.verdict for handled in dropped(made)] == [Verdict.ACCEPTED]
    first, mirror = (
        (tmp_path / name).read_text(encoding="utf-8").count("objectClass: inetOrgPerson")
        for name in ("danh-ba.ldif", "sao.ldif")
    )
    assert first == mirror > 100


@pytest.mark.parametrize(("age", "written"), [(1, True), (25, False)])
def test_an_approval_of_the_day_before_counts_no_more(age: int, written: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    """The same plan comes again by the folder: an approval of the last 24 hours carries it out, no older one."""
    made = Installation(tmp_path, "ubnd-khanhhoa", more=INBOX)
    assert [handled.verdict for handled in dropped(made)] == [Verdict.ACCEPTED]
    with open_desk(load_settings(made.config), SetClock(NOW)) as desk:
        plan = plans_of(desk, think(desk))[FIRST].plan
        assert plan.holds
        desk.ledger.approve(Approval(plan.digest, "quantri", NOW - timedelta(hours=age)))
    made.workbook.unlink()
    assert [handled.verdict for handled in dropped(made)] == [Verdict.ACCEPTED]
    assert (tmp_path / "danh-ba.ldif").exists() is written
