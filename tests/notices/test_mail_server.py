"""Letters to a real mail server: over verified TLS, once, and again where nobody was there."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from pathlib import Path

import pytest
import trustme

from connector.errors import SettingsError, TargetDeferred, TargetRejected, TargetUnreachable
from connector.jobs.mail import PATIENCE, deliver
from connector.ledger.memory import MemoryLedger
from connector.model.letter import Letter, LetterState
from connector.post.smtp import SmtpPost, SmtpSettings, message
from tests.conftest import FixedClock
from tests.support.postoffice import PostOffice, body, free_port, post_office

AT = datetime.fromisoformat("2026-03-02T01:40:00+07:00")
SENDER = "hop-thu@khanhhoa.gov.vn"
IT = "it@khanhhoa.gov.vn"


def letter(name: str = "a1", to: str = IT) -> Letter:
    """Return a letter that waits."""
    return Letter(
        id=name,
        to=to,
        subject="Ủy ban nhân dân tỉnh: 2 việc chờ duyệt",
        text="Xin chào, đây là thư thử.\n",
        html="<p>Xin chào</p>",
        made=AT,
        events=(f"held:{name}",),
    )


def post(port: int, **more: object) -> SmtpPost:
    """Return the way to a mail server on this machine."""
    plain = SmtpSettings(server="127.0.0.1", port=port, security="none", sender=SENDER, timeout=5)
    return SmtpPost(replace(plain, **more))  # type: ignore[arg-type]  # whatever a test changes


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Give a mail server without TLS."""
    with post_office() as running:
        yield running


def test_a_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    """Subject and both bodies in Vietnamese, its Message-ID its own, marked as sent by a program (RFC 3834)."""
    way = post(office.port)
    way.send(letter())
    way.send(letter("a2", "khac@khanhhoa.gov.vn"))
    way.close()
    first, second = office.mails
    assert first["Subject"] == "Ủy ban nhân dân tỉnh: 2 việc chờ duyệt"
    assert first["From"] == SENDER
    assert first["Message-ID"] == "<a1@khanhhoa.gov.vn>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"] == "Mon, 02 Mar 2026 01:40:00 +0700"
    assert body(first) == "Xin chào, đây là thư thử.\n"
    assert "<p>Xin chào</p>" in body(first, "html")
    assert second["To"] == "khac@khanhhoa.gov.vn"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("550 no such user", TargetRejected),
        ("451 later", TargetDeferred),
        ("452 full", TargetDeferred),
        ("421 going away", TargetUnreachable),
    ],
)
def test_a_no_is_for_good_or_for_now(reply: str, error: type[Exception], office: PostOffice) -> None:
    """5xx is never tried again, 4xx is; the next letter goes out on the same connection."""
    office.answer = lambda to: reply if to == IT else ""
    way = post(office.port)
    with pytest.raises(error) as caught:
        way.send(letter())
    assert type(caught.value) is error
    way.send(letter("a2", "khac@khanhhoa.gov.vn"))
    way.close()
    assert [mail["Message-ID"] for mail in office.mails] == ["<a2@khanhhoa.gov.vn>"]


def test_one_full_box_keeps_nobody_else_from_their_mail(office: PostOffice) -> None:
    """The letter that cannot be taken now waits; those behind it arrive in the same round."""
    ledger, way = MemoryLedger(), post(office.port)
    office.answer = lambda to: "452 4.2.2 mailbox full" if to == "hr@khanhhoa.gov.vn" else ""
    for name, to in (("a1", "hr@khanhhoa.gov.vn"), ("a2", IT), ("a3", "khac@khanhhoa.gov.vn")):
        ledger.outbox.put(letter(name, to))
    states = [one.state for one in deliver(ledger.outbox, lambda _letter: way, FixedClock(AT), lambda: False)]
    way.close()
    assert states == [LetterState.WAITING, LetterState.SENT, LetterState.SENT]
    assert [one.id for one in ledger.outbox.waiting()] == ["a1"]


def test_a_no_to_us_loses_no_letter(office: PostOffice) -> None:
    """A sender that the server does not want is a matter of settings: letters wait until it is mended."""
    office.sender = lambda _from: "553 5.7.1 sender address not owned by anybody"
    ledger, way = MemoryLedger(), post(office.port)
    ledger.outbox.put(letter())
    (tried,) = deliver(ledger.outbox, lambda _letter: way, FixedClock(AT), lambda: False)
    assert tried.state is LetterState.WAITING
    assert "553" in tried.words.vi
    office.sender = lambda _from: ""
    (tried,) = deliver(ledger.outbox, lambda _letter: way, FixedClock(AT), lambda: False)
    way.close()
    assert tried.state is LetterState.SENT


def test_nobody_there_is_for_now() -> None:
    """No server is no reason to lose a letter."""
    with pytest.raises(TargetUnreachable, match="sẽ được gửi lại"):
        post(free_port()).send(letter())


@pytest.mark.parametrize(
    "fault",
    [{"server": "mail.khanhhoa.gov.vn"}, {"password": lambda: "x"}],
    ids=["over the network", "a password"],
)
def test_nothing_goes_out_in_the_open(fault: dict[str, object]) -> None:
    """Without TLS only to this machine, and never a password."""
    with pytest.raises(SettingsError, match="không mã hóa"):
        post(25, **fault)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Give an authority made on the spot."""
    return trustme.CA()


def server_context(authority: trustme.CA, host: str = "127.0.0.1") -> ssl.SSLContext:
    """Return what a server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context


def test_tls_is_verified_before_anything_is_said(authority: trustme.CA, tmp_path: Path) -> None:
    """With the right authority the letter and the login go through; with another nothing does."""
    pem, other = tmp_path / "ca.pem", tmp_path / "other.pem"
    authority.cert_pem.write_to_path(pem)
    trustme.CA().cert_pem.write_to_path(other)
    with post_office(server_context(authority), "bi-mat") as office:
        secure = {"security": "starttls", "user": "connector", "password": lambda: "bi-mat"}
        way = post(office.port, ca_file=pem, **secure)
        way.send(letter())
        way.close()
        assert office.logins == ["connector"]
        assert len(office.mails) == 1
        with pytest.raises(TargetUnreachable):
            post(office.port, ca_file=other, **secure).send(letter("a2"))
        with pytest.raises(TargetUnreachable):
            post(office.port, ca_file=pem, **{**secure, "password": lambda: "sai"}).send(letter("a3"))
        assert office.logins == ["connector", "connector"]
        assert len(office.mails) == 1


@pytest.mark.parametrize("number", range(1, 120))
def test_no_blank_of_a_subject_is_lost_where_its_lines_end(number: int) -> None:
    """However long it is, and wherever a mail program's reader finds the end of a line."""
    subject = f"Ủy ban nhân dân tỉnh Khánh Hòa: {'1' * (number % 7)} việc chờ duyệt, {'ờ' * number} câu hỏi"
    written = message(replace(letter(), subject=subject), SENDER).as_bytes()
    head = written.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert head.isascii()
    for way in (policy.SMTP, policy.compat32):
        read = message_from_bytes(written, policy=way)["Subject"]
        assert str(make_header(decode_header(str(read)))) == subject


def test_letters_wait_out_a_night_without_a_mail_server() -> None:
    """Tried once each time, sent when the server is back, in order and once."""
    ledger, clock, port = MemoryLedger(), FixedClock(AT), free_port()
    for name in ("a1", "a2"):
        ledger.outbox.put(letter(name))
    way = post(port)
    (tried,) = deliver(ledger.outbox, lambda _letter: way, clock, lambda: False)
    assert tried.state is LetterState.WAITING
    assert [one.tries for one in ledger.outbox.waiting()] == [1, 0]
    with post_office(port=port) as office:
        states = [one.state for one in deliver(ledger.outbox, lambda _letter: way, clock, lambda: False)]
        assert states == [LetterState.SENT, LetterState.SENT]
        assert list(deliver(ledger.outbox, lambda _letter: way, clock, lambda: False)) == []
        assert [mail["Message-ID"] for mail in office.mails] == [
            "<a1@khanhhoa.gov.vn>",
            "<a2@khanhhoa.gov.vn>",
        ]
        way.close()


def test_after_days_a_letter_is_given_up_and_said_to_be() -> None:
    """Mail servers do not try for ever either."""
    ledger = MemoryLedger()
    ledger.outbox.put(letter())
    late = FixedClock(AT + PATIENCE + timedelta(hours=1))
    way = post(free_port())
    (tried,) = deliver(ledger.outbox, lambda _letter: way, late, lambda: False)
    assert tried.state is LetterState.GIVEN_UP
    assert ledger.outbox.waiting() == []
    assert ledger.outbox.letters()[0].detail
