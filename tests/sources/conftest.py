"""Workbooks made by code, for the tests of the workbook source."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

Rows = Sequence[Sequence[object]]
MakeWorkbook = Callable[..., Path]

PEOPLE_HEADER = (
    "STT",
    "Mã cán bộ",
    "Họ và tên",
    "Mã đơn vị",
    "Chức vụ",
    "Điện thoại",
    "Tình trạng",
    "Ngày hiệu lực",
)
UNITS_HEADER = ("STT", "Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên", "Hộp thư")
UNITS: Rows = (UNITS_HEADER, (1, "SNV", "Sở Nội vụ", "", "snv"), (2, "VPS", "Văn phòng Sở", "SNV", "vp_snv"))
PEOPLE: Rows = (
    PEOPLE_HEADER,
    (1, "CB001", "Lê Đức Phương", "SNV", "Giám đốc", "0258 3822 123", "Đang công tác", "01/02/2026"),
    (2, "CB002", "Trần Thị Minh Hòa", "VPS", "Chuyên viên", "", "", ""),
)


def write(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write sheets of plain rows to `path`."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def make(tmp_path: Path) -> MakeWorkbook:
    """Return a function that writes a workbook of people and units."""

    def workbook(
        people: Rows = PEOPLE, units: Rows = UNITS, name: str = "nhan-su.xlsx", **more: Rows
    ) -> Path:
        return write(tmp_path / name, {"Nhân sự": people, "Đơn vị": units, **more})

    return workbook
