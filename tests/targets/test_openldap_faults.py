"""A server that fails in every way we know: nothing is guessed, nothing is written twice, nothing is lost."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from connector.errors import TargetRejected, TargetStopped, TargetUnreachable
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.openldap.settings import DriverChoice
from connector.targets.openldap.target import OpenLdapTarget
from connector.targets.retrying import TRIES, Retrying
from devtools.slapd import PrivateSlapd
from tests.support.boxes import change, create, delete, person
from tests.support.chaos import Chaos, Mishap
from tests.support.worlds import BASE, OWNER, codec, settings

pytestmark = pytest.mark.slapd

HA = person("NV0001")
TITLED = change(HA, title="Trưởng phòng")
PATIENCE = 1.0
"""Seconds, in place of the ten that an operation has in earnest."""


@pytest.fixture(params=[DriverChoice.NATIVE, DriverChoice.PURE], ids=["native", "pure"])
def driver(request: pytest.FixtureRequest) -> DriverChoice:
    """Give each driver."""
    choice: DriverChoice = request.param
    return choice


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give a server that can be told to answer with any result code."""
    server = PrivateSlapd(
        tmp_path / "slapd",
        BASE,
        owners=(OWNER,),
        modules=("retcode",),
        extra_database=f"overlay retcode\nretcode-parent ou=retcodes,{BASE}\nretcode-indir\n",
    )
    with server:
        yield server


@pytest.fixture
def target(slapd: PrivateSlapd, driver: DriverChoice) -> Iterator[OpenLdapTarget]:
    """Give a target straight on the server."""
    made = OpenLdapTarget(replace(settings(slapd, driver), operation_timeout=PATIENCE), codec())
    yield made
    made.close()


@pytest.fixture
def chaos(slapd: PrivateSlapd) -> Iterator[Chaos]:
    """Give a proxy in front of the server."""
    with Chaos(slapd.port) as proxy:
        yield proxy


@pytest.fixture
def shaky(slapd: PrivateSlapd, driver: DriverChoice, chaos: Chaos) -> Iterator[OpenLdapTarget]:
    """Give a target behind the proxy, connected and with its names read."""
    made = OpenLdapTarget(
        replace(settings(slapd, driver), uri=chaos.uri, operation_timeout=PATIENCE), codec()
    )
    made.read()
    yield made
    made.close()


def patient(target: OpenLdapTarget, naps: list[float] | None = None) -> Retrying:
    """Return the target with retries that wait no time; `naps` collects how long they would have."""
    taken = naps if naps is not None else []
    return Retrying(target, sleep=taken.append, rng=Random(1))  # noqa: S311 - no secret


def only(outcomes: Iterator[Outcome]) -> Outcome:
    """Return the one outcome there is."""
    [outcome] = outcomes
    return outcome


def arm(slapd: PrivateSlapd, dn: str, code: int, operation: str) -> None:
    """Let the server answer `operation` on an entry with `code` from now on."""
    words = f"add: objectClass\nobjectClass: errAuxObject\n-\nadd: errCode\nerrCode: {code}\n-\n"
    answer = slapd.modify(f"dn: {dn}\nchangetype: modify\n{words}add: errOp\nerrOp: {operation}\n-\n", "-M")
    assert answer.code == 0, answer


def writes(slapd: PrivateSlapd) -> list[str]:
    """Return the kinds of all writes by the connector's identity, in order."""
    return [one.kind for one in slapd.accesslog_writes() if one.by == slapd.service_dn]


@pytest.mark.parametrize("mishap", [Mishap.REPLY_LOST, Mishap.REPLY_SWALLOWED])
@pytest.mark.parametrize("wave", [create(HA), TITLED, delete(HA)], ids=lambda wave: wave.kind.value)
def test_a_lost_reply_is_unknown_and_reading_settles_it(
    slapd: PrivateSlapd, shaky: OpenLdapTarget, chaos: Chaos, mishap: Mishap, wave: Change
) -> None:
    """The write happened once; we say UNKNOWN, read, and find it done, without a second write."""
    if wave.before is not None:
        assert only(shaky.apply([create(HA)])).result is Result.DONE
    before = len(writes(slapd))
    chaos.mishap = mishap
    assert only(patient(shaky).apply([wave])).result is Result.ALREADY
    assert len(writes(slapd)) == before + 1
    assert shaky.look([HA.key]) == ({} if wave.after is None else {HA.key: wave.after})


@pytest.mark.parametrize("mishap", [Mishap.REQUEST_LOST, Mishap.HALF_REQUEST])
def test_a_lost_request_is_sent_once_more(
    slapd: PrivateSlapd, shaky: OpenLdapTarget, chaos: Chaos, mishap: Mishap
) -> None:
    """Reading shows that nothing happened; then, and only then, it is written again."""
    chaos.mishap = mishap
    assert only(patient(shaky).apply([create(HA)])).result is Result.DONE
    assert writes(slapd) == ["add"]


def test_without_retries_a_lost_reply_stays_unknown(shaky: OpenLdapTarget, chaos: Chaos) -> None:
    """The bare target neither guesses nor tries again."""
    chaos.mishap = Mishap.REPLY_LOST
    assert only(shaky.apply([create(HA)])).result is Result.UNKNOWN


def test_a_frozen_server_is_noticed_in_time(slapd: PrivateSlapd, target: OpenLdapTarget) -> None:
    """A write to a server that hangs is UNKNOWN, connecting to it fails; neither waits long."""
    target.read()
    slapd.pause()
    began = time.monotonic()
    assert only(target.apply([create(HA)])).result is Result.UNKNOWN
    with pytest.raises(TargetUnreachable):
        target.read()
    assert time.monotonic() - began < 8 * PATIENCE


def test_a_server_that_thaws_is_caught_up_with(slapd: PrivateSlapd, target: OpenLdapTarget) -> None:
    """What the frozen server did after all is found by reading, and is not done twice."""
    target.read()
    slapd.pause()
    retrying = Retrying(target, sleep=lambda _: slapd.resume(), rng=Random(1))  # noqa: S311 - no secret
    assert only(retrying.apply([create(HA)])).result.settled
    assert writes(slapd) == ["add"]


def test_a_killed_server_loses_nothing_that_was_said_to_be_done(
    slapd: PrivateSlapd, target: OpenLdapTarget
) -> None:
    """SIGKILL in the middle of a wave, a restart: every change is settled in the end."""
    wave = [create(person(f"NV{number:04}")) for number in range(200)]
    retrying = Retrying(target, sleep=lambda _: _revive(slapd), rng=Random(1))  # noqa: S311 - no secret
    outcomes: list[Outcome] = []
    for outcome in retrying.apply(wave):
        outcomes.append(outcome)
        if len(outcomes) == 60:
            slapd.kill()
    assert {one.result for one in outcomes} <= {Result.DONE, Result.ALREADY}
    assert len(outcomes) == len(wave)
    assert set(target.read().directory) == {one.after for one in wave}


def _revive(slapd: PrivateSlapd) -> None:
    if slapd._process is None or slapd._process.poll() is not None:  # noqa: SLF001 - is it running?
        slapd.start()


def test_a_server_that_stays_away_ends_the_run(slapd: PrivateSlapd, target: OpenLdapTarget) -> None:
    """After five tries, with growing pauses, the run stops and nothing counts as done."""
    target.read()
    slapd.kill()
    naps: list[float] = []
    outcomes: list[Outcome] = []
    with pytest.raises(TargetStopped):
        outcomes.extend(patient(target, naps).apply([create(HA)]))
    assert not any(one.result.settled for one in outcomes)
    assert len(naps) == TRIES - 1
    assert all(0 <= nap <= 60 for nap in naps)


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (3, Result.RETRY),
        (19, Result.REFUSED),
        (50, Result.REFUSED),
        (51, Result.RETRY),
        (52, Result.RETRY),
        (65, Result.REFUSED),
        (80, Result.RETRY),
    ],
)
def test_a_result_code_concerns_its_entry(
    slapd: PrivateSlapd, target: OpenLdapTarget, code: int, result: Result
) -> None:
    """One entry's trouble has its own outcome, with the code; the entry beside it is written."""
    other = person("NV0002")
    for one in (HA, other):
        assert only(target.apply([create(one)])).result is Result.DONE
    arm(slapd, codec().dn(HA.key), code, "modify")
    found = {o.change.key: o for o in target.apply([TITLED, change(other, title="x")])}
    assert (found[HA.key].result, found[HA.key].code) == (result, code)
    assert found[HA.key].detail.vi
    assert found[other.key].result is Result.DONE


def test_busy_is_tried_five_times_and_left(slapd: PrivateSlapd, target: OpenLdapTarget) -> None:
    """What is still "not now" after five tries is left for the next run, and does not stop this one."""
    assert only(target.apply([create(HA)])).result is Result.DONE
    arm(slapd, codec().dn(HA.key), 51, "modify")
    naps: list[float] = []
    outcome = only(patient(target, naps).apply([TITLED]))
    assert (outcome.result, outcome.code, len(naps)) == (Result.RETRY, 51, TRIES - 1)


@pytest.mark.parametrize(("code", "tolerated"), [(80, 2), (50, 3)])
def test_trouble_that_goes_on_ends_the_run(
    slapd: PrivateSlapd, target: OpenLdapTarget, code: int, tolerated: int
) -> None:
    """The third "80" in a row and the fourth "50" stop the run after saying what is known."""
    people = [person(f"NV{number:04}") for number in range(tolerated + 1)]
    for one in people:
        assert only(target.apply([create(one)])).result is Result.DONE
        arm(slapd, codec().dn(one.key), code, "modify")
    for one in people[:-1]:
        assert not only(target.apply([change(one, title="x")])).result.settled
    said: list[Outcome] = []
    with pytest.raises(TargetStopped):
        said.extend(target.apply([change(people[-1], title="x")]))


def test_a_read_only_server_stops_the_run(slapd: PrivateSlapd, target: OpenLdapTarget) -> None:
    """53 is not tried again; reading still works."""
    assert only(target.apply([create(HA)])).result is Result.DONE
    target.close()
    slapd.stop()
    slapd.readonly = True
    slapd.start()
    assert target.read().directory.get(HA.key) == HA
    with pytest.raises(TargetStopped):
        list(target.apply([TITLED, create(person("NV0002"))]))
    assert target.look([HA.key]) == {HA.key: HA}


@pytest.mark.parametrize(
    ("code", "error"), [(4, TargetRejected), (11, TargetRejected), (52, TargetUnreachable)]
)
def test_a_partial_read_is_no_read(
    slapd: PrivateSlapd, target: OpenLdapTarget, code: int, error: type[Exception]
) -> None:
    """A limit in the answer is an error, never a short snapshot."""
    arm(slapd, BASE, code, "search")
    with pytest.raises(error):
        target.read()


def test_a_wrong_password_is_tried_once(slapd: PrivateSlapd, driver: DriverChoice) -> None:
    """49 ends it, in words that say what to check; the password is in none of them."""
    asked: list[str] = []

    def wrong() -> str:
        asked.append("sai-mat-khau")
        return asked[-1]

    target = OpenLdapTarget(replace(settings(slapd, driver), password=wrong), codec())
    with pytest.raises(TargetRejected) as caught:
        patient(target).read()
    assert "49" in str(caught.value)
    assert "sai-mat-khau" not in f"{caught.value!r} {settings(slapd, driver)!r}"
    assert slapd.log.count("sai-mat-khau") == 0


def test_an_empty_password_is_never_sent(slapd: PrivateSlapd, driver: DriverChoice) -> None:
    """A bind without a password would succeed as nobody."""
    target = OpenLdapTarget(replace(settings(slapd, driver), password=lambda: ""), codec())
    with pytest.raises(TargetRejected):
        target.read()


def test_what_is_too_large_is_refused_before_it_is_sent(slapd: PrivateSlapd, driver: DriverChoice) -> None:
    """The server would drop the connection without a word, again and again."""
    target = OpenLdapTarget(replace(settings(slapd, driver), largest=1000), codec())
    outcomes = {
        o.change.key: o
        for o in target.apply([create(person("NV0001", name="x" * 2000)), create(person("NV0002"))])
    }
    assert outcomes["person/NV0001"].result is Result.REFUSED
    assert outcomes["person/NV0002"].result is Result.DONE
    target.close()


def test_an_occupied_dn_is_refused_by_name(slapd: PrivateSlapd, target: OpenLdapTarget) -> None:
    """Somebody else's entry at the very place of ours stays, and is named."""
    dn = codec().dn(HA.key)
    slapd.add(
        f"dn: {dn}\nobjectClass: inetOrgPerson\nobjectClass: connectorMailbox\ncn: x\nsn: x\nmail: x@y.vn\n"
        "connectorKey: person/x\nconnectorOwner: khac\nconnectorStatus: active\n"
    )
    query = ("-b", dn, "-s", "base", "(objectClass=*)", "*", "+")
    before = slapd.ldapsearch(*query).output
    outcome = only(target.apply([create(HA)]))
    assert outcome.result is Result.REFUSED
    assert dn in outcome.detail.vi
    assert slapd.ldapsearch(*query).output == before


def test_a_damaged_entry_of_ours_counts_as_occupied(slapd: PrivateSlapd, target: OpenLdapTarget) -> None:
    """An entry with our mark whose content is no entry of ours is neither read as one nor written over."""
    assert only(target.apply([create(HA)])).result is Result.DONE
    dn = codec().dn(HA.key)
    assert (
        slapd.modify(f"dn: {dn}\nchangetype: modify\nreplace: connectorKey\nconnectorKey: hỏng\n-\n").code
        == 0
    )
    snapshot = target.read()
    assert len(snapshot.directory) == 0
    assert snapshot.foreign[HA.address] == dn
    assert only(target.apply([create(HA)])).result is Result.REFUSED


def test_a_schema_of_an_older_version_is_said_before_anything_is_compared(
    slapd: PrivateSlapd, driver: DriverChoice
) -> None:
    """Else each guarded change would fail as if somebody else had changed the entry; `check` says the same."""
    known = codec()
    person = known.mapping.kinds["person"]
    newer = replace(person, attributes={**person.attributes, "also": ("connectorNotYet",)})
    mapping = replace(known.mapping, kinds={**known.mapping.kinds, "person": newer})
    made = OpenLdapTarget(settings(slapd, driver), LdapCodec(mapping, known.base_dn, known.owner))
    with pytest.raises(TargetRejected, match=r"thiếu connectorNotYet; chưa ghi gì.*nạp lược đồ") as refused:
        made.read()
    assert refused.value.where == slapd.uri
    assert any("thiếu connectorNotYet" in finding.text.vi for finding in made.check() if not finding.ok)
    made.close()


def test_a_schema_that_is_not_shown_stops_nothing_and_is_told_by_check(tmp_path: Path) -> None:
    """Who may not read it cannot say what it lacks."""
    hidden = 'access to dn.base="cn=subschema" by * none\n'
    with PrivateSlapd(tmp_path / "hidden", BASE, owners=(OWNER,), extra_global=hidden) as server:
        made = OpenLdapTarget(settings(server), codec())
        assert len(made.read().directory) == 0
        assert any("Không đọc được lược đồ" in finding.text.vi for finding in made.check() if not finding.ok)
        made.close()
