"""`Waiting`: which files of a folder have arrived whole, told by looking again and again.

Events say nothing of changes that another machine makes on a network share, so there are only looks (polls). A
file has arrived when size, time and content are the same at two looks in a row, nobody holds it open in an office
program, and what begins as a zip container is a whole one.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.errors import SourceError

_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".!ut")
_BEGINNINGS = (".", "~$", "~")
_LITTER = frozenset({"thumbs.db", "desktop.ini"})
_MIB = 1024 * 1024
_INSPECTED = 256 * _MIB
"""Bytes unpacked at most to see whether a container is whole; what is bigger is refused later anyway."""
_LARGEST = 50 * _MIB


@dataclass(frozen=True, slots=True)
class Arrived:
    """One entry that can be dealt with."""

    path: Path
    digest: str
    """SHA-256 of the content at both looks; empty where it is no ordinary file, or cannot be read."""


@dataclass(frozen=True, slots=True)
class _Look:
    state: tuple[int, ...]
    digest: str
    since: float
    """When it was first seen in this state."""


class Waiting:
    """Remembers one look at a folder, to compare the next one with it."""

    def __init__(
        self, folder: Path, digest: Callable[[Path], str], ticks: Callable[[], float], patience: float
    ) -> None:
        self._folder = folder
        self._digest = digest
        self._ticks = ticks
        self._patience = patience
        self._looks: dict[str, _Look] = {}

    @property
    def names(self) -> Sequence[str]:
        """The files that have not arrived whole at the last look."""
        return sorted(self._looks)

    def look(self) -> Iterator[Arrived]:
        """Yield what has arrived, oldest first. Raises OSError where the folder cannot be read."""
        with os.scandir(self._folder) as entries:
            names = sorted(_by_age(entries))
        self._looks = {name: look for name, look in self._looks.items() if name in {n for _, n in names}}
        for _, name in names:
            arrived = self._arrived(name)
            if arrived is not None:
                self._looks.pop(name, None)
                yield arrived

    def _arrived(self, name: str) -> Arrived | None:
        path = self._folder / name
        try:
            status = path.lstat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            return Arrived(path, "")
        state = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        digest, readable = self._content(path, status.st_size)
        before = self._looks.get(name)
        if before is None or (before.state, before.digest) != (state, digest):
            self._looks[name] = _Look(state, digest, self._ticks())
            return None
        late = self._ticks() - before.since >= self._patience
        if late or (readable and not _held_open(path) and _whole(path, status.st_size)):
            return Arrived(path, digest)
        return None

    def _content(self, path: Path, size: int) -> tuple[str, bool]:
        """Return the digest, and whether there is any use in waiting for more; a huge file is not read."""
        if size > _LARGEST:
            return "", True
        try:
            return self._digest(path), True
        except SourceError:
            return "", False


def _by_age(entries: "Iterator[os.DirEntry[str]]") -> Iterator[tuple[int, str]]:
    for entry in entries:
        if _passed_over(entry.name):
            continue
        try:
            yield entry.stat(follow_symlinks=False).st_mtime_ns, entry.name
        except OSError:
            continue  # gone meanwhile


def _passed_over(name: str) -> bool:
    """Whether a name is that of a lock file, an unfinished copy, or litter of a file manager."""
    lower = name.lower()
    return lower.startswith(_BEGINNINGS) or lower.endswith(_UNFINISHED) or lower in _LITTER


def _held_open(path: Path) -> bool:
    """Whether Excel (`~$name`) or LibreOffice (`.~lock.name#`) says that somebody has the file open.

    Word and Excel cut the first two letters of longer names: `~$` then stands in their place.
    """
    locks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return any(os.path.lexists(path.with_name(lock)) for lock in locks)


def _whole(path: Path, size: int) -> bool:
    """Whether a zip container has its end and every part its checksum; anything else is as whole as it looks."""
    if size > _LARGEST:
        return True
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if file.read(2) != b"PK":
                return True
            with zipfile.ZipFile(file) as archive:
                return _checked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        return False
    except (NotImplementedError, RuntimeError):
        return True  # a method we do not know, or a password: refused by who reads it


def _checked(archive: zipfile.ZipFile) -> bool:
    left = _INSPECTED
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while left > 0 and (piece := part.read(_MIB)):
                left -= len(piece)
    return True
