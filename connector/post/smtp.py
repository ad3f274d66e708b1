"""`SmtpPost`: letters to a mail server (RFC 5321), over verified TLS unless it is on this machine.

A letter has the same Message-ID whenever it is sent, so that one that goes out twice, because a reply was lost or
the process was killed, is recognised as the same.
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from connector.errors import SettingsError, TargetDeferred, TargetRejected, TargetUnreachable, foreign
from connector.model.letter import Letter
from connector.text import Text

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PERMANENT: Final = 500
_CLOSING: Final = 421
"""The server goes away (RFC 5321, 4.2.3), whichever letter it says it to."""
_TOO_BIG: Final = 552
_STAYS: Final = Text(
    vi="Thư vẫn nằm trong sổ nhớ và sẽ được gửi lại.", en="It stays in the ledger and is sent later."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """How to reach the mail server."""

    server: str
    port: int
    security: str
    """`starttls`, `tls` or `none`."""
    sender: str
    user: str = ""
    password: Callable[[], str] | None = None
    ca_file: Path | None = None
    timeout: float = 30

    @property
    def where(self) -> str:
        """What messages call it."""
        return f"{self.server}:{self.port}"


class SmtpPost:
    """One mail server; connects with the first letter and keeps the connection."""

    def __init__(self, settings: SmtpSettings) -> None:
        """Raises SettingsError where a letter or a password would go out in the open."""
        if settings.security == "none" and (settings.server not in LOOPBACK or settings.password):
            raise SettingsError(
                Text(
                    vi="thư sẽ đi không mã hóa qua mạng.",
                    en="mail would cross the network unencrypted.",
                ),
                where="notices.security",
                advice=Text(
                    vi="Đặt starttls hoặc tls; none chỉ dùng với máy chủ thư trên chính máy này, không mật khẩu.",
                    en="Say starttls or tls; none is for a mail server on this machine, without a password.",
                ),
            )
        self._settings = settings
        self._open: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        """See `connector.ports.outbox.Post`."""
        try:
            self._connection().send_message(message(letter, self._settings.sender))
        except smtplib.SMTPRecipientsRefused as error:
            self._rest()
            raise self._answered(max(code for code, _ in error.recipients.values()), error) from error
        except smtplib.SMTPDataError as error:
            self._rest()
            raise self._answered(error.smtp_code, error) from error
        except smtplib.SMTPSenderRefused as error:
            self.close()
            if error.smtp_code == _TOO_BIG:
                raise self._answered(error.smtp_code, error) from error
            raise self._away(error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise self._away(error) from error

    def greet(self) -> None:
        """Connect and log in, as a letter would; raises TargetUnreachable where that does not work."""
        try:
            self._connection().noop()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise self._away(error) from error

    def close(self) -> None:
        """See `connector.ports.outbox.Post`."""
        connection, self._open = self._open, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _connection(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connected()
        return self._open

    def _connected(self) -> smtplib.SMTP:
        to = self._settings
        context = ssl.create_default_context(cafile=str(to.ca_file) if to.ca_file else None)
        if to.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                to.server, to.port, timeout=to.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(to.server, to.port, timeout=to.timeout)
        try:
            if to.security == "starttls":
                connection.starttls(context=context)
            if to.password is not None:
                connection.login(to.user, to.password())
        except BaseException:
            connection.close()
            raise
        return connection

    def _rest(self) -> None:
        """Make the connection ready for the next letter."""
        if self._open is not None:
            try:
                self._open.rset()
            except (OSError, smtplib.SMTPException):
                self.close()

    def _answered(self, code: int, error: Exception) -> TargetRejected | TargetUnreachable:
        """Return the error of a reply about one letter: 5xx is no for good, 4xx is for now.

        A no to us (greeting, TLS, login, sender) is none to the letter: it waits until somebody has mended that.
        """
        if code == _CLOSING:
            return self._away(error)
        words = foreign(error)
        if code < _PERMANENT:
            return TargetDeferred(
                Text(
                    vi=f"máy chủ thư hẹn lần sau {words.vi}",
                    en=f"the mail server says not now {words.en}",
                ),
                where=self._settings.where,
                advice=_STAYS,
            )
        return TargetRejected(
            Text(vi=f"máy chủ thư từ chối {words.vi}", en=f"the mail server says no {words.en}"),
            where=self._settings.where,
        )

    def _away(self, error: Exception) -> TargetUnreachable:
        words = foreign(error)
        return TargetUnreachable(
            Text(vi=f"chưa gửi được thư {words.vi}", en=f"mail could not be sent {words.en}"),
            where=self._settings.where,
            advice=_STAYS,
        )


class _Policy(EmailPolicy):
    """Folds a subject that is not ASCII wholly in encoded words.

    The library's own way encodes word by word and loses blanks where a line ends (“17việc chờ quyết định”).
    """

    def fold(self, name: str, value: str) -> str:
        """See `email.policy.Policy`."""
        if name.lower() != "subject" or value.isascii():
            return str(super().fold(name, value))
        return (
            f"{name}: {Header(value, 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}"
        )

    def fold_binary(self, name: str, value: str) -> bytes:
        """See `email.policy.Policy`."""
        if name.lower() != "subject" or value.isascii():
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


def message(letter: Letter, sender: str) -> EmailMessage:
    """Return the letter as a mail: plain text with an HTML alternative, marked as sent by a program (RFC 3834)."""
    mail = EmailMessage(policy=_Policy(linesep="\r\n"))
    mail["From"] = sender
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.made)
    mail["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail
