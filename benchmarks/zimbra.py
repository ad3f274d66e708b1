"""What the Zimbra client itself costs: first load, a night without news, a night with 1 % changes.

Against the simulator, in a process of its own, with answers as large as Zimbra's (546 attributes for each
account created or changed). Says nothing of how fast a real Zimbra writes. Goal: under 1 ms of our processor
time for each account.

    python -m benchmarks.zimbra [people]
"""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from connector.model.directory import Entry, MailList, PersonalMailbox, UnitMailbox
from connector.model.plan import Change, Reason
from connector.targets.zimbra.codec import ZimbraCodec
from connector.targets.zimbra.mapping import load_mapping
from connector.targets.zimbra.settings import ZimbraSettings
from connector.targets.zimbra.target import ZimbraTarget
from connector.text import same
from connector.zimbra_simulator.mailhost import Settings
from connector.zimbra_simulator.simulator import ZimbraSimulator

DOMAIN = "khanhhoa.gov.vn"
REASON = Reason(same("đo"))
PER_UNIT = 20
ROOT = Path(__file__).resolve().parents[1]
SERVER = Settings(domains=(DOMAIN, "quantri.vn"), admin="admin@quantri.vn", requests_per_second=0)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the server saw."""

    posts: int
    names: Mapping[str, int]
    """Request → how often, those in batches too."""
    received: int
    sent: int


def serve(pipe: Connection) -> None:
    """Run a simulator; answer each word on the pipe with the traffic since the last, until it is closed."""
    with ZimbraSimulator(SERVER) as zimbra:
        pipe.send((zimbra.url, zimbra.admin, zimbra.password))
        while pipe.recv():
            seen = list(zimbra.requests)
            names = Counter(name.removesuffix("Request") for one in seen for name in one.names)
            pipe.send(
                Traffic(len(seen), names, sum(one.received for one in seen), sum(one.sent for one in seen))
            )
            zimbra.requests.clear()


@contextmanager
def server() -> Iterator[tuple[ZimbraSettings, Callable[[], Traffic]]]:
    """Give a server in another process and a way to ask for its traffic."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there,), daemon=True)
    process.start()
    url, admin, password = here.recv()

    def traffic() -> Traffic:
        here.send("traffic")
        seen = here.recv()
        assert isinstance(seen, Traffic)
        return seen

    yield ZimbraSettings(url=url, admin=admin, password=lambda: password, domains=(DOMAIN,)), traffic
    here.send("")
    process.join(20)


def invented(people: int) -> list[Entry]:
    """Return so many officials with their units and lists."""
    entries: list[Entry] = []
    for number in range(people):
        unit = f"dv{number // PER_UNIT:04}"
        person = PersonalMailbox(
            key=f"person/NV{number:06}",
            person=f"NV{number:06}",
            address=f"nv{number:06}@{DOMAIN}",
            name=f"Nguyễn Thị Thu Hà {number}",
            surname="Nguyễn",
            given="Hà",
            title="Chuyên viên",
            unit=unit,
            unit_name="Phòng Tổ chức – Hành chính",
            agency_name="Sở Nội vụ",
            phone="0258 3822 001",
            quota=2048,
        )
        entries.append(person)
    for unit in sorted({one.unit for one in entries}):
        members = [one.key for one in entries if isinstance(one, PersonalMailbox) and one.unit == unit]
        box = UnitMailbox(
            key=f"unit/{unit}", unit=unit, address=f"{unit}@{DOMAIN}", name="Phòng", agency_name="Sở Nội vụ"
        )
        names = tuple(sorted([*members, box.key]))
        mails = MailList(
            key=f"list/{unit}", unit=unit, address=f"ds.{unit}@{DOMAIN}", name="Danh sách", members=names
        )
        entries += [box, mails]
    return entries


def measured(what: str, count: int, traffic: Callable[[], Traffic], work: Callable[[], int]) -> None:
    """Do `work` and print what it cost; it returns how many changes it wrote."""
    traffic()
    wall, cpu = time.perf_counter(), time.process_time()
    written = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    seen = traffic()
    print(
        f"{what:22} {written:6} changes {wall:7.1f} s  our CPU {cpu:6.2f} s = {1000 * cpu / count:.3f} ms/account"
        f"  {seen.posts:5} requests  sent {seen.received / 1e6:6.1f} MB, got {seen.sent / 1e6:7.1f} MB\n"
        f"{'':22} {', '.join(f'{count} {name}' for name, count in sorted(seen.names.items()))}"
    )


def main(people: int) -> None:
    """Measure three runs."""
    wanted = invented(people)
    later = [
        replace(one, title="Trưởng phòng")
        if isinstance(one, PersonalMailbox) and one.person.endswith("50")
        else one
        for one in wanted
    ]
    codec = ZimbraCodec(load_mapping(ROOT / "mappings" / "targets" / "zimbra.toml"), "khanhhoa")
    with server() as (settings, traffic):
        for what, entries in (("first load", wanted), ("nothing new", wanted), ("1 % changed", later)):
            target = ZimbraTarget(settings, codec)
            measured(what, len(entries), traffic, partial(run, target, entries))
            target.close()


def run(target: ZimbraTarget, wanted: Sequence[Entry]) -> int:
    """Read, compare, write; return the number of changes."""
    now = target.read().directory
    changes = [Change(now.get(one.key), one, REASON) for one in wanted if now.get(one.key) != one]
    outcomes = list(target.apply(changes))
    assert all(one.result.settled for one in outcomes)
    return len(outcomes)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
