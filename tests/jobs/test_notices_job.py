"""Between runs: letters that wait go out, and IT hears of a silence, once."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connector.jobs.schedules import load_schedules
from connector.model.turn import Ending, Turn
from connector.settings import load_settings
from connector.wiring.clock import ZONE
from tests.notices.test_who_is_told import HR, IT, notices, replace_port
from tests.support.installation import Installation
from tests.support.postoffice import PostOffice, body, free_port, post_office
from tests.support.serving import Served, served

FIRST_NIGHT = datetime(2026, 3, 2, 1, 40, tzinfo=ZONE)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Give a mail server."""
    with post_office() as running:
        yield running


@pytest.fixture
def province(office: PostOffice, tmp_path: Path) -> Installation:
    """Give a province with HR's first list, and somebody to tell."""
    installed = Installation(tmp_path / "tinh", "ubnd-khanhhoa", more=notices(office.port))
    installed.receive_example("khanh-hoa/thang-01")
    return installed


def open_for(installed: Installation) -> Served:
    """Return a service that has kept its schedules since the day before the first night."""
    day_before = FIRST_NIGHT - timedelta(days=1)
    service = served(installed.config, day_before)
    service.at(day_before)
    return service


def turns(service: Served) -> Sequence[Turn]:
    """Return the turns of sending, oldest first."""
    with service.bench.ledger() as ledger:
        found = ledger.slots.turns(schedule="notices", limit=500)
    return [turn for turn in reversed(found) if turn.ending is not Ending.PASSED]


def test_letters_that_waited_go_out_between_runs(province: Installation, office: PostOffice) -> None:
    """The mail server was away at night; in the morning it is back, and nobody has to call anything."""
    there = replace_port(province, free_port())
    open_for(province).at(FIRST_NIGHT)
    service = served(province.config, FIRST_NIGHT + timedelta(minutes=20))
    service.at(FIRST_NIGHT + timedelta(minutes=20))
    assert turns(service)[-1].ending is Ending.FAILED
    assert "chưa gửi được thư" in turns(service)[-1].words.vi
    assert turns(service)[-1].facts == {"sent": 0, "waiting": 2}
    replace_port(province, there)
    service = served(province.config, FIRST_NIGHT + timedelta(hours=6))
    service.at(FIRST_NIGHT + timedelta(hours=6))
    assert sorted(str(one["To"]) for one in office.mails) == [IT, HR]
    assert (turns(service)[-1].ending, turns(service)[-1].facts) == (Ending.DONE, {"sent": 2, "waiting": 0})


def test_a_silence_is_told_once_and_the_next_one_again(province: Installation, office: PostOffice) -> None:
    """26 hours after the latest success; a success in between makes the next silence another matter."""
    province.more += "[schedule.change.sync]\nenabled = false\n"
    service = open_for(province)
    province.settle()
    service.at(FIRST_NIGHT)
    silent = served(province.config, FIRST_NIGHT)
    for hours in (6, 25, 26.5, 27, 50):
        silent.at(FIRST_NIGHT + timedelta(hours=hours))
    (alarm,) = [one for one in office.to(IT) if "26 giờ" in body(one)]
    assert "lần thành công gần nhất xong lúc 01:40 ngày 02/03/2026" in body(alarm)
    assert not any("26 giờ" in body(one) for one in office.to(HR))
    service.at(FIRST_NIGHT + timedelta(hours=72))
    silent.at(FIRST_NIGHT + timedelta(hours=72 + 27))
    assert len([one for one in office.to(IT) if "26 giờ" in body(one)]) == 2


def test_it_hears_of_a_letter_that_nobody_takes(province: Installation, office: PostOffice) -> None:
    """HR's address is wrong: IT is told which letter and why, once; a letter to IT itself makes no other one."""
    office.answer = lambda to: "550 5.1.1 khong co nguoi nhan" if to == HR else ""
    service = open_for(province)
    service.at(FIRST_NIGHT)
    for minutes in (20, 40, 60):
        service.at(FIRST_NIGHT + timedelta(minutes=minutes))
    told = [one for one in office.to(IT) if f"gửi {HR} không tới được" in body(one)]
    assert len(told) == 1
    office.answer = lambda _to: "550 5.1.1 khong co nguoi nhan"
    province.receive_example("khanh-hoa/thang-02")
    service.at(FIRST_NIGHT + timedelta(days=1))
    for minutes in (20, 40, 60):
        service.at(FIRST_NIGHT + timedelta(days=1, minutes=minutes))
    with service.bench.ledger() as ledger:
        assert ledger.outbox.waiting() == []
        assert len([one for one in ledger.outbox.letters() if one.to == IT]) <= 4


def test_without_anybody_to_tell_nothing_is_scheduled(tmp_path: Path) -> None:
    """No turns every quarter of an hour for nothing; by hand it says that nothing waits."""
    installed = Installation(tmp_path / "tinh", "ubnd-khanhhoa")
    schedules = {one.name: one for one in load_schedules(load_settings(installed.config))}
    assert not schedules["notices"].enabled
    assert schedules["sync"].enabled
    ran = installed.run("job", "notices", "--now", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["ending"] == "done"
