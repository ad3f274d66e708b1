# ruff: noqa: INP001 - this folder holds examples and is no package
"""Make the workbooks of this folder again: `python examples/make.py`.

Every person in them is invented. The seeds stand here, so the same workbooks come out each time;
tests/sample/test_examples.py checks that what is committed is what this script makes.
"""

from collections.abc import Iterator
from pathlib import Path

from connector.sample.generate import generate
from connector.sample.month import Turnover, next_month
from connector.sample.roster import SampleRoster
from connector.sample.workbook import write_workbook

HERE = Path(__file__).parent
LIVELY = Turnover(
    joiners=0.03,
    collisions=0.01,
    movers_between=0.015,
    movers_inside=0.015,
    leavers=0.02,
    renamed=0.01,
    bad_rows=0.01,
)
"""More than a real month brings, so that a workbook of 200 people shows everything."""


def examples() -> Iterator[tuple[str, SampleRoster]]:
    """Yield each workbook: its path below this folder and its content."""
    january = generate(200, 30, "ubnd-khanhhoa", seed=1, awkward=0.09)
    yield "khanh-hoa/thang-01.xlsx", january
    yield "khanh-hoa/thang-02.xlsx", next_month(january, seed=2, turnover=LIVELY)
    yield "vks-khanh-hoa/thang-01.xlsx", generate(24, 14, "vks-khanhhoa", seed=3, awkward=0.2)
    yield "quang-tri/thang-01.xlsx", generate(18, 8, "skhcn-quangtri", seed=4, awkward=0.2)
    yield "binh-phuoc/thang-01.xlsx", generate(25, 16, "ubnd-binhphuoc", seed=5, awkward=0.2)
    yield "ninh-binh/thang-01.xlsx", generate(25, 12, "ubnd-ninhbinh", seed=6, awkward=0.2)


def make(folder: Path) -> None:
    """Write all workbooks below `folder`."""
    for name, roster in examples():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(path, roster)


if __name__ == "__main__":
    make(HERE)
