"""`Reserved`: local parts that are given to nobody: RFC 2142, a list of ours, and what an organisation adds.

Names of services and of the operator are compared whole; a trap (a syllable nobody wants in an address) is
compared with what stands before the first separator, because the agency's name often follows it.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

_SEPARATOR = re.compile(r"[._-]")


@dataclass(frozen=True, slots=True)
class Reserved:
    """The names of one organisation."""

    names: frozenset[str]
    traps: frozenset[str]

    def __contains__(self, local_part: object) -> bool:
        if not isinstance(local_part, str):
            return False
        return local_part in self.names or _SEPARATOR.split(local_part, maxsplit=1)[0] in self.traps

    def changed(self, add: Iterable[str], remove: Iterable[str]) -> "Reserved":
        """Return the same with names added and taken out; those of RFC 2142 always stay."""
        less = frozenset(remove) - rfc2142()
        return Reserved(self.names - less | frozenset(add), self.traps - less)


@cache
def shipped_names() -> Reserved:
    """Return the names that come with connector (`data/reserved.toml`)."""
    data = _data()
    return Reserved(frozenset((*data["rfc2142"], *data["ours"])), frozenset(data["traps"]))


@cache
def rfc2142() -> frozenset[str]:
    """Return the names that others rely on (RFC 2142); no organisation gives them away."""
    return frozenset(_data()["rfc2142"])


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads((resources.files("connector.rules") / "data" / "reserved.toml").read_text("utf-8"))
