"""`Write`: one write operation as slapo-accesslog remembers it."""

from dataclasses import dataclass
from typing import Final

from devtools.ldif import Record

_LOGIN_ATTRIBUTES: Final = frozenset(
    {"pwdlastsuccess", "pwdfailuretime", "pwdaccountlockedtime", "pwdgraceusetime", "authtimestamp"}
)
_NO_REPLICA: Final = frozenset({"entrycsn", "modifiersname", "modifytimestamp"})


@dataclass(frozen=True, slots=True)
class Write:
    """One write operation as the access log remembers it."""

    kind: str
    """add, modify, modrdn or delete."""
    dn: str
    by: str
    """The identity that asked for it."""
    at: str
    """reqStart: generalized time with microseconds; sorts as text."""
    attributes: tuple[str, ...]
    """Names of the attributes written, lower case, sorted; operational ones set by the server left out."""

    @property
    def traces_login(self) -> bool:
        """Whether the server itself wrote this because somebody logged in or failed to."""
        return bool(self.attributes) and _LOGIN_ATTRIBUTES.issuperset(self.attributes)


def write_of(record: Record) -> Write:
    """Return the write that an entry of the access log describes."""
    # reqMod: "cn:+ value", "cn:= value", "cn:-", … ; entryCSN and its like come with every write.
    names = {value.partition(":")[0].lower() for value in record.get("reqMod")} - _NO_REPLICA
    return Write(
        kind=record.first("reqType"),
        dn=record.first("reqDN"),
        by=record.first("reqAuthzID"),
        at=record.first("reqStart"),
        attributes=tuple(sorted(names)),
    )
