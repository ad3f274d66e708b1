"""HR's side: the source the settings name, and what is done with a file that HR sent."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from connector.errors import SettingsError
from connector.model.plan import Question
from connector.model.request import Form, RequestKind
from connector.model.roster import Roster
from connector.ports import Source
from connector.rules.profile import Profile
from connector.settings import (
    FeedSourceSettings,
    MergedSettings,
    Settings,
    WorkbookSettings,
    read_secret,
)
from connector.shipped import shipped
from connector.text import Text

if TYPE_CHECKING:
    from connector.model.reading import WorkbookView
from connector.wiring.clock import SystemClock


def make_source(settings: Settings, people: Path | None = None) -> Source:
    """Return HR's side; `people` stands in for the workbook of people, as a file that was just dropped does."""
    source = settings.source
    if not isinstance(source, MergedSettings):
        return _one_source(settings, source, people, "source")
    from connector.sources.merged import FIELDS, MergedSource

    unknown = sorted(source.fields.keys() - FIELDS)
    if unknown:
        names, known = ", ".join(unknown), ", ".join(sorted(FIELDS))
        raise SettingsError(
            Text(vi=f"không có trường {names} để đặt ưu tiên.", en=f"there are no fields {names}."),
            where="source.fields",
            advice=Text(vi=f"Các trường: {known}.", en=f"The fields are: {known}."),
        )
    parts = {
        name: _one_source(settings, part, people, f"source-{number}")
        for number, (name, part) in enumerate(sorted(source.parts.items()))
    }
    return MergedSource(parts, source.order, source.fields, source.only_elsewhere == "accept")


def _one_source(
    settings: Settings, source: WorkbookSettings | FeedSourceSettings, people: Path | None, name: str
) -> Source:
    return (
        _workbook(settings, source, people)
        if isinstance(source, WorkbookSettings)
        else _feed(settings, source, name)
    )


def _workbook(settings: Settings, source: WorkbookSettings, people: Path | None) -> Source:
    from connector.sources.mapping import load_mapping
    from connector.sources.workbook import WorkbookSource

    return WorkbookSource(
        people or settings.path(source.people),
        settings.path(source.units) if source.units else None,
        load_mapping(settings.path(source.mapping)) if source.mapping else None,
        identity_key=identity_key(settings.path(source.identity_key_file))
        if source.identity_key_file
        else "",
    )


SHORTEST_IDENTITY_KEY = 32
"""Characters: as many bits as the digest keeps, even in hexadecimal (openssl rand -hex 32 gives 64)."""


def identity_key(file: Path) -> str:
    """Return the secret that makes HR keys of citizen numbers. Raises SettingsError where it is too short."""
    secret = read_secret(file)
    if len(secret) < SHORTEST_IDENTITY_KEY:
        raise SettingsError(
            Text(
                vi=f"khóa băm số định danh ngắn hơn {SHORTEST_IDENTITY_KEY} ký tự.",
                en=f"the key for citizen numbers is shorter than {SHORTEST_IDENTITY_KEY} characters.",
            ),
            where=str(file),
            advice=Text(
                vi=f"Tạo bằng: (umask 077; openssl rand -hex 32 > {file}). Giữ mãi một khóa: đổi khóa là đổi mọi mã.",
                en=f"Make one: (umask 077; openssl rand -hex 32 > {file}). Keep it: another key changes every HR key.",
            ),
        )
    return secret


def look_at_workbook(
    settings: Settings | None, file: Path, units: Path | None, mapping: Path | None
) -> "WorkbookView":
    """Return how `file` would be read; with settings, units it lacks come from where HR's workbook has them."""
    from connector.sources.mapping import load_mapping
    from connector.sources.view import look_at
    from connector.sources.workbook import WorkbookSource

    own = settings.source if settings and isinstance(settings.source, WorkbookSettings) else None
    secret = ""
    if settings and own and own.identity_key_file:
        secret = identity_key(settings.path(own.identity_key_file))
    saved = load_mapping(mapping) if mapping else None
    view = look_at(WorkbookSource(file, units, saved, identity_key=secret), file.stem)
    if settings is None or own is None or units is not None or any(t.role == "units" for t in view.tables):
        return view
    usual = settings.path(own.units or own.people)
    if not usual.exists() or usual == file:
        return view
    return look_at(WorkbookSource(file, usual, saved, identity_key=secret), file.stem)


def _feed(settings: Settings, source: FeedSourceSettings, name: str) -> Source:
    from connector.sources.feed.limits import FeedLimits
    from connector.sources.feed.mapping import load_feed_mapping
    from connector.sources.feed.settings import ClientCredentials, FeedSettings
    from connector.sources.feed.source import FeedSource
    from connector.sources.feed.visitor import World
    from connector.sources.identity import CitizenKeys

    def secret(file: Path | None) -> Callable[[], str] | None:
        return partial(read_secret, settings.path(file)) if file else None

    oauth, credentials = source.oauth, None
    if oauth is not None:
        client_secret = partial(read_secret, settings.path(oauth.client_secret_file))
        credentials = ClientCredentials(
            token_url=oauth.token_url,
            client_id=oauth.client_id,
            client_secret=client_secret,
            scope=oauth.scope,
        )
    feed = FeedSettings(
        name=source.name,
        url=source.url,
        bearer=secret(source.bearer_file),
        oauth=credentials,
        ca_file=settings.path(source.ca_file) if source.ca_file else None,
        client_certificate=settings.path(source.client_certificate) if source.client_certificate else None,
        client_key=settings.path(source.client_key) if source.client_key else None,
    )
    mapping = (
        settings.path(source.mapping)
        if source.mapping
        else shipped("mappings", "feeds", f"{source.dialect}.toml")
    )
    key = identity_key(settings.path(source.identity_key_file)) if source.identity_key_file else ""
    return FeedSource(
        feed,
        load_feed_mapping(mapping),
        settings.path(settings.state) / f"{name}.roster.gz",
        World(time.monotonic, SystemClock(), time.sleep, SystemRandom().random),
        CitizenKeys(key.encode()),
        FeedLimits(deadline=source.deadline, keep_days=source.keep_days),
    )


def take_copy(path: Path, to: Path) -> str:
    """Copy a file from outside to the new private file `to`; return its SHA-256. Raises SourceError.

    A link, a pipe, a device, an empty or huge file is refused, and so is one that changes meanwhile.
    """
    from connector.sources.limits import Limits
    from connector.sources.spool import copied

    return copied(path, to, Limits())


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a file from outside. Raises SourceError as `take_copy` does."""
    from connector.sources.limits import Limits
    from connector.sources.spool import digest_of

    return digest_of(path, Limits())


def roster_file(settings: Settings) -> Path:
    """Return where the workbook of people lies that a dropped file replaces. Raises SettingsError."""
    source = settings.source
    parts = [*source.parts.values()] if isinstance(source, MergedSettings) else [source]
    workbooks = [part for part in parts if isinstance(part, WorkbookSettings)]
    if len(workbooks) != 1:
        raise SettingsError(
            Text(
                vi="thư mục nhận tệp cần đúng một nguồn loại workbook.",
                en="a watched folder needs exactly one source of kind workbook.",
            ),
            where="source",
        )
    return settings.path(workbooks[0].people)


class WatchedWorkbook:
    """A workbook that is read again whenever its content has changed."""

    def __init__(self, path: Path) -> None:
        from connector.sources.workbook import WorkbookSource

        self._source = WorkbookSource(path)
        self._digests: Mapping[str, str] = {}
        self._roster: Roster | None = None

    def roster(self) -> Roster:
        """Return what the workbook says now. Raises SourceError."""
        digests = self._source.digests()
        if self._roster is None or digests != self._digests:
            self._roster, self._digests = self._source.read(), digests
        return self._roster


def read_request(file: Path, kind: RequestKind | None) -> Form:
    """Return what a form or letter asks for; `kind` where a person says what it is. Raises SourceError."""
    from connector.sources.forms.reader import read_form

    return read_form(file, kind)


def empty_form(kind: RequestKind, profile: Profile, suffix: str) -> bytes:
    """Return an empty form, ".docx" or ".xlsx", addressed as the organisation says."""
    addressee = profile.bodies.addressee
    if suffix == ".xlsx":
        from connector.sources.forms.blank_xlsx import blank_xlsx

        return blank_xlsx(kind, addressee)
    from connector.sources.forms.blank_docx import blank_docx

    return blank_docx(kind, addressee)


def roster_of_file(settings: Settings, file: Path) -> Roster:
    """Return what one workbook says, read as the settings read HR's workbook. Raises SourceError."""
    source = settings.source
    parts = source.parts.values() if isinstance(source, MergedSettings) else (source,)
    known = next((part for part in parts if isinstance(part, WorkbookSettings)), None)
    return _workbook(settings, known or WorkbookSettings(people=file), file).read()


def annotated(file: Path, roster: Roster, at: datetime, questions: Sequence[Question] = ()) -> bytes:
    """Return HR's workbook with what became of each row in it, as an .xlsx. Raises SourceError."""
    from connector.sources.answer.annotate import annotate

    return annotate(file, roster, at, [one for one in questions if one.where.file == file.name])
