"""`write_workbook`: a roster as the .xlsx file that an HR office sends.

openpyxl's write-only mode writes it because openpyxl is there anyway; a faster writer would be one more
dependency of the package for demonstrations only. Equal content gives equal bytes as long as the versions
of openpyxl and zlib are the same, so a workbook can be kept in version control without noise.
"""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from connector.errors import ConnectorError, foreign
from connector.sample.roster import SamplePerson, SampleRoster, SampleUnit, Value
from connector.text import Text

if TYPE_CHECKING:
    from _typeshed import SizedBuffer

PEOPLE_SHEET = "Nhân sự"
UNITS_SHEET = "Đơn vị"
PEOPLE_COLUMNS = {
    "STT": 6,
    "Mã cán bộ": 12,
    "Họ và tên": 28,
    "Ngày sinh": 12,
    "Mã đơn vị": 11,
    "Đơn vị công tác": 36,
    "Chức vụ": 20,
    "Điện thoại cơ quan": 16,
    "Tình trạng": 16,
    "Ngày hiệu lực": 13,
    "Số quyết định": 15,
    "Thư điện tử": 28,
    "Ghi chú": 32,
}
"""Header → width in characters."""
UNITS_COLUMNS = {
    "STT": 6,
    "Mã đơn vị": 11,
    "Tên đơn vị": 44,
    "Mã đơn vị cấp trên": 18,
    "Hộp thư": 24,
    "Hậu tố địa chỉ cá nhân": 22,
    "Điện thoại": 14,
}
DATE_FORMAT = "dd/mm/yyyy"
CHUNK = 1 << 20
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - workbooks know no time zone
"""The day every sample workbook says it was made, so that equal content is equal bytes."""


def people_rows(roster: SampleRoster) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of the sheet "Nhân sự": letterhead, title, header, people."""
    yield (roster.name.upper(), "", "", "", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    yield ("", "", "", "", "", "", "Độc lập - Tự do - Hạnh phúc")
    yield ("", "", "DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC")
    yield ("", "", f"(Tính đến ngày {roster.as_of:%d/%m/%Y})")
    yield ()
    yield tuple(PEOPLE_COLUMNS)
    for number, person in enumerate(roster.people, start=1):
        yield _person_row(number, person)


def units_rows(roster: SampleRoster) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of the sheet "Đơn vị": letterhead, title, header, units."""
    yield (roster.name.upper(),)
    yield ("", "", "DANH MỤC ĐƠN VỊ VÀ HỘP THƯ ĐÃ ĐĂNG KÝ")
    yield ()
    yield tuple(UNITS_COLUMNS)
    for number, unit in enumerate(roster.units, start=1):
        yield _unit_row(number, unit)


def write_workbook(path: Path, roster: SampleRoster) -> None:
    """Write the roster to `path`, over what is there.

    Raises:
        ConnectorError: the file cannot be written.
    """
    try:
        with _DatelessZip(path, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(_book(roster), archive).write_data()
    except OSError as error:
        raise ConnectorError(
            Text(vi="Không ghi được tệp mẫu.", en="The sample workbook cannot be written."),
            where=str(path),
            advice=Text(
                vi=f"Hãy kiểm tra thư mục và quyền ghi. {foreign(error).vi}",
                en=f"Check the folder and the right to write there. {foreign(error).en}",
            ),
        ) from error


def _book(roster: SampleRoster) -> Workbook:
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = "connector sample"
    hidden = {row for row, person in enumerate(roster.people, start=7) if person.hidden}
    _write_sheet(book, PEOPLE_SHEET, PEOPLE_COLUMNS, people_rows(roster), hidden)
    _write_sheet(book, UNITS_SHEET, UNITS_COLUMNS, units_rows(roster), set())
    return book


def _person_row(number: int, person: SamplePerson) -> tuple[Value, ...]:
    return (
        number,
        person.key,
        person.name,
        person.birth,
        person.unit,
        person.unit_name,
        person.position,
        person.phone,
        person.status,
        person.since,
        person.decision,
        person.address,
        person.note,
    )


def _unit_row(number: int, unit: SampleUnit) -> tuple[Value, ...]:
    return (number, unit.key, unit.name, unit.parent, unit.mailbox, unit.person_suffix, unit.phone)


def _write_sheet(
    book: Workbook,
    title: str,
    columns: dict[str, int],
    rows: Iterator[tuple[Value, ...]],
    hidden: set[int],
) -> None:
    sheet: Worksheet = book.create_sheet(title)
    for letter, width in zip("ABCDEFGHIJKLM", columns.values(), strict=False):
        sheet.column_dimensions[letter].width = width
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    header = tuple(columns)
    dates: dict[date, Cell] = {}
    for row_values in rows:
        if row_values == header:
            sheet.append([_bold(sheet, word) for word in header])
        else:
            sheet.append([_cell(sheet, value, dates) for value in row_values])


def _bold(sheet: Worksheet, word: str) -> Cell:
    cell = WriteOnlyCell(sheet, word)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Worksheet, value: Value, dates: dict[date, Cell]) -> Value | Cell | None:
    """Return what the writer takes; one cell serves every row with the same date, as styling is slow."""
    if not isinstance(value, date):
        return None if value == "" else value
    if value not in dates:
        dates[value] = WriteOnlyCell(sheet, datetime(value.year, value.month, value.day))  # noqa: DTZ001 - as above
        dates[value].number_format = DATE_FORMAT
    return dates[value]


class _DatelessZip(ZipFile):
    """A zip whose members carry no time of their own."""

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: "SizedBuffer | str",
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Add `data` as a member."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(self._dateless(name), data, compress_type, compresslevel)

    def write(
        self,
        filename: str | PathLike[str],
        arcname: str | PathLike[str] | None = None,
        compress_type: int | None = None,
        compresslevel: int | None = None,  # noqa: ARG002 - the signature is ZipFile's
    ) -> None:
        """Add the content of a file as a member."""
        info = self._dateless(fspath(arcname or filename))
        info.compress_type = self.compression if compress_type is None else compress_type
        with Path(filename).open("rb") as source, self.open(info, "w", force_zip64=False) as member:
            shutil.copyfileobj(source, member, CHUNK)

    def _dateless(self, name: str) -> ZipInfo:
        info = ZipInfo(name)
        info.compress_type = self.compression
        info.external_attr = 0o600 << 16
        return info
