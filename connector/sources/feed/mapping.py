"""`FeedMapping`: how a feed says things: paths, envelope, paging, names of fields. Data, in `mappings/feeds/*.toml`.

::

    format = 1
    name = "…"

    [people]                                # and the same for [units]
    path = "people"                         # appended to the source's url
    items = "/items"                        # JSON Pointer (RFC 6901) to the list of records
    total = "/total"                        # … to how many there are in all; empty: the feed does not say
    id = "/id"                              # … within a record: no two records have the same
    expect = { "/format" = "noi-vu-feed/1" }

    [people.fields]                         # our field → pointers within a record; the first that says something counts
    key = ["/ma_can_bo"]

    [people.words.status]                   # their word → ours
    active = "đang công tác"

    [people.paging]
    kind = "next"                           # none, next, page, offset, cursor
    next = "/next"
"""

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from connector.errors import SettingsError, foreign
from connector.sources.feed.pointer import Pointer
from connector.sources.fields import PEOPLE_FIELDS, UNIT_FIELDS
from connector.text import Text


def _pointer(value: object) -> object:
    return Pointer.of(value) if isinstance(value, str) else value


Place = Annotated[Pointer, BeforeValidator(_pointer)]
Size = Annotated[int, Field(ge=1, le=10_000)]
Word = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class NoPaging(_Table):
    """One answer holds all."""

    kind: Literal["none"] = "none"


class NextLink(_Table):
    """Each answer names the next one, in the document or in a Link header (RFC 8288); none at the last."""

    kind: Literal["next"]
    next: Place | None = None
    """None: the Link header with rel=next."""


class PageNumber(_Table):
    """`?page=3&size=200`."""

    kind: Literal["page"]
    page: Word = "page"
    size: Word = "size"
    records: Size = 500
    first: Literal[0, 1] = 1


class Offset(_Table):
    """`?startIndex=401&count=200` (SCIM: RFC 7644, section 3.4.2.4); the feed has to say the total."""

    kind: Literal["offset"]
    start: Word = "startIndex"
    count: Word = "count"
    records: Size = 200
    first: Literal[0, 1] = 1


class Cursor(_Table):
    """`?cursor=…` from the answer before; none at the last."""

    kind: Literal["cursor"]
    parameter: Word = "cursor"
    cursor: Place
    size: str = ""
    records: Size = 500


Paging = Annotated[NoPaging | NextLink | PageNumber | Offset | Cursor, Field(discriminator="kind")]


class TableQuestion(_Table):
    """How people, or units, are asked for and read."""

    path: str = ""
    items: Place
    id: Place
    total: Place | None = None
    as_of: Place | None = None
    """Where the day stands that the feed describes."""
    expect: dict[str, str] = {}
    fields: dict[str, list[Place]]
    words: dict[str, dict[str, str]] = {}
    paging: Paging = NoPaging()

    @model_validator(mode="after")
    def _check(self) -> "TableQuestion":
        if isinstance(self.paging, Offset) and self.total is None:
            msg = "paging by offset needs “total”"
            raise ValueError(msg)
        for pointer in self.expect:
            Pointer.of(pointer)
        return self


class FeedMapping(_Table):
    """The whole agreement about one feed."""

    format: Literal[1]
    name: Word
    accept: str = "application/json"
    people: TableQuestion
    units: TableQuestion
    digest: str = Field(default="", exclude=True)
    """SHA-256 of the file."""

    @model_validator(mode="after")
    def _known_fields(self) -> "FeedMapping":
        people, units = set(self.people.fields), set(self.units.fields)
        unknown = sorted((people - PEOPLE_FIELDS) | (units - UNIT_FIELDS))
        lacking = sorted({"unit_key", "unit_name"} - units)
        lacking += [] if people & {"key", "citizen"} else ["key"]
        lacking += [] if people & {"name", "given"} else ["name"]
        lacking += [] if people & {"unit_key", "unit_name", "room_name"} else ["unit_key"]
        if unknown or lacking:
            msg = f"unknown fields: {unknown}; missing fields: {lacking}"
            raise ValueError(msg)
        return self


def load_feed_mapping(path: Path) -> FeedMapping:
    """Read a mapping file. Raises SettingsError with every fault found."""
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = foreign(error)
        raise SettingsError(
            Text(
                vi=f"Không đọc được tệp ánh xạ {said.vi}.", en=f"The mapping file cannot be read {said.en}."
            ),
            where=path.name,
        ) from error
    try:
        return FeedMapping.model_validate({**data, "digest": hashlib.sha256(raw).hexdigest()})
    except ValidationError as error:
        raise SettingsError(
            Text(vi="Tệp ánh xạ của nguồn có lỗi.", en="The feed's mapping has faults."),
            where=path.name,
            faults=[
                Text(vi=f"«{place}»: {fault['msg']}", en=f"“{place}”: {fault['msg']}")
                for fault in error.errors(include_url=False, include_input=False)
                for place in (".".join(map(str, fault["loc"])) or "…",)
            ],
        ) from error
