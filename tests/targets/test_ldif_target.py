"""The LDIF file as a target: what is not ours keeps its bytes, and writers keep apart."""

import fcntl
import os
from pathlib import Path

import pytest

from connector.errors import TargetRejected, TargetStopped, TargetUnreachable
from connector.model.outcome import Result
from connector.targets.ldif import LdifTarget
from tests.support.boxes import change, create, delete, mail_list, person
from tests.support.worlds import BASE, codec

HA, BINH = person("NV0001"), person("NV0002")
FOREIGN = (
    b"version: 1\r\n# c\xc5\xa9\n\ndn: cn=x,ou=khac,dc=vn\nobjectClass: person\nCN:  x\nsn:: eA==\n"
    b"description: mot dong dai\n  gap doi\n\n\n\n# cuoi tep"
)


@pytest.fixture
def target(tmp_path: Path) -> LdifTarget:
    """Give a target over a file that does not exist yet."""
    return LdifTarget(tmp_path / "a.ldif", codec())


def test_what_is_not_ours_keeps_its_bytes(tmp_path: Path, target: LdifTarget) -> None:
    """Odd spelling, comments, CRLF and folding of others survive any number of our writes."""
    path = tmp_path / "a.ldif"
    path.write_bytes(FOREIGN)
    for wave in ([create(HA), create(BINH)], [change(HA, title="x")], [delete(BINH)]):
        assert {one.result for one in target.apply(wave)} == {Result.DONE}
        assert path.read_bytes().startswith(FOREIGN)


def test_members_of_others_stay_in_our_list(tmp_path: Path, target: LdifTarget) -> None:
    """A member DN that is not ours is kept when we change the members."""
    path = tmp_path / "a.ldif"
    old = mail_list("snv", members=(HA.key,))
    list(target.apply([create(HA), create(BINH), create(old)]))
    ours = b"member: " + codec().dn(HA.key).encode()
    theirs = b"member: cn=khach,dc=vn\n"
    folded = next(line for line in (ours, ours[:76]) if line in path.read_bytes())
    path.write_bytes(path.read_bytes().replace(folded, theirs + folded))
    assert [one.result for one in target.apply([change(old, members=(BINH.key,))])] == [Result.DONE]
    assert theirs in path.read_bytes()
    assert target.look([old.key])[old.key] == mail_list("snv", members=(BINH.key,))


def test_a_second_writer_waits_for_another_time(tmp_path: Path, target: LdifTarget) -> None:
    """While somebody holds the lock nothing is written, and the error says try later."""
    with (tmp_path / "a.ldif.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(TargetUnreachable):
            list(target.apply([create(HA)]))
    assert not (tmp_path / "a.ldif").exists()


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, target: LdifTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at the last moment: the old file is there, whole, and the error says so."""
    list(target.apply([create(HA)]))
    before = (tmp_path / "a.ldif").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TargetStopped):
        list(target.apply([create(BINH)]))
    assert (tmp_path / "a.ldif").read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.ldif", "a.ldif.lock"]


def test_a_file_that_is_not_ldif_is_refused_with_its_line(tmp_path: Path, target: LdifTarget) -> None:
    """Nothing is planned from half a file."""
    (tmp_path / "a.ldif").write_bytes(b"dn: dc=vn\ndc: vn\nhello\n")
    with pytest.raises(TargetRejected) as caught:
        target.read()
    assert "3" in caught.value.what.en
    assert [finding.ok for finding in target.check()] == [False]


def test_two_entries_with_one_key_are_refused(tmp_path: Path, target: LdifTarget) -> None:
    """Which of the two is the entry is for a person to say."""
    path = tmp_path / "a.ldif"
    list(target.apply([create(HA)]))
    text = path.read_bytes()
    path.write_bytes(
        text + text[text.index(b"dn: connectorId") :].replace(b"connectorId=", b"connectorId=b", 1)
    )
    with pytest.raises(TargetRejected):
        target.read()


def test_a_new_file_begins_with_its_tree(tmp_path: Path, target: LdifTarget) -> None:
    """The base and the containers stand before what stands in them."""
    list(target.apply([create(HA)]))
    heads = [line for line in (tmp_path / "a.ldif").read_text().split("\n") if line.startswith("dn: ")]
    assert heads[0] == f"dn: {BASE}"
    assert heads[3] == f"dn: ou=units,{BASE}"
