"""Citizen numbers, telephone numbers and passwords of invented people go through everything: where they end up."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import msoffcrypto
import openpyxl
import pytest
from openpyxl.workbook import Workbook
from pyrage import x25519

from connector.sample.generate import generate
from devtools.slapd import PrivateSlapd
from tests.support.hr import HEADINGS_ROW, PEOPLE, edited, written
from tests.support.installation import WIDE, WORKBOOK, Installation, quiet_slapd

pytestmark = pytest.mark.slapd

ORGANISATION = "ubnd-khanhhoa"
COUNT = 8
SECRET = "mat-khau-cua-bang-tinh"  # noqa: S105 - of this test's workbook
GIVEN = frozenset({WORKBOOK, "roster-of-a-test.xlsx"})
"""What HR gave: it holds everything, and is HR's."""


@dataclass
class Watching:
    """Reads the arguments of every process on this machine, again and again."""

    seen: set[bytes] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.03):
            for process in Path("/proc").glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    self.seen.add(process.read_bytes())


@dataclass(frozen=True)
class Tokens:
    """What must not be found."""

    citizens: Sequence[bytes]
    phones: Sequence[bytes]
    passwords: Sequence[bytes]

    def found(self, content: bytes, *kinds: str) -> list[bytes]:
        """Return those of some kinds that stand in `content`, a telephone number however it is written."""
        plain = content.replace(b" ", b"").replace(b".", b"")
        return [
            token
            for kind in kinds
            for token in getattr(self, kind)
            if token in (plain if kind == "phones" else content)
        ]


def citizen(number: int) -> str:
    """Return a citizen number that nobody has."""
    return f"0560991{number:05}"


def phone(number: int) -> str:
    """Return a telephone number that nobody has."""
    return f"0258 3{number:02}7 9{number:02}"


def with_tokens(book: Workbook) -> None:
    """Give everybody a citizen number in a column of its own, and a telephone number."""
    sheet = book[PEOPLE]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[HEADINGS_ROW], start=1)}
    last = sheet.max_column + 1
    sheet.cell(HEADINGS_ROW, last).value = "Số CCCD"
    for number, row in enumerate(range(HEADINGS_ROW + 1, sheet.max_row + 1)):
        if sheet.cell(row, 2).value:
            sheet.cell(row, last).value = citizen(number)
            sheet.cell(row, columns["Điện thoại cơ quan"]).value = phone(number)


def passwords_in(folder: Path) -> dict[str, str]:
    """Return address → password in the locked workbooks of a folder; later files come last."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.xlsx"), key=lambda one: one.stat().st_mtime_ns):
        locked, plain = msoffcrypto.OfficeFile(io.BytesIO(file.read_bytes())), io.BytesIO()
        locked.load_key(password=SECRET)
        locked.decrypt(plain)
        sheet = openpyxl.load_workbook(plain).worksheets[0]
        found |= {str(row[3].value): str(row[4].value) for row in sheet.iter_rows(min_row=5)}
    return found


def private(file: Path, text: str) -> Path:
    """Write a private file."""
    file.write_text(text + "\n")
    file.chmod(0o600)
    return file


def contents(file: Path) -> Iterator[bytes]:
    """Yield what is in a file, packed or not."""
    raw = file.read_bytes()
    yield raw
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield from (archive.read(name) for name in archive.namelist())


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give an empty server."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as server:
        yield server


@pytest.fixture
def office(tmp_path: Path, slapd: PrivateSlapd) -> Installation:
    """Give an office that logs into files, reads citizen numbers, and seals first passwords."""
    own = private(tmp_path / "age-identity", str(x25519.Identity.generate()))
    book = private(tmp_path / "workbook-password", SECRET)
    key = private(tmp_path / "identity-key", "k" * 64)
    more = (
        f'[log]\nto = "file"\nlevel = "debug"\n[passwords]\ngive = ["person", "unit"]\nidentity_file = "{own}"\n'
        f'[[passwords.agency]]\nname = "*"\nform = "workbook"\npassword_file = "{book}"\n{WIDE}'
    )
    source = f'identity_key_file = "{key}"'
    made = Installation(tmp_path / "office", ORGANISATION, slapd, more=more, source=source)
    made.receive(edited(written(generate(COUNT, 3, ORGANISATION, seed=4), tmp_path), with_tokens))
    return made


Say = Callable[..., str]


def whole_story(office: Installation, folder: Path) -> tuple[str, str]:
    """Run everything; return what plans say (they show a changed number), and what all else says."""
    plans = office.run("plan", "--all", "--out", str(folder / "plan.json")).said
    plans += office.run("plan", "--html", str(folder / "plan.html"), "--ldif", str(folder / "plan.ldif")).said
    said = office.run("check").said + office.run("sync").said
    out = str(folder / "giao")
    said += office.run("password", "status").said + office.run("password", "deliver", "--out", out).said
    address = min(passwords_in(folder / "giao"))
    unit = "vpubnd@khanhhoa.gov.vn"
    for arguments in (
        ("password", "reset", address, "--request", "15/SNV-VP", "--phone", "đã gọi"),
        ("handover", unit, "--to", "Trần Văn Bình", "--document", "1/QĐ"),
        ("password", "status", "--json"),
        ("password", "deliver", "--out", out),
        ("sync", "--json"),
        ("why", address),
        ("why", unit, "--json"),
        ("runs", "--json"),
        ("questions", "--json"),
        ("handover", "--list"),
    ):
        ran = office.run(*arguments)
        assert "Traceback" not in ran.said
        said += ran.said
    run = office.run("runs", "--json").json[-1]["run"]
    return plans, said + office.run("show", run).said + office.run("show", run, "--json").said


@pytest.mark.timeout(600)
def test_secrets_are_found_only_where_they_belong(
    office: Installation, slapd: PrivateSlapd, tmp_path: Path
) -> None:
    """Passwords: in the opened envelope and nowhere else. Citizen numbers: nowhere. Telephone: directory and plans."""
    folder = tmp_path / "ra"
    folder.mkdir()
    with Watching() as watching:
        plans, said = whole_story(office, folder)
    passwords = passwords_in(folder / "giao")
    assert len(passwords) >= COUNT
    tokens = Tokens(
        [citizen(number).encode() for number in range(COUNT)],
        [phone(number).replace(" ", "").encode() for number in range(COUNT)],
        [password.encode() for password in passwords.values()],
    )
    # The tokens went in, and the watcher saw our processes: else nothing is proven.
    assert tokens.found((folder / "plan.ldif").read_bytes(), "phones")
    assert any(b"connector" in one for one in watching.seen)
    assert tokens.found(plans.encode(), "citizens", "passwords") == []
    for words in (said.encode(), b"\n".join(watching.seen)):
        assert tokens.found(words, "citizens", "phones", "passwords") == []
    tree = (slapd.dump() + slapd.dump(suffix="cn=accesslog")).encode()
    assert tokens.found(tree, "citizens", "passwords") == []
    leaks: Mapping[str, list[bytes]] = {
        str(file.relative_to(tmp_path)): found
        for file in sorted(tmp_path.rglob("*"))
        if file.is_file() and file.name not in GIVEN
        for content in contents(file)
        if (found := tokens.found(content, *_kinds(file, tmp_path)))
    }
    assert leaks == {}


def _kinds(file: Path, tmp_path: Path) -> tuple[str, ...]:
    """Return what may not be in a file; a directory and a plan show the telephone of the office."""
    place = file.relative_to(tmp_path).parts[0]
    shows = place == "slapd" or file.name.startswith("plan.")
    return ("citizens", "passwords") if shows else ("citizens", "phones", "passwords")


def test_a_token_that_leaks_is_found(tmp_path: Path) -> None:
    """The search sees a password in a packed file and a number with other blanks: it could fail."""
    tokens = Tokens([b"056099100001"], [b"0258301790"], [b"Mat-khau=9"])
    packed = tmp_path / "x.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "Mat-khau=9 " * 50 + "02583.017 90")
    found = [token for content in contents(packed) for token in tokens.found(content, "passwords", "phones")]
    assert set(found) == {b"Mat-khau=9", b"0258301790"}
