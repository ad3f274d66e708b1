"""`[source]`: where HR's side is; `[inbox]`: the watched folder."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from connector.settings.table import Seconds, Table


class WorkbookSettings(Table):
    """Where HR's workbook lies."""

    kind: Literal["workbook"] = "workbook"
    people: Path
    units: Path | None = None
    """Empty: the units are a sheet of the same workbook."""
    mapping: Path | None = None
    """A saved reading of this workbook; empty: found anew each time."""
    identity_key_file: Path | None = None
    """Secret with which citizen numbers become HR keys that say nothing; empty: such numbers are refused."""


class OauthSettings(Table):
    """OAuth2 client credentials (RFC 6749, section 4.4)."""

    token_url: str
    client_id: str
    client_secret_file: Path
    scope: str = ""


class FeedSourceSettings(Table):
    """An HR feed over HTTPS."""

    kind: Literal["feed"]
    url: str
    """`https://host/path/`; `http://` only to this machine."""
    name: str = "Nội vụ"
    """What messages call it."""
    mapping: Path | None = None
    """How the feed says things; empty: our own contract (mappings/feeds/noi-vu.toml)."""
    dialect: Literal["noi-vu", "scim"] = "noi-vu"
    """Which shipped mapping, where `mapping` is empty."""
    bearer_file: Path | None = None
    oauth: OauthSettings | None = None
    ca_file: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    identity_key_file: Path | None = None
    """Secret under which citizen numbers become keys; empty: they are refused."""
    deadline: Seconds = 300
    """Seconds for the whole reading."""
    keep_days: Annotated[int, Field(ge=0, le=366)] = 14
    """How long the roster of last time may stand in for a feed that does not answer."""


def _kind_of(value: object) -> str:
    kind = value.get("kind", "workbook") if isinstance(value, dict) else getattr(value, "kind", "")
    return str(kind)


PartSettings = Annotated[
    Annotated[WorkbookSettings, Tag("workbook")] | Annotated[FeedSourceSettings, Tag("feed")],
    Discriminator(_kind_of),
]


class MergedSettings(Table):
    """Several sources that describe one organisation."""

    kind: Literal["merged"]
    order: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of the parts; the first decides who exists."""
    parts: dict[str, PartSettings]
    fields: Annotated[dict[str, tuple[str, ...]], Field(default_factory=dict)]
    """Field → its own order of parts."""
    only_elsewhere: Literal["ask", "accept"] = "ask"
    """What becomes of who is only in a later part."""

    @model_validator(mode="after")
    def _known_parts(self) -> Self:
        named = {name for order in (self.order, *self.fields.values()) for name in order}
        if named - self.parts.keys() or set(self.order) != self.parts.keys():
            msg = f"order and fields name the parts {sorted(self.parts)}, each once"
            raise ValueError(msg)
        return self


SourceSettings = Annotated[
    Annotated[WorkbookSettings, Tag("workbook")]
    | Annotated[FeedSourceSettings, Tag("feed")]
    | Annotated[MergedSettings, Tag("merged")],
    Discriminator(_kind_of),
]


class InboxSettings(Table):
    """The watched folder: HR drops a workbook, and finds the answer."""

    folder: Path = Path("inbox")
    outbox: Path = Path("outbox")
    """Answers for HR: notes, and the workbook with its questions marked."""
    archive: Path = Path("archive")
    """Every file that was accepted, as it was."""
    quarantine: Path = Path("quarantine")
    """Every file that was not."""
    policy: Literal["plan", "sync"] = "plan"
    """What an accepted file leads to: only a look at what would change, or the safe part of it at once."""
    poll_seconds: Seconds = 5
    patience_seconds: Annotated[float, Field(gt=0, le=86_400)] = 600
    """How long a file may look unfinished before it is judged as it is."""
