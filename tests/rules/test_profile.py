"""Organisation files: the five that are shipped, and files with faults."""

import hashlib
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connector.errors import RegulationError
from connector.rules.profile import Profile, find_profile, load_profile
from connector.text import Language

ROOT = Path(__file__).parents[2]
ORGANISATIONS = ROOT / "mappings" / "organisations"
HOSTILE: list[dict[str, Any]] = tomllib.loads(
    (ROOT / "tests" / "cases" / "rules" / "hostile.toml").read_text("utf-8")
)["case"]

Write = Callable[[str], Path]


def test_five_regulations_are_shipped(profiles: dict[str, Profile]) -> None:
    """Each file loads, and is found by its id."""
    assert sorted(profiles) == ["BP", "KH", "NB", "QT", "VKS"]
    for profile in profiles.values():
        assert find_profile(profile.id, ORGANISATIONS) == profile


def test_the_drafts_say_that_they_are_drafts(profiles: dict[str, Profile]) -> None:
    """VKS and NB have neither number nor date."""
    drafts = {short for short, profile in profiles.items() if profile.draft}
    assert drafts == {"VKS", "NB"}
    assert all(profiles[short].document.number == "" for short in drafts)


def test_the_digest_is_that_of_the_bytes(profiles: dict[str, Profile]) -> None:
    """A regulation is named by the SHA-256 of its file."""
    for profile in profiles.values():
        content = (ORGANISATIONS / f"{profile.id}.toml").read_bytes()
        assert profile.digest == hashlib.sha256(content).hexdigest()


def test_what_the_texts_say_in_numbers(profiles: dict[str, Profile]) -> None:
    """Sizes, deadlines and password rules are those of the articles."""
    kh, nb = profiles["KH"], profiles["NB"]
    assert kh.quota.person is not None
    assert (kh.quota.person.mib, kh.quota.person.floor) == (100, True)
    assert kh.quota.unit is not None
    assert (kh.quota.unit.mib, kh.quota.unit.floor) == (500, True)
    assert [(d.id, d.length, d.unit) for d in kh.deadline] == [("directory-update", 10, "calendar-days")]
    assert [(d.id, d.length, d.unit) for d in nb.deadline] == [
        ("operator-create", 3, "working-days"),
        ("agency-notice", 5, "calendar-days"),
        ("operator-close", 3, "working-days"),
        ("reopen-request", 15, "working-days"),
    ]
    assert nb.password.user is not None
    assert nb.password.admin is not None
    assert (nb.password.user.min_length, nb.password.user.max_age_months) == (8, 6)
    assert (nb.password.admin.min_length, nb.password.admin.max_age_months) == (10, 3)
    assert nb.suspension is not None
    assert (nb.suspension.idle_months, nb.suspension.remove_after, nb.suspension.days) == (6, 15, "working")


@pytest.mark.parametrize(
    ("short", "mode"), [("KH", "keep"), ("VKS", "ask"), ("QT", "ask"), ("BP", "rename"), ("NB", "new-box")]
)
def test_what_a_move_does(short: str, mode: str, profiles: dict[str, Profile]) -> None:
    """KH Đ2.4 keeps the address, NB Đ7.2 ends the box; the others leave it to a person or rename."""
    assert profiles[short].transfer.between.mode == mode


@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: str(c["title"]))
def test_all_faults_are_told_at_once(case: dict[str, Any], example: str, write: Write) -> None:
    """Each fault names its key and says in Vietnamese what is wrong; English stands beside it."""
    text = example
    for old, new in case["change"]:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(RegulationError) as caught:
        load_profile(write(text))
    told = caught.value.say(Language.VI)
    assert [said for said in case["says"] if said not in told] == []
    assert len(caught.value.faults) >= len(case["says"])
    assert all(fault.vi.startswith("ubnd-anbinh.toml › ") and fault.en for fault in caught.value.faults)


@pytest.mark.parametrize(
    "content",
    [b"id = ", b"\xff\xfe", b"id = 'a'\nid = 'b'"],
    ids=["cut short", "not UTF-8", "one key twice"],
)
def test_a_file_that_is_no_toml_is_one_clear_error(content: bytes, tmp_path: Path) -> None:
    """The parser's own words, with the line, end the sentence."""
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(RegulationError, match="không phải là TOML đúng cú pháp"):
        load_profile(path)


def test_an_empty_file_lists_every_missing_key(write: Write) -> None:
    """An author who starts from nothing sees all that is needed."""
    with pytest.raises(RegulationError) as caught:
        load_profile(write(""))
    missing = {fault.vi.split(" › ")[1].split(":")[0] for fault in caught.value.faults}
    needed = {name for name, field in Profile.model_fields.items() if field.is_required()}
    assert missing == needed


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error says which file could not be read."""
    with pytest.raises(RegulationError, match=r"khong-co\.toml"):
        load_profile(tmp_path / "khong-co.toml")


def test_a_wrong_name_gets_the_nearest() -> None:
    """`ubnd-khanhoa` was meant to be `ubnd-khanhhoa`."""
    with pytest.raises(RegulationError, match="Có phải là “ubnd-khanhhoa”"):
        find_profile("ubnd-khanhoa", ORGANISATIONS)


def test_the_first_domain_in_force_is_the_primary(example: str, write: Write) -> None:
    """A domain has its days; on a day without any the file is refused in use."""
    two = example.replace(
        'name = "anbinh.gov.vn"',
        'name = "anbinh.gov.vn"\nuntil = 2025-06-30\narticle = "AB Đ3.1"\n\n'
        '[[domain]]\nname = "anbinh.moi.gov.vn"\nfrom = 2025-07-01\nuntil = 2029-12-31',
        1,
    )
    profile = load_profile(write(two))
    assert profile.primary_domain(date(2025, 6, 30)).name.text == "anbinh.gov.vn"
    assert profile.primary_domain(date(2025, 7, 1)).name.text == "anbinh.moi.gov.vn"
    with pytest.raises(RegulationError, match="31/12/2030"):
        profile.primary_domain(date(2030, 12, 31))
