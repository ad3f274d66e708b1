"""What holds for every regulation: the gate, the order, the registry, the tree, and the manual."""

import re
import string
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel

from connector.errors import RegulationError
from connector.model.roster import Unit
from connector.rules.addresses import (
    Agency,
    needs_agency,
    numbered_candidates,
    personal_candidates,
)
from connector.rules.gate import is_domain, is_local_part
from connector.rules.kinds import UNKNOWN, common_kinds
from connector.rules.profile import Profile, load_profile
from connector.rules.reserved import rfc2142, shipped_names
from connector.rules.templates import TemplateFault, Use, parse
from connector.rules.unit_names import abbreviate
from connector.rules.units import (
    agency_of,
    kind_of,
    list_candidate,
    registered,
    to_agency,
    unit_candidates,
)
from connector.vietnamese.names import Confidence, NameParts, split_name

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
DISTRICT = Agency("h", "UBND huyện Cam Lâm", "cl", "cl")

Write = Callable[[str], Path]

FAMILIES = ["Nguyễn", "Trần", "Đỗ", "Phạm", "Ngô", "Hoàng"]
MIDDLES = ["Thị", "Văn", "Mỹ", "Đức", "Hữu", "Ngọc", "Quỳnh", "Nghiêng"]
GIVEN = ["Phương", "Ân", "Nguyên", "Ý", "Uyên", "Nghiêng", "Đào", "Hùng"]
sure_names = st.builds(
    lambda family, middle, given_name: " ".join((family, *middle, given_name)),
    st.sampled_from(FAMILIES),
    st.lists(st.sampled_from(MIDDLES), max_size=2),
    st.sampled_from(GIVEN),
)


@pytest.fixture(scope="session")
def every(profiles: dict[str, Profile]) -> list[Profile]:
    """Return the five regulations."""
    return list(profiles.values())


@given(name=sure_names)
def test_every_address_of_a_sure_name_passes_the_gate(name: str, every: list[Profile]) -> None:
    """Candidates and their numbered forms are distinct, lower-case ASCII, at most 64 octets, none reserved."""
    split = split_name(name)
    assume(split.confidence is Confidence.SURE)
    assert split.parts is not None
    for profile in every:
        offered = personal_candidates(profile, split.parts, DISTRICT, TODAY)
        numbered = tuple(islice(numbered_candidates(profile, split.parts, DISTRICT, TODAY), 12))
        local_parts = [one.local_part for one in (*offered, *numbered)]
        assert offered
        assert len(numbered) == 12
        assert len(set(local_parts)) == len(local_parts)
        assert all(re.fullmatch(r"[a-z0-9]+([._-][a-z0-9]+)*", one) for one in local_parts)
        assert all(len(one) <= 64 and one not in shipped_names() for one in local_parts)


letters = st.text(string.ascii_lowercase + "._-{}*" + "ươ", max_size=20)


@given(text=letters)
def test_a_template_is_parsed_or_refused(text: str) -> None:
    """Nothing but `TemplateFault` comes out of any text, and what parses fills without fail."""
    for use in Use:
        try:
            template = parse(text, use)
        except TemplateFault:
            continue
        filled = template.fill(dict.fromkeys(use.value, "a"))
        assert filled is None or is_local_part(filled)


@pytest.mark.parametrize("text", ["", "phươngbtm", "a..b", ".a", "a-", "A", "a b", "a@b", "a\n", "x" * 65])
def test_the_gate_refuses(text: str) -> None:
    """What a mail system could refuse or mistake never passes; VKS's printed example among it."""
    assert not is_local_part(text)


@pytest.mark.parametrize("text", ["", "vn", "a_b.vn", "-a.vn", "a..vn", "A.vn", "a.vn.", "x" * 64 + ".vn"])
def test_the_gate_refuses_domains(text: str) -> None:
    """An underscore is fine in a mailbox and not in a host name (RFC 1123)."""
    assert not is_domain(text)


def test_a_name_too_long_for_the_rule_is_offered_the_shorter_forms(profiles: dict[str, Profile]) -> None:
    """Nothing is cut: a template whose result is over 64 octets is left out."""
    long = NameParts("Nguyễn", tuple(["Nghiêng"] * 10), "An")
    offered = [one.local_part for one in personal_candidates(profiles["KH"], long, None, TODAY)]
    assert offered == ["nnan", "n" + "n" * 10 + "an"]


def test_a_reserved_name_is_never_offered(example: str, write: Write) -> None:
    """A person whose rule gives `admin` gets the next template, and so does a number."""
    text = example.replace(
        '[{ use = "{given}{f}{m}{n}.{org}" }]', '[{ use = "{f}{given}" }, { use = "{full}" }]'
    ).replace('scope = "org"', 'scope = "domain"')
    profile = load_profile(write(text))
    name = NameParts("Ân", (), "Dmin")
    assert [one.local_part for one in personal_candidates(profile, name, None, TODAY)] == ["andmin"]
    assert next(numbered_candidates(profile, name, None, TODAY)).local_part == "andmin2"


def test_numbers_are_padded_and_placed_as_the_rule_says(example: str, write: Write) -> None:
    """`pad` gives the least digits; without `{n}`, `place` says where the number goes."""
    base = example.replace("{given}{f}{m}{n}.{org}", "{given}{f}{m}.{org}")
    end = base.replace("[person.number]\nstart = 2", "[person.number]\nstart = 9\npad = 2")
    after = end.replace("pad = 2", 'pad = 2\nplace = "after-name"')
    name = NameParts("Lê", ("Đức",), "Phương")
    assert [
        [one.local_part for one in islice(numbered_candidates(profile, name, DISTRICT, TODAY), 2)]
        for profile in (load_profile(write(end)), load_profile(write(after)))
    ] == [["phuongld.cl09", "phuongld.cl10"], ["phuongld09.cl", "phuongld10.cl"]]


def test_whether_an_agency_is_needed(profiles: dict[str, Profile]) -> None:
    """Only where the address speaks of the agency; without one such a rule offers nothing."""
    assert {short for short, one in profiles.items() if needs_agency(one)} == {"BP", "NB"}
    assert personal_candidates(profiles["NB"], NameParts("Lê", (), "An"), None, TODAY) == ()


def test_a_room_is_found_only_below_its_own_agency(profiles: dict[str, Profile]) -> None:
    """Every district has a "Phòng Văn hóa và Thông tin"; the registry knows the one of Cam Lâm."""
    room = Unit("p", "Phòng Văn hoá và Thông tin")
    other = Agency("o", "UBND huyện Khánh Vĩnh", "kv", "kv")
    found = registered(profiles["KH"], room, DISTRICT)
    assert found is not None
    assert found.mailbox == "pvhtt_cl"
    assert registered(profiles["KH"], room, other) is None
    assert registered(profiles["KH"], room) is None


def test_the_key_decides_before_the_name(example: str, write: Write) -> None:
    """An entry with HR's key is that unit under any name, and no other unit by its name."""
    profile = load_profile(write(example.replace('mailbox = "ubnd"', 'mailbox = "ubnd"\nkey = "H1"')))
    assert registered(profile, Unit("H1", "Tên mới")) is profile.agency[0]
    assert registered(profile, Unit("H2", "UBND thị xã An Bình")) is None


def test_registry_then_columns_then_decision(profiles: dict[str, Profile]) -> None:
    """The regulation's registry goes before HR's columns, those before a decided name."""
    bp = profiles["BP"]
    settled = to_agency(bp, Unit("a", "Sở Tài nguyên và Môi trường", mailbox="khac"))
    column = to_agency(bp, Unit("b", "Sở Nội vụ", mailbox="sonv", person_suffix="snv"), mailbox="khac")
    decided = to_agency(bp, Unit("c", "Sở Y tế"), mailbox="soyt")
    assert settled is not None
    assert (settled.mailbox, settled.person_suffix) == ("sotnmt", "stnmt")
    assert column is not None
    assert (column.mailbox, column.person_suffix) == ("sonv", "snv")
    assert decided is not None
    assert (decided.mailbox, decided.person_suffix) == ("soyt", "soyt")
    assert to_agency(bp, Unit("d", "Sở Y tế")) is None


@pytest.mark.parametrize(
    ("name", "kind", "agency"),
    [
        ("Sở Nội vụ", "so", True),
        ("UỶ BAN NHÂN DÂN XÃ CAM LÂM", "xa", True),
        ("UBND tỉnh Khánh Hoà", "tinh", True),
        ("Trường Chính trị", "truong", True),
        ("Trưởng phòng", "khac", False),
        ("Phòng Nội vụ", "phong", False),
        ("Phong trào", "khac", False),
        ("Văn phòng Ủy ban nhân dân tỉnh", "van-phong-ubnd", True),
        ("Văn phòng", "van-phong", False),
        ("Thanh tra tỉnh", "thanh-tra-tinh", True),
        ("Thanh tra", "thanh-tra", False),
        ("Ban Giám đốc", "lanh-dao", False),
        ("Ban Quản lý Khu kinh tế", "ban-quan-ly", True),
        ("Chi cục Kiểm lâm", "chi-cuc", True),
    ],
)
def test_the_first_words_tell_the_kind(name: str, kind: str, agency: bool, every: list[Profile]) -> None:  # noqa: FBT001  a table of cases
    """Compared with accents; the longest words win."""
    for profile in every:
        found = kind_of(profile, name)
        assert (found.id, found.agency) == (kind, agency)


def test_people_of_a_room_carry_the_agency_above(profiles: dict[str, Profile]) -> None:
    """The nearest of the unit and those above it that is an agency; a circle in the tree ends."""
    units = {
        unit.key: unit
        for unit in (
            Unit("so", "Sở Y tế"),
            Unit("phong", "Phòng Nghiệp vụ Y", parent="so"),
            Unit("to", "Tổ Kế toán", parent="phong"),
            Unit("tt", "Trung tâm Kiểm nghiệm", parent="so"),
            Unit("v1", "Phòng A", parent="v2"),
            Unit("v2", "Phòng B", parent="v1"),
            Unit("ts", "Tổ công tác", parent="so", person_suffix="tct"),
        )
    }
    found = {key: agency_of(profiles["NB"], unit, units) for key, unit in units.items()}
    assert {key: one.key if one else None for key, one in found.items()} == {
        "so": "so",
        "phong": "so",
        "to": "so",
        "tt": "tt",
        "v1": None,
        "v2": None,
        "ts": "ts",
    }


@pytest.mark.parametrize(
    ("name", "drop", "expected"),
    [
        ("Sở Thông tin và Truyền thông", ["và"], "stttt"),
        ("Sở Thông tin và Truyền thông", [], "sttvtt"),
        ("Sở Quy hoạch - Kiến trúc", ["và"], "sqhkt"),
        ("Phòng 10", [], "p10"),
        ("UBND tỉnh", [], "ubndt"),
        ("PHÒNG NỘI VỤ", [], "pnv"),
        ("Đội Quản lý đô thị", [], "dqldt"),
    ],
)
def test_an_abbreviation_is_the_first_letters(name: str, drop: list[str], expected: str) -> None:
    """NB Đ5.1a: without "và" and "-", unaccented, joined; numbers and acronyms stay whole."""
    assert abbreviate(name, drop) == expected


def test_a_list_address_is_offered_where_lists_are_on(
    profiles: dict[str, Profile], example: str, write: Write
) -> None:
    """`ds-{mailbox}`, without an article: no regulation speaks of lists."""
    made = list_candidate(profiles["KH"], DISTRICT, TODAY)
    assert made is not None
    assert (made.address, made.article) == ("ds-cl@khanhhoa.gov.vn", "")
    assert list_candidate(load_profile(write(example)), DISTRICT, TODAY) is None


def test_a_unit_nobody_can_fold_gets_no_proposal(profiles: dict[str, Profile]) -> None:
    """A name in another script waits for a person."""
    assert unit_candidates(profiles["KH"], "Отдел кадров", None, TODAY) == ()


RFC_2142 = (
    *("info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster", "hostmaster"),
    *("usenet", "news", "webmaster", "www", "uucp", "ftp"),
)
"""Every name of sections 3 to 5; "list" and "list-request" stand for section 6."""


def test_the_reserved_list_has_what_rfc_2142_names() -> None:
    """Postmaster and abuse belong to whoever runs the mail system, and an ordinary name to nobody special."""
    assert {*RFC_2142, "list", "list-request"} <= rfc2142()
    assert all(name in shipped_names() for name in (*RFC_2142, "root", "mailer-daemon", "quantri"))
    assert "ldphuong" not in shipped_names()


@pytest.mark.parametrize("local_part", ["lon", "dit", "ngu.stttt", "cut_cl", "dcm-vp"])
def test_a_trap_is_found_before_the_agencys_name(local_part: str) -> None:
    """Lê Ôn under KH would be `lon`; what an agency adds behind it does not make it better."""
    assert local_part in shipped_names()


@pytest.mark.parametrize(
    "local_part", ["nan", "long", "lonhv", "nguyenan", "cc.sxd", "vl", "anlon", "ngoc.snv"]
)
def test_ordinary_names_are_no_traps(local_part: str) -> None:
    """A part of a word, and an abbreviation that real bodies have, stay usable."""
    assert local_part not in shipped_names()


def test_an_organisation_changes_the_list_for_itself(example: str, write: Write) -> None:
    """`add` reserves a name, `remove` frees one; what is not said stays as it is shipped."""
    text = f'{example}\n[reserved]\nadd = ["hopthugopy"]\nremove = ["hotro", "lon"]\nours = true\n'
    names = load_profile(write(text)).reserved_names
    found = [name for name in ("hopthugopy", "hotro", "lon", "admin", "postmaster", "dit") if name in names]
    assert found == ["hopthugopy", "admin", "postmaster", "dit"]
    assert "hotro" in load_profile(write(example)).reserved_names


def test_a_name_that_is_removed_may_be_registered(example: str, write: Write) -> None:
    """An agency may have `hotro` where the organisation says that it is not reserved there, and only there."""
    agency = '\n[[agency]]\nname = "Phòng Hỗ trợ"\nmailbox = "hotro"\nours = true\n'
    with pytest.raises(RegulationError, match="dành riêng"):
        load_profile(write(example + agency))
    freed = '\n[reserved]\nremove = ["hotro"]\nours = true\n'
    assert "hotro" in {one.mailbox for one in load_profile(write(example + agency + freed)).agency}


def test_names_of_rfc_2142_cannot_be_removed(example: str, write: Write) -> None:
    """Others rely on where mail to postmaster goes, so taking it out is a fault of the file."""
    with pytest.raises(RegulationError, match="RFC 2142"):
        load_profile(write(f'{example}\n[reserved]\nremove = ["postmaster"]\nours = true\n'))


def test_the_manuals_example_is_a_regulation(example: str, write: Write) -> None:
    """A sixth organisation is one file: it loads, and gives what the manual says it gives."""
    profile = load_profile(write(example))
    town = to_agency(profile, Unit("u", "UBND thị xã An Bình"))
    parts = split_name("Nguyễn Thị Mỹ An").parts
    assert town is not None
    assert parts is not None
    assert [one.address for one in personal_candidates(profile, parts, town, TODAY)] == [
        "anntm.ubnd@anbinh.gov.vn"
    ]
    assert next(numbered_candidates(profile, parts, town, TODAY)).address == "anntm2.ubnd@anbinh.gov.vn"
    assert unit_candidates(profile, "Phòng Nội vụ", town, TODAY)[0].address == "pnv.ubnd@anbinh.gov.vn"


def keys_in(model: type[BaseModel], seen: frozenset[Any] = frozenset()) -> Iterator[str]:
    """Yield every key an organisation file may hold."""
    for name, field in model.model_fields.items():
        if name != "digest":
            yield field.alias or name
        for inner in models_in(field.annotation):
            if inner not in seen:
                yield from keys_in(inner, seen | {model})


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  any type annotation
    """Yield the tables an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from models_in(part)


def test_the_manual_names_every_key_token_and_kind() -> None:
    """What can be written in a file is in its reference."""
    manual = (ROOT / "docs" / "regulation-files.md").read_text("utf-8")
    reference = manual[manual.index("## Reference: tokens") :]
    words = {word for code in re.findall(r"`([^`\n]+)`", reference) for word in re.findall(r"[\w-]+", code)}
    assert set(keys_in(Profile)) - words == set()
    tokens = {token for use in Use for token in use.value}
    assert {token for token in tokens if f"`{{{token}}}`" not in reference} == set()
    assert {kind.id for kind in (*common_kinds(), UNKNOWN)} - words == set()


def test_the_joiner_stands_between_words_and_never_twice(example: str, write: Write) -> None:
    """`joiner` parts the words of one token; beside an empty middle name one separator is left."""
    text = example.replace("[[person.way]]", '[person]\njoiner = "."\n\n[[person.way]]')
    text = text.replace(
        '[{ use = "{given}{f}{m}{n}.{org}" }]', '[{ use = "{full}" }, { use = "{given}_{middle*}_{family}" }]'
    ).replace('scope = "org"', 'scope = "domain"')
    profile = load_profile(write(text))
    names = (NameParts("Lê", ("Thị", "Mỹ"), "An"), NameParts("Lê", (), "An"))
    assert [
        [one.local_part for one in personal_candidates(profile, name, None, TODAY)] for name in names
    ] == [["le.thi.my.an", "an_thi.my_le"], ["le.an", "an_le"]]
