"""`Lease`: one run at a time.

The kernel holds the lock (flock(2)) and lets go of it when its holder ends, however it ends; so there is
no stale lock to recover, and a file left behind means nothing. What the file says of its holder is for
people only.
"""

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from connector.errors import AlreadyRunning, SettingsError, foreign
from connector.ports import Clock
from connector.text import Text


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease, as the lock file says."""

    pid: int
    since: datetime


class Lease:
    """A context in which no other process is in the same context for the same `path`.

    Entering raises AlreadyRunning at once, without waiting, where another process is inside, and
    SettingsError where the lock file cannot be opened. The file is made (mode 0600) and never removed:
    a process that waits on a removed file would hold a lock nobody else sees. A process that is forked
    without exec while the lease is held holds it too, until it ends.
    """

    def __init__(self, path: Path, clock: Clock, *, lasting: bool = False) -> None:
        """`lasting`: whoever holds it does not end by itself, so that nobody is told to wait."""
        self._path = path
        self._lasting = lasting
        self._clock = clock
        self._descriptor = -1

    def __enter__(self) -> Self:
        descriptor = _opened(self._path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _said(descriptor)
            os.close(descriptor)
            raise _already_running(self._path, holder, lasting=self._lasting) from None
        except OSError as error:
            os.close(descriptor)
            raise _unusable(self._path, error) from error
        # On a full disk the lock holds all the same; whoever needs the room next says so in better words.
        with suppress(OSError):
            _say(descriptor, Holder(os.getpid(), self._clock.now()))
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> SettingsError:
    words = foreign(error)
    return SettingsError(
        Text(
            vi=f"Không mở được tệp khóa của thư mục trạng thái. {words.vi}",
            en=f"The lock file of the state folder cannot be opened. {words.en}",
        ),
        where=str(path),
        advice=Text(
            vi="Hãy kiểm tra đường dẫn của thư mục trạng thái và quyền của tài khoản chạy lệnh.",
            en="Check the path of the state folder and the rights of the account that runs the command.",
        ),
    )


def _say(descriptor: int, holder: Holder) -> None:
    words = json.dumps({"pid": holder.pid, "since": holder.since.isoformat(timespec="seconds")})
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, words.encode(), 0)


def _said(descriptor: int) -> Holder | None:
    """Return the holder, or None where it has locked the file and not yet said who it is."""
    try:
        data = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(int(data["pid"]), datetime.fromisoformat(data["since"]))
    except (ValueError, KeyError, TypeError):
        return None


def _already_running(path: Path, holder: Holder | None, *, lasting: bool) -> AlreadyRunning:
    if holder is None:
        what = Text(vi="Một lượt chạy khác vừa bắt đầu.", en="Another run has just begun.")
    else:
        what = Text(
            vi=f"Một lượt chạy khác đang làm việc (tiến trình {holder.pid}, từ "
            f"{holder.since:%H:%M:%S} ngày {holder.since:%d/%m/%Y}).",
            en=f"Another run is at work (process {holder.pid}, since {holder.since:%Y-%m-%d %H:%M:%S}).",
        )
    advice = Text(
        vi="Hãy chờ lượt đó kết thúc rồi chạy lại; không cần xóa tệp khóa.",
        en="Wait until it ends, then run again; there is no need to remove the lock file.",
    )
    if lasting:
        advice = Text(
            vi="Nó chạy liên tục: muốn chạy lại thì dừng nó trước; không cần xóa tệp khóa.",
            en="It runs all the time: to start it anew stop it first; there is no need to remove the lock file.",
        )
    return AlreadyRunning(what, where=str(path), advice=advice)
