"""A directory full of boxes made by hand is taken over, by real processes on a real server."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from connector.sample.generate import generate
from connector.sample.roster import SampleRoster
from connector.targets.ldap_codec.ldif import line
from devtools.slapd import PrivateSlapd
from tests.support.hr import written
from tests.support.installation import WIDE, Installation, boxes, plain, quiet_slapd, trail

pytestmark = pytest.mark.slapd

ORGANISATION = "ubnd-khanhhoa"
DOMAIN = "khanhhoa.gov.vn"
NO_LIMITS = WIDE + "adoptions = { floor = 1000000, share = 1.0 }\n"
SECONDS = 60


def entry(number: int, name: str, said: Mapping[str, str], base: str) -> str:
    """Return a box as somebody made it by hand; its address is by no rule."""
    attributes = {
        "objectClass": "inetOrgPerson",
        "uid": f"nguoi{number}",
        "cn": name,
        "sn": name.split(maxsplit=1)[0],
        "mail": f"nguoi{number}@{DOMAIN}",
        "description": "lập bằng tay",
        **said,
    }
    dn = line("dn", f"uid=nguoi{number},ou=people,{base}".encode())
    return (dn + b"".join(line(key, value.encode()) for key, value in attributes.items()) + b"\n").decode()


def made_by_hand(slapd: PrivateSlapd, roster: SampleRoster, count: int) -> None:
    """Fill the directory: the boxes of the first people, each with their staff number, and a printer's."""
    people = sorted(roster.people, key=lambda person: person.key)[:count]
    slapd.add(
        "".join(
            entry(number, person.name, {"employeeNumber": person.key}, slapd.base)
            for number, person in enumerate(people)
        )
        + entry(9999, "Máy in tầng hai", {}, slapd.base)
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Installation]:
    """Give an installation whose directory somebody filled by hand."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as slapd:
        yield Installation(tmp_path / "office", ORGANISATION, slapd, more=NO_LIMITS)


def test_what_is_approved_is_taken_over_and_keeps_its_address(office: Installation, tmp_path: Path) -> None:
    """Looking writes nothing; the approved are marked where they stand, the rest and the printer are not touched."""
    roster = generate(40, 6, ORGANISATION, seed=3)
    office.receive(written(roster, tmp_path))
    made_by_hand(office.server, roster, 10)
    before, moment = plain(office.server), trail(office.server)
    looked = office.run("adopt", "--json")
    assert looked.code == 2, looked.said
    names = [one["name"] for one in looked.json["proposals"] if one["confidence"] == "certain"]
    assert len(names) == 10
    assert looked.json["unclaimed"] == [f"nguoi9999@{DOMAIN}"]
    assert trail(office.server) == moment
    keys = [name.partition("=")[0] for name in names]
    done = office.run("adopt", "--approve", keys[0], "--approve", names[1], "--document", "12/QĐ")
    assert done.code == 0, done.said
    owned = boxes(office.server)
    assert set(owned) == {f"person/{key}" for key in keys[:2]}
    after = plain(office.server)
    for dn, said in before.items():
        kept = {
            name: tuple(value for value in values if value != "connectorMailbox")
            for name, values in after[dn].items()
            if not name.startswith("connector")
        }
        assert kept == dict(said)
    assert office.run("adopt", "--certain").code == 0
    assert len(boxes(office.server)) == 10
    told = office.run("why", owned[f"person/{keys[0]}"].first("mail"))
    assert "nhận quản lý hộp thư có sẵn" in told.words
    assert "12/QĐ" in told.words


def test_after_adoption_the_plan_has_only_honest_differences(office: Installation, tmp_path: Path) -> None:
    """The adopted address is kept though it is by no rule, the DN stays, and a second run writes nothing."""
    roster = generate(40, 6, ORGANISATION, seed=3)
    office.receive(written(roster, tmp_path))
    made_by_hand(office.server, roster, 10)
    assert office.run("adopt", "--certain").code == 0
    office.run("sync", "--json")
    owned = boxes(office.server)
    people = {key: one for key, one in owned.items() if key.startswith("person/")}
    by_hand = [one for one in people.values() if one.first("mail").startswith("nguoi")]
    assert len(by_hand) == 10
    assert all(one.dn.startswith("uid=nguoi") for one in by_hand)
    assert all(one.first("description") == "lập bằng tay" for one in by_hand)
    assert all(one.first("connectorListed") == "TRUE" for one in by_hand)
    moment = trail(office.server)
    office.run("sync", "--json")
    assert trail(office.server) == moment
    office.ledger.unlink()
    office.run("sync", "--json")
    assert trail(office.server) == moment


def test_a_filled_workbook_approves_row_by_row(office: Installation, tmp_path: Path) -> None:
    """An x takes a box over, an empty row does not, and what is not understood is said."""
    roster = generate(12, 3, ORGANISATION, seed=3)
    office.receive(written(roster, tmp_path))
    made_by_hand(office.server, roster, 3)
    sheet = tmp_path / "doi-chieu.xlsx"
    assert office.run("adopt", "--xlsx", str(sheet)).code == 2
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames == ["Đối chiếu", "Chưa có hộp thư", "Chưa rõ của ai"]
    first = next(row for row in range(1, 20) if book.worksheets[0].cell(row, 1).value == "STT")
    book.worksheets[0].cell(first + 1, 2).value = "x"
    book.worksheets[0].cell(first + 2, 2).value = "để xem"
    book.save(sheet)
    done = office.run("adopt", "--from", str(sheet))
    assert done.code == 0, done.said
    assert f"dòng {first + 2}: chỉ ghi x" in done.words
    assert len(boxes(office.server)) == 1
    again = office.run("adopt", "--from", str(sheet))
    assert "không còn" in again.words
    other = tmp_path / "khac.xlsx"
    openpyxl.Workbook().save(other)
    refused = office.run("adopt", "--from", str(other))
    assert (refused.code, "không phải bảng đối chiếu" in refused.words) == (1, True)


def test_too_many_at_once_wait_for_the_digest(office: Installation, tmp_path: Path) -> None:
    """More than the limit is held; who names the digest of exactly this plan lets it through."""
    office.more = WIDE + "adoptions = { floor = 2, share = 0.0 }\n"
    office.settle()
    roster = generate(12, 3, ORGANISATION, seed=3)
    office.receive(written(roster, tmp_path))
    made_by_hand(office.server, roster, 3)
    held = office.run("adopt", "--certain")
    assert held.code == 3, held.said
    assert boxes(office.server) == {}
    digest = held.words.rpartition("--digest ")[2].split()[0]
    assert office.run("adopt", "--digest", "0" * 12).code == 1
    assert boxes(office.server) == {}
    done = office.run("adopt", "--digest", digest)
    assert done.code == 0, done.said
    assert len(boxes(office.server)) == 3


def settled(ledger: Path) -> int:
    """Return how many changes the ledger has settled; it only looks."""
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=5)) as connection:
            return int(connection.execute("SELECT count(result) FROM record").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_an_adoption_that_is_killed_is_taken_up_again(office: Installation, tmp_path: Path) -> None:
    """SIGKILL while marks are written: what was approved is remembered, and `--resume` does the rest once."""
    roster = generate(900, 20, ORGANISATION, seed=5)
    office.receive(written(roster, tmp_path))
    made_by_hand(office.server, roster, 800)
    proposed = office.run("adopt", "--json").json["proposals"]
    certain = sum(one["confidence"] == "certain" for one in proposed)
    process = office.start("adopt", "--certain")
    deadline = time.monotonic() + SECONDS
    while not settled(office.ledger):
        time.sleep(0.002)
        assert process.poll() is None, "the run ended before it was killed"
        assert time.monotonic() < deadline, "nothing is ever settled"
    process.kill()
    process.communicate()
    some = len(boxes(office.server))
    assert 0 < some < certain
    resumed = office.run("adopt", "--resume")
    assert resumed.code == 0, resumed.said
    looked = office.run("adopt", "--json").json
    assert looked["approved"] == []
    assert looked["owned"] == len(boxes(office.server)) == certain
    moment = trail(office.server)
    assert office.run("adopt", "--resume").code == 0
    assert trail(office.server) == moment
