"""A real mail server (aiosmtpd) that keeps what it takes, and misbehaves when told to."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(slots=True)
class PostOffice:
    """What arrived, and how to answer."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[str], str] = lambda _to: ""
    """Recipient → reply to RCPT; empty: it is taken."""
    sender: Callable[[str], str] = lambda _from: ""
    """Sender → reply to MAIL; empty: it is taken."""
    taken: Callable[[EmailMessage], object] = lambda _mail: None
    """Called when a mail is kept, before anybody is told that it is."""
    logins: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names hooks so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        del server, session
        refusal = self.answer(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_MAIL(  # noqa: N802 - likewise
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a sender."""
        del server, session
        refusal = self.sender(address)
        if refusal:
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        """Keep a mail."""
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.SMTP)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.taken(mail)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return what one recipient has."""
        return [mail for mail in self.mails if mail["To"] == address]


def body(mail: EmailMessage, kind: str = "plain") -> str:
    """Return the plain text, or the HTML, of a mail."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@contextmanager
def post_office(
    tls: ssl.SSLContext | None = None, password: str = "", *, port: int = 0
) -> Iterator[PostOffice]:
    """Run a mail server on this machine; with `tls` it asks for STARTTLS, with `password` for a login."""
    office = PostOffice(port=port or free_port())

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        del server, session, envelope, mechanism
        office.logins.append(data.login.decode())
        return AuthResult(success=data.password.decode() == password)

    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=authenticate if password else None,
        auth_required=bool(password),
        auth_require_tls=True,
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
