"""A plan writes nothing, and what it says is what happens."""

from pathlib import Path

import pytest

from tests.support.installation import WIDE, Installation, plain, quiet_slapd, trail

pytestmark = pytest.mark.slapd


def test_the_ldif_of_a_plan_does_what_apply_does(tmp_path: Path) -> None:
    """Two equal servers: ldapmodify feeds one, apply the other; after each of two months they are equal."""
    with (
        quiet_slapd(tmp_path / "one", "ubnd-khanhhoa") as ours,
        quiet_slapd(tmp_path / "two", "ubnd-khanhhoa") as other,
    ):
        office = Installation(tmp_path / "office", "ubnd-khanhhoa", ours, more=WIDE)
        ldif = tmp_path / "changes.ldif"
        for month in ("khanh-hoa/thang-01", "khanh-hoa/thang-02"):
            office.receive_example(month)
            mark, csn, before = ours.accesslog_mark(), trail(ours), plain(ours)

            assert office.run("plan", "--ldif", str(ldif)).code == 3
            assert ours.accesslog_writes(mark) == []
            assert trail(ours) == csn
            assert plain(ours) == before

            fed = other.modify(ldif.read_text("utf-8"), who="connector")
            assert fed.code == 0, fed.message
            assert office.run("apply", "--yes").code == 3
            assert plain(ours) != before
            assert plain(other) == plain(ours)


def test_a_plan_leaves_no_trace_beside_the_files_it_was_asked_for(tmp_path: Path) -> None:
    """Plan, questions and why on a new installation: the ledger remembers no run, question or address."""
    office = Installation(tmp_path, "ubnd-khanhhoa")
    office.receive_example("khanh-hoa/thang-01")
    page, saved = tmp_path / "ke-hoach.html", tmp_path / "ke-hoach.json"
    assert office.run("plan", "--html", str(page), "--out", str(saved)).code == 3
    assert "<html" in page.read_text("utf-8")
    assert office.run("questions").code == 3
    assert not (tmp_path / "danh-ba.ldif").exists()
    assert office.run("runs", "--json").json == []
