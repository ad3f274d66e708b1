"""Workbooks laid out as state bodies really send them, made by code; the people are invented."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

Rows = Sequence[Sequence[object]]
UNIT_ROWS: Rows = (
    ("Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên"),
    ("UB", "UBND tỉnh Mẫu", ""),
    ("SNV", "Sở Nội vụ", "UB"),
    ("VPS", "Văn phòng Sở", "SNV"),
    ("TTS", "Thanh tra Sở", "SNV"),
    ("VPUB", "Văn phòng UBND tỉnh Mẫu", "UB"),
    ("XA1", "Xã Cam An", "UB"),
    ("XA1VH", "Phòng Văn hóa - Xã hội", "XA1"),
    ("XA1KT", "Phòng Kinh tế", "XA1"),
    ("XA2", "Phường Cam Linh", "UB"),
    ("XA2VH", "Phòng Văn hóa - Xã hội", "XA2"),
    ("XA2KT", "Phòng Kinh tế", "XA2"),
)
LETTERHEAD: Rows = (
    ("UBND TỈNH MẪU", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("SỞ NỘI VỤ", "", "", "Độc lập - Tự do - Hạnh phúc"),
    (),
)
FOOTER: Rows = (
    ("Tổng cộng: 3 người",),
    ("", "", "", "Mẫu, ngày 01 tháng 02 năm 2026"),
    ("Nơi nhận:", "", "Người lập", "GIÁM ĐỐC"),
    ("- Như trên;", "", "(Ký tên)", "(Ký tên, đóng dấu)"),
    ("", "", "", "Phạm Thị Chung"),
)


@dataclass(frozen=True)
class Layout:
    """One way of laying out a list, and what must come of it."""

    rows: Rows
    units: dict[str, str]
    """Key → unit of everybody who is accepted."""
    asked: tuple[str, ...] = ()
    """Keys of the rows that are asked about."""
    rejected: int = 0
    warns: tuple[str, ...] = ()
    """Words that some warning holds."""
    merges: tuple[str, ...] = ()
    sheets: dict[str, Rows] = field(default_factory=dict)
    hidden: str = ""


HEAD = ("STT", "Mã cán bộ", "Họ và tên", "Chức vụ")


def regular(prefix: str, count: int, unit: str) -> list[tuple[object, ...]]:
    """Return rows of people who say their unit."""
    return [
        (n, f"{prefix}{n:02d}", f"Lê Thị {chr(64 + n)}nh", "Chuyên viên", unit) for n in range(1, count + 1)
    ]


LAYOUTS: dict[str, Layout] = {
    "2 a nearly empty unit column left of the full one": Layout(
        (
            *LETTERHEAD,
            ("STT", "Mã cán bộ", "Tên đơn vị", "Họ và tên", "Cơ quan, đơn vị công tác"),
            *[
                (n, f"C{n}", "UBND tỉnh Mẫu" if n == 1 else "", f"Lê Văn {chr(64 + n)}n", "Sở Nội vụ")
                for n in range(1, 7)
            ],
            (7, "", "", "Công an tỉnh - chưa có danh sách", ""),
        ),
        {f"C{n}": "SNV" for n in range(1, 7)},
        rejected=1,
        sheets={"Phụ lục đầu mối": (("STT", "Họ và tên", "Điện thoại"), (1, "Lê Văn An", "0258 3822 123"))},
        warns=("không có bảng nhận ra được",),
    ),
    "3 two columns of addresses": Layout(
        (
            ("STT", "Mã cán bộ", "Họ và tên", "Đơn vị", "Thư điện tử công vụ", "Gmail"),
            (1, "C1", "Lê Văn An", "Sở Nội vụ", "an@mau.gov.vn", "an@gmail.com"),
            (2, "C2", "", "Sở Nội vụ", "b@mau.gov.vn", ""),
        ),
        {"C1": "SNV"},
        asked=("C2",),
    ),
    "4 the unit in the remarks, a serial number that drifts": Layout(
        (
            (*HEAD, "GHI CHÚ"),
            (1.0, "C1", "Lê Văn An", "Chuyên viên", "Văn phòng Sở"),
            (2.0000000000000848, "C2", "Lê Văn Bình", "Chuyên viên", ""),
            (3.0000000000000848, "C3", "Lê Văn Chi", "Chuyên viên", ""),
            (4.0000000000000848, "C4", "Lê Văn Dũng", "Chuyên viên", ""),
            (5.0000000000000848, "C5", "Lê Văn Em", "Chuyên viên", ""),
            (6, "C6", "Lê Văn Giang", "Chuyên viên", ""),
            (7, "C7", "Lê Văn Hà", "Chuyên viên", ""),
            (8, "C8", "Lê Văn Khoa", "Chuyên viên", "Thanh tra Sở"),
            (9, "C9", "Lê Văn Lâm", "Chuyên viên", ""),
        ),
        {**{f"C{n}": "VPS" for n in range(1, 8)}, "C8": "TTS", "C9": "TTS"},
        warns=("hàng đầu mỗi nhóm",),
    ),
    "4 the unit in the remarks of every row": Layout(
        (
            (*HEAD, "Ghi chú"),
            (1, "C1", "Lê Văn An", "Chuyên viên", "Văn phòng Sở"),
            (2, "C2", "Lê Văn Bình", "Chuyên viên", "Thanh tra Sở"),
        ),
        {"C1": "VPS", "C2": "TTS"},
    ),
    "5 group rows split over two cells of one agency": Layout(
        (
            HEAD,
            ("", "", "Ủy ban nhân dân tỉnh Mẫu", ""),
            (1, "C1", "Lê Văn An", "Chủ tịch"),
            ("", "", "Phường Cam Linh", ""),
            (1, "C2", "Lê Văn Bình", "Chủ tịch"),
        ),
        {"C1": "UB", "C2": "XA2"},
        warns=("hàng tiêu đề nhóm",),
    ),
    "6 the unit only in the title": Layout(
        (
            *LETTERHEAD,
            ("DANH SÁCH CÁN BỘ CỦA VĂN PHÒNG UBND TỈNH MẪU",),
            ("(đến ngày 31/01/2026)",),
            (*HEAD, "Di động"),
            (1, "C1", "Lê Văn An", "Chuyên viên", "0905123456"),
            *FOOTER,
        ),
        {"C1": "VPUB"},
        warns=("dòng tiêu đề phía trên",),
    ),
    "6 the unit only in the letterhead": Layout(
        (*LETTERHEAD, ("DANH SÁCH CÁN BỘ",), HEAD, (1, "C1", "Lê Văn An", "Chuyên viên"), *FOOTER),
        {"C1": "SNV"},
        warns=("dòng tiêu đề phía trên",),
    ),
    "7 room and commune under one merged label": Layout(
        (
            ("STT", "Mã cán bộ", "Họ và tên", "Đơn vị công tác", ""),
            (1, "C1", "Lê Văn An", "Phòng Văn hóa - Xã hội", "Xã Cam An"),
            (2, "C2", "Lê Văn Bình", "Phòng Kinh tế", "Phường Cam Linh"),
            (3, "C3", "Lê Văn Chi", "", "Phường Cam Linh"),
        ),
        {"C1": "XA1VH", "C2": "XA2KT", "C3": "XA2"},
        merges=("D1:E1",),
    ),
    "8 Roman group rows, usernames in the unit column": Layout(
        (
            ("STT", "Mã cán bộ", "Họ và tên", "Đơn vị"),
            ("I", "", "VĂN PHÒNG SỞ", ""),
            (1, "C1", "Lê Văn An", "lvan"),
            (2, "C2", "Lê Văn Bình", "lvbinh"),
            ("II", "", "THANH TRA SỞ", ""),
            (3, "C3", "Lê Văn Chi", "lvchi"),
        ),
        {"C1": "VPS", "C2": "VPS", "C3": "TTS"},
        warns=("hàng tiêu đề nhóm",),
    ),
    "8 groups within groups": Layout(
        (
            HEAD,
            ("I", "", "XÃ CAM AN", ""),
            ("", "", "Phòng Kinh tế", ""),
            (1, "C1", "Lê Văn An", "Trưởng phòng"),
            ("", "", "Phòng Văn hóa - Xã hội", ""),
            (2, "C2", "Lê Văn Bình", "Trưởng phòng"),
            ("II", "", "PHƯỜNG CAM LINH", ""),
            (3, "C3", "Lê Văn Chi", "Chủ tịch"),
            ("", "", "Phòng Kinh tế", ""),
            (4, "C4", "Lê Văn Dũng", "Chuyên viên"),
        ),
        {"C1": "XA1KT", "C2": "XA1VH", "C3": "XA2", "C4": "XA2KT"},
    ),
    "8 three levels of groups, rooms of one name in two communes": Layout(
        (
            HEAD,
            ("A", "", "UBND TỈNH MẪU", ""),
            ("I", "", "Xã Cam An", ""),
            ("", "", "1. Phòng Kinh tế", ""),
            (1, "C1", "Lê Văn An", "Trưởng phòng"),
            ("", "", "2. Phòng Văn hóa - Xã hội", ""),
            (2, "C2", "Lê Văn Bình", "Trưởng phòng"),
            ("II", "", "Phường Cam Linh", ""),
            ("", "", "1. Phòng Kinh tế", ""),
            (1, "C3", "Lê Văn Chi", "Chuyên viên"),
            ("B", "", "SỞ NỘI VỤ", ""),
            (1, "C4", "Lê Văn Dũng", "Giám đốc"),
            ("I", "", "Văn phòng Sở", ""),
            (2, "C5", "Lê Văn Em", "Chuyên viên"),
        ),
        {"C1": "XA1KT", "C2": "XA1VH", "C3": "XA2KT", "C4": "SNV", "C5": "VPS"},
    ),
    "8 the header again on every printed page, between groups": Layout(
        (
            HEAD,
            ("I", "", "VĂN PHÒNG SỞ", ""),
            (1, "C1", "Lê Văn An", "Chuyên viên"),
            HEAD,
            ("1", "2", "3", "4"),
            (2, "C2", "Lê Văn Bình", "Chuyên viên"),
            ("II", "", "THANH TRA SỞ", ""),
            HEAD,
            (3, "C3", "Lê Văn Chi", "Chuyên viên"),
        ),
        {"C1": "VPS", "C2": "VPS", "C3": "TTS"},
    ),
    "9 positions in the unit column": Layout(
        (
            ("STT", "Mã cán bộ", "Họ và tên", "Đơn vị"),
            (1, "C1", "Lê Văn An", "Chủ tịch UBND phường"),
            (2, "C2", "Lê Văn Bình", "Phường Cam Linh"),
        ),
        {"C2": "XA2"},
        asked=("C1",),
    ),
    "10 two sheets of people": Layout(
        ((*HEAD, "Đơn vị"), *regular("A", 4, "Sở Nội vụ")),
        {**{f"A{n:02d}": "SNV" for n in range(1, 5)}, **{f"B{n:02d}": "VPS" for n in range(1, 4)}},
        sheets={"Đợt 2": ((*HEAD, "Đơn vị"), *regular("B", 3, "Văn phòng Sở"))},
    ),
    "11 a header broken over lines, addresses with blanks inside": Layout(
        (
            ("Số\nTT", "Mã\ncán bộ", "Họ và\ntên", "Đơn vị\ncông tác", "Địa chỉ thư\nđiện tử"),
            (1, "C1", "Lê Văn An", "Sở Nội vụ", "An @ mau. gov.vn"),
            (2, "C2", "Lê Văn Bình", "Sở Nội vụ", "le binh@mau.gov.vn"),
            (3, "C3", "Lê Văn Chi", "Sở Nội vụ", "chi@mau.gov"),
            (4, "C4", "Lê Văn Dũng", "Sở Nội vụ", "dung"),
        ),
        {"C1": "SNV"},
        asked=("C2", "C3", "C4"),
    ),
    "12 rows lost on the way, seen by the serial number": Layout(
        (
            (*HEAD, "Đơn vị"),
            (1, "C1", "Lê An", "", "Sở Nội vụ"),
            (2, "C2", "Lê Bình", "", "Sở Nội vụ"),
            (5, "C5", "Lê Chi", "", "Sở Nội vụ"),
            (5, "C6", "Lê Dũng", "", "Sở Nội vụ"),
        ),
        dict.fromkeys(("C1", "C2", "C5", "C6"), "SNV"),
        warns=("bị nhảy hoặc trùng ở hàng 4, 5",),
    ),
    "15 the form of an annex: motto, two header rows, signature": Layout(
        (
            *LETTERHEAD,
            ("DANH SÁCH CÁN BỘ",),
            ("STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "", "Đơn vị"),
            ("", "", "", "Nam", "Nữ", ""),
            (1, "C1", "Lê Văn An", "1/2/1980", "", "Sở Nội vụ"),
            (2, "C2", "Lê Thị Bình", "", "1985", "Văn phòng Sở"),
            *FOOTER,
        ),
        {"C1": "SNV", "C2": "VPS"},
        merges=("D5:E5", "A5:A6", "B5:B6"),
    ),
    "16 a merged title, a subtitle, the header in row 4": Layout(
        (
            ("BẢNG THEO DÕI CÁN BỘ",),
            ("Quý I năm 2026",),
            (),
            (*HEAD, "Đơn vị", "Dân tộc", "Tôn giáo"),
            (1, "C1", "Lê Văn An", "Chuyên viên", "Sở Nội vụ", "Kinh", "Không"),
        ),
        {"C1": "SNV"},
        merges=("A1:G1",),
    ),
    "hidden sheet": Layout(
        ((*HEAD, "Đơn vị"), *regular("A", 2, "Sở Nội vụ")),
        {"A01": "SNV", "A02": "SNV"},
        hidden="Nhân sự",
        warns=("bị ẩn",),
    ),
}


def save(layout: Layout, path: Path) -> Path:
    """Write a layout and the list of units to `path`."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in {"Nhân sự": layout.rows, **layout.sheets, "Đơn vị": UNIT_ROWS}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    for span in layout.merges:
        book["Nhân sự"].merge_cells(span)
    if layout.hidden:
        book[layout.hidden].sheet_state = "hidden"
    book.save(path)
    return path
