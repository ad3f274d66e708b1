"""The committed workbooks are the ones that examples/make.py makes."""

import runpy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMITTED = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.xlsx"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the script has just written everything."""
    folder = tmp_path_factory.mktemp("examples")
    script: dict[str, Any] = runpy.run_path(str(EXAMPLES / "make.py"))
    script["make"](folder)
    return folder


def _cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def _hidden(path: Path) -> dict[str, list[int]]:
    book = openpyxl.load_workbook(path)
    return {
        s.title: [row for row, shape in s.row_dimensions.items() if shape.hidden] for s in book.worksheets
    }


def test_the_script_makes_exactly_the_committed_files(made: Path) -> None:
    """No workbook was put there by hand and none was forgotten."""
    assert sorted(path.relative_to(made).as_posix() for path in made.rglob("*.xlsx")) == COMMITTED
    assert len(COMMITTED) == 6


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_workbooks_are_what_the_script_makes(made: Path, name: str) -> None:
    """Cell by cell, with the hidden rows."""
    assert _cells(made / name) == _cells(EXAMPLES / name)
    assert _hidden(made / name) == _hidden(EXAMPLES / name)


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_workbooks_are_small_and_explained(name: str) -> None:
    """At most 60 KiB each, and each is named in the README of the folder."""
    assert (EXAMPLES / name).stat().st_size <= 60 * 1024
    assert f"`{name}`" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
