"""`load_profile`: an organisation file → `Profile`, or every fault of it at once."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from connector.errors import RegulationError, foreign
from connector.rules.consistency import contradictions
from connector.rules.duties import (
    Bodies,
    Checking,
    Deadline,
    Form,
    Leaver,
    Message,
    Owner,
    Password,
    Publication,
    Quota,
    Remark,
    Reporting,
    Suspension,
    Transfer,
)
from connector.rules.faults import Fault, faults_of
from connector.rules.kinds import KindTable, common_kinds
from connector.rules.reserved import Reserved, shipped_names
from connector.rules.tables import (
    Document,
    Domain,
    PersonRules,
    Registered,
    ReservedNames,
    Table,
    UnitRules,
    Way,
    Word,
)
from connector.rules.templates import nearest
from connector.text import Text
from connector.vietnamese.matching import matching_key


class Profile(Table):
    """One organisation's regulation. Sizes in MiB; days of the calendar unless a table says otherwise."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Same as the file's name; part of the ownership mark, so it never changes."""
    name: Word
    short: Word
    """Stands before every article: "KH" in "KH Đ3.3a"."""
    province: Annotated[str, Field(pattern=r"^[a-z0-9]*$")] = ""
    """Value of `{province}`."""
    document: Document
    domain: Annotated[tuple[Domain, ...], Field(min_length=1)]
    person: PersonRules
    unit: UnitRules
    agency: tuple[Registered, ...] = ()
    reserved: ReservedNames | None = None
    transfer: Transfer
    leaver: Leaver
    form: tuple[Form, ...] = ()
    suspension: Suspension | None = None
    deadline: tuple[Deadline, ...] = ()
    quota: Quota = Quota()
    message: Message | None = None
    password: Password = Password()
    checking: tuple[Checking, ...] = ()
    publication: Publication | None = None
    report: tuple[Reporting, ...] = ()
    owner: Owner | None = None
    bodies: Bodies
    remark: tuple[Remark, ...] = ()
    digest: Annotated[str, Field(exclude=True)] = ""
    """SHA-256 of the file's bytes, hexadecimal; set by `load_profile`, never in a file."""

    def __repr_args__(self) -> Iterable[tuple[str | None, object]]:
        return (("id", self.id), ("digest", self.digest))

    @property
    def draft(self) -> bool:
        """Whether the regulation is not (yet) in force."""
        return self.document.status == "draft"

    @cached_property
    def reserved_names(self) -> Reserved:
        """Local parts that nobody gets: the shipped list with what this organisation changes in it."""
        own = self.reserved
        return shipped_names() if own is None else shipped_names().changed(own.add, own.remove)

    @cached_property
    def kinds(self) -> KindTable:
        """The kinds of units, this organisation's own before the common ones."""
        return KindTable.of((*(kind.as_kind() for kind in self.unit.kind), *common_kinds()))

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Registered, ...]]:
        """The registry by matching key of the name."""
        found: dict[str, tuple[Registered, ...]] = {}
        for entry in self.agency:
            for name in dict.fromkeys(map(matching_key, entry.names)):
                found[name] = (*found.get(name, ()), entry)
        return found

    @cached_property
    def by_key(self) -> Mapping[str, Registered]:
        """The registry by HR key, of the entries that have one."""
        return {entry.key: entry for entry in self.agency if entry.key}

    def way(self, way: str = "") -> Way:
        """Return the way of naming people with the id `way`; the first where it is empty or unknown."""
        return next((one for one in self.person.way if one.id == way), self.person.way[0])

    def domains(self, day: date, boxes: str = "person") -> tuple[Domain, ...]:
        """Return the domains that are ours on `day` for `boxes` ("person" or "unit"), primary first."""
        return tuple(one for one in self.domain if one.boxes in ("all", boxes) and one.active(day))

    def primary_domain(self, day: date, boxes: str = "person") -> Domain:
        """Return the first domain of `domains`; raises `RegulationError` where there is none on `day`."""
        for one in self.domain:
            if one.boxes in ("all", boxes) and one.active(day):
                return one
        raise RegulationError(
            Text(
                vi=f"Ngày {day:%d/%m/%Y} không có tên miền nào của {self.name} còn hiệu lực.",
                en=f"{self.id} has no domain in force on {day.isoformat()}.",
            ),
            where=f"{self.id}.toml › domain",
            advice=Text(
                vi="Thêm [[domain]], hoặc sửa from, until của tên miền đang có.",
                en="Add a [[domain]], or correct from and until of those there are.",
            ),
        )


def load_profile(path: Path) -> Profile:
    """Return the regulation written in `path`; raises `RegulationError` with every fault found in it."""
    content = _bytes(path)
    data = _toml(content, path)
    found: tuple[Fault, ...] = contradictions(data, path)
    profile: Profile | None = None
    try:
        profile = Profile.model_validate({**data, "digest": hashlib.sha256(content).hexdigest()})
    except ValidationError as error:
        found = (*faults_of(error, path.name, Profile), *found)
    if profile is None or found:
        raise _unusable(path, found)
    return profile


def find_profile(name: str, directory: Path) -> Profile:
    """Return the regulation in `<directory>/<name>.toml`; raises `RegulationError`."""
    known = tuple(sorted(file.stem for file in directory.glob("*.toml")))
    if name in known:
        return load_profile(directory / f"{name}.toml")
    meant = nearest(name, known)
    listed = ", ".join(known) or "–"
    raise RegulationError(
        Text(
            vi=f"Không có tệp quy định nào cho cơ quan “{name}”.",
            en=f"There is no regulation file for the organisation “{name}”.",
        ),
        where=str(directory),
        advice=Text(
            vi=(f"Có phải là “{meant}”? " if meant else "") + f"Các tệp đang có: {listed}.",
            en=(f"Did you mean “{meant}”? " if meant else "") + f"There are: {listed}.",
        ),
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RegulationError(
            Text(vi="Không đọc được tệp quy định.", en="The regulation file cannot be read."),
            where=str(path),
            advice=foreign(error),
        ) from error


def _toml(content: bytes, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegulationError(
            Text(
                vi="Tệp quy định không phải là TOML đúng cú pháp, mã UTF-8.",
                en="The regulation file is not well-formed TOML in UTF-8.",
            ),
            where=str(path),
            advice=foreign(error),
        ) from error


def _unusable(path: Path, found: tuple[Fault, ...]) -> RegulationError:
    return RegulationError(
        Text(
            vi=f"Tệp quy định có {len(found)} chỗ cần sửa.",
            en=f"The regulation file has {len(found)} faults.",
        ),
        where=str(path),
        advice=Text(
            vi="Sửa những chỗ dưới đây rồi chạy lại `connector check`.",
            en="Correct what is listed below and run `connector check` again.",
        ),
        faults=tuple(fault.text for fault in found),
    )
