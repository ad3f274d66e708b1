"""What a feed says becomes the same roster as a workbook's; unchanged is not read anew; nothing private is kept."""

import base64
import gzip
import hashlib
import json
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest

from connector.errors import SettingsError, SourceError
from connector.model.roster import Employment, Gravity, NameColumns, Roster
from connector.sources.feed.mapping import FeedMapping, load_feed_mapping
from connector.sources.feed.settings import ClientCredentials, FeedSettings
from connector.sources.feed.source import FeedSource
from tests.support.feeds import (
    PEOPLE,
    UNITS,
    Behaviour,
    Moments,
    Request,
    answer,
    envelope,
    feed,
    good,
    in_turn,
    mapping,
    source,
    zipped,
)

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/noi-vu-feed.schema.json").read_text(encoding="utf-8"))


def serving(*people: Mapping[str, object]) -> Behaviour:
    """Serve these people."""
    return lambda request: answer(envelope(UNITS if "units" in request.target else people))


def read(folder: Path, *people: Mapping[str, object], secret: bytes = b"") -> Roster:
    """Return the roster of a feed of these people."""
    with feed(serving(*people)) as server:
        return source(server.url, folder, secret=secret).read()


def test_the_shipped_example_of_the_contract_fits_its_schema() -> None:
    """What these tests serve is what the published schema allows, and a wrong envelope is not."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    for records in (PEOPLE, UNITS):
        assert [*validator.iter_errors(json.loads(envelope(records)))] == []
        assert [*validator.iter_errors(json.loads(envelope(records, format="2")))]


def test_every_field_of_the_contract_is_read(tmp_path: Path) -> None:
    """Fields of the national database that we need, in our words."""
    record = {
        "id": "h1",
        "ma_can_bo": "C1",
        "ho_ten": "Trần Thị Minh Hòa",
        "ho": "Trần",
        "dem": "Thị Minh",
        "ten": "Hòa",
        "ngay_sinh": "31/12/1980",
        "ten_don_vi": "Văn phòng Sở",
        "chuc_vu": "Chuyên viên",
        "loai": "công chức",
        "trang_thai": "biệt phái",
        "ngay_hieu_luc": "2026-02-01",
        "so_quyet_dinh": "12/QĐ-SNV",
        "dien_thoai_cong_vu": "0258 3822 123",
        "thu_dien_tu": "hoattm@khanhhoa.gov.vn",
        "khong_cong_khai": True,
        "dan_toc": "Kinh",
    }
    (person,) = read(tmp_path, record).people
    assert person.key == "C1"
    assert person.unit == "VPS"
    assert person.columns == NameColumns("Trần", "Thị Minh", "Hòa")
    assert (person.birth, str(person.since)) == ("1980-12-31", "2026-02-01")
    assert person.status is Employment.SECONDED
    assert person.phone == "02583822123"
    assert person.unlisted
    assert str(person.origin) == "Nội vụ › people › ma_can_bo #1"


def test_a_name_may_stand_in_one_field_or_in_three(tmp_path: Path) -> None:
    """Both kinds in one feed; neither makes the other incomplete."""
    separate = {"id": "2", "ma_can_bo": "C2", "ho": "Lê", "ten": "An", "ma_don_vi": "SNV"}
    roster = read(tmp_path, PEOPLE[0], separate)
    assert [(person.name, person.columns) for person in roster.people] == [
        ("Lê Đức Phương", None),
        ("Lê An", NameColumns("Lê", "", "An")),
    ]
    assert roster.people_rows.raw == 2


def test_doubtful_records_are_asked_about_like_rows(tmp_path: Path) -> None:
    """One bad record does not spoil the others, and is counted."""
    roster = read(
        tmp_path,
        *PEOPLE,
        {"id": "3", "ma_can_bo": "C3", "ho_ten": "Trần An", "ma_don_vi": "KHONG"},
        {"id": "4", "ma_can_bo": "C4", "ho_ten": "Trần An", "ma_don_vi": "SNV", "trang_thai": "đi vắng"},
        {"id": "5", "ho_ten": "Trần An", "ma_don_vi": "SNV"},
        {"id": "6", "ma_can_bo": None},
    )
    rows = roster.people_rows
    assert (rows.raw, rows.accepted, rows.questioned, rows.rejected, rows.blank) == (6, 2, 2, 1, 1)
    assert [(p.key, p.gravity) for p in roster.problems] == [
        ("C3", Gravity.QUESTION),
        ("C4", Gravity.QUESTION),
        ("", Gravity.REJECTED),
    ]


CITIZEN = "056080001234"


def test_citizen_numbers_become_keyed_digests_and_are_nowhere_kept(tmp_path: Path) -> None:
    """Same number, same key; another secret, another key; the number is not in what is kept."""
    record = {"id": "h1", "so_dinh_danh": CITIZEN, "ho_ten": "Lê An", "ma_don_vi": "SNV"}
    (person,) = read(tmp_path, record, secret=b"one").people
    (again,) = read(tmp_path / "b", {**record, "ma_can_bo": CITIZEN}, secret=b"one").people
    (other,) = read(tmp_path / "c", record, secret=b"two").people
    assert person.key == again.key != other.key
    assert CITIZEN not in person.key
    kept = gzip.decompress((tmp_path / "state" / "source.roster.gz").read_bytes()).decode()
    assert CITIZEN not in kept
    assert person.key in kept


def test_citizen_numbers_as_keys_need_a_key_file(tmp_path: Path) -> None:
    """Without one, a feed of citizen numbers is refused; none of them is in the message."""
    record = {"id": "h1", "ma_can_bo": CITIZEN, "ho_ten": "Lê An", "ma_don_vi": "SNV"}
    with pytest.raises(SourceError, match="định danh") as caught:
        read(tmp_path, record)
    assert CITIZEN not in caught.value.text.vi


def test_a_single_citizen_number_among_staff_numbers_is_withheld(tmp_path: Path) -> None:
    """The person is rejected with a reason, the others are read."""
    roster = read(tmp_path, *PEOPLE, {"id": "3", "ma_can_bo": CITIZEN, "ho_ten": "Lê An", "ma_don_vi": "SNV"})
    assert [person.key for person in roster.people] == ["C1", "C2"]
    assert [problem.gravity for problem in roster.problems] == [Gravity.REJECTED]
    assert CITIZEN not in repr(roster)


def test_fields_that_are_not_named_are_never_kept(tmp_path: Path) -> None:
    """Ethnicity, religion, health: what the mapping does not name does not leave the reader."""
    roster = read(tmp_path, {**PEOPLE[0], "dan_toc": "MARK-1", "suc_khoe": {"nhom_mau": "MARK-2"}})
    assert "MARK" not in repr(roster)
    assert b"MARK" not in gzip.decompress((tmp_path / "state" / "source.roster.gz").read_bytes())


def test_what_is_kept_is_private_and_small(tmp_path: Path) -> None:
    """Mode 0600, compressed; a file that was damaged counts for nothing."""
    read(tmp_path, *PEOPLE)
    kept = tmp_path / "state" / "source.roster.gz"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.stat().st_size < 1500
    kept.write_bytes(kept.read_bytes()[:50])
    with feed(lambda _: answer(status=503)) as server, pytest.raises(SourceError):
        source(server.url, tmp_path).read()


def tagged(request: Request) -> bytes:
    """Serve the example with ETags, and 304 where nothing changed."""
    said = good(request).partition(b"\r\n\r\n")[2]
    tag = f'"{hashlib.sha256(said).hexdigest()[:8]}"'
    if request.headers.get("if-none-match") == tag:
        return answer(status=304, ETag=tag)
    return answer(said, ETag=tag)


def test_unchanged_means_the_roster_of_last_time(tmp_path: Path) -> None:
    """304 to every page: an equal roster without a warning, and no list is sent again."""
    with feed(tagged) as server:
        reader = source(server.url, tmp_path)
        first = reader.read()
        assert reader.read() == first
        assert [request.headers.get("if-none-match", "")[:1] for request in server.requests] == [
            "",
            "",
            '"',
            '"',
        ]


def test_unchanged_is_asked_of_every_page(tmp_path: Path) -> None:
    """That the first page is the same says nothing of the second."""
    with feed(tagged) as server:
        reader = source(server.url, tmp_path)
        reader.read()
        server.behave = lambda request: (
            tagged(request) if "units" in request.target else serving(PEOPLE[0])(request)
        )
        assert [person.key for person in reader.read().people] == ["C1"]


def test_a_moment_is_a_validator_too(tmp_path: Path) -> None:
    """Last-Modified is given back as If-Modified-Since."""
    when = "Mon, 02 Mar 2026 01:00:00 GMT"

    def dated(request: Request) -> bytes:
        if request.headers.get("if-modified-since") == when:
            return answer(status=304)
        return good(request).replace(b"\r\n\r\n", f"\r\nLast-Modified: {when}\r\n\r\n".encode(), 1)

    with feed(dated) as server:
        reader = source(server.url, tmp_path)
        assert reader.read() == reader.read()
        assert len(server.requests) == 4


def test_a_feed_without_validators_is_read_whole_each_time(tmp_path: Path) -> None:
    """There is nothing to ask by."""
    with feed(good) as server:
        reader = source(server.url, tmp_path)
        assert reader.read() == reader.read()
        assert len(server.requests) == 4


def test_another_agreement_does_not_use_what_was_kept(tmp_path: Path) -> None:
    """Another key for citizen numbers makes other people; the old roster must not stand in for them."""
    with feed() as server:
        source(server.url, tmp_path).read()
        server.behave = lambda _: answer(status=503)
        with pytest.raises(SourceError):
            source(server.url, tmp_path, secret=b"new").read()


def test_the_order_of_records_does_not_change_the_digest(tmp_path: Path) -> None:
    """A server that answers from an unsorted table is not a change each night."""
    assert read(tmp_path, *PEOPLE).digests == read(tmp_path / "b", *reversed(PEOPLE)).digests
    assert read(tmp_path, *PEOPLE).digests != read(tmp_path / "c", PEOPLE[0]).digests


def test_the_day_the_feed_describes_is_read(tmp_path: Path) -> None:
    """`as_of` of the answer becomes that of the roster, also of a roster that is kept."""
    with feed(
        lambda request: answer(envelope(UNITS if "units" in request.target else PEOPLE, as_of="2026-03-01"))
    ) as server:
        reader = source(server.url, tmp_path)
        assert str(reader.read().as_of) == "2026-03-01"
        server.behave = lambda _: answer(status=503)
        assert str(reader.read().as_of) == "2026-03-01"


def test_gzip_is_understood(tmp_path: Path) -> None:
    """As most servers answer."""
    with feed(lambda request: zipped(envelope(UNITS if "units" in request.target else PEOPLE))) as server:
        assert len(source(server.url, tmp_path).read().people) == 2


STRANGE = """
format = 1
name = "Another province"

[people]
path = "api/canbo"
items = "/ketQua/danhSach"
id = "/maHoSo"
{total}

[people.fields]
key = ["/soHieu"]
name = ["/hoTen"]
unit_key = ["/donVi/ma"]
status = ["/tinhTrang"]

[people.words.status]
"1" = "đang công tác"
"2" = "nghỉ hưu"

[people.paging]
{paging}

[units]
path = "api/donvi"
items = ""
id = "/ma"

[units.fields]
unit_key = ["/ma"]
unit_name = ["/ten"]
"""
STRANGERS = [
    {"maHoSo": n, "soHieu": f"C{n}", "hoTen": "Lê An", "donVi": {"ma": "SNV"}, "tinhTrang": 1 + (n == 3)}
    for n in range(7)
]
PAGINGS = {
    "page": ('kind = "page"\npage = "trang"\nsize = "coTrang"\nrecords = 3\nfirst = 0', ""),
    "page and total": ('kind = "page"\nrecords = 3', 'total = "/ketQua/tongSo"'),
    "offset": (
        'kind = "offset"\nstart = "tu"\ncount = "so"\nrecords = 3\nfirst = 0',
        'total = "/ketQua/tongSo"',
    ),
    "cursor": ('kind = "cursor"\ncursor = "/ketQua/tiep"\nparameter = "con"', ""),
    "no next link": ('kind = "next"', ""),
    "none": ('kind = "none"', ""),
}


def strange(request: Request) -> bytes:
    """Page in every way there is."""
    parts = urlsplit(request.target)
    asked = {name: int(values[0]) for name, values in parse_qs(parts.query).items() if values[0].isdigit()}
    if parts.path == "/api/donvi":
        return answer(json.dumps([{"ma": "SNV", "ten": "Sở Nội vụ"}]).encode())
    size = asked.get(
        "coTrang", asked.get("size", asked.get("so", 3 if asked or "NEXT" in request.headers else 7))
    )
    start = asked.get("tu", asked.get("con", asked.get("trang", asked.get("page", 1) - 1) * size))
    shown = STRANGERS[start : start + size]
    more = start + size < len(STRANGERS)
    found = {"danhSach": shown, "tongSo": len(STRANGERS), "tiep": str(start + size) if more else None}
    return answer(json.dumps({"ketQua": found}).encode())


@pytest.mark.parametrize(("paging", "total"), PAGINGS.values(), ids=PAGINGS.keys())
def test_other_names_and_other_paging_are_a_mapping_and_no_code(
    paging: str, total: str, tmp_path: Path
) -> None:
    """Envelope, field names, words and paging of another feed are data."""
    file = tmp_path / "other.toml"
    file.write_text(STRANGE.format(paging=paging, total=total), encoding="utf-8")
    with feed(strange) as server:
        roster = source(server.url, tmp_path, agreement=load_feed_mapping(file)).read()
    assert [person.key for person in roster.people] == [f"C{n}" for n in range(7)]
    assert [person.key for person in roster.people if not person.status.serving] == ["C3"]


def test_link_headers_lead_from_page_to_page(tmp_path: Path) -> None:
    """RFC 8288, among other links and relative to the page."""
    file = tmp_path / "other.toml"
    file.write_text(STRANGE.format(paging='kind = "next"', total=""), encoding="utf-8")

    def linked(request: Request) -> bytes:
        if "canbo" not in request.target:
            return strange(request)
        start = int(request.target.rpartition("=")[2]) if "=" in request.target else 0
        link = f'</a>; rel="prev", <?from={start + 3}>; title="x"; rel="next"' if start < 6 else ""
        return answer(json.dumps({"ketQua": {"danhSach": STRANGERS[start : start + 3]}}).encode(), Link=link)

    with feed(linked) as server:
        roster = source(server.url, tmp_path, agreement=load_feed_mapping(file)).read()
    assert len(roster.people) == 7


FAULTY = {
    "no people": ("[units]", "people"),
    "unknown key": ('format = 1\nnane = "x"', "nane"),
    "unknown field": (
        STRANGE.replace("soHieu", "x").replace('unit_key = ["/don', 'religion = ["/don'),
        "religion",
    ),
    "bad pointer": (STRANGE.replace('"/hoTen"', '"hoTen"'), "RFC 6901"),
    "offset without total": (STRANGE.replace("{paging}", 'kind = "offset"'), "total"),
    "not TOML": ("format = = 1", "TOML"),
}


@pytest.mark.parametrize(("text", "words"), FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_mapping_is_refused_by_name(text: str, words: str, tmp_path: Path) -> None:
    """Every fault at once, each with its place."""
    file = tmp_path / "bad.toml"
    file.write_text(text.replace("{total}", "").replace("{paging}", 'kind = "none"'), encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        load_feed_mapping(file)


@pytest.mark.parametrize("name", ["noi-vu", "scim"])
def test_the_shipped_mappings_can_be_read(name: str) -> None:
    """They come with connector."""
    assert isinstance(mapping(name), FeedMapping)


@pytest.mark.parametrize(
    "url",
    [
        "http://feed.example.org/",
        "ftp://127.0.0.1/",
        "https://user:secret@feed.example.org/",
        "https:///people",
        "people",
        "http://127.0.0.1.example.org/",
        "http://10.0.0.1/",
    ],
)
def test_personal_data_never_travels_unprotected(url: str) -> None:
    """HTTPS only; HTTP on this machine alone; a secret has no place in a URL."""
    with pytest.raises(SettingsError):
        FeedSettings(name="x", url=url)


def test_a_token_from_a_file_is_sent(tmp_path: Path) -> None:
    """And asked anew each time, so that a changed file is seen."""
    tokens = iter(["one", "two"])
    with feed() as server:
        source(server.url, tmp_path, bearer=lambda: next(tokens)).read()
        assert [request.headers["authorization"] for request in server.requests] == [
            "Bearer one",
            "Bearer two",
        ]


def oauth(server_url: str) -> ClientCredentials:
    """Return our client's credentials at the token endpoint of a server."""
    return ClientCredentials(
        token_url=f"{server_url}token", client_id="connector", client_secret=lambda: "s:e c", scope="hr.read"
    )


def guarded(request: Request) -> bytes:
    """Give tokens to our client, and people to who has the newest token."""
    if request.target == "/token":
        basic = base64.b64encode(b"connector:s%3Ae+c").decode()
        assert request.headers["authorization"] == f"Basic {basic}"
        assert parse_qs(request.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["hr.read"]}
        return answer(b'{"access_token": "new", "token_type": "Bearer", "expires_in": 3600}')
    return good(request) if request.headers.get("authorization") == "Bearer new" else answer(status=401)


def reader_of(url: str, folder: Path) -> FeedSource:
    """Return a source that comes with client credentials."""
    return source(url, folder, oauth=oauth(url))


def test_client_credentials_are_exchanged_once(tmp_path: Path) -> None:
    """RFC 6749, 4.4: one token for all pages."""
    with feed(guarded) as server:
        assert len(reader_of(server.url, tmp_path).read().people) == 2
        assert [request.target for request in server.requests] == ["/token", "/units", "/people"]


def test_a_token_that_ran_out_is_renewed_once(tmp_path: Path) -> None:
    """A second refusal is final."""
    old = b'{"access_token": "old"}'
    with feed(in_turn(lambda _: answer(old), guarded)) as server:
        assert len(reader_of(server.url, tmp_path).read().people) == 2
    with feed(lambda request: answer(old) if "token" in request.target else answer(status=401)) as server:
        with pytest.raises(SourceError, match="401"):
            reader_of(server.url, tmp_path / "b").read()
        assert [request.target for request in server.requests] == ["/token", "/units", "/token", "/units"]


@pytest.mark.parametrize(
    "said", [b"{}", b'{"access_token": ""}', b'{"access_token": "a\\r\\nb"}', b"[]", b"<html>"]
)
def test_a_bad_token_is_refused(said: bytes, tmp_path: Path) -> None:
    """Nothing that could break a header is sent on."""
    with feed(lambda request: answer(said) if "token" in request.target else good(request)) as server:
        with pytest.raises(SourceError):
            reader_of(server.url, tmp_path).read()
        assert [request.target for request in server.requests] == ["/token"]


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    """Neither in the words of a value nor in those of an error."""
    with feed(lambda _: answer(status=403)) as server:
        reader = source(server.url, tmp_path, Moments(), bearer=lambda: "MARK", secret=b"MARK")
        with pytest.raises(SourceError) as caught:
            reader.read()
    assert "MARK" not in repr(reader) + caught.value.text.vi
