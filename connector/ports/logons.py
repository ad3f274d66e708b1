"""`LogonBook`: a target that knows when its boxes were used last."""

from typing import Protocol, runtime_checkable

from connector.model.life import Logons


@runtime_checkable
class LogonBook(Protocol):
    """Something that records logins. An LDIF file and a directory in memory do not, and are none."""

    def logons(self) -> Logons:
        """Return what is known of the last login of every box of ours; changes nothing.

        Raises `TargetUnreachable` or `TargetRejected` where it cannot be asked.
        """
        ...
