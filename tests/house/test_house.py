"""The house keeps its own rules: docstrings, licence, reasons, commands that exist, no private paths."""

import ast
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
MADE_HERE = {".git", ".venv", "build", "dist", "demo-run", "__pycache__"}
"""Folders that are not part of a released tree; `*_cache` and `.hypothesis` are told by their names."""


def tree_without_git() -> Iterator[Path]:
    """Yield the files of an unpacked release, where git cannot tell what is ours."""
    for path in ROOT.rglob("*"):
        folders = path.relative_to(ROOT).parts[:-1]
        if path.is_file() and not any(
            part in MADE_HERE or part.endswith(("_cache", ".egg-info")) for part in folders
        ):
            yield path


def tracked_files() -> Sequence[Path]:
    """Return every file that is part of the project."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True
        )
        if listing.returncode == 0:  # git refuses a checkout that belongs to somebody else
            found = [ROOT / name for name in listing.stdout.split("\0") if name]
            return sorted(path for path in found if path.is_file())
    return sorted(tree_without_git())


FILES = tracked_files()
MODULES = [path for path in FILES if path.suffix == ".py"]
PAGES = [path for path in FILES if path.suffix == ".md"]


def name(path: Path) -> str:
    """Return how a file is called in the name of a test."""
    return str(path.relative_to(ROOT))


def pyproject() -> str:
    """Return the text of pyproject.toml."""
    return (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def dependencies() -> Sequence[str]:
    """Return every requirement of pyproject.toml, of all extras."""
    project = tomllib.loads(pyproject())["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    return [*project["dependencies"], *(line for extra in extras.values() for line in extra)]


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_every_module_says_what_it_is(module: Path) -> None:
    """Each Python file opens with a docstring."""
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))


def test_licence_is_the_whole_gpl_3() -> None:
    """The licence named in pyproject.toml lies in full beside it."""
    words = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert tomllib.loads(pyproject())["project"]["license"] == "GPL-3.0-or-later"
    assert words.split()[:6] == ["GNU", "GENERAL", "PUBLIC", "LICENSE", "Version", "3,"]
    assert "END OF TERMS AND CONDITIONS" in words


def test_every_dependency_gives_its_reason_and_licence() -> None:
    """A library that users must install has a comment: why it is here, and its licence in brackets."""
    lines = pyproject().splitlines()
    first = lines.index("dependencies = [") + 1
    required = lines[first : lines.index("]", first)] + [
        line for line in lines if line.startswith("native = ")
    ]
    without = [line for line in required if not re.search(r"#\s+\S.+\s\S.*\(.+\)$", line)]
    assert len(required) > 1
    assert without == []


def test_constraints_fix_every_dependency_to_a_version_it_allows() -> None:
    """`constraints.txt` is as new as pyproject.toml; after a change of the latter run ./scripts/lock."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    fixed = dict(line.split("==") for line in lines if not line.startswith("#"))
    wanted = [Requirement(line) for line in dependencies()]
    stale = [
        str(need)
        for need in wanted
        if not need.specifier.contains(fixed.get(canonicalize_name(need.name), "0.dev0"))
    ]
    assert stale == []


def test_constraints_name_versions_only() -> None:
    """Neither a local path nor the address of an index is in `constraints.txt`."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[a-z0-9-]+==[a-z0-9.+!]+", line)] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_of_the_pages_exist(page: Path) -> None:
    """Every script and make target that a page tells the reader to run is there and can be run."""
    text = page.read_text(encoding="utf-8")
    scripts = set(re.findall(r"(?<![\w/])(?:\./)?((?:scripts|\.ci)/[a-z][\w-]*)", text))
    targets = set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    offered = set(re.findall(r"[\w-]+", makefile[makefile.index(".PHONY:") :].splitlines()[0]))
    assert {script for script in scripts if not (ROOT / script).stat().st_mode & 0o100} == set()
    assert targets <= offered


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file of the project."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    relative = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in relative if not (page.parent / link).exists()] == []


def contents(path: Path) -> Iterator[bytes]:
    """Yield what is in a file; of a workbook, what is in its parts."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(part) for part in archive.namelist())
    else:
        yield path.read_bytes()


def test_no_file_names_a_place_on_a_developers_machine() -> None:
    """A clone works anywhere: no home folder and no working folder of ours is written down in the project."""
    private = re.compile(rb"(?<![\w.}])/(?:work|root|Users|home/[a-z]\w*)/\w|[A-Z]:\\Users\\")
    assert [name(path) for path in FILES if any(private.search(part) for part in contents(path))] == []
