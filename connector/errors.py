"""Everything that can go wrong, as one tree.

::

    ConnectorError
    ├── SettingsError             connector.toml, a mapping or a schedule is not usable
    │   └── RegulationError       an organisation's regulation file is not usable
    ├── SourceError               what HR gave is refused as a whole; nothing was read from it
    ├── TargetError               the directory or mail system
    │   ├── TargetUnreachable     no answer, or an answer that says "not now": try again later
    │   │   └── TargetDeferred    "not now" to this one thing; the next one may be taken
    │   ├── TargetRejected        it answered no for a reason that trying again will not change
    │   └── TargetStopped         server-class trouble in the middle of a run: the run ends here
    ├── LedgerError               the ledger cannot be read or written
    ├── PlanStale                 what was approved is not what would be done now
    └── AlreadyRunning            another run holds the lock

A bad *row* is not an error but a value: `connector.model.roster.Problem`. A refused *write* is not an error
either: `connector.model.outcome.Outcome`. An error ends the command, so it says three things: what, where,
what to do. Foreign exceptions are translated into this tree once, at the border of each adapter.
"""

import errno
from collections.abc import Mapping, Sequence
from typing import ClassVar

from connector.text import NOTHING, Language, Text, same


class ConnectorError(Exception):
    """Something ended the command. `where` is a file, sheet, cell, DN or URI; never personal data."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: Text, *, where: str = "", advice: Text = NOTHING) -> None:
        super().__init__(what, where, advice)
        self.what = what
        self.where = where
        self.advice = advice

    def say(self, language: Language) -> str:
        """Return one sentence for a person: where, what, what to do."""
        place = f"{self.where}: " if self.where else ""
        advice = self.advice.say(language)
        return f"{place}{self.what.say(language)}" + (f" {advice}" if advice else "")

    @property
    def text(self) -> Text:
        """The whole sentence in both languages."""
        return Text(vi=self.say(Language.VI), en=self.say(Language.EN))

    def __str__(self) -> str:
        return self.say(Language.VI)


class SettingsError(ConnectorError):
    """Configuration that cannot be used; `faults` lists every fault found, not only the first."""

    def __init__(
        self, what: Text, *, where: str = "", advice: Text = NOTHING, faults: Sequence[Text] = ()
    ) -> None:
        super().__init__(what, where=where, advice=advice)
        self.faults = tuple(faults)

    def say(self, language: Language) -> str:
        """Return the sentence and, below it, one line for each fault."""
        return "\n".join([super().say(language), *(f"  - {fault.say(language)}" for fault in self.faults)])


class RegulationError(SettingsError):
    """An organisation file that breaks the rule language."""


class SourceError(ConnectorError):
    """HR's file or feed is refused as a whole."""


class TargetError(ConnectorError):
    """The directory or mail system cannot be used as it should."""


class TargetUnreachable(TargetError):
    """No answer, or "not now": a later try may succeed."""


class TargetDeferred(TargetUnreachable):
    """It answered "not now" to this one thing, not to us: others may be taken meanwhile."""


class TargetRejected(TargetError):
    """The answer is no, and would be no again: credentials, schema, rights, TLS, a partial read."""


class TargetStopped(TargetError):
    """Server-class trouble while writing: what was done is recorded, the rest is left for the next run."""


class LedgerError(ConnectorError):
    """The ledger cannot be opened, migrated, read or written."""


class PlanStale(ConnectorError):
    """Sources, settings or target moved since the plan was made."""


class AlreadyRunning(ConnectorError):
    """Another run is at work on the same organisation (EX_TEMPFAIL of sysexits.h)."""

    exit_code: ClassVar[int] = 75


_SYSTEM: Mapping[int, Text] = {
    errno.ENOENT: Text(vi="không có tệp hay thư mục này", en="no such file or folder"),
    errno.EACCES: Text(vi="không có quyền", en="permission denied"),
    errno.EPERM: Text(vi="hệ điều hành không cho phép", en="operation not permitted"),
    errno.EISDIR: Text(vi="đây là thư mục, không phải tệp", en="it is a folder, not a file"),
    errno.ENOTDIR: Text(vi="một phần của đường dẫn không phải thư mục", en="a part of the path is no folder"),
    errno.EEXIST: Text(vi="đã có sẵn", en="it exists already"),
    errno.ENOSPC: Text(vi="đĩa đã đầy", en="no space left on the disk"),
    errno.EDQUOT: Text(vi="đã hết dung lượng được cấp trên đĩa", en="disk quota exceeded"),
    errno.EROFS: Text(vi="đĩa chỉ cho đọc", en="the disk is read-only"),
    errno.ECONNREFUSED: Text(vi="máy chủ không nhận kết nối", en="connection refused"),
}
"""What the operating system says most often, in words of ours."""

_OF_THE_SYSTEM = (
    *(FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError),
    *(FileExistsError, ConnectionRefusedError, OSError),
)


def foreign(error: BaseException) -> Text:
    """Return the words of a foreign exception, for the end of one of our own sentences."""
    if isinstance(error, OSError) and type(error) in _OF_THE_SYSTEM:
        said = _SYSTEM.get(error.errno or 0)
        if said is not None:
            return Text(vi=f"({said.vi})", en=f"({said.en})")
    return same(f"({type(error).__name__}: {error})" if str(error) else f"({type(error).__name__})")
