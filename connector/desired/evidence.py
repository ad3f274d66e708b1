"""`weigh`: what speaks for and against a row of HR being a person who is known under another HR key.

The first line that fits decides; "—" is anything. A key that is not trusted alone (`IdentityRules`) asks
where the table says "the same".

=========  ========  ===========  ========  ========  =====================================================
citizen    address   name         birth     agency    then
=========  ========  ===========  ========  ========  =====================================================
agrees     —         alike        —         —         the same
agrees     —         another      —         —         asked: a number may be typed wrong
differs    —         —            —         —         two people (asked where the address agrees)
unknown    agrees    equal        no "no"   —         the same
unknown    agrees    —            —         —         asked
unknown    —         equal        agrees    the same  the same, if nobody else could be meant
unknown    —         equal        agrees    another   asked
unknown    —         equal        differs   —         two people: twins by name
unknown    —         equal        unknown   —         asked (`name` may say: within one agency, or never)
unknown    —         no accents   —         the same  asked
unknown    —         another      —         —         two people
=========  ========  ===========  ========  ========  =====================================================

Names are equal where only case, Unicode form and the place of the tone differ; "no accents" means that one of
the two is written without any. Births are compared by keyed digests, citizen numbers by HMAC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from connector.model.directory import PersonalMailbox, State, addresses
from connector.model.identity import Identity, IdentityRules, NameTrust, Trust
from connector.model.roster import Person
from connector.text import NOTHING, Text
from connector.vietnamese.matching import loose_key, matching_key


class Says(StrEnum):
    """What one key says of two descriptions being one person's."""

    AGREES = "agrees"
    ALIKE = "alike"
    """Of names: the same letters, one of them without accents."""
    DIFFERS = "differs"
    UNKNOWN = "unknown"


class Weight(StrEnum):
    """What all keys say together."""

    CERTAIN = "certain"
    """One key that is certain by itself says so."""
    PROBABLE = "probable"
    """The same, if nobody else could be meant."""
    DOUBTFUL = "doubtful"
    """A person has to say."""
    NONE = "none"
    """Two people."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is known: what is remembered of them, and the boxes they have."""

    identity: Identity
    boxes: tuple[PersonalMailbox, ...] = ()

    @property
    def box(self) -> PersonalMailbox | None:
        """The box to show a person: an open one first."""
        return min(self.boxes, key=lambda box: (box.state is State.CLOSED, box.key), default=None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each key says."""

    citizen: Says
    address: Says
    name: Says
    birth: Says
    agency: Says


def compare(row: Person, known: Known, *, one_agency: bool) -> Evidence:
    """Return what each key says of `row` being the person `known`."""
    names = [name_says(row.name, box.name) for box in known.boxes]
    name = min(names, key=list(Says).index, default=Says.UNKNOWN)
    held = {address for box in known.boxes for address in addresses(box)}
    return Evidence(
        citizen=_among(row.citizen, known.identity.citizens),
        address=Says.AGREES if row.address and row.address in held else Says.UNKNOWN,
        name=name,
        birth=_birth(row, known, name),
        agency=Says.AGREES if one_agency else Says.DIFFERS,
    )


def name_says(one: str, other: str) -> Says:
    """Return what two names say: equal, alike but for missing accents, or different."""
    if matching_key(one) == matching_key(other):
        return Says.AGREES
    bare = one.isascii() or other.isascii()
    return Says.ALIKE if bare and loose_key(one) == loose_key(other) else Says.DIFFERS


def _among(value: str, values: frozenset[str]) -> Says:
    if not value or not values:
        return Says.UNKNOWN
    return Says.AGREES if value in values else Says.DIFFERS


def _birth(row: Person, known: Known, name: Says) -> Says:
    """Compare births; as the digest is of name and birth together, it tells of no difference under another name."""
    said = _among(row.born, known.identity.born)
    return said if name is Says.AGREES or said is Says.AGREES else Says.UNKNOWN


def weigh(found: Evidence, rules: IdentityRules) -> Weight:
    """Return what the evidence says together, as the table above has it; what is off says nothing at all."""
    found = _looked_at(found, rules)
    citizen, address = found.citizen, found.address
    if citizen is Says.AGREES:
        sure = rules.citizen is Trust.CERTAIN and found.name is not Says.DIFFERS
        return Weight.CERTAIN if sure else Weight.DOUBTFUL
    if citizen is Says.DIFFERS:
        return Weight.DOUBTFUL if address is Says.AGREES else Weight.NONE
    if address is Says.AGREES:
        sure = found.name is Says.AGREES and found.birth is not Says.DIFFERS
        return Weight.CERTAIN if sure and rules.address is Trust.CERTAIN else Weight.DOUBTFUL
    return _by_name(found, rules)


def _looked_at(found: Evidence, rules: IdentityRules) -> Evidence:
    off = {
        name: Says.UNKNOWN for name in ("citizen", "address", "birth") if getattr(rules, name) is Trust.OFF
    }
    return replace(found, **off) if off else found


def _by_name(found: Evidence, rules: IdentityRules) -> Weight:
    near = found.agency is Says.AGREES
    if found.name is Says.AGREES and found.birth is Says.AGREES:
        return Weight.PROBABLE if near and rules.birth is Trust.CERTAIN else Weight.DOUBTFUL
    if found.name is Says.AGREES and found.birth is Says.DIFFERS:
        return Weight.NONE
    if rules.name is NameTrust.OFF or (rules.name is NameTrust.AGENCY and not near):
        return Weight.NONE
    if found.name is Says.AGREES:
        return Weight.DOUBTFUL
    return Weight.DOUBTFUL if found.name is Says.ALIKE and near else Weight.NONE


_NAMES = {
    "citizen": Text(vi="số định danh cá nhân", en="citizen number"),
    "address": Text(vi="địa chỉ thư", en="address"),
    "name": Text(vi="họ tên", en="name"),
    "birth": Text(vi="ngày sinh", en="birth date"),
    "agency": Text(vi="cơ quan", en="agency"),
}
_GROUPS = (
    (Says.AGREES, Text(vi="trùng", en="agreeing")),
    (Says.ALIKE, Text(vi="gần giống (thiếu dấu)", en="alike (no accents)")),
    (Says.DIFFERS, Text(vi="khác", en="differing")),
    (Says.UNKNOWN, Text(vi="chưa rõ", en="unknown")),
)


def told(found: Evidence, only: Sequence[Says] = tuple(Says)) -> Text:
    """Return the evidence for a person to read; never a value, only what agrees and what does not."""
    parts = [
        (group, [_NAMES[name] for name in _NAMES if getattr(found, name) is says])
        for says, group in _GROUPS
        if says in only
    ]
    said = [(group, names) for group, names in parts if names]
    if not said:
        return NOTHING
    return Text(
        vi="; ".join(f"{group.vi}: {', '.join(name.vi for name in names)}" for group, names in said),
        en="; ".join(f"{group.en}: {', '.join(name.en for name in names)}" for group, names in said),
    )
