"""`Owned` and `Retrying`: what they let through, what they hold back, and what they make of doubt."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import TargetRejected, TargetStopped, TargetUnreachable
from connector.model.directory import Entry, Snapshot
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.targets.memory import MemoryDirectory, MemoryTarget
from connector.targets.owned import Owned
from connector.targets.retrying import TRIES, Retrying, full_jitter
from connector.text import same
from tests.support.boxes import DOMAIN, REASON, change, create, delete, person, unit

HA, BINH = person("NV0001"), person("NV0002")
GONE = TargetUnreachable(same("mất kết nối"))


class Faulty:
    """A memory target that does with each change what the script says, one word for each time it is sent.

    ok: written and said so · lost: written, no answer · dropped: not written, no answer · busy: not now ·
    away: not reachable · stop: the server is in trouble.
    """

    def __init__(self, script: Sequence[str]) -> None:
        self.world = MemoryDirectory()
        self._inner = MemoryTarget(self.world)
        self._script = list(script)
        self.looks = 0

    def read(self) -> Snapshot:
        """Read, or be away."""
        self._maybe_away()
        return self._inner.read()

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Look, or be away."""
        self.looks += 1
        self._maybe_away()
        return self._inner.look(keys)

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Do as the script says."""
        self._maybe_away()
        for one in wave:
            word = self._script.pop(0) if self._script else "ok"
            if word == "stop":
                raise TargetStopped(same("hết đĩa"))
            if word in ("ok", "lost"):
                outcome = next(iter(self._inner.apply([one])))
            if word == "ok":
                yield outcome
            else:
                yield Outcome(one, Result.RETRY if word == "busy" else Result.UNKNOWN)

    def check(self) -> Sequence[Finding]:
        """Find nothing."""
        return self._inner.check()

    def close(self) -> None:
        """Do nothing."""

    def _maybe_away(self) -> None:
        if self._script and self._script[0] == "away":
            self._script.pop(0)
            raise GONE


def retrying(target: Faulty, naps: list[float]) -> Retrying:
    """Return the target with retries that write down their pauses instead of taking them."""
    return Retrying(target, sleep=naps.append, rng=Random(3))  # noqa: S311 - no secret


@pytest.mark.parametrize(
    ("script", "result", "writes", "pauses"),
    [
        (["ok"], Result.DONE, 1, 0),
        (["lost"], Result.ALREADY, 1, 1),
        (["dropped", "ok"], Result.DONE, 1, 1),
        (["busy", "busy", "ok"], Result.DONE, 1, 2),
        (["busy"] * 9, Result.RETRY, 0, TRIES - 1),
        (["dropped"] * 9, Result.UNKNOWN, 0, TRIES - 1),
        (["away", "away", "ok"], Result.DONE, 1, 2),
        (["dropped", "away", "lost", "away"], Result.ALREADY, 1, 4),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else str(value),
)
def test_every_doubt_ends_in_the_truth(script: list[str], result: Result, writes: int, pauses: int) -> None:
    """A change is written at most once, and its last outcome is what really became of it."""
    target, naps = Faulty(script), list[float]()
    [outcome] = retrying(target, naps).apply([create(HA)])
    assert (outcome.result, target.world.writes, len(naps)) == (result, writes, pauses)


def test_a_doubt_over_a_hand_edit_is_a_conflict() -> None:
    """What others wrote while nobody answered is found by reading and stays."""
    target, naps = Faulty(["ok", "dropped"]), list[float]()
    wrapped = retrying(target, naps)
    list(wrapped.apply([create(HA)]))

    def meddle(pause: float) -> None:
        naps.append(pause)
        target.world.entries[HA.key] = replace(HA, title="Sửa tay")

    [outcome] = Retrying(target, sleep=meddle, rng=Random(3)).apply([change(HA, title="x")])  # noqa: S311 - no secret
    assert outcome.result is Result.CONFLICT
    assert target.world.entries[HA.key] == replace(HA, title="Sửa tay")


def test_away_for_good_stops_the_run_and_says_what_is_known() -> None:
    """Every change has an outcome before the error, none of them "done"."""
    target, naps = Faulty(["away"] * 20), list[float]()
    said: list[Outcome] = []
    with pytest.raises(TargetStopped):
        said.extend(retrying(target, naps).apply([create(HA)]))
    assert len(naps) == TRIES - 1
    heard: list[Outcome] = []
    outcomes = retrying(Faulty(["away"] * 20), naps).apply([create(HA), create(BINH)])
    with pytest.raises(TargetStopped):
        heard.extend(outcomes)
    assert [one.result for one in heard] == [Result.RETRY, Result.RETRY]


def test_a_stop_is_not_retried() -> None:
    """Server-class trouble passes through at once, after what is known."""
    target, naps = Faulty(["busy", "stop"]), list[float]()
    heard: list[Outcome] = []
    outcomes = retrying(target, naps).apply([create(HA), create(BINH)])
    with pytest.raises(TargetStopped):
        heard.extend(outcomes)
    assert [one.result for one in heard] == [Result.RETRY]
    assert naps == []


def test_whoever_stops_listening_is_let_go() -> None:
    """Closing the outcomes in the middle ends the wave; nothing more is written."""
    target = Faulty(["ok", "ok"])
    outcomes = iter(retrying(target, []).apply([create(HA), create(BINH)]))
    assert next(outcomes).result is Result.DONE
    del outcomes
    assert target.world.writes == 1


def test_reading_is_tried_again_and_then_given_up() -> None:
    """Two absences pass; five are an error."""
    naps: list[float] = []
    assert len(retrying(Faulty(["away", "away"]), naps).read().directory) == 0
    with pytest.raises(TargetUnreachable):
        retrying(Faulty(["away"] * 9), naps).look([HA.key])
    assert len(naps) == 2 + TRIES - 1


def test_a_rejection_is_not_retried() -> None:
    """A wrong password is tried once."""
    calls: list[int] = []

    class Rejecting(Faulty):
        def read(self) -> Snapshot:
            calls.append(1)
            raise TargetRejected(same("sai mật khẩu"))

    with pytest.raises(TargetRejected):
        retrying(Rejecting([]), []).read()
    assert calls == [1]


@given(st.integers(), st.integers(1, 40))
def test_pauses_stay_within_a_minute(seed: int, attempt: int) -> None:
    """Anything from nothing to a bound that doubles, never above 60 s."""
    pause = full_jitter(Random(seed), attempt)  # noqa: S311 - no secret
    assert 0 <= pause <= min(60, 0.5 * 2**attempt)


@pytest.mark.parametrize(
    "bad",
    [
        Change(HA, replace(HA, key="person/NV0002"), REASON),
        create(replace(HA, key="unit/x")),
        create(replace(unit("x"), key="person/x")),
        create(person("NV0003", address=f"cu@{DOMAIN}")),
        create(person("NV0003", aliases=(f"cu@{DOMAIN}",))),
    ],
    ids=["another key", "person as unit", "unit as person", "taken address", "taken alias"],
)
def test_owned_refuses_what_is_not_ours_to_write(bad: Change) -> None:
    """The change does not reach the target; the one beside it does."""
    world = MemoryDirectory([HA], {f"cu@{DOMAIN}": "cn=cu"})
    target = Owned(MemoryTarget(world))
    target.read()
    found = {one.change: one.result for one in target.apply([bad, create(person("NV0009"))])}
    assert found == {bad: Result.REFUSED, create(person("NV0009")): Result.DONE}
    assert world.writes == 1


def test_owned_does_not_send_changes_of_what_is_not_there() -> None:
    """A deletion of nothing is ALREADY, a change of nothing a CONFLICT; what was made since is found."""
    world = MemoryDirectory()
    target = Owned(MemoryTarget(world))
    target.read()
    assert [one.result for one in target.apply([delete(HA)])] == [Result.ALREADY]
    assert [one.result for one in target.apply([change(HA, title="x")])] == [Result.CONFLICT]
    world.entries[HA.key] = HA
    assert [one.result for one in target.apply([change(HA, title="x")])] == [Result.DONE]
