"""The addresses a regulation offers to a person, in the order in which it offers them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count

from connector.model.plan import Candidate
from connector.rules.profile import Profile
from connector.rules.tables import Way
from connector.rules.templates import OF_AGENCY, OWN_TOKENS, Template
from connector.rules.unit_names import own_words
from connector.vietnamese.ascii import to_ascii
from connector.vietnamese.names import NameParts

_CACHED_WORDS = 65_536


@dataclass(frozen=True, slots=True)
class Agency:
    """A unit as an address speaks of it."""

    key: str
    name: str
    mailbox: str
    person_suffix: str
    parent: str = ""
    """Mailbox of the agency above."""
    way: str = ""
    """The way of naming people that it has chosen; empty: the first of the regulation."""


def personal_candidates(
    profile: Profile, name: NameParts, agency: Agency | None, day: date
) -> tuple[Candidate, ...]:
    """Return the addresses the rule offers, its own first, without numbers; distinct, none reserved.

    Empty where the organisation gives people no boxes, or where every template needs an agency and there is
    none. Raises `NotFoldable` for a name that cannot be written in ASCII without guessing, and
    `RegulationError` where no domain is in force on `day`.
    """
    if not profile.person.enabled:
        return ()
    way = profile.way(agency.way if agency is not None else "")
    values = _values(profile, name, agency, way)
    domain = _domain(profile, values, day)
    if domain is None:
        return ()
    names, found = profile.reserved_names, dict[str, Candidate]()
    for offer in way.templates:
        local_part = offer.use.fill(values)
        if local_part is not None and local_part not in found and local_part not in names:
            article = offer.article or ("" if offer.ours else way.article)
            found[local_part] = Candidate(local_part, f"{local_part}@{domain}", offer.use.text, article)
    return tuple(found.values())


def own_candidate(profile: Profile, name: NameParts, agency: Agency | None, day: date) -> Candidate | None:
    """Return what the rule itself calls this person, although it may be reserved; None where it says nothing.

    Where that name cannot be had, the templates after it are what somebody may choose from, not the rule's.
    """
    if not profile.person.enabled:
        return None
    way = profile.way(agency.way if agency is not None else "")
    values = _values(profile, name, agency, way)
    domain = _domain(profile, values, day)
    for offer in way.templates:
        local_part = offer.use.fill(values)
        if local_part is not None and domain is not None:
            article = offer.article or ("" if offer.ours else way.article)
            return Candidate(local_part, f"{local_part}@{domain}", offer.use.text, article)
    return None


def numbered_candidates(
    profile: Profile, name: NameParts, agency: Agency | None, day: date
) -> Iterator[Candidate]:
    """Yield the rule's own address with a number: base2, base3 … where the rule puts it, without end.

    (The end is where the number no longer fits into 64 octets.)
    The first template that fits this person is the one that is numbered. Yields nothing where
    `personal_candidates` offers nothing. Raises as that does.
    """
    base = personal_candidates(profile, name, agency, day)
    if base:
        start = profile.person.number.start
        yield from (candidate for _, candidate in numbered_from(profile, name, agency, base[0], start))


def numbered_from(
    profile: Profile, name: NameParts, agency: Agency | None, base: Candidate, first: int
) -> Iterator[tuple[int, Candidate]]:
    """Yield (number, `base` with that number), beginning with the number `first`; none that is reserved."""
    way = profile.way(agency.way if agency is not None else "")
    domain = base.address.partition("@")[2]
    number = profile.person.number
    template = _numbered(base.template, way, after_name=number.place == "after-name")
    values = _values(profile, name, agency, way)
    names = profile.reserved_names
    for n in count(first):
        local_part = template.fill({**values, "n": str(n).zfill(number.pad)})
        if local_part is None:
            return
        if local_part not in names:
            yield n, Candidate(local_part, f"{local_part}@{domain}", template.text, number.article)


def needs_agency(profile: Profile) -> bool:
    """Whether a person's address says anything of the agency, so that it must be known first."""
    in_domain = any(one.name.of_agency for one in profile.domain if one.boxes in ("all", "person"))
    return in_domain or any(offer.use.of_agency for way in profile.person.way for offer in way.templates)


def unit_values(profile: Profile, name: str, parent: str) -> dict[str, str]:
    """Return the values of a unit's own tokens, for a unit called `name` below the mailbox `parent`."""
    own = own_words(profile.kinds, name, profile.unit.drop_words)
    return {**own, "parent": parent, "province": profile.province}


def fill_domain(profile: Profile, values: Mapping[str, str], day: date, boxes: str) -> str | None:
    """Return the primary domain for `boxes` with the agency's tokens filled in; None where one is missing."""
    return profile.primary_domain(day, boxes).name.fill_domain(values)


def _values(profile: Profile, name: NameParts, agency: Agency | None, way: Way) -> dict[str, str]:
    rules = profile.person
    values = _name_values(name, rules.joiner, all_middle=rules.middle.take == "all")
    values["n"] = ""
    values["province"] = profile.province
    if agency is None:
        values.update(_NO_AGENCY)
        return values
    values["org"] = agency.person_suffix
    values["mailbox"] = agency.mailbox
    values["parent"] = agency.parent
    domain_speaks = any(one.name.tokens for one in profile.domain)
    if domain_speaks or any(token in OWN_TOKENS for offer in way.templates for token in offer.use.tokens):
        values.update(own_words(profile.kinds, agency.name, profile.unit.drop_words))
    return values


_NO_AGENCY = dict.fromkeys(OF_AGENCY, "")


def _name_values(name: NameParts, joiner: str, *, all_middle: bool) -> dict[str, str]:
    family = _fold(name.family)
    middle = [_fold(word) for word in name.middle]
    given = _fold(name.given)
    initials = "".join([word[:1] for word in middle])
    spelled = joiner.join(middle)
    first = middle[0] if middle else ""
    return {
        "f": family[:1],
        "m": initials if all_middle else initials[:1],
        "m1": initials[:1],
        "m*": initials,
        "g": given[:1],
        "initials": family[:1] + initials,
        "family": family,
        "middle": spelled if all_middle else first,
        "middle1": first,
        "middle*": spelled,
        "given": given,
        "full": joiner.join([family, *middle, given]),
    }


@lru_cache(_CACHED_WORDS)
def _fold(word: str) -> str:
    return to_ascii(word)


def _domain(profile: Profile, values: Mapping[str, str], day: date) -> str | None:
    return fill_domain(profile, values, day, "person")


def _numbered(text: str, way: Way, *, after_name: bool) -> Template:
    chosen = next(offer.use for offer in way.templates if offer.use.text == text)
    return chosen.numbered(after_name=after_name)
