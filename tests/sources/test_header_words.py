"""The shipped words of headers and statuses are unambiguous, and the most specific one wins."""

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from connector.model.roster import Employment
from connector.sources.dictionary import CITIZEN, NOTE, PRIVATE, SERIAL, dictionary, fold
from connector.sources.fields import PEOPLE_FIELDS, UNIT_FIELDS
from connector.sources.values import employment

HEADERS = tomllib.loads(files("connector.sources").joinpath("headers.toml").read_text(encoding="utf-8"))
STATUSES = tomllib.loads(files("connector.sources").joinpath("statuses.toml").read_text(encoding="utf-8"))

PEOPLE_LABELS = {
    "Tên": "given",
    "Tên đơn vị": "unit_name",
    "HỌ VÀ\nTÊN (*)": "name",
    "Họ và tên cán bộ, công chức": "name",
    "Họ và tên đệm": "family_middle",
    "Họ và tên vợ (chồng)": PRIVATE,
    "Chức vụ": "position",
    "Chức vụ Đảng": PRIVATE,
    "Chức vụ trong Đảng": PRIVATE,
    "Số CCCD/CMND": CITIZEN,
    "Số điện thoại di động": PRIVATE,
    "Điện thoại cơ quan": "phone",
    "Tình trạng": "status",
    "Tình trạng sức khỏe": PRIVATE,
    "Tình trạng hôn nhân": PRIVATE,
    "Ngày sinh (ngày/tháng/năm)": "birth",
    "Ngày cấp": "",
    "Số TT": SERIAL,
    "Ghi chú": NOTE,
}
UNIT_LABELS = {
    "Mã đơn vị cấp trên": "parent",
    "Mã đơn vị": "unit_key",
    "Hậu tố địa chỉ cá nhân": "person_suffix",
    "Tên": "",
}


@pytest.mark.parametrize(("label", "field"), PEOPLE_LABELS.items())
def test_a_label_of_people_says_one_field(label: str, field: str) -> None:
    """What must stay private is recognised before what looks alike."""
    assert dictionary().tables["people"].field(label)[0] == field


@pytest.mark.parametrize(("label", "field"), UNIT_LABELS.items())
def test_a_label_of_units_says_one_field(label: str, field: str) -> None:
    """A bare «Mã | Tên» is any catalogue, not a department tree."""
    assert dictionary().tables["units"].field(label)[0] == field


@pytest.mark.parametrize("role", ["people", "units"])
@pytest.mark.parametrize("tier", ["exact", "begins"])
def test_no_word_stands_for_two_fields(role: str, tier: str) -> None:
    """A word listed twice would silently mean the later field."""
    fields = HEADERS[role][tier]
    private = HEADERS["private"].get(tier, [])
    listed = [word for words in fields.values() for word in {fold(word) for word in words}] + [
        *{*map(fold, private)}
    ]
    assert [word for word, count in Counter(listed).items() if count > 1] == []


def test_every_field_of_the_words_is_one_a_mapping_may_name() -> None:
    """The dictionary and the mapping speak of the same fields."""
    assert (
        set(HEADERS["people"]["exact"]) | {"citizen"} == PEOPLE_FIELDS
    )  # that one has its own table: it is withheld
    assert set(HEADERS["units"]["exact"]) == UNIT_FIELDS


def test_every_status_has_words_and_no_word_has_two() -> None:
    """The seven kinds of employment can each be said."""
    assert set(STATUSES) == {status.value for status in Employment}
    words = [fold(word) for words in STATUSES.values() for word in words]
    assert len(words) == len(set(words))
    for status, said in STATUSES.items():
        assert {employment(word) for word in said} == {Employment(status)}
