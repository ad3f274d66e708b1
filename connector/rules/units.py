"""The addresses a regulation offers to a unit, the registry, and which unit is an agency."""

from collections.abc import Mapping
from datetime import date

from connector.model.plan import Candidate
from connector.model.roster import Unit
from connector.rules.addresses import Agency, fill_domain, unit_values
from connector.rules.kinds import UnitKind, read_name
from connector.rules.profile import Profile
from connector.rules.tables import Proposal, Registered
from connector.rules.templates import OWN_TOKENS
from connector.vietnamese.ascii import NotFoldable
from connector.vietnamese.matching import matching_key

NO_OWN_WORDS = dict.fromkeys(OWN_TOKENS, "")
"""What a unit lends whose name cannot be folded: its registered mailbox is all there is of it."""


def unit_candidates(profile: Profile, name: str, parent: Agency | None, day: date) -> tuple[Candidate, ...]:
    """Return names to propose for a unit called `name` that is not registered; distinct, none reserved.

    Empty where the regulation proposes nothing for its kind or the name cannot be folded to ASCII: then a
    person must name it. Raises `RegulationError` where no domain is in force on `day`.
    """
    try:
        values = unit_values(profile, name, parent.mailbox if parent is not None else "")
    except NotFoldable:
        return ()
    proposal = _proposal(profile, kind_of(profile, name))
    found: dict[str, Candidate] = {}
    for template in proposal.templates if proposal is not None else ():
        local_part = template.fill(values)
        if local_part is None or local_part in found or local_part in profile.reserved_names:
            continue
        suffix = {"org": local_part, "mailbox": local_part}
        domain = fill_domain(profile, {**values, **suffix}, day, "unit")
        if domain is not None:
            article = proposal.article if proposal is not None else ""
            found[local_part] = Candidate(local_part, f"{local_part}@{domain}", template.text, article)
    return tuple(found.values())


def unit_address(profile: Profile, agency: Agency, day: date) -> str | None:
    """Return the address of the box of `agency`; None where its name does not give the domain its part."""
    domain = fill_domain(profile, _agency_values(profile, agency), day, "unit")
    return f"{agency.mailbox}@{domain}" if domain is not None else None


def list_candidate(profile: Profile, agency: Agency, day: date) -> Candidate | None:
    """Return the address of the distribution list of `agency`; None where lists are off."""
    rule = profile.unit.list_
    if not rule.enabled:
        return None
    values = _agency_values(profile, agency)
    local_part = rule.template.fill(values)
    domain = fill_domain(profile, values, day, "unit")
    if local_part is None or domain is None:
        return None
    return Candidate(local_part, f"{local_part}@{domain}", rule.template.text, rule.article)


def registered(profile: Profile, unit: Unit, parent: Agency | None = None) -> Registered | None:
    """Return the registry entry of `unit`: by its key, else by its name (case and tone position aside).

    An entry with a parent is found by name only below that parent: every district has its "Phòng Văn hóa".
    """
    by_key = profile.by_key.get(unit.key)
    if by_key is not None:
        return by_key
    above = parent.mailbox if parent is not None else ""
    named = [entry for entry in _named(profile, unit.name) if not entry.key]
    below = next((entry for entry in named if entry.parent and entry.parent == above), None)
    return below or next((entry for entry in named if not entry.parent), None)


def to_agency(profile: Profile, unit: Unit, parent: Agency | None = None, mailbox: str = "") -> Agency | None:
    """Return `unit` as addresses speak of it; None where nobody has said what its mailbox is called.

    The registry of the regulation goes before the columns HR keeps, those before `mailbox` (a decision, or
    the name the box has in the target).
    """
    entry = registered(profile, unit, parent)
    if entry is not None:
        box, suffix, way = entry.mailbox, entry.suffix, entry.way
    else:
        box, way = unit.mailbox or mailbox, ""
        suffix = unit.person_suffix or box
    if not box:
        return None
    return Agency(unit.key, unit.name, box, suffix, parent.mailbox if parent is not None else "", way)


def kind_of(profile: Profile, name: str) -> UnitKind:
    """Return what sort of unit `name` speaks of; `kinds.UNKNOWN` where its first words say nothing."""
    return read_name(profile.kinds, name).kind


def agency_of(profile: Profile, unit: Unit, units: Mapping[str, Unit]) -> Unit | None:
    """Return the nearest of `unit` and those above it that is an agency; None where there is none.

    Says so: the registry (`agency`, or a `person_suffix`), HR's own column of suffixes, else the unit's kind.
    """
    seen: set[str] = set()
    above: Unit | None = unit
    while above is not None and above.key not in seen:
        if _is_agency(profile, above):
            return above
        seen.add(above.key)
        above = units.get(above.parent)
    return None


def _agency_values(profile: Profile, agency: Agency) -> dict[str, str]:
    try:
        own = unit_values(profile, agency.name, agency.parent)
    except NotFoldable:
        own = {**NO_OWN_WORDS, "parent": agency.parent, "province": profile.province}
    return {**own, "mailbox": agency.mailbox, "org": agency.person_suffix}


def _proposal(profile: Profile, kind: UnitKind) -> Proposal | None:
    offered = profile.unit.proposal
    own = next((one for one in offered if kind.id in one.kinds), None)
    return own or next((one for one in offered if "*" in one.kinds), None)


def _named(profile: Profile, name: str) -> tuple[Registered, ...]:
    """Return the entries with this name, with and without a parent."""
    return profile.by_name.get(matching_key(name), ())


def _is_agency(profile: Profile, unit: Unit) -> bool:
    by_key = profile.by_key.get(unit.key)
    entry = by_key or next(
        (one for one in _named(profile, unit.name) if not one.parent and not one.key), None
    )
    if entry is not None and entry.agency is not None:
        return entry.agency
    if unit.person_suffix or (entry is not None and entry.person_suffix):
        return True
    return kind_of(profile, unit.name).agency
