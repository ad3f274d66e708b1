"""How long it takes to give a whole province its addresses, and how many people get which: Khánh Hòa's rule.

    ./scripts/bench addresses [PEOPLE …]      default: 10000 30000 100000

Everybody joins at once, which is the hardest night there is. For each size, each in a process of its own:

- `ask`: the regulation as it is (KH Đ3.3b): who collides is asked about, with four free candidates each;
- `next`: the same regulation where the first free candidate is taken;
- `second`: the night after `next`, when nothing is to be given any more;
- `bare`: a dict and a loop that does the same arithmetic on names already split and folded, with no reasons,
  no candidates and no memory of who owns what.

What counts are the ratios within one run, and that time per person does not grow with their number.
"""

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from connector.desired.desire import desire
from connector.desired.scene import Memory
from connector.model.directory import Directory, PersonalMailbox, Snapshot
from connector.model.plan import QuestionKind, Wanted
from connector.model.roster import Person, Roster, RowCount, Unit
from connector.rules.profile import Profile, find_profile
from connector.sample.chance import stream
from connector.sample.names import invent_names
from connector.shipped import shipped
from connector.vietnamese.ascii import to_ascii
from connector.vietnamese.names import Confidence, split_name

SIZES = (10_000, 30_000, 100_000)
TODAY = date(2026, 3, 2)
PER_AGENCY = 75
EMPTY = Snapshot(Directory())


def province(people: int, mark: str = "CB") -> Roster:
    """Return an invented roster: names as frequent as in life, `PER_AGENCY` people in each agency.

    Keys of people and units begin with `mark`, and another mark gives other people.
    """
    agencies = [
        Unit(f"{mark}-{number:04}", f"Sở Thử nghiệm {mark} {number}", "T", mailbox=f"s{mark.lower()}{number}")
        for number in range(1, people // PER_AGENCY + 1)
    ]
    units = (Unit("T", "Ủy ban nhân dân tỉnh", mailbox="ubnd"), *agencies)
    named = enumerate(invent_names(people, stream(7, mark)))
    officials = [
        Person(f"{mark}{number:06}", name, agencies[number % len(agencies)].key, position="Chuyên viên")
        for number, name in named
    ]
    return Roster(
        tuple(officials),
        units,
        (),
        RowCount(people, people),
        RowCount(len(units), len(units)),
        {"bench": "7"},
    )


def regulation(mode: str) -> Profile:
    """Return Khánh Hòa's regulation, with its way out of a collision replaced."""
    profile = find_profile("ubnd-khanhhoa", shipped("mappings", "organisations"))
    if mode == "ask":
        return profile
    collision = profile.person.collision.model_copy(update={"mode": "next-candidate"})
    person = profile.person.model_copy(update={"collision": collision})
    return profile.model_copy(update={"person": person})


def bare(roster: Roster) -> tuple[float, int]:
    """Return the seconds of a dict loop over folded names, and how many it names."""
    names = [split_name(person.name) for person in roster.people]
    folded = [
        (to_ascii(one.parts.family), [to_ascii(word) for word in one.parts.middle], to_ascii(one.parts.given))
        for one in names
        if one.parts is not None and one.confidence is Confidence.SURE
    ]
    began = time.perf_counter()
    taken: dict[str, int] = {}
    after: dict[str, int] = {}
    for number, (family, middle, given) in enumerate(folded):
        own = family[:1] + "".join(middle)[:1] + given
        offers = (
            own,
            family[:1] + "".join([word[:1] for word in middle]) + given,
            family + "".join(middle) + given,
        )
        chosen = next((offer for offer in offers if offer not in taken), "")
        while not chosen:
            after[own] = after.get(own, 1) + 1
            chosen = f"{own}{after[own]}" if f"{own}{after[own]}" not in taken else ""
        taken[chosen] = number
    return time.perf_counter() - began, len(taken)


def shares(wanted: Wanted, people: int) -> dict[str, float]:
    """Return by which template people are named, and how many are asked about, in percent."""
    found: Counter[str] = Counter(question.kind.value for question in wanted.questions)
    for entry in wanted.directory:
        if isinstance(entry, PersonalMailbox):
            found[wanted.reasons[entry.key].text.vi.rpartition(" ")[2]] += 1
    return {word: round(100 * count / people, 1) for word, count in found.most_common()}


def measured(mode: str, people: int) -> dict[str, object]:
    """Return seconds, MB and shares of one way at one size."""
    roster = province(people)
    if mode == "bare":
        seconds, named = bare(roster)
        return {"seconds": seconds, "named": named}
    profile = regulation(mode)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    wanted = desire(roster, profile, EMPTY, Memory(), TODAY)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if mode == "second":
        began = time.perf_counter()
        again = desire(roster, profile, replace(EMPTY, directory=wanted.directory), Memory(), TODAY)
        seconds = time.perf_counter() - began
        assert again.directory == wanted.directory
    asked = sum(question.kind is QuestionKind.COLLISION for question in wanted.questions)
    return {
        "seconds": seconds,
        "megabytes": (peak - before) / 1024,
        "shares": shares(wanted, people),
        "asked": asked,
    }


def main(arguments: Iterable[str]) -> None:
    """Measure every size, each way in a process of its own, and print the figures."""
    words = list(arguments)
    if len(words) == 2 and not words[0].isdecimal():
        print(json.dumps(measured(words[0], int(words[1]))))
        return
    for people in [int(word) for word in words] or SIZES:
        print(f"{people} people")
        plain = 0.0
        for mode in ("bare", "ask", "next", "second"):
            command = [sys.executable, "-m", "benchmarks.addresses", mode, str(people)]
            found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            seconds = float(found["seconds"])
            plain = plain or seconds
            line = f"  {mode:7} {seconds:7.2f} s  {1e6 * seconds / people:6.1f} µs each  {seconds / plain:6.1f} × bare"
            if "megabytes" in found:
                line += f"  {found['megabytes']:6.0f} MB"
            print(line, found.get("shares", "") if mode in {"ask", "next"} else "")


if __name__ == "__main__":
    main(sys.argv[1:])
