"""`LogonBooks`: the last logins that all targets know together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from connector.model.life import Logons, together
from connector.ports import LogonBook
from connector.rules.profile import Profile
from connector.settings import Settings
from connector.wiring.targets import bare_target


@dataclass(frozen=True, slots=True)
class LogonBooks:
    """A `connector.ports.LogonBook` over the first target and the mirrors, as far as they record logins."""

    books: tuple[LogonBook, ...]

    def logons(self) -> Logons:
        """See `connector.ports.LogonBook`."""
        return together([book.logons() for book in self.books])


@contextmanager
def open_logons(settings: Settings, profile: Profile) -> Iterator[LogonBooks | None]:
    """Give what the targets know of logins; None where none of them is one that could. Connects when first asked."""
    targets = [bare_target(settings, profile, {}, mirror) for mirror in (None, *settings.mirror)]
    try:
        books = tuple(target for target in targets if isinstance(target, LogonBook))
        yield LogonBooks(books) if books else None
    finally:
        for target in targets:
            target.close()
