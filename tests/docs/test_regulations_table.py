"""docs/regulations.md: every rule of the five texts has a place in the software and a test, or a reason why not."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from connector.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "regulations.md"
FILES = {
    "V": "vks-khanhhoa",
    "K": "ubnd-khanhhoa",
    "Q": "skhcn-quangtri",
    "B": "ubnd-binhphuoc",
    "N": "ubnd-ninhbinh",
}
RULES = {"V": 13, "K": 22, "Q": 7, "B": 13, "N": 20}
"""How many rules each text has, as they are numbered on the page."""
SHORTEST_REASON = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of one regulation."""

    number: str
    rule: str
    article: str
    where: str
    proof: str

    @property
    def file(self) -> str:
        """The organisation file of its regulation."""
        return FILES[self.number[0]]


def rows() -> Iterator[Row]:
    """Yield the rows of every table on the page."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.fullmatch(r"[VKQBN]\d+", cells[0]):
            assert len(cells) == 5, line
            yield Row(*cells)


ROWS = list(rows())


def ticked(text: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


@cache
def organisation(name: str) -> Mapping[str, Any]:
    """Return an organisation file as plain data."""
    return tomllib.loads((ROOT / "mappings" / "organisations" / f"{name}.toml").read_text("utf-8"))


@cache
def functions_of(file: str) -> frozenset[str]:
    """Return the names of the tests in a file, also those of classes."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def has(data: object, path: list[str]) -> bool:
    """Tell whether plain data has a dotted key; of a list any element may have it."""
    if not path:
        return True
    if isinstance(data, list):
        return any(has(one, path) for one in data)
    return isinstance(data, dict) and path[0] in data and has(data[path[0]], path[1:])


def test_every_rule_has_exactly_one_row() -> None:
    """V1–V13, K1–K22, Q1–Q7, B1–B13, N1–N20, each once and in order."""
    wanted = [f"{letter}{number}" for letter, last in RULES.items() for number in range(1, last + 1)]
    assert [row.number for row in ROWS] == wanted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_rule_names_its_article_and_says_what_it_asks(row: Row) -> None:
    """An article of the text, and a sentence."""
    assert re.match(r"Đ\d", row.article), row
    assert len(row.rule) > 10, row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_rule_has_a_place_that_exists(row: Row) -> None:
    """A key of the organisation file, a module, a page, or a command."""
    places = ticked(row.where)
    for place in places:
        if place.startswith("connector "):
            assert place.split()[1] in COMMANDS, place
        elif "/" in place:
            assert (ROOT / place).exists(), place
        else:
            assert has(organisation(row.file), place.split(".")), (row.file, place)
    assert places or row.where == "–", row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_rule_is_tested_or_its_reason_is_given(row: Row) -> None:
    """Each test that is named is in the suite; a rule without a test says why software cannot do it."""
    named = ticked(row.proof)
    for test in named:
        file, _, function = test.partition("::")
        assert function in functions_of(f"tests/{file}"), test
    if not named:
        assert row.proof.startswith("Không: "), row
        assert len(row.proof) > SHORTEST_REASON, row
        return
    assert row.where != "–", row
