"""Five regulations, from the workbook to the directory: check, plan, apply, and then nothing to do."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.hr import edited, example, more_people
from tests.support.installation import WIDE, Installation, boxes, quiet_slapd, trail

CASES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "end_to_end" / "organisations.toml").read_text("utf-8")
)
KEY = "AA{:04}"
"""HR keys of the people in the regulations' texts: they sort first, so the rule's own names are theirs."""


def workbook(case: dict[str, Any]) -> bytes:
    """Return the example workbook with the people of the regulation's text in it."""
    rows = (
        {
            "Mã cán bộ": KEY.format(number),
            "Họ và tên": name,
            "Mã đơn vị": case["unit"],
            "Chức vụ": "Chuyên viên",
        }
        for number, name in enumerate(case["people"])
    )
    return edited(example(case["workbook"]), more_people(*rows))


def promised(case: dict[str, Any]) -> dict[str, str]:
    """Return connectorKey → address, as the text has it."""
    domain = case["domain"]
    people = {
        f"person/{KEY.format(number)}": f"{local_part}@{domain}"
        for number, local_part in enumerate(case["people"].values())
    }
    return people | {f"unit/{key}": f"{name}@{domain}" for key, name in case["addresses"].items()}


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Give each organisation and what its text promises."""
    return request.param, CASES[request.param]


@pytest.mark.slapd
def test_the_addresses_of_the_text_come_out_in_the_directory(
    case: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    """Check, plan, approve, apply; the next plan has no change, and to make it writes nothing."""
    organisation, facts = case
    server = quiet_slapd(tmp_path / "slapd", organisation)
    server.password_days = facts.get("password_days", 0)
    with server as slapd:
        office = Installation(tmp_path / "office", organisation, slapd)
        office.receive(workbook(facts))

        checked = office.run("check")
        assert checked.code == 0, checked.said
        assert office.first_load().code in (0, 3)

        # The key of a box may name the agency as well (NB: a box in each agency somebody serves).
        found = {key.partition("@")[0]: entry.first("mail") for key, entry in boxes(slapd).items()}
        assert found.items() >= promised(facts).items()

        mark, csn = slapd.accesslog_mark(), trail(slapd)
        again = office.run("plan", "--json")
        assert again.json["plan"]["waves"] == []
        assert again.code == (3 if again.json["plan"]["questions"] else 0)
        assert slapd.accesslog_writes(mark) == []
        assert trail(slapd) == csn


def test_the_same_comes_out_in_an_ldif_file(case: tuple[str, dict[str, Any]], tmp_path: Path) -> None:
    """Without a server the file is the directory; a second run does not touch it."""
    organisation, facts = case
    office = Installation(tmp_path, organisation, more=WIDE)
    office.receive(workbook(facts))
    assert office.run("sync").code in (0, 3)

    file = tmp_path / "danh-ba.ldif"
    content = file.read_text("utf-8")
    assert {f"mail: {address}" for address in promised(facts).values()} <= set(content.splitlines())

    before = file.stat()
    assert office.run("sync").code in (0, 3)
    after = file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
