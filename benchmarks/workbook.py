"""How long a workbook of 50,000 people and 16 columns takes: bare python-calamine against the whole reading.

Both in one run, one after the other, several times. Bare is opening the file and turning its cells into Python
values; ours is all of it: private copy, digest, prescan, child process, header, rows, units, people, problems.
Goals: at most 3 times bare, below 400 MB in either process.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import xlsxwriter

from connector.sources.workbook import WorkbookSource

PEOPLE = 50_000
UNITS = 300
RUNS = 7
HEADER = (
    "STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Mã đơn vị", "Đơn vị công tác", "Chức vụ", "Điện thoại cơ quan",
    "Tình trạng", "Ngày hiệu lực", "Số quyết định", "Thư điện tử", "Giới tính", "Dân tộc", "Trình độ", "Ghi chú",
)  # fmt: skip
FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Bùi", "Đỗ", "Đặng", "Ngô"]
MIDDLES = ["Văn", "Thị", "Thanh", "Ngọc", "Minh", "Đức", "Hữu", "Quốc", "Xuân"]
GIVEN = ["Anh", "Linh", "Hùng", "Thành", "Phương", "Dũng", "Hòa", "Lan", "Thắng", "Tuấn", "Duyên", "Khánh"]
BARE = """
import sys, time, python_calamine
began = time.perf_counter()
book = python_calamine.load_workbook(sys.argv[1])
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python()
print(time.perf_counter() - began)
"""


def write(path: Path) -> None:
    """Write the workbook; the people are invented."""
    chance = Random(2026)  # noqa: S311  invented people, the same in every run
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Nhân sự")
    sheet.write_row(0, 0, HEADER)
    for number in range(1, PEOPLE + 1):
        unit = chance.randrange(UNITS)
        name = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}"
        birth = f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/{chance.randrange(1965, 2003)}"
        row = (
            number, f"CB{number:06d}", name, birth, f"DV{unit:03d}", f"Phòng số {unit}", "Chuyên viên",
            f"02583{chance.randrange(100000, 999999)}", "Đang công tác", f"{chance.randrange(1, 29):02d}/01/2026",
            f"{chance.randrange(1, 900)}/QĐ-SNV", f"hop{number}@mau.gov.vn", "Nam", "Kinh", "Đại học", "",
        )  # fmt: skip
        sheet.write_row(number, 0, row)
    units = book.add_worksheet("Đơn vị")
    units.write_row(0, 0, ("Mã đơn vị", "Tên đơn vị"))
    for number in range(UNITS):
        units.write_row(number + 1, 0, (f"DV{number:03d}", f"Phòng số {number}"))
    book.close()


def bare(path: Path) -> float:
    """Return the seconds of a bare read, its interpreter's start not counted."""
    done = subprocess.run([sys.executable, "-c", BARE, path], capture_output=True, text=True, check=True)
    return float(done.stdout)


def ours(path: Path) -> float:
    """Return the seconds of a whole reading, in which nobody is lost."""
    began = time.perf_counter()
    roster = WorkbookSource(path).read()
    seconds = time.perf_counter() - began
    assert len(roster.people) == PEOPLE
    assert roster.people_rows.balanced
    return seconds


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nhan-su.xlsx"
        write(path)
        pairs = [(bare(path), ours(path)) for _ in range(RUNS)]
    plain, whole = (statistics.median(times) for times in zip(*pairs, strict=True))
    quickest = min(time for time, _ in pairs), min(time for _, time in pairs)
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{PEOPLE} people × {len(HEADER)} columns, {RUNS} runs of each")
    print(f"median: bare {plain:.2f} s, ours {whole:.2f} s, {whole / plain:.2f} times (goal 3)")
    print(
        f"quickest: bare {quickest[0]:.2f} s, ours {quickest[1]:.2f} s, {quickest[1] / quickest[0]:.2f} times"
    )
    print(f"most memory: {parent} MB here, {child} MB in the reading process (goal 400)")


if __name__ == "__main__":
    main()
