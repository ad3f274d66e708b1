"""How long a workbook of 50,000 people and 16 columns takes: bare python-calamine against the whole reading.

Both in one run, one after the other, several times, each in a process of its own. Bare is opening the file and
turning its cells into Python values; ours is all of it: private copy, digest, prescan, child process, header,
rows, units, people, problems.
Goals: at most 3 times bare, below 400 MB in either process.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import xlsxwriter

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

OURS = f"""
import resource, sys, time
from pathlib import Path
from connector.sources.workbook import WorkbookSource
began = time.perf_counter()
roster = WorkbookSource(Path(sys.argv[1])).read()
print(time.perf_counter() - began)
for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    print(resource.getrusage(who).ru_maxrss // 1024)
assert len(roster.people) == {PEOPLE} and roster.people_rows.balanced
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


def measured(program: str, path: Path) -> list[float]:
    """Return the figures that a program prints, each in a process of its own; its start is not counted."""
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    return [float(figure) for figure in done.stdout.split()]


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nhan-su.xlsx"
        write(path)
        runs = [(measured(BARE, path)[0], measured(OURS, path)) for _ in range(RUNS)]
    bare, ours = [plain for plain, _ in runs], [figures[0] for _, figures in runs]
    parent, child = (max(figures[place] for _, figures in runs) for place in (1, 2))
    plain, whole = statistics.median(bare), statistics.median(ours)
    print(f"{PEOPLE} people × {len(HEADER)} columns, {RUNS} runs of each")
    print(f"median: bare {plain:.2f} s, ours {whole:.2f} s, {whole / plain:.2f} times (goal 3)")
    print(f"quickest: bare {min(bare):.2f} s, ours {min(ours):.2f} s, {min(ours) / min(bare):.2f} times")
    print(f"most memory: {parent:.0f} MB, and {child:.0f} MB in the reading process (goal 400)")


if __name__ == "__main__":
    main()
