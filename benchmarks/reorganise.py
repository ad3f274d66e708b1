"""Two organisations under Khánh Hòa's rule become one: how many of the smaller side collide, and how long it takes.

    ./scripts/bench reorganise [LARGER SMALLER]      default: 22000 15000

Each side was named by itself (the first free candidate); then the smaller side moves to the larger one's domain,
under the regulation as it is (who collides is asked about) and where the next candidate is taken. Beside it stand
the bare count of names that both sides have, and the same night without a reorganisation. Last: the workbook of all
questions, written and read back.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.addresses import EMPTY, TODAY, province, regulation
from connector.desired.desire import desire
from connector.desired.scene import Memory
from connector.model.directory import Directory, Entry, PersonalMailbox, person_key
from connector.model.plan import Wanted
from connector.model.roster import Roster
from connector.model.succession import DomainSuccession, Phase, Reorganisation
from connector.rules.profile import Profile
from connector.rules.templates import Use, parse
from connector.wiring.questionnaire import as_workbook, filled_in

LARGER, SMALLER = 22_000, 15_000
OLD, NEW = "ninhthuan.gov.vn", "khanhhoa.gov.vn"
AT = datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def side(people: int, mark: str, domain: str) -> tuple[Roster, list[Entry]]:
    """Return one organisation and its directory, every key marked, every address in `domain`."""
    rules = regulation("next")
    first = rules.domain[0].model_copy(update={"name": parse(domain, Use.DOMAIN)})
    roster = province(people, mark)
    wanted = desire(roster, rules.model_copy(update={"domain": (first,)}), EMPTY, Memory(), TODAY)
    return roster, [entry for entry in wanted.directory if isinstance(entry, PersonalMailbox)]


def together(one: Roster, other: Roster) -> Roster:
    """Return the roster of both; the units of both stand below one top."""
    units = {unit.key: unit for unit in (*one.units, *other.units)}
    people = sorted((*one.people, *other.people), key=lambda person: person.key)
    return replace(one, people=tuple(people), units=tuple(units[key] for key in sorted(units)))


def night(
    roster: Roster, rules: Profile, present: Sequence[Entry], phase: Phase | None
) -> tuple[float, Wanted]:
    """Return the seconds of thinking, and what should be; without a phase nothing is reorganised."""
    row = DomainSuccession(OLD, NEW, TODAY, TODAY + timedelta(days=365), "45/NQ-HĐND")
    started = Reorganisation("SX", rules.id, phase or Phase.PLANNED, (), (row,), "", "", "", AT)
    snapshot = replace(EMPTY, directory=Directory.of(present))
    began = time.perf_counter()
    wanted = desire(roster, rules, snapshot, Memory(reorganisations=[started]), date(2026, 3, 3))
    return time.perf_counter() - began, wanted


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    larger, smaller = [int(word) for word in arguments] or (LARGER, SMALLER)
    big, boxes = side(larger, "KH", NEW)
    small, others = side(smaller, "NT", OLD)
    taken = {entry.address.partition("@")[0] for entry in boxes}
    began = time.perf_counter()
    both = sum(entry.address.partition("@")[0] in taken for entry in others)
    bare = time.perf_counter() - began
    print(
        f"{larger} and {smaller} people; of {len(others)} names {both} are taken: {100 * both / len(others):.0f} %"
    )
    roster, present = together(big, small), [*boxes, *others]
    quiet, _ = night(roster, regulation("ask"), present, None)
    print(f"  counting alone {bare:.3f} s; a night without reorganisation {quiet:.2f} s")
    for mode in ("ask", "next"):
        seconds, wanted = night(roster, regulation(mode), present, Phase.SWITCHED)
        moved = {one.key for one in wanted.converted}
        same = sum(one.old.partition("@")[0] == one.new.partition("@")[0] for one in wanted.converted)
        asked = sum(question.subject.startswith(person_key("NT")) for question in wanted.questions)
        print(
            f"  {mode:5} {seconds:6.2f} s ({seconds / quiet:.1f} × quiet): {same} keep their name,"
            f" {len(moved) - same} get another, {asked} are asked about"
        )
        if mode == "ask":
            workbook(wanted)


def workbook(wanted: Wanted) -> None:
    """Write all questions as a workbook, read it back, and print how long that takes."""
    with tempfile.TemporaryDirectory() as folder:
        file, rules = Path(folder) / "hoi.xlsx", regulation("ask")
        began = time.perf_counter()
        file.write_bytes(as_workbook(wanted.questions, rules, AT, {}, ({}, {})))
        written = time.perf_counter() - began
        began = time.perf_counter()
        rows = len(filled_in(file, rules))
        read = time.perf_counter() - began
        size = file.stat().st_size / 2**20
    print(
        f"  questionnaire of {rows} rows: written in {written:.1f} s ({size:.1f} MB), read back in {read:.1f} s"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
