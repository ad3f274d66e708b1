"""Every --json is JSON with the keys that are documented, and nothing else on standard output."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.hr import edited, example, more_people
from tests.support.installation import WIDE, Installation

TEXT = {"vi", "en"}
PLAN = {"digest", "summary", "plan"}
PLAN_INSIDE = {"format", "organisation", "inputs", "waves", "questions", "holds"}
CHANGE = {"key", "kind", "before", "after", "reason"}
REPORT = {
    "format",
    "run",
    "digest",
    "organisation",
    "counts",
    "held",
    "outcomes",
    "problems",
    "questions",
    "stopped",
}
OUTCOME = {"key", "kind", "address", "result", "detail", "code"}
PROBLEM = {"where", "gravity", "key", "what", "advice"}
QUESTION = {"key", "kind", "subject", "label", "unit", "text", "candidates", "article", "where"}
RUN = {"run", "command", "by", "started", "digest", "finished", "stopped", "counts"}
RECORD = {"run", "at", "key", "kind", "address", "changed", "reason", "article", "where", "result", "detail"}
STORY = {
    *("address", "key", "present", "wanted", "reason", "row", "history", "decisions", "questions"),
    *("problems", "pending", "holds"),
}
FINDING = {"ok", "text", "advice"}
NAME = {"name", "organisation", "confidence", "reasons", "candidates"}
UNIT = {"name", "organisation", "kind", "registered", "proposals"}
OFFER = {"local_part", "address", "rule", "article"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give an installation with the example department and one bad row, not yet loaded."""
    found = Installation(tmp_path_factory.mktemp("json"), "skhcn-quangtri", more=WIDE)
    nameless = {"Mã cán bộ": "QT009999", "Mã đơn vị": "A00"}
    found.receive(edited(example("quang-tri/thang-01"), more_people(nameless)))
    return found


def assert_each(values: list[Any], keys: set[str]) -> None:
    """There is at least one, and each has these keys and no other."""
    assert values
    assert {frozenset(value) for value in values} == {frozenset(keys)}


def test_what_a_run_prints_has_the_documented_keys(office: Installation) -> None:
    """Check, plan, questions, sync, runs, show and why, in the order of a first night."""
    assert_each(office.run("check", "--json").json, FINDING)

    plan = office.run("plan", "--json").json
    assert set(plan) == PLAN
    assert set(plan["plan"]) == PLAN_INSIDE
    assert_each([change for wave in plan["plan"]["waves"] for change in wave], CHANGE)
    assert set(plan["summary"]) == {"changes", "held", "questions"}
    assert len(plan["digest"]) == 64

    assert_each(office.run("questions", "--json").json, QUESTION)

    report = office.run("sync", "--json").json
    assert set(report) == REPORT
    assert report["digest"] == plan["digest"]
    assert_each(report["outcomes"], OUTCOME)
    assert_each(report["problems"], PROBLEM)
    assert set(report["stopped"]) == TEXT

    assert_each(office.run("runs", "--json").json, RUN)
    assert_each(office.run("show", report["run"], "--json").json, RECORD)
    address = next(one["address"] for one in report["outcomes"] if one["key"].startswith("person/"))
    story = office.run("why", address, "--json").json
    assert set(story) == STORY
    assert [told["record"]["kind"] for told in story["history"]] == ["create"]


def test_names_and_units_are_told_with_rule_and_article(office: Installation) -> None:
    """`name` and `unit` need no settings where the organisation is named."""
    named = office.run("name", "--org", "ubnd-khanhhoa", "--json", "Lê Đức Phương")
    assert set(named.json) == NAME
    assert named.json["candidates"][0]["address"] == "ldphuong@khanhhoa.gov.vn"
    assert named.json["candidates"][0]["article"] == "KH Đ3.3a"
    assert_each(named.json["candidates"], OFFER)

    above = "Ủy ban nhân dân huyện Cam Lâm"
    unit = office.run(
        "unit", "--org", "ubnd-khanhhoa", "--json", "Phòng Văn hóa và Thông tin", "--parent", above
    )
    assert set(unit.json) == UNIT
    assert unit.json["registered"] == "pvhtt_cl@khanhhoa.gov.vn"


def test_the_plain_output_is_one_address_for_each_line(tmp_path: Path) -> None:
    """`connector name` prints what a script can take with `head -1`, without any settings at all."""
    bare = Installation(tmp_path, "ubnd-khanhhoa")
    bare.config.unlink()
    ran = bare.run("name", "--org", "ubnd-khanhhoa", "Lê Đức Phương")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "ldphuong@khanhhoa.gov.vn"
    assert ran.err == ""
