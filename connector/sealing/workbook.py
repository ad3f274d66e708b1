"""`locked_workbook`: slips as an .xlsx that only its password opens (ECMA-376 agile encryption, AES-256)."""

from collections.abc import Sequence
from io import BytesIO

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties

from connector.model.envelope import Slip
from connector.sealing.letter import ADVICE, OCCASIONS

HEADER = (
    "STT",
    "Họ và tên",
    "Đơn vị",
    "Địa chỉ hộp thư",
    "Mật khẩu lần đầu",
    "Lý do cấp",
    "Ngày cấp",
    "Ký nhận",
)
WIDTHS = (6, 28, 34, 36, 26, 20, 12, 16)
_THIN = Side(style="thin")
LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
LARGEST = 14
"""Points of the title."""


def locked_workbook(agency: str, slips: Sequence[Slip], password: str) -> bytes:
    """Return the workbook of one agency."""
    plain, locked = BytesIO(), BytesIO()
    _workbook(agency, slips).save(plain)
    plain.seek(0)
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


def _workbook(agency: str, slips: Sequence[Slip]) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Mật khẩu lần đầu"
    sheet.append([f"Mật khẩu lần đầu – {agency}"])
    sheet.append([ADVICE])
    sheet.append([])
    sheet.append(list(HEADER))
    for number, slip in enumerate(slips, 1):
        row = [slip.name, slip.unit, slip.address, slip.password, OCCASIONS[slip.occasion]]
        sheet.append([number, *row, f"{slip.made:%d/%m/%Y}", ""])
    for line in sheet.iter_rows(min_row=5):
        for cell in line[1:]:
            # A password may begin with a sign that a spreadsheet takes for a formula.
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        for cell in line:
            cell.border = LINES
        line[4].font = Font(name="Courier New", size=12)
    for cell in sheet[4]:
        cell.font, cell.border = Font(bold=True), LINES
    sheet["A1"].font = Font(bold=True, size=LARGEST)
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=len(HEADER))
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = 32
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return book
