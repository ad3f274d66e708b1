"""A month in a minute: thirty nights of one service, what HR drops, what breaks, and what everybody was told.

::

    day   0  HR drops the first list; everything is held          day  15  somebody changes the directory by hand
    day   1  a person approves it, the next night writes it       night 16 killed in the middle of writing
    day   3  the same file once more                              day  17  a good list
    day   5  a list with two bad rows                             day  19  a file that is none; no mail server
    day   7  a bomb                                               day  21  a list with many leavers; killed while
    day   9  a list older than the one accepted                            the mail server takes the letter
    day  10  an order to suspend somebody                         day  22  a person approves what is held
    night 12 the directory is down                                days 23… nothing happens
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from connector.jobs.schedules import load_schedules
from connector.jobs.turns import by_hand
from connector.jobs.work import WORK
from connector.model.letter import LetterState
from connector.model.turn import Ending
from connector.sample.generate import generate
from connector.sample.roster import SamplePerson, SampleRoster
from devtools.slapd import PrivateSlapd
from tests.support.hostile import bomb
from tests.support.hr import written
from tests.support.installation import block, boxes, plain, quiet_slapd, trail
from tests.support.month import DAY, FIRST, NIGHT, Month, Process, fresh, moment_of, month_of, wait_until

pytestmark = [pytest.mark.slapd, pytest.mark.slow, pytest.mark.timeout(900)]

ORGANISATION = "ubnd-ninhbinh"
NIGHTS = 30
DRIFTED, WRITTEN = 30, 10
IT, HR, AGENCY = "it@ninhbinh.gov.vn", "nhan-su@ninhbinh.gov.vn", "stttt@ninhbinh.gov.vn"
SUSPENDED = "person/NB000040@A02"
FOREIGN = {
    "uid=tay,ou=people,dc=khanhhoa,dc=gov,dc=vn": (
        "objectClass: inetOrgPerson\nuid: tay\ncn: Lam Tay\nsn: Lam\nmail: lam.tay@ninhbinh.gov.vn\n"
    ),
    "ou=thiet-bi,dc=khanhhoa,dc=gov,dc=vn": "objectClass: organizationalUnit\nou: thiet-bi\n",
}


def listed(roster: SampleRoster, day: date, **changes: Mapping[str, Any]) -> SampleRoster:
    """Return the list of another day; `changes` is key of a person → what is different about them."""
    people = tuple(replace(one, **changes.get(one.key, {})) for one in roster.people)
    return replace(roster, as_of=day, people=people)


def joined(roster: SampleRoster, *people: SamplePerson) -> SampleRoster:
    """Return the list with more people at its end."""
    return replace(roster, people=(*roster.people, *people))


def joiner(key: str, name: str, unit: str) -> SamplePerson:
    """Return somebody new."""
    return SamplePerson(key, name, unit, "", "Chuyên viên", date(1995, 5, 5), decision="9/QĐ-SNV")


FIRST_LIST = generate(60, 8, ORGANISATION, seed=5, as_of=FIRST)
TITLES = {f"NB0000{number}": {"position": "Chuyên viên chính"} for number in (34, 35)}
MESSY = joined(
    listed(FIRST_LIST, date(2026, 3, 6), **TITLES),
    joiner("NB000101", "Đặng Quốc Toàn", "A02-01"),
    joiner("NB000102", "", "A02-01"),
    joiner("NB000103", "Vũ Đình Khang", "Z99"),
)
LEAVERS = ("NB000041", "NB000042", *(f"NB0000{number}" for number in range(23, 33)))
LEFT = {"status": "Nghỉ hưu", "since": date(2026, 3, 16), "decision": "77/QĐ-SNV"}
CORRECTED = listed(
    MESSY,
    date(2026, 3, 18),
    NB000102={"name": "Lý Hoàng Bảo Châu"},
    NB000103={"unit": "A02-02"},
    **dict.fromkeys(LEAVERS[:2], LEFT),
    NB000048={"position": "Chuyên viên chính"},
)
SHRUNK = listed(
    CORRECTED,
    date(2026, 3, 22),
    NB000049={"position": "Kế toán trưởng"},
    **dict.fromkeys(LEAVERS, LEFT),
)


@dataclass(frozen=True, slots=True)
class Lived:
    """The month, while it passes and when it is over."""

    month: Month
    slapd: PrivateSlapd
    foreign: Mapping[str, str]
    """The bytes of others' entries at the beginning."""
    first: bytes
    last: bytes
    """The list that was accepted last."""
    folder: Path

    def drop(self, day: int, name: str, roster: SampleRoster) -> None:
        """Let HR put a list into the folder."""
        self.month.dropped(day, name, written(roster, self.folder))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Live through the month once."""
    folder = tmp_path_factory.mktemp("month")
    with quiet_slapd(folder / "slapd", ORGANISATION) as slapd:
        slapd.add("\n".join(f"dn: {dn}\n{attributes}" for dn, attributes in FOREIGN.items()))
        foreign = {dn: block(slapd, dn) for dn in FOREIGN}
        with month_of(folder / "office", ORGANISATION, slapd) as month:
            first, last = written(FIRST_LIST, folder), written(SHRUNK, folder)
            story = Lived(month, slapd, foreign, first, last, folder)
            month.dropped(0, "tháng 3.xlsx", first)
            for day in range(1, NIGHTS + 1):
                NIGHT_OF.get(day, an_ordinary_night)(story, day)
                ON_DAY.get(day, nothing)(story)
            yield story


def nothing(_story: Lived) -> None:
    """Let nothing happen on a day."""


def an_ordinary_night(story: Lived, day: int) -> None:
    """Let the service do what is due."""
    story.month.night(day)


def without_a_directory(story: Lived, day: int) -> None:
    """Let the night pass while the directory server is stopped."""
    story.slapd.stop()
    story.month.night(day)
    story.slapd.start()


def killed_while_it_writes(story: Lived, day: int) -> None:
    """Kill the service after ten writes of the night's run; it is started again a little later."""
    gate = story.month.gate
    gate.shut_after(WRITTEN)
    story.month.killed(day, NIGHT, 1, lambda process: wait_until(gate.shut.is_set, process))
    gate.open()
    assert len(story.slapd.search("(title=X)")) == DRIFTED - WRITTEN
    story.month.night(day)


def without_a_mail_server(story: Lived) -> None:
    """Stop the mail server, and let HR send something that is no list."""
    story.month.close_post()
    story.month.dropped(19, "công văn.xlsx", b"day khong phai bang tinh")
    story.month.at(19, time(12))


def with_it_again(story: Lived) -> None:
    """Start the mail server; the next quarter of an hour comes."""
    story.month.open_post()
    story.month.at(20, DAY)


def killed_while_it_tells(story: Lived) -> None:
    """Let HR send a list with many leavers, and kill the service when the mail server has taken its first letter."""
    story.month.drop("cuối tháng.xlsx", story.last)
    story.month.killed(21, DAY, 2, lambda process: while_the_letter_is_taken(story.month, process))
    story.month.at(21, time(10, 20))


NIGHT_OF: Mapping[int, Callable[[Lived, int], None]] = {12: without_a_directory, 16: killed_while_it_writes}
ON_DAY: Mapping[int, Callable[[Lived], object]] = {
    1: lambda story: story.month.approve(1),
    3: lambda story: story.month.dropped(3, "tháng 3 (gửi lại).xlsx", story.first),
    5: lambda story: story.drop(5, "bổ sung.xlsx", MESSY),
    7: lambda story: story.month.dropped(7, "bom.xlsx", bomb(story.first)),
    9: lambda story: story.drop(9, "tháng 2.xlsx", listed(FIRST_LIST, date(2026, 2, 2))),
    10: lambda story: story.month.suspend(10, SUSPENDED),
    15: lambda story: drift(story.slapd),
    17: lambda story: story.drop(17, "tháng 3 (sửa).xlsx", CORRECTED),
    19: without_a_mail_server,
    20: with_it_again,
    21: killed_while_it_tells,
    22: lambda story: story.month.approve(22),
}


def drift(slapd: PrivateSlapd) -> None:
    """Change thirty people's titles, as somebody with an LDAP browser would."""
    people = [one for key, one in boxes(slapd).items() if key.startswith("person/")]
    titles = [f"dn: {one.dn}\nchangetype: modify\nreplace: title\ntitle: X\n" for one in people[:DRIFTED]]
    assert len(titles) == DRIFTED
    assert slapd.modify("\n".join(titles)).code == 0


def while_the_letter_is_taken(month: Month, process: Process) -> None:
    """Kill the process when the mail server has a letter and has not said so yet."""
    keep = month.office.taken

    def taken(mail: EmailMessage) -> None:
        keep(mail)
        process.kill()

    month.office.taken = taken
    wait_until(lambda: process.poll() is not None, process)
    month.office.taken = keep


SOMETHING_HELD, BAD_ROWS, UNUSED = "1 việc chờ duyệt", "1 danh sách cần sửa", "1 tệp chưa dùng được"
TOLD = (
    (0, IT, SOMETHING_HELD),
    (5, IT, BAD_ROWS),
    (5, HR, BAD_ROWS),
    (7, IT, UNUSED),
    (7, HR, UNUSED),
    (9, IT, UNUSED),
    (9, HR, UNUSED),
    (11, IT, "1 hộp thư bị tạm khóa"),
    (11, AGENCY, "1 hộp thư bị tạm khóa"),
    (12, IT, "1 sự cố"),
    (12, IT, "1 sự cố"),
    (20, IT, UNUSED),
    (20, HR, UNUSED),
    (21, IT, "3 việc chờ duyệt, 10 thời hạn"),
    (21, HR, "10 thời hạn"),
    (21, AGENCY, "5 thời hạn"),
    (21, "vpubnd@ninhbinh.gov.vn", "5 thời hạn"),
    (29, IT, "1 thời hạn"),
    (29, HR, "1 thời hạn"),
    (29, AGENCY, "1 thời hạn"),
)
"""Day, recipient, what the subject counts, in the order of the days."""


def test_everybody_was_told_exactly_this(lived: Lived) -> None:
    """Each letter once; the one that was taken while its sender was killed came twice, with one Message-ID."""
    mails = [(one.day, one.mail) for one in lived.month.arrivals]
    copies = Counter(str(mail["Message-ID"]) for _, mail in mails)
    first = {str(mail["Message-ID"]): (day, mail) for day, mail in reversed(mails)}
    told = [(day, str(mail["To"]), str(mail["Subject"]).partition(": ")[2]) for day, mail in first.values()]
    assert sorted(told) == sorted(TOLD)
    assert sorted(copies.values()) == [1] * (len(TOLD) - 1) + [2]
    assert {(day, mail["To"]) for day, mail in mails if copies[str(mail["Message-ID"])] == 2} == {(21, IT)}
    with lived.month.running.bench.ledger() as ledger:
        assert {letter.state for letter in ledger.outbox.letters(1000)} == {LetterState.SENT}


def test_every_slot_of_every_schedule_was_done_exactly_once(lived: Lived) -> None:
    """Thirty nights: one failed with the directory away, one was killed and taken up again."""
    month, ended = lived.month, Counter[tuple[str, str]]()
    turns = [turn for turn in month.turns() if turn.slot >= f"{FIRST}T09:00"]
    for turn in turns:
        assert turn.ending is not None
        ended[turn.schedule, turn.slot] += not turn.ending.open
    assert set(ended.values()) == {1}
    for schedule in load_schedules(month.running.bench.settings):
        if schedule.times is not None and schedule.name != "notices":
            due = schedule.times.between(moment_of(0, time(9)), month.moment)
            assert [slot.name for slot in due] == sorted(
                slot for name, slot in ended if name == schedule.name
            )
    nights = Counter(turn.ending for turn in turns if turn.schedule == "sync")
    assert nights == {Ending.DONE: 27, Ending.WAITS: 2, Ending.FAILED: 1, Ending.CUT: 1}
    assert [turn.slot for turn in turns if turn.ending is Ending.CUT] == ["2026-03-18T01:30"]


def test_the_directory_is_the_last_accepted_list(lived: Lived) -> None:
    """As if nothing but that list had ever been loaded; but who left stays closed, and who is suspended suspended."""
    assert lived.month.made.workbook.read_bytes() == lived.last
    with fresh(lived.folder / "fresh", ORGANISATION, lived.last) as other:
        expected, found = plain(other), plain(lived.slapd)
    status = {dn: entry.get("connectorstatus", ("",))[0] for dn, entry in found.items()}
    assert Counter(status.values())["closed"] == len(LEAVERS)
    [suspended] = [dn for dn in found if status[dn] == "suspended"]
    assert found[suspended]["connectorkey"] == (SUSPENDED,)
    ours = {dn for dn in found if status[dn] != "closed" and dn not in FOREIGN}
    assert ours == expected.keys()
    differ = {dn for dn in ours if found[dn] != expected[dn]} - {suspended}
    for dn in differ:  # who is suspended gets no mail to lists either
        gone = {*expected[dn]["member"]} - {*found[dn]["member"]}
        assert [member.lower() for member in gone] == [suspended]
        assert {**found[dn], "member": ()} == {**expected[dn], "member": ()}
    assert {found[dn]["connectorkey"] for dn in differ} == {("list/A02",), ("list/A02-01",)}
    what = {name for name in found[suspended] if found[suspended][name] != expected[suspended].get(name)}
    assert what == {"connectorstatus", "pwdaccountlockedtime", "pwdendtime"}


def test_what_others_wrote_did_not_move(lived: Lived) -> None:
    """Their entries are the same bytes, operational attributes among them."""
    assert {dn: block(lived.slapd, dn) for dn in FOREIGN} == lived.foreign


def test_one_more_run_writes_nothing(lived: Lived) -> None:
    """Not one write reaches the directory, and nobody is told anything."""
    before, letters = trail(lived.slapd), len(lived.month.arrivals)
    turn = by_hand(lived.month.running.bench, "sync", WORK)
    assert (turn.ending, turn.facts and turn.facts["done"]) == (Ending.DONE, 0)
    assert trail(lived.slapd) == before
    assert len(lived.month.arrivals) == letters


def test_every_file_was_answered_and_put_where_it_belongs(lived: Lived) -> None:
    """The folder is empty; beside each file in archive or quarantine, and in outbox, lies a note."""
    folder = lived.month.made.folder
    names = {
        place: sorted(path.name.partition("_")[2] for path in (folder / place).glob("*.xlsx"))
        for place in ("archive", "quarantine", "outbox")
    }
    assert list((folder / "inbox").iterdir()) == []
    assert names["quarantine"] == ["bom.xlsx", "công văn.xlsx", "tháng 2.xlsx"]
    assert names["archive"] == [
        "bổ sung.xlsx",
        "cuối tháng.xlsx",
        "tháng 3 (gửi lại).xlsx",
        "tháng 3 (sửa).xlsx",
        "tháng 3.xlsx",
    ]
    assert names["outbox"] == ["bổ sung.xlsx"]
    assert len(list((folder / "outbox").glob("*.txt"))) == len(names["quarantine"]) + len(names["archive"])
