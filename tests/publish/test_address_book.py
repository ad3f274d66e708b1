"""The address book as files: who is in it, in which order, and what no file may do to its reader."""

import csv
import re
from datetime import datetime
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from connector.errors import ConnectorError
from connector.model.directory import Directory, State
from connector.publish.book import Book, book_of
from connector.publish.cards import as_vcards
from connector.publish.page import as_page
from connector.publish.table import as_csv, as_xlsx, rows
from connector.wiring.book import INTERNAL, Wish, published
from tests.support.boxes import mail_list, person, unit
from tests.support.installation import Installation
from tests.support.rosters import profile

AT = datetime.fromisoformat("2026-03-02T08:00:00+07:00")
HEALTH = {"unit": "syt", "unit_name": "Sở Y tế", "agency_name": "Sở Y tế"}
HOME = {"unit": "snv", "unit_name": "Sở Nội vụ", "agency_name": "Sở Nội vụ"}


def book(*more: object) -> Book:
    """Return the book of two agencies, a room, and whatever else is given."""
    entries = [
        unit("snv"),
        unit("syt", name="Sở Y tế", agency_name="Sở Y tế"),
        unit("vp", name="Văn phòng", agency_name="Sở Nội vụ"),
        mail_list("snv", name="Sở Nội vụ", address="ds-snv@khanhhoa.gov.vn"),
        person("NV1", name="Trần Bình", surname="Trần", given="Bình", **HOME),
        person("NV2", name="Đỗ Văn Án", surname="Đỗ", given="Án", **HOME),
        person("NV3", name="Lê Thị An", surname="Lê", given="An", **HEALTH),
    ]
    return book_of(Directory.of([*entries, *more]), "Danh bạ")  # type: ignore[list-item]  # entries of any kind


def names(made: Book) -> list[str]:
    """Return what the book names, in its order."""
    return [row[2] for row in rows(made)]


def test_people_stand_by_given_name_below_the_boxes_of_their_unit() -> None:
    """Án comes before Bình, Đỗ or Trần matter not; the agency's own section comes before its rooms."""
    made = book()
    assert [agency.name for agency in made.agencies] == ["Sở Nội vụ", "Sở Y tế"]
    assert names(made) == [
        "Sở Nội vụ",
        "Sở Nội vụ",
        "Đỗ Văn Án",
        "Trần Bình",
        "Văn phòng",
        "Sở Y tế",
        "Lê Thị An",
    ]
    assert [row[5] for row in rows(made)][:2] == ["snv@khanhhoa.gov.vn", "ds-snv@khanhhoa.gov.vn"]


@pytest.mark.parametrize(
    "fields", [{"state": State.CLOSED}, {"state": State.SUSPENDED}, {"listed": False}], ids=str
)
def test_who_is_out_or_protected_is_not_in_the_book(fields: dict[str, object]) -> None:
    """A closed, a suspended and an unlisted box leave no trace in any file."""
    made = book(person("NV9", name="Hồ Vắng", address="vang@khanhhoa.gov.vn", **HOME, **fields))
    everything = as_csv(made) + as_page(made, AT) + as_vcards(made)
    assert "Vắng" not in everything
    assert "vang@" not in everything


def test_no_cell_is_a_formula() -> None:
    """What begins like a formula stays text in CSV and XLSX."""
    evil = '=HYPERLINK("http://x","y")'
    made = book(person("NV9", name=evil, title="@SUM(A1)", phone="+84 258", **HOME))
    cells = [cell for row in csv.reader(StringIO(as_csv(made))) for cell in row]
    assert f"'{evil}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(made, AT))).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}


def test_the_page_runs_and_fetches_nothing() -> None:
    """A name with markup is shown as it is written."""
    page = as_page(book(person("NV9", name="<script>alert(1)</script>", **HOME)), AT)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r'(?:src|href)="(?!#|mailto:)', page) == []
    assert "default-src 'none'" in unescape(page)


def test_cards_are_folded_and_escaped() -> None:
    """Each line has at most 75 octets, and separators of a name are not those of the format."""
    made = book(person("NV9", name="Nguyễn, Thị; Hoa", surname="Nguyễn", given="Hoa", title="Ạ" * 60, **HOME))
    cards = as_vcards(made)
    assert all(len(line.encode()) <= 75 for line in cards.split("\r\n"))
    whole = cards.replace("\r\n ", "")
    assert "FN:Nguyễn\\, Thị\\; Hoa\r\n" in whole
    assert "TITLE:" + "Ạ" * 60 + "\r\n" in whole
    assert "N:Đỗ;Án;Văn;;\r\n" in whole
    assert whole.count("BEGIN:VCARD") == made.size


def test_each_agency_can_have_a_book_of_its_own() -> None:
    """NB Đ13.4: every agency publishes its own; two names that fold alike get two folders."""
    entries = [
        unit("a", name="Sở Y tế", agency_name="Sở Y tế"),
        unit("b", name="Sở Ý tế", agency_name="Sở Ý tế"),
    ]
    files = published(Directory.of(entries), profile("ubnd-ninhbinh"), Wish(("csv",), apart=True), AT)
    assert sorted(files) == ["so-y-te-2/danh-ba.csv", "so-y-te/danh-ba.csv"]


def test_publishing_follows_the_regulation() -> None:
    """VKS and NB publish, KH keeps it inside, BP needs a decision that is named (BP Đ6)."""
    directory = Directory.of([unit("snv")])
    pages = {
        name: published(directory, profile(name), Wish(("html",), document="12/QĐ"), AT)[
            "danh-ba.html"
        ].decode()
        for name in ("vks-khanhhoa", "ubnd-ninhbinh", "ubnd-khanhhoa", "ubnd-binhphuoc")
    }
    assert INTERNAL in pages["ubnd-khanhhoa"]
    assert "Công bố theo 12/QĐ." in pages["ubnd-binhphuoc"]
    assert INTERNAL not in pages["vks-khanhhoa"] + pages["ubnd-ninhbinh"]
    with pytest.raises(ConnectorError, match=r"BP Đ6\.2"):
        published(directory, profile("ubnd-binhphuoc"), Wish(), AT)


def test_an_agency_that_is_not_there_is_named() -> None:
    """A misspelt agency gives a sentence, not an empty book."""
    with pytest.raises(ConnectorError, match="Sở Nội vu"):
        published(Directory.of([unit("snv")]), profile("ubnd-ninhbinh"), Wish(agencies=("Sở Nội vu",)), AT)


def test_an_empty_book_never_takes_the_place_of_yesterdays() -> None:
    """Nothing that could be shown is an error, and no file is made."""
    with pytest.raises(ConnectorError, match="chưa có hộp thư nào"):
        published(Directory.of([unit("snv", listed=False)]), profile("ubnd-ninhbinh"), Wish(), AT)


def test_the_command_writes_the_book_of_the_directory(tmp_path: Path) -> None:
    """After a first load the four files hold everybody who is listed, and nobody else."""
    office = Installation(tmp_path, "ubnd-khanhhoa")
    office.receive_example("khanh-hoa/thang-01")
    office.first_load()
    ran = office.run("publish", "--out", str(tmp_path / "danh-ba"))
    assert ran.code == 0, ran.said
    made = {file.name for file in (tmp_path / "danh-ba").iterdir()}
    assert made == {"danh-ba.html", "danh-ba.csv", "danh-ba.xlsx", "danh-ba.vcf"}
    table = (tmp_path / "danh-ba" / "danh-ba.csv").read_text(encoding="utf-8-sig")
    ldif = (tmp_path / "danh-ba.ldif").read_text(encoding="utf-8")
    addresses = set(re.findall(r"^mail: (\S+)$", ldif, re.MULTILINE))
    written = {row[-1] for row in csv.reader(StringIO(table))} - {"Địa chỉ thư điện tử"}
    assert written
    assert written < addresses or written == addresses
    assert len(addresses - written) == ldif.count("connectorListed: FALSE")
