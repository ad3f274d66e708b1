"""A directory and a mail system driven by one command: OpenLDAP or an LDIF file, and a simulated Zimbra."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from connector.zimbra_simulator.entries import Kind
from connector.zimbra_simulator.simulator import ZimbraSimulator
from devtools.slapd import PrivateSlapd
from tests.support.boxes import DOMAIN
from tests.support.installation import WIDE, Installation, boxes, quiet_slapd, trail
from tests.support.zimbra_world import ADMIN_DOMAIN, simulated

MARK = "zimbraForeignPrincipal"
READS = {"AuthRequest", "BatchRequest", "SearchDirectoryRequest", "GetDistributionListRequest"}


@pytest.fixture
def zimbra() -> Iterator[ZimbraSimulator]:
    """Give an empty Zimbra."""
    with simulated() as server:
        yield server


@pytest.fixture
def office(zimbra: ZimbraSimulator, tmp_path: Path) -> Installation:
    """Give Khánh Hòa with a directory and that Zimbra as its mirror, both without limits."""
    found = Installation(tmp_path, "ubnd-khanhhoa", more=mirror(zimbra, tmp_path) + WIDE)
    found.receive_example("khanh-hoa/thang-01")
    return found


def mirror(zimbra: ZimbraSimulator, folder: Path) -> str:
    """Return the table of connector.toml that names it, and lay the password where it says."""
    secret = folder / "mat-khau"
    secret.write_text(zimbra.password + "\n", encoding="utf-8")
    secret.chmod(0o600)
    return (
        f'[[mirror]]\nname = "thu"\nkind = "zimbra"\nurl = "{zimbra.url}"\nadmin = "{zimbra.admin}"\n'
        f'password_file = "mat-khau"\ndomains = ["{DOMAIN}", "{ADMIN_DOMAIN}"]\n'
    )


def accounts(zimbra: ZimbraSimulator) -> set[str]:
    """Return the addresses of the accounts that are ours."""
    return {one.name for one in zimbra.state.of(Kind.ACCOUNT) if one.first(MARK)}


def test_one_run_brings_both_to_the_same(office: Installation, zimbra: ZimbraSimulator) -> None:
    """Plan shows both, sync writes both, and the second sync writes to neither; next month both move."""
    shown = office.run("plan")
    assert "Đích chính (target)" in shown.out
    assert "Đích phụ thu" in shown.out
    first, mirror = (office.run("plan", "--json", "--target", name).json for name in ("target", "thu"))
    assert first == office.run("plan", "--json").json
    assert first["summary"]["changes"] == mirror["summary"]["changes"]
    assert first["digest"] != mirror["digest"]
    assert "mirror:thu" in mirror["plan"]["inputs"]
    assert "target" not in mirror["plan"]["inputs"]

    done = office.run("sync", "--json").json
    assert [report.get("target", "") for report in done] == ["", "thu"]
    assert [set(report["counts"]) for report in done] == [{"done"}, {"done"}]
    assert done[0]["counts"] == done[1]["counts"]
    directory = (office.folder / "danh-ba.ldif").read_text(encoding="utf-8")
    assert len(accounts(zimbra)) > 10
    assert [one for one in accounts(zimbra) if f"mail: {one}\n" not in directory] == []
    assert [report["counts"] for report in office.run("sync", "--json").json] == [{}, {}]
    assert [one["command"] for one in office.run("runs", "--json").json].count("sync thu") == 2

    office.receive_example("khanh-hoa/thang-02")
    moved = office.run("apply", "--yes", "--json").json
    assert moved[0]["counts"] == moved[1]["counts"] != {}
    checked = office.run("check", "--json").json
    assert [one for one in checked if not one["ok"]] == []
    assert any(one["text"].startswith("thu: ") for one in checked)


@pytest.mark.slapd
def test_a_directory_server_and_a_mail_system_come_to_the_same(
    zimbra: ZimbraSimulator, tmp_path: Path
) -> None:
    """OpenLDAP and Zimbra hold the same boxes, lists and members; then nothing is written to either."""
    organisation, folder = "ubnd-khanhhoa", tmp_path / "office"
    folder.mkdir()
    with quiet_slapd(tmp_path / "slapd", organisation) as slapd:
        office = Installation(folder, organisation, slapd, more=mirror(zimbra, folder) + WIDE)
        for month in ("thang-01", "thang-02"):
            office.receive_example(f"khanh-hoa/{month}")
            done = office.run("sync", "--json").json
            assert [set(report["counts"]) for report in done] == [{"done"}, {"done"}], done
            held = {key: entry.first("mail") for key, entry in boxes(slapd).items()}
            assert set(held.values()) == accounts(zimbra) | lists(zimbra)
            assert members(slapd, held) == list_members(zimbra)
            assert all(list_members(zimbra).values())
        mark, csn = slapd.accesslog_mark(), trail(slapd)
        zimbra.requests.clear()
        assert [report["counts"] for report in office.run("sync", "--json").json] == [{}, {}]
        assert slapd.accesslog_writes(mark) == []
        assert trail(slapd) == csn
        assert {name for one in zimbra.requests for name in one.names} <= READS


def members(slapd: PrivateSlapd, addresses: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the address of each list in the directory and those of its members."""
    by_dn = {entry.dn.lower(): addresses[key] for key, entry in boxes(slapd).items()}
    return {
        addresses[key]: {by_dn[dn.lower()] for dn in entry.get("member") if dn.lower() in by_dn}
        for key, entry in boxes(slapd).items()
        if key.startswith("list/")
    }


def lists(zimbra: ZimbraSimulator) -> set[str]:
    """Return the addresses of the lists that are ours."""
    return {one.name for one in zimbra.state.of(Kind.LIST)}


def list_members(zimbra: ZimbraSimulator) -> dict[str, set[str]]:
    """Return the address of each list in Zimbra and those of its members."""
    return {one.name: set(one.all("zimbraMailForwardingAddress")) for one in zimbra.state.of(Kind.LIST)}


def test_each_target_can_be_driven_alone(office: Installation, zimbra: ZimbraSimulator) -> None:
    """The mirror alone does nothing before the first target; a saved plan is carried out where it is for."""
    assert office.run("sync", "--target", "thu", "--json").json["outcomes"] == []
    assert office.run("sync", "--target", "target", "--brief").code in (0, 3)
    assert accounts(zimbra) == set()
    saved = str(office.folder / "thu.json")
    assert office.run("plan", "--target", "thu", "--out", saved).code in (2, 3)
    done = office.run("apply", saved, "--yes", "--json").json
    assert done["target"] == "thu"
    assert set(done["counts"]) == {"done"}
    assert len(accounts(zimbra)) > 10
    assert office.run("apply", saved, "--yes").code == 1
    refused = office.run("plan", "--target", "khac")
    assert refused.code == 1
    assert "target, thu" in refused.words


def test_a_mirror_has_its_own_approval(office: Installation, zimbra: ZimbraSimulator) -> None:
    """With limits, both first loads are held; each is released by its own digest."""
    office.more = office.more.replace(WIDE, "")
    office.settle()
    digest = office.run("plan", "--json").json["digest"]
    assert office.run("plan", "--json", "--target", "thu").json["plan"]["waves"] == []
    assert office.run("approve", digest).code == 0
    mirror = office.run("plan", "--json", "--target", "thu").json["digest"]
    report = office.run("sync", "--json").json[1]
    assert report["digest"] == mirror
    assert report["held"] != []
    held = accounts(zimbra)
    mirror = office.run("plan", "--json", "--target", "thu").json["digest"]
    assert office.run("approve", mirror).code == 0
    assert office.run("sync").code in (0, 3)
    assert len(accounts(zimbra)) > len(held) + 10


def test_a_mirror_that_is_down_costs_the_exit_code_only(
    office: Installation, zimbra: ZimbraSimulator
) -> None:
    """The directory is written, the sentence names the server, and the code is 1."""
    office.more = office.more.replace(zimbra.url, "https://127.0.0.1:9/service/admin/soap/")
    office.settle()
    planned = office.run("plan")
    assert planned.code == 1
    assert "Đích phụ thu" in planned.out
    ran = office.run("sync")
    assert ran.code == 1
    assert "mail: " in (office.folder / "danh-ba.ldif").read_text(encoding="utf-8")
    assert office.run("plan", "--json").json["summary"]["changes"] == {}
    alone = office.run("plan", "--json", "--target", "thu")
    assert alone.code == 1
    assert alone.out == ""


def test_a_name_is_for_one_target(office: Installation) -> None:
    """Two mirrors with one name, or one called as the first target, are refused by the settings."""
    office.more = office.more.replace('name = "thu"', 'name = "target"')
    office.settle()
    refused = office.run("plan")
    assert refused.code == 1
    assert "“target”" in refused.words
