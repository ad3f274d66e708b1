"""`Identity`: by what HR knows one person, over the years; `IdentityRules`: how far each key may act alone."""

from dataclasses import dataclass, field
from enum import StrEnum

KEYED = "hmac:"
"""How a keyed digest begins, be it of a citizen number as HR key or beside one."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One person, whatever HR calls them. Nothing here can be read back into a birth date or a citizen number."""

    key: str
    """The HR key that their boxes carry, for ever."""
    keys: frozenset[str] = field(default_factory=frozenset)
    """HR keys that mean this person."""
    citizens: frozenset[str] = field(default_factory=frozenset)
    """Keyed digests of citizen numbers."""
    born: frozenset[str] = field(default_factory=frozenset)
    """Keyed digests of name and birth date together."""


class Trust(StrEnum):
    """How far a key may act alone."""

    CERTAIN = "certain"
    """What it says is done."""
    ASK = "ask"
    """What it says is asked about."""
    OFF = "off"
    """It is not looked at."""


class NameTrust(StrEnum):
    """What a name alone may do, where nothing else tells two people apart."""

    ASK = "ask"
    """It is asked about, wherever the two work."""
    AGENCY = "agency"
    """It is asked about within one agency; elsewhere they are two people."""
    OFF = "off"
    """They are two people."""


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """How HR keys that nobody knows are matched to people who are known."""

    citizen: Trust = Trust.CERTAIN
    address: Trust = Trust.CERTAIN
    birth: Trust = Trust.CERTAIN
    name: NameTrust = NameTrust.ASK


DEFAULT_RULES = IdentityRules()
