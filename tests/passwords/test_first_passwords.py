"""First passwords from the settings to the slip in somebody's hand: sealed, set, handed over, once."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msoffcrypto
import openpyxl
import pyrage
import pytest
from pyrage import x25519

from connector.ledger.sqlite import open_ledger
from connector.model.envelope import Envelope, EnvelopeState
from connector.sample.generate import generate
from devtools.slapd import Identity, PrivateSlapd
from tests.passwords.support import dn_of, keys, passwords, slips_in
from tests.support.hr import written
from tests.support.installation import Installation, quiet_slapd

pytestmark = pytest.mark.slapd

ORGANISATION = "ubnd-khanhhoa"
FIRST = "UBND tỉnh Khánh Hòa"


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give an empty server."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as server:
        yield server


def envelopes(office: Installation, *states: EnvelopeState) -> list[Envelope]:
    """Return the envelopes in the ledger."""
    ledger = open_ledger(office.ledger)
    try:
        return list(ledger.envelopes.envelopes(states=states))
    finally:
        ledger.close()


@pytest.fixture
def office(tmp_path: Path, slapd: PrivateSlapd) -> Installation:
    """Give an office in which everybody gets a slip of paper."""
    _, own = keys(tmp_path)
    more = passwords(own, 'name = "*"\nform = "slips"')
    made = Installation(tmp_path / "office", ORGANISATION, slapd, more=more)
    made.receive(roster(tmp_path))
    return made


def roster(folder: Path) -> bytes:
    """Return a workbook with twelve invented officials."""
    return written(generate(12, 3, ORGANISATION, seed=4), folder)


def test_each_new_box_gets_a_password_that_works_once_it_is_changed(
    office: Installation, slapd: PrivateSlapd, tmp_path: Path
) -> None:
    """Sealed, set, delivered on paper: the holder gets in, may only change it, and then is in."""
    ran = office.run("sync", "--json")
    made = [key for key in boxes_of(slapd) if not key.startswith("list/")]
    assert len(envelopes(office, EnvelopeState.IN_FORCE)) == len(made) >= 12
    delivered = office.run("password", "deliver", "--out", str(tmp_path / "giao"))
    assert delivered.code == 0, delivered.said
    pages = sorted((tmp_path / "giao").iterdir())
    assert all(page.stat().st_mode & 0o077 == 0 for page in pages)
    slips = dict(slips_in(tmp_path / "giao"))
    assert len(slips) == len(made)
    assert len(set(slips.values())) == len(slips)
    address, password = min(slips.items())
    dn = dn_of(slapd, address)
    fresh = Identity(dn, password)
    assert slapd.bind(dn, password) == 0
    assert slapd.ldapsearch("-b", dn, "-s", "base", who=fresh).code == 50
    own = "mat khau tu chon cua toi"
    change = f"dn: {dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: {own}\n"
    assert slapd.modify(change, who=fresh).code == 0
    assert slapd.bind(dn, own) == 0
    status = office.run("password", "status", "--json").json
    assert {one["standing"] for one in status} == {"unchanged"}
    assert address not in {one["address"] for one in status}
    assert not any(one in ran.said + delivered.said for one in slips.values())


def boxes_of(slapd: PrivateSlapd) -> list[str]:
    """Return every key in the tree."""
    return [one.first("connectorKey") for one in slapd.search("(connectorKey=*)", ("connectorKey",))]


def test_an_envelope_is_handed_over_once(office: Installation, tmp_path: Path) -> None:
    """The second delivery has nothing; the ledger holds no sealed byte any more."""
    office.run("sync")
    out = str(tmp_path / "giao")
    agency = envelopes(office)[0].agency
    first = office.run("password", "deliver", "--unit", agency, "--out", out)
    assert first.out.count("phong bì →") == 1
    assert "Không có phong bì nào" in office.run("password", "deliver", "--unit", agency, "--out", out).out
    assert all(one.sealed == b"" for one in envelopes(office, EnvelopeState.DELIVERED))
    assert all(one.agency != agency for one in envelopes(office, EnvelopeState.IN_FORCE))
    rest = office.run("password", "deliver", "--out", out)
    assert "phong bì →" in rest.out
    assert envelopes(office, EnvelopeState.IN_FORCE) == []


def test_an_agency_opens_its_own_and_we_cannot(tmp_path: Path, slapd: PrivateSlapd) -> None:
    """Sealed to an agency's age key, the envelope is passed on as it is; a workbook opens with its password."""
    agency, own = keys(tmp_path)
    secret = tmp_path / "workbook-password"
    secret.write_text("mat-khau-bang-tinh\n")
    secret.chmod(0o600)
    more = passwords(
        own,
        f'name = "{FIRST}"\nform = "age"\nrecipients = ["{agency.to_public()}"]',
        f'name = "*"\nform = "workbook"\npassword_file = "{secret}"',
        give='["person"]',
    )
    office = Installation(tmp_path / "office", ORGANISATION, slapd, more=more)
    office.receive(roster(tmp_path))
    office.run("sync")
    mine = x25519.Identity.from_str(own.read_text().strip())
    sealed = [one for one in envelopes(office, EnvelopeState.IN_FORCE) if one.agency == FIRST]
    assert sealed
    for one in sealed:
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(one.sealed, [mine])
    assert office.run("password", "deliver", "--out", str(tmp_path / "giao")).code == 0
    [archive] = (tmp_path / "giao").glob("*.zip")
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name.endswith(".age")]
        letter = pyrage.decrypt(opened.read(names[0]), [agency]).decode()
    assert len(names) == len(sealed)
    password = letter.partition("Mật khẩu lần đầu: ")[2].partition("\n")[0]
    assert slapd.bind(dn_of(slapd, names[0].removesuffix(".age")), password) == 0
    book = next((tmp_path / "giao").glob("*.xlsx"))
    locked, plain = msoffcrypto.OfficeFile(io.BytesIO(book.read_bytes())), io.BytesIO()
    locked.load_key(password="mat-khau-bang-tinh")  # noqa: S106 - of this test
    locked.decrypt(plain)
    sheet = openpyxl.load_workbook(plain).worksheets[0]
    row = [str(cell.value) for cell in sheet[5]]
    assert slapd.bind(dn_of(slapd, row[3]), row[4]) == 0


def test_a_reset_wants_what_the_regulation_wants(
    office: Installation, slapd: PrivateSlapd, tmp_path: Path
) -> None:
    """KH Đ4.2: in writing and by telephone; both are remembered, and only the newest password works."""
    office.run("sync")
    address = envelopes(office)[0].address
    refused = office.run("password", "reset", address, "--request", "15/SNV-VP")
    assert refused.code == 1
    assert "KH Đ4.2" in refused.err
    done = office.run("password", "reset", address, "--request", "15/SNV-VP", "--phone", "anh Nam, 8h15")
    assert done.code == 0, done.said
    mine = [one for one in envelopes(office) if one.address == address]
    assert [one.state for one in mine] == [EnvelopeState.VOID, EnvelopeState.IN_FORCE]
    assert (mine[1].document, mine[1].phone) == ("15/SNV-VP", "anh Nam, 8h15")
    story = office.run("why", address).words
    assert "cấp lại: chưa giao" in story
    assert "15/SNV-VP · anh Nam, 8h15" in story
    office.run("password", "deliver", "--out", str(tmp_path / "giao"))
    password = dict(slips_in(tmp_path / "giao"))[address]
    assert slapd.bind(dn_of(slapd, address), password) == 0


def test_no_password_is_reset_for_who_is_out(office: Installation, slapd: PrivateSlapd) -> None:
    """A new password would take the lock of the policy away."""
    office.run("sync")
    address = envelopes(office)[0].address
    steps = "connectorStatus: suspended"
    slapd.add(f"dn: {dn_of(slapd, address)}\nchangetype: modify\nreplace: connectorStatus\n{steps}\n")
    ran = office.run("password", "reset", address, "--request", "1", "--phone", "x")
    assert ran.code == 1
    assert "tạm khóa" in ran.err
    assert (
        office.run("password", "reset", "khong.co@khanhhoa.gov.vn", "--request", "1", "--phone", "x").code
        == 1
    )


def test_an_envelope_nobody_fetches_expires(office: Installation, tmp_path: Path) -> None:
    """After its days it is not handed over any more, and says so."""
    office.run("sync")
    ledger = open_ledger(office.ledger)
    ledger.close()
    import sqlite3  # noqa: PLC0415 - to turn the clock back in the file

    with sqlite3.connect(office.ledger) as connection:
        connection.execute("UPDATE envelope SET expires = '2020-01-01T00:00:00.000000+00:00'")
    ran = office.run("password", "deliver", "--out", str(tmp_path / "giao"))
    assert "Không có phong bì nào" in ran.out
    assert "hết hạn" in ran.out
    assert not list((tmp_path / "giao").glob("*"))
    assert {one["standing"] for one in office.run("password", "status", "--json").json} == {"expired"}
    assert all(one.sealed == b"" for one in envelopes(office))


def test_a_second_run_makes_no_password(office: Installation) -> None:
    """Nothing changes, nothing is written, no envelope is made; `plan` makes none either."""
    assert office.run("plan", "--json").code in (2, 3)
    assert not office.ledger.exists() or envelopes(office) == []
    office.run("sync")
    before = envelopes(office)
    mark = office.server.accesslog_mark()
    office.run("sync")
    assert envelopes(office) == before
    assert office.server.accesslog_writes(mark) == []


def test_without_a_way_to_hand_over_nothing_begins(tmp_path: Path, slapd: PrivateSlapd) -> None:
    """Settings that would make passwords nobody can fetch are refused, each by name."""
    for more, said in (
        ('[passwords]\ngive = ["person"]\n', "[[passwords.agency]]"),
        ('[[passwords.agency]]\nname = "*"\nform = "age"\n', "recipients"),
        ('[[passwords.agency]]\nname = "*"\nform = "slips"\n', "identity_file"),
        (
            '[passwords]\nidentity_file = "x"\n[[passwords.agency]]\nname = "*"\nform = "workbook"\n',
            "password_file",
        ),
    ):
        office = Installation(tmp_path / "office", ORGANISATION, slapd, more=more)
        ran = office.run("plan")
        assert ran.code == 1
        assert said in ran.words


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ('form = "age"\nrecipients = ["age1khongphaikhoa"]', "không phải khóa công khai"),
        ('form = "slips"', "không có khóa bí mật"),
        ('form = "workbook"\npassword_file = "khong-co"', "khong-co"),
    ],
    ids=["recipient", "identity", "workbook"],
)
def test_a_key_that_cannot_be_used_stops_before_anything_is_planned(
    tmp_path: Path, slapd: PrivateSlapd, way: str, said: str
) -> None:
    """`check` names it, and a run does not begin: no box is made whose password nobody could open."""
    _, own = keys(tmp_path)
    if said == "không có khóa bí mật":
        own.write_text("không phải khóa\n")
    office = Installation(tmp_path / "office", ORGANISATION, slapd, more=passwords(own, f'name = "*"\n{way}'))
    office.receive(roster(tmp_path))
    for command in ("check", "sync"):
        ran = office.run(command)
        assert ran.code == 1
        assert said in ran.words
        assert "Traceback" not in ran.said
    assert boxes_of(slapd) == []


def test_a_key_is_made_private_and_never_overwritten(tmp_path: Path, slapd: PrivateSlapd) -> None:
    """`keygen` prints the public half; a second call leaves the first key alone."""
    office = Installation(tmp_path / "office", ORGANISATION, slapd)
    file = tmp_path / "khoa"
    made = office.run("password", "keygen", str(file))
    assert made.out.startswith("age1")
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_text()
    assert office.run("password", "keygen", str(file)).code == 1
    assert file.read_text() == content
    assert json.dumps(made.out.strip())[1:-1] in content
