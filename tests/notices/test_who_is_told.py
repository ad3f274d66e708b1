"""After real runs: who gets which mail, in Vietnamese, once."""

import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from hmac import new as hmac_of
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from connector.cli.screen import HELD_OR_ASKED
from connector.jobs import mail
from connector.ledger.sqlite import open_ledger
from connector.model.letter import LetterState
from connector.post.smtp import SmtpPost, SmtpSettings
from tests.conftest import FixedClock
from tests.support.installation import Installation
from tests.support.postoffice import PostOffice, body, free_port, post_office

IT, HR, SENDER = "it@khanhhoa.gov.vn", "nhan-su@khanhhoa.gov.vn", "hop-thu@khanhhoa.gov.vn"


def notices(port: int, more: str = "") -> str:
    """Return the table [notices] for a mail server on this machine."""
    return (
        f'[notices]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "{SENDER}"\n'
        f'it = ["{IT}"]\nhr = ["{HR}"]\n{more}\n'
    )


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


def test_a_held_plan_is_told_once_and_again_when_it_is_another(
    province: Installation, office: PostOffice
) -> None:
    """IT gets one mail about the first load that waits; the second night says nothing; a new list is news."""
    assert province.run("sync").code == HELD_OR_ASKED
    (first,) = office.to(IT)
    digest = province.run("plan", "--json").json["digest"]
    assert f"connector approve {digest[:12]}" in body(first)
    assert "Chờ duyệt" in body(first)
    assert "Chờ duyệt" in body(first, "html")
    assert first["Subject"].startswith("Ủy ban nhân dân tỉnh Khánh Hòa: ")
    province.run("sync")
    assert len(office.to(IT)) == 1
    province.receive_example("khanh-hoa/thang-02")
    province.run("sync")
    assert len(office.to(IT)) == 2


def test_hr_is_told_which_cells_to_correct_and_nothing_of_plans(
    province: Installation, office: PostOffice
) -> None:
    """The places in the workbook, what to do, and what waits for a decision; no holds."""
    province.run("sync")
    (letter,) = office.to(HR)
    assert "nhan-su.xlsx › Nhân sự › " in body(letter)
    assert "Danh sách cần sửa" in body(letter)
    assert "Chờ duyệt" not in body(letter)


def test_an_uneventful_night_is_silent_unless_somebody_wishes(
    province: Installation, office: PostOffice
) -> None:
    """After everything was told and approved, nights say nothing; with `uneventful` IT hears of each run."""
    province.first_load()
    province.run("sync")
    before = len(office.mails)
    province.run("sync")
    assert len(office.mails) == before
    province.more = notices(office.port, "uneventful = true")
    province.settle()
    province.run("sync")
    assert "đã ghi 0 thay đổi" in body(office.to(IT)[-1])


def test_an_agency_hears_of_its_own_people_only(province: Installation, office: PostOffice) -> None:
    """Questions go to the box of the agency they are about, or to the contact that the settings name."""
    province.first_load()
    province.more = notices(office.port, 'agencies = true\ncontacts = { A02 = "van-thu@khanhhoa.gov.vn" }')
    province.settle()
    province.run("sync")
    questions = province.run("questions", "--json").json
    to_agencies = {str(one["To"]) for one in office.mails} - {IT, HR}
    assert to_agencies
    for address in to_agencies:
        (letter,) = office.to(address)
        labels = [one["label"] for one in questions if f"- {one['label']}: " in body(letter)]
        assert labels
    asked_by_it = body(office.to(IT)[-1]).count("\n- ")
    assert asked_by_it > max(body(office.to(one)[0]).count("\n- ") for one in to_agencies)


def test_no_run_is_news_too(province: Installation, office: PostOffice) -> None:
    """A workbook that is none: IT is told why in one sentence, once a day, and the command still fails."""
    province.workbook.write_bytes(b"khong phai bang tinh")
    assert province.run("sync").code == 1
    assert province.run("sync").code == 1
    (letter,) = office.to(IT)
    assert "Không chạy được: nhan-su.xlsx" in body(letter)
    assert office.to(HR) == []


def test_a_mail_server_that_is_away_costs_nothing_but_the_time(tmp_path: Path) -> None:
    """The run ends as ever and says that mail waits; when the server is back it goes out once."""
    port = free_port()
    installed = Installation(tmp_path / "tinh", "ubnd-khanhhoa", more=notices(port))
    installed.receive_example("khanh-hoa/thang-01")
    ran = installed.run("sync")
    assert ran.code == HELD_OR_ASKED
    assert "chưa gửi được thư" in ran.err
    assert "Thư vẫn nằm trong sổ nhớ" in ran.words
    with post_office(port=port) as office:
        assert installed.run("notices").code == HELD_OR_ASKED
        sent = installed.run("notices", "--send", "--json")
        assert sent.code == 0
        assert {one["state"] for one in sent.json} == {"sent"}
        installed.run("notices", "--send")
        assert sorted(str(one["To"]) for one in office.mails) == [IT, HR]


def test_a_crash_between_mail_server_and_ledger_sends_the_same_letter_again(
    province: Installation, office: PostOffice, clock: FixedClock
) -> None:
    """The second copy has the Message-ID of the first, so that it is recognised; after that it is settled."""
    away = replace_port(province, free_port())
    province.run("sync")
    replace_port(province, away)
    ledger = open_ledger(province.ledger)
    way = SmtpPost(SmtpSettings(server="127.0.0.1", port=office.port, security="none", sender=SENDER))
    first = ledger.outbox.waiting()[0]
    way.send(first)  # taken by the server; the process dies before it can say so
    ledger.close()
    province.run("notices", "--send")
    ids = [mail_["Message-ID"] for mail_ in office.to(first.to)]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    again = open_ledger(province.ledger)
    assert list(mail.deliver(again.outbox, lambda _letter: way, clock, lambda: False)) == []
    assert {one.state for one in again.outbox.letters()} == {LetterState.SENT}
    again.close()
    way.close()


def replace_port(installed: Installation, port: int) -> int:
    """Point the settings at another mail server; return the one before."""
    before = int(installed.more.partition("port = ")[2].split("\n")[0])
    installed.more = installed.more.replace(f"port = {before}", f"port = {port}")
    installed.settle()
    return before


def test_letters_hold_no_personal_data_beyond_names_and_addresses(
    province: Installation, office: PostOffice
) -> None:
    """No phone number of the list is in any mail."""
    province.run("sync")
    everything = "".join(body(one) + body(one, "html") for one in office.mails)
    assert "0258" not in everything


def test_a_webhook_is_told_how_much_there_is_and_no_name(tmp_path: Path) -> None:
    """JSON with counts by kind, signed; a name of nobody is in it."""
    received: list[tuple[bytes, str]] = []

    class Hook(BaseHTTPRequestHandler):
        """Keeps what is posted."""

        def do_POST(self) -> None:
            """Take a body."""
            content = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((content, self.headers["X-Connector-Signature"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "tinh" / "secret"
    secret.parent.mkdir()
    secret.write_text("khoa-bi-mat-thu\n", encoding="utf-8")
    secret.chmod(0o600)
    hook = f'[notices.webhook]\nurl = "http://127.0.0.1:{server.server_port}/"\nsecret_file = "secret"\n'
    installed = Installation(tmp_path / "tinh", "ubnd-khanhhoa", more=hook)
    installed.receive_example("khanh-hoa/thang-01")
    installed.run("sync")
    installed.run("sync")
    server.shutdown()
    server.server_close()
    ((content, signature),) = received
    assert signature == hmac_of(b"khoa-bi-mat-thu", content, sha256).hexdigest()
    told = json.loads(content)
    assert told["events"]["held"] >= 1
    assert set(told) == {"id", "made", "events"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[notices]\nserver = "mail.x.vn"\nsecurity = "none"\nsender = "a@x.vn"', "không mã hóa"),
        ('[notices]\nserver = "mail.x.vn"', "thiếu địa chỉ người gửi"),
        ('[notices]\nserver = "mail.x.vn"\nit = ["khong phai dia chi"]', "notices.it"),
        ('[notices.webhook]\nurl = "http://x.vn/"', "https://"),
    ],
)
def test_settings_that_cannot_be_used_are_named(more: str, said: str, tmp_path: Path) -> None:
    """`check` says which key is wrong before any night finds out."""
    installed = Installation(tmp_path / "tinh", "ubnd-khanhhoa", more=more)
    installed.receive_example("khanh-hoa/thang-01")
    checked = installed.run("check")
    assert checked.code == 1
    assert said in checked.words


def test_a_suspension_is_told_to_the_agency_and_the_time_limit_begins(
    office: PostOffice, tmp_path: Path
) -> None:
    """NB Đ7.1: a letter of its own in the same night; the days to ask for reopening run from its sending."""
    installed = Installation(tmp_path / "tinh", "ubnd-ninhbinh", more=notices(office.port, "agencies = true"))
    installed.receive_example("ninh-binh/thang-01")
    installed.first_load()
    (address,) = addresses_of(installed)[:1]
    ordered = installed.run("suspend", address, "--reason", "Điều 12", "--document", "7/CV-STTTT")
    assert ordered.code == 0, ordered.said
    before = len(office.mails)
    installed.run("sync")
    told = [one for one in office.mails[before:] if one["Subject"].startswith("Thông báo tạm khóa hộp thư")]
    assert len(told) == 1
    assert address in body(told[0])
    assert str(told[0]["To"]) not in (IT, HR)
    assert "đề nghị mở lại" in body(told[0]).lower()
    (duty,) = [one for one in installed.run("due", "--json").json if one["address"] == address]
    assert duty["kind"] == "reopen"
    assert duty["article"] == "NB Đ7.1"
    installed.run("sync")
    assert len([one for one in office.mails if one["Subject"] == told[0]["Subject"]]) == 1


def test_without_an_agency_to_tell_somebody_has_to_send_the_notice(
    office: PostOffice, tmp_path: Path
) -> None:
    """A mail to IT is no notice to the manager: no time limit begins."""
    installed = Installation(tmp_path / "tinh", "ubnd-ninhbinh", more=notices(office.port))
    installed.receive_example("ninh-binh/thang-01")
    installed.first_load()
    (address,) = addresses_of(installed)[:1]
    installed.run("suspend", address, "--reason", "Điều 12", "--document", "7/CV-STTTT")
    installed.run("sync")
    (duty,) = [one for one in installed.run("due", "--json").json if one["address"] == address]
    assert duty["kind"] == "notice"


def addresses_of(installed: Installation) -> list[str]:
    """Return addresses of people in the LDIF file."""
    records = (installed.folder / "danh-ba.ldif").read_text(encoding="utf-8").split("\n\n")
    people = [one for one in records if "inetOrgPerson" in one]
    return [one.partition("\nmail: ")[2].split("\n")[0] for one in people]
