"""What the five shipped regulations give for the names and units of their own texts."""

import tomllib
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from connector.model.roster import Unit
from connector.rules.addresses import Agency, numbered_candidates, personal_candidates
from connector.rules.profile import Profile
from connector.rules.units import registered, to_agency, unit_address, unit_candidates
from connector.vietnamese.names import NameParts, split_name

CASES = Path(__file__).parents[1] / "cases" / "rules" / "vectors.toml"
VECTORS: dict[str, list[dict[str, Any]]] = tomllib.loads(CASES.read_text("utf-8"))
TODAY = date(2026, 11, 22)


def parts_of(name: str) -> NameParts:
    """Return a sure name in parts."""
    parts = split_name(name).parts
    assert parts is not None
    return parts


def agency_called(profile: Profile, name: str, way: str = "") -> Agency | None:
    """Return the registered agency called `name`, with `way` as its choice."""
    found = to_agency(profile, Unit("u", name)) if name else None
    if found is None or not way:
        return found
    return Agency(found.key, found.name, found.mailbox, found.person_suffix, found.parent, way)


@pytest.mark.parametrize("case", VECTORS["person"], ids=lambda c: f"{c['profile']}: {c['expected']}")
def test_a_person_gets_the_address_of_the_text(case: dict[str, Any], profiles: dict[str, Profile]) -> None:
    """The first candidate is the regulation's own, with its article; then come proposals, then numbers."""
    profile = profiles[case["profile"]]
    agency = agency_called(profile, case.get("agency", ""), case.get("way", ""))
    name = parts_of(case["name"])
    first, *others = personal_candidates(profile, name, agency, TODAY)
    assert (first.address, first.article) == (case["expected"], case["article"])
    if "then" in case:
        assert [one.local_part for one in others] == case["then"]
        assert all(one.article == "" for one in others)
    if "numbered" in case:
        numbered = islice(numbered_candidates(profile, name, agency, TODAY), len(case["numbered"]))
        assert [one.local_part for one in numbered] == case["numbered"]


@pytest.mark.parametrize("case", VECTORS["unit"], ids=lambda c: f"{c['profile']}: {c['unit']}")
def test_a_unit_gets_the_mailbox_of_the_text(case: dict[str, Any], profiles: dict[str, Profile]) -> None:
    """The registry has what the text settles; where it can be proposed, the proposal is the same."""
    profile = profiles[case["profile"]]
    parent = agency_called(profile, case.get("parent", ""))
    entry = registered(profile, Unit("x", case["unit"]), parent)
    assert (entry is not None) is case["registered"]
    if entry is not None:
        assert entry.mailbox == case.get("settled", case["expected"])
    proposed = unit_candidates(profile, case["unit"], parent, TODAY)
    assert proposed[0].local_part == case["expected"]


def test_the_accented_example_of_vks_is_never_made(profiles: dict[str, Profile]) -> None:
    """`phươngbtm` stands in VKS Đ4.1b; what comes out is `phuongbtm`, and ASCII throughout."""
    name = parts_of("Bùi Thị Mỹ Phương")
    made = [one.local_part for one in personal_candidates(profiles["VKS"], name, None, TODAY)]
    assert "phuongbtm" in made
    assert "phươngbtm" not in made
    assert all(local_part.isascii() for local_part in made)


def test_the_middle_setting_decides_between_btphuong_and_btmphuong(profiles: dict[str, Profile]) -> None:
    """KH Đ3.3a with `take = "all"` gives every middle initial."""
    rules = profiles["KH"].person
    all_middle = rules.middle.model_copy(update={"take": "all"})
    profile = profiles["KH"].model_copy(update={"person": rules.model_copy(update={"middle": all_middle})})
    first = personal_candidates(profile, parts_of("Bùi Thị Mỹ Phương"), None, TODAY)[0]
    assert first.local_part == "btmphuong"


def test_the_box_of_an_agency_is_in_the_domain(profiles: dict[str, Profile]) -> None:
    """NB Đ5.1a: `ubnd@ninhbinh.gov.vn`."""
    agency = agency_called(profiles["NB"], "UBND tỉnh")
    assert agency is not None
    assert unit_address(profiles["NB"], agency, TODAY) == "ubnd@ninhbinh.gov.vn"
