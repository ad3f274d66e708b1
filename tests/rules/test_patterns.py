"""The rule language can say every pattern of official address that was found in use."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connector.model.roster import Unit
from connector.rules.addresses import Agency, numbered_candidates, personal_candidates
from connector.rules.gate import is_local_part
from connector.rules.profile import Profile, load_profile
from connector.rules.units import to_agency, unit_address, unit_candidates
from connector.vietnamese.names import split_name

CASES = Path(__file__).parents[1] / "cases" / "rules" / "patterns.toml"
PATTERNS: list[dict[str, Any]] = tomllib.loads(CASES.read_text("utf-8"))["pattern"]
TODAY = date(2026, 11, 22)

Write = Callable[[str], Path]


def organisation(example: str, case: dict[str, Any]) -> str:
    """Return the manual's example with the pattern of `case` in place of its own."""
    text = example.replace("anbinh.gov.vn", case.get("domain", "x.gov.vn"))
    text = text.replace('short = "AB"', 'short = "AB"\nprovince = "nb"')
    template = case.get("template", "")
    if case["kind"] == "person":
        text = text.replace("{given}{f}{m}{n}.{org}", template)
        if "{org}" not in template + case.get("domain", ""):
            text = text.replace('scope = "org"', 'scope = "domain"')
    elif case["kind"] == "unit":
        text = text.replace('templates = ["{abbr}.{parent}"]', f'templates = ["{template}"]')
        text = text.replace('templates = ["{abbr}", "{kind}{place}"]', f'templates = ["{template}"]')
    else:
        text = text.replace("UBND thị xã An Bình", case["input"])
        text = text.replace('mailbox = "ubnd"', f'mailbox = "{case["mailbox"]}"')
    if not case.get("people", True):
        text = text.replace("[[person.way]]", "[person]\nenabled = false\n\n[[person.way]]", 1)
    return text


def agency_of_case(case: dict[str, Any]) -> Agency | None:
    """Return the agency of `case`: its mailbox is given, or only its name."""
    said = case.get("agency")
    return Agency("a", said, said.lower(), said.lower()) if said else None


def made(profile: Profile, case: dict[str, Any]) -> str | None:
    """Return the address that `profile` makes of the input of `case`."""
    agency = agency_of_case(case)
    if case["kind"] == "person":
        parts = split_name(case["input"]).parts
        assert parts is not None
        return personal_candidates(profile, parts, agency, TODAY)[0].address
    if case["kind"] == "unit":
        return unit_candidates(profile, case["input"], agency, TODAY)[0].address
    settled = to_agency(profile, Unit("x", case["input"]))
    assert settled is not None
    return unit_address(profile, settled, TODAY)


@pytest.mark.parametrize("case", PATTERNS, ids=lambda c: f"{c['number']}-{c['expected']}")
def test_the_pattern_can_be_written(case: dict[str, Any], example: str, write: Write) -> None:
    """One template, one input, the address that is in use there; numbers where the pattern has them."""
    profile = load_profile(write(organisation(example, case)))
    address = made(profile, case)
    assert address == case["expected"]
    assert is_local_part(case["expected"].partition("@")[0])
    if "numbered" in case:
        parts = split_name(case["input"]).parts
        assert parts is not None
        first = next(numbered_candidates(profile, parts, agency_of_case(case), TODAY))
        assert first.address == case["numbered"]


def test_all_26_patterns_are_there() -> None:
    """No pattern of the list was left out."""
    assert {case["number"] for case in PATTERNS} == set(range(1, 27))


def test_an_organisation_may_leave_people_to_its_agencies(example: str, write: Write) -> None:
    """Pattern 14: with `enabled = false` nobody is offered an address, while agencies are."""
    case = next(case for case in PATTERNS if case["number"] == 14)
    profile = load_profile(write(organisation(example, case)))
    parts = split_name("Nguyễn Văn Bình").parts
    assert parts is not None
    agency = Agency("a", "Sở Tư pháp", "stp", "stp")
    assert personal_candidates(profile, parts, agency, TODAY) == ()
    assert list(numbered_candidates(profile, parts, agency, TODAY)) == []
