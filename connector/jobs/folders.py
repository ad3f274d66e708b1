"""`Folders`: where files come from and go to; every name in them is new, and every file appears whole."""

import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connector.text import Text

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_LONGEST = 150
"""Bytes of a name that are kept; file systems end at 255, and a stamp and a suffix are added."""
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one inbox."""

    inbox: Path
    outbox: Path
    archive: Path
    quarantine: Path

    def prepare(self) -> None:
        """Make the folders that are missing. Raises OSError."""
        for folder in (self.inbox, self.outbox, self.archive, self.quarantine):
            folder.mkdir(parents=True, exist_ok=True)


def readable(name: str) -> str:
    """Return a file name as text that can be written anywhere: bytes that are no UTF-8 become question marks."""
    return name.encode("utf-8", "replace").decode()


def stamped(name: str, at: datetime) -> str:
    """Return a name that says when a file came, without anything that a file system or a person trips over.

    The suffix stays: `20260302-080000_nhân sự.xlsx`.
    """
    clean = unicodedata.normalize("NFC", readable(name))
    stem, dot, suffix = _FORBIDDEN.sub("_", clean).strip(" .").rpartition(".")
    short = (stem or suffix).encode()[:_LONGEST].decode(errors="ignore").rstrip(" .") or "_"
    return f"{at:%Y%m%d-%H%M%S}_{short}" + (f".{suffix[:10]}" if dot and stem else "")


def free(folder: Path, name: str) -> Path:
    """Return the path of this name in `folder`, or of the next one like it that nobody has."""
    target, number = folder / name, 1
    while os.path.lexists(target):
        number += 1
        target = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return target


def put(folder: Path, name: str, content: Callable[[Path], object]) -> Path:
    """Let `content` write a new file of this name in `folder`; it appears when it is whole. Raises OSError."""
    hidden = folder / f".{name}.{os.getpid()}.part"
    try:
        content(hidden)
        with hidden.open("rb") as written:
            os.fsync(written.fileno())
        return _linked(hidden, folder, name)
    finally:
        hidden.unlink(missing_ok=True)


def _linked(hidden: Path, folder: Path, name: str) -> Path:
    """Give a whole file its name, or the next free one like it."""
    stem, dot, suffix = name.rpartition(".")
    for number in range(1, 1000):
        wanted = (
            name
            if number == 1
            else f"{stem or suffix} ({number}){dot if stem else ''}{suffix if stem else ''}"
        )
        target = folder / wanted
        try:
            os.link(hidden, target)
        except FileExistsError:
            continue
        except OSError:
            if target.exists():  # no hard links on this file system
                continue
            hidden.rename(target)
        return target
    raise FileExistsError(name)


def put_copy(folder: Path, name: str, file: Path) -> Path:
    """Put a copy of `file` into `folder`. Raises OSError."""
    return put(folder, name, lambda hidden: shutil.copyfile(file, hidden))


def put_note(folder: Path, name: str, text: Text) -> Path:
    """Put a note into `folder` as Windows Notepad shows it right: UTF-8 with BOM, CRLF; Vietnamese first."""
    words = _BOM + f"{text.vi}\n\n{'-' * 72}\n\n{text.en}\n".replace("\n", "\r\n")
    return put(folder, f"{name}.txt", lambda hidden: hidden.write_bytes(words.encode()))


def replace_with(target: Path, file: Path) -> None:
    """Put a copy of `file` in the place of `target`, whole or not at all. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(file, hidden)
        with hidden.open("rb") as written:
            os.fsync(written.fileno())
        hidden.replace(target)
    finally:
        hidden.unlink(missing_ok=True)
