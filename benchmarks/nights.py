"""First load, no-op night and 1 % night against a real slapd, beside the plainest tools on the same data.

    ./scripts/bench nights [PEOPLE …] [--fsync]      default: 1000 10000 50000

Every figure of one size comes from one run on one machine; ratios are what counts. Beside ours stand:

- `ldapadd` of the same entries into an equal, empty server; `ldapsearch` of the same attributes;
- the bare python-calamine read of the same workbook;
- up to 10,000 people, what an IT administrator would write: openpyxl and ldap3, one search for each person.

Goals: no-op ≤ 2.0 × (calamine + ldapsearch); first load at least as fast as ldapadd; 1 % night ≤ 1.15 ×
no-op; ≥ 15 × faster than the administrator's script on a no-op at 10,000.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import python_calamine

from benchmarks._admin_script import administrators_night
from connector.sample.generate import generate
from connector.sample.workbook import write_workbook
from devtools.slapd import PrivateSlapd

ATTRIBUTES = (
    *("connectorKey", "connectorUnit", "connectorAlias", "connectorRetired", "connectorStatus"),
    *("connectorQuota", "connectorListed", "cn", "sn", "givenName", "displayName", "title", "o", "ou"),
    *("telephoneNumber", "mail", "employeeNumber", "member"),
)

CONFIGURATION = """\
organisation = "ubnd-khanhhoa"
[source]
people = "{workbook}"
[target]
kind = "openldap"
uri = "{uri}"
base_dn = "{base}"
bind_dn = "{bind_dn}"
password_file = "{password_file}"
[safety]
source_loss_held = 1.0
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall seconds, and the largest resident set of the process in MB."""

    seconds: float
    megabytes: float = 0.0
    output: str = ""


def command(folder: Path, *words: str) -> Measured:
    """Run one connector command in `folder` and measure it."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "connector", *words], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    output = process.stdout.read() if process.stdout is not None else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 2, 3):
        sys.exit(f"connector {' '.join(words)} failed:\n{output}")
    return Measured(seconds, usage.ru_maxrss / 1024, output)


def timed(work: Callable[[], object]) -> Measured:
    """Measure a call in this process."""
    began = time.perf_counter()
    work()
    return Measured(time.perf_counter() - began)


def one_percent(workbook: Path, changed: Path) -> None:
    """Write a copy of the workbook in which every hundredth person has another position."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["Nhân sự"]
    row, column = next(
        (row, column)
        for row, cells in enumerate(sheet.iter_rows(values_only=True), 1)
        for column, value in enumerate(cells, 1)
        if value == "Chức vụ"
    )
    for number in range(row + 1, sheet.max_row + 1, 100):
        sheet.cell(number, column).value = "Chuyên viên chính (mới)"
    book.save(changed)


def calamine(workbook: Path) -> None:
    """Read all values of all sheets, and nothing else."""
    book = python_calamine.CalamineWorkbook.from_path(str(workbook))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def night(people: int, folder: Path, *, nosync: bool) -> None:
    """Measure one size and print its figures."""
    workbook, changed = folder / "a.xlsx", folder / "b.xlsx"
    write_workbook(workbook, generate(people, 400 if people > 5_000 else 60, "ubnd-khanhhoa", 7))
    one_percent(workbook, changed)
    with PrivateSlapd(folder / "server", nosync=nosync, owners=("ubnd-khanhhoa",)) as server:
        settings = folder / "connector.toml"
        values = {
            "uri": server.uri,
            "base": server.base,
            "bind_dn": server.service_dn,
            "password_file": server.password_file,
        }
        settings.write_text(CONFIGURATION.format(workbook=workbook, **values))
        command(folder, "decide", "--first")
        digest = json.loads(command(folder, "plan", "--json").output)["digest"]
        command(folder, "approve", digest)
        first = command(folder, "apply", "--yes", "--json")
        command(folder, "sync", "--json")
        quiet = command(folder, "sync", "--json")
        search = timed(lambda: server.ldapsearch("-b", server.base, "(objectClass=*)", *ATTRIBUTES))
        bare = timed(lambda: calamine(workbook))
        settings.write_text(CONFIGURATION.format(workbook=changed, **values))
        one = command(folder, "sync", "--json")
        settings.write_text(CONFIGURATION.format(workbook=workbook, **values))
        script = timed(lambda: administrators_night(workbook, server)) if people <= 10_000 else None
        dump = server.dump()
    added = plain_load(folder, dump, nosync=nosync)
    show(people, first, quiet, one, search, bare, added, script)


def plain_load(folder: Path, dump: str, *, nosync: bool) -> Measured:
    """Measure ldapadd of the same entries into an equal, empty server."""
    ours = [
        "\n".join(line for line in record.splitlines() if not line.startswith(OPERATIONAL))
        for record in dump.split("\n\n")
        if "connectorOwner:" in record
    ]
    with PrivateSlapd(folder / "plain", nosync=nosync, owners=("ubnd-khanhhoa",)) as server:
        return timed(lambda: server.add("\n\n".join(ours) + "\n"))


OPERATIONAL = (
    "structuralObjectClass:", "entryUUID:", "creatorsName:", "createTimestamp:", "entryCSN:",
    "modifiersName:", "modifyTimestamp:", "pwd",
)  # fmt: skip


def show(  # noqa: PLR0913, PLR0917  # one argument for each thing measured
    people: int,
    first: Measured,
    quiet: Measured,
    one: Measured,
    search: Measured,
    bare: Measured,
    added: Measured,
    script: Measured | None,
) -> None:
    """Print the figures of one size, absolute and as ratios."""
    floor = bare.seconds + search.seconds
    print(f"\n{people:,} people                    seconds   MB      ratio")
    print(f"  calamine read                   {bare.seconds:7.2f}")
    print(f"  ldapsearch                      {search.seconds:7.2f}")
    print(f"  ldapadd                         {added.seconds:7.2f}")
    print(f"  first load   connector apply    {first.seconds:7.2f} {first.megabytes:5.0f}   "
          f"{first.seconds / added.seconds:.2f} × ldapadd")  # fmt: skip
    print(f"  no-op night  connector sync     {quiet.seconds:7.2f} {quiet.megabytes:5.0f}   "
          f"{quiet.seconds / floor:.2f} × (calamine + ldapsearch)")  # fmt: skip
    print(f"  1 % night    connector sync     {one.seconds:7.2f} {one.megabytes:5.0f}   "
          f"{one.seconds / quiet.seconds:.2f} × no-op")  # fmt: skip
    if script is not None:
        print(f"  administrator's script, no-op   {script.seconds:7.2f}         "
              f"{script.seconds / quiet.seconds:.1f} × ours")  # fmt: skip


def main() -> None:
    """Measure every size that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("people", nargs="*", type=int, default=[1_000, 10_000, 50_000])
    parser.add_argument(
        "--fsync", action="store_true", help="the server waits for the disk, as in production"
    )
    chosen = parser.parse_args()
    print(f"server: {'fsync on' if chosen.fsync else 'dbnosync'}")
    for people in chosen.people:
        with tempfile.TemporaryDirectory() as folder:
            night(people, Path(folder), nosync=not chosen.fsync)


if __name__ == "__main__":
    main()
