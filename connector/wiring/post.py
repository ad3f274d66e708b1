"""`opened_posts`: the ways out for letters that the settings name."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from connector.errors import SettingsError
from connector.model.letter import Letter
from connector.settings import Settings, read_secret
from connector.text import Text

if TYPE_CHECKING:
    from connector.ports.outbox import Post
    from connector.post.smtp import SmtpPost

WEBHOOK = "webhook"
"""The recipient of letters that go to the webhook."""


@contextmanager
def opened_posts(settings: Settings) -> "Iterator[Callable[[Letter], Post]]":
    """Yield which way out each letter takes; connections are closed at the end. Raises SettingsError."""
    posts: Mapping[str, Post | None] = {WEBHOOK: webhook(settings), "": mail_server(settings)}

    def of(letter: Letter) -> "Post":
        post = posts[WEBHOOK if letter.to == WEBHOOK else ""]
        if post is None:
            raise _no_way("notices.webhook" if letter.to == WEBHOOK else "notices.server")
        return post

    try:
        yield of
    finally:
        for post in posts.values():
            if post is not None:
                post.close()


def mail_server(settings: Settings) -> "SmtpPost | None":
    """Return the way to the mail server, or None where there is none. Raises SettingsError."""
    from connector.post.smtp import SmtpPost, SmtpSettings

    notices = settings.notices
    if not notices.server:
        return None
    if notices.sender is None:
        raise SettingsError(
            Text(vi="thiếu địa chỉ người gửi.", en="the sender is missing."),
            where="notices.sender",
            advice=Text(vi="Ví dụ: hop-thu@khanhhoa.gov.vn", en="For example: mailboxes@khanhhoa.gov.vn"),
        )
    password = partial(read_secret, settings.path(notices.password_file)) if notices.password_file else None
    return SmtpPost(
        SmtpSettings(
            server=notices.server,
            port=notices.port,
            security=notices.security,
            sender=notices.sender,
            user=notices.user or notices.sender,
            password=password,
            ca_file=settings.path(notices.ca_file) if notices.ca_file else None,
            timeout=notices.timeout,
        )
    )


def webhook(settings: Settings) -> "Post | None":
    """Return the way to the webhook, or None where there is none. Raises SettingsError."""
    from connector.post.webhook import WebhookPost

    hook = settings.notices.webhook
    if hook is None:
        return None
    secret = partial(read_secret, settings.path(hook.secret_file)) if hook.secret_file else None
    ca_file = settings.path(hook.ca_file) if hook.ca_file else None
    return WebhookPost(hook.url, secret, ca_file, settings.notices.timeout)


def _no_way(where: str) -> SettingsError:
    return SettingsError(
        Text(
            vi="còn thư đang chờ gửi nhưng cấu hình không còn đường gửi.",
            en="letters wait, and the settings no longer say how to send them.",
        ),
        where=where,
    )
