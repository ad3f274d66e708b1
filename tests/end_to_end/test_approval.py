"""What passes a limit waits for a yes to exactly that plan; a saved plan is good as long as nothing moves."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connector.sample.generate import generate
from connector.sample.roster import SampleRoster
from devtools.slapd import PrivateSlapd
from tests.support.hr import changed_person, edited, example, written
from tests.support.installation import ROOT, Installation, boxes, quiet_slapd

ORGANISATION = "skhcn-quangtri"
REGULATION = f"{ORGANISATION}.toml"


def growing(people: int) -> SampleRoster:
    """Return the first `people` of an invented roster, so that a larger one has joiners only."""
    roster = generate(60, 8, ORGANISATION, seed=3)
    return replace(roster, people=roster.people[:people])


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Give a server of the test's own."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as server:
        yield server


def people(slapd: PrivateSlapd) -> int:
    """Return how many people have a box."""
    return sum(key.startswith("person/") for key in boxes(slapd))


@pytest.mark.slapd
def test_what_passes_a_limit_waits_for_exactly_one_digest(slapd: PrivateSlapd, tmp_path: Path) -> None:
    """First load and a wave of joiners are held, the rest proceeds; only the digest of now lets them through."""
    office = Installation(tmp_path / "office", ORGANISATION, slapd)
    office.receive(written(growing(30), tmp_path))

    held = office.run("sync", "--json")
    assert held.code == 3
    assert len(held.json["held"]) >= 30
    assert people(slapd) == 0

    assert_refused(office.run("approve", "0" * 64).said, "mã")
    assert_refused(office.run("approve", held.json["digest"][:4]).said, held.json["digest"][:12])
    assert office.run("approve", held.json["digest"][:12]).code == 0
    released = office.run("apply", "--yes", "--json")
    assert released.code in (0, 3)
    assert released.json["held"] == []
    loaded = people(slapd)
    assert loaded >= 28

    # Next month: joiners beyond the limit, and one new title, which is harmless.
    first = growing(60).people[0]
    office.receive(edited(written(growing(60), tmp_path), changed_person(first.key, Chức_vụ="Giám đốc Sở")))
    before_sync = office.run("plan", "--json").json["digest"]
    night = office.run("sync", "--json").json
    done = {(one["key"], one["kind"]) for one in night["outcomes"] if not one["key"].startswith("list/")}
    assert done == {(f"person/{first.key}", "update")}
    assert people(slapd) == loaded

    # The directory moved with that, and so did the digest.
    assert_refused(office.run("approve", before_sync).said, "Xem lại bằng `connector plan`")
    office.approve_all()
    assert office.run("sync").code in (0, 3)
    assert people(slapd) >= loaded + 28


def assert_refused(said: str, words: str) -> None:
    """An answer that refuses says why, in these words."""
    assert words in said


@pytest.mark.slapd
def test_an_approval_is_worth_nothing_once_the_roster_changes(slapd: PrivateSlapd, tmp_path: Path) -> None:
    """Approve, then let HR send another workbook: its plan is another one, and is held."""
    office = Installation(tmp_path / "office", ORGANISATION, slapd)
    office.receive(written(growing(30), tmp_path))
    office.approve_all()
    office.receive(written(growing(31), tmp_path))
    assert office.run("apply", "--yes").code == 3
    assert people(slapd) == 0


def other_source(office: Installation) -> None:
    """HR sends the workbook again, with another title in it."""
    office.receive(edited(example("quang-tri/thang-01"), changed_person("QT000002", Chức_vụ="Thư ký")))


def other_settings(office: Installation) -> None:
    """Somebody sets a limit."""
    office.more += "\n[safety]\nsource_loss_held = 0.04\n"
    office.settle()


def other_target(office: Installation) -> None:
    """Somebody else takes an address in the directory."""
    with (office.folder / "danh-ba.ldif").open("a", encoding="utf-8") as file:
        file.write("\ndn: uid=x,ou=khac,dc=khanhhoa,dc=gov,dc=vn\nobjectClass: inetOrgPerson\n")
        file.write("uid: x\ncn: x\nsn: x\nmail: x@quangtri.gov.vn\n")


def other_decision(office: Installation) -> None:
    """Somebody answers a question."""
    question = office.run("questions", "--json").json[0]
    assert office.run("decide", question["key"], "1").code == 0


def other_regulation(office: Installation) -> None:
    """Somebody edits the regulation's file."""
    file = office.folder / REGULATION
    file.write_text(file.read_text("utf-8") + "\n# sửa\n", encoding="utf-8")


MOVES: dict[str, tuple[Callable[[Installation], None], str]] = {
    "source": (other_source, "danh sách nhan-su.xlsx"),
    "settings": (other_settings, "cấu hình"),
    "target": (other_target, "dữ liệu ở đích"),
    "decisions": (other_decision, "câu trả lời cho các câu hỏi"),
    "regulation": (other_regulation, "quy chế"),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """Give the directory after a first load that left questions, and the name of what it was loaded from."""
    office = with_own_regulation(tmp_path_factory.mktemp("saved"))
    office.receive_example("quang-tri/thang-01")
    office.approve_all()
    assert office.run("apply", "--yes").code == 3
    return (office.folder / "danh-ba.ldif").read_bytes(), "quang-tri/thang-01"


def with_own_regulation(folder: Path) -> Installation:
    """Return an installation whose regulation is a file beside its settings."""
    office = Installation(folder, REGULATION)
    shipped = ROOT / "mappings" / "organisations" / REGULATION
    (folder / REGULATION).write_bytes(shipped.read_bytes())
    return office


@pytest.mark.parametrize("what", MOVES)
def test_a_saved_plan_is_refused_once_anything_moved(
    what: str, saved: tuple[bytes, str], tmp_path: Path
) -> None:
    """Source, settings, regulation, target or a decision: the refusal names it, and nothing is written."""
    directory, workbook = saved
    office = with_own_regulation(tmp_path)
    (tmp_path / "danh-ba.ldif").write_bytes(directory)
    office.receive(edited(example(workbook), changed_person("QT000003", Chức_vụ="Chuyên viên cao cấp")))
    plan = tmp_path / "plan.json"
    assert office.run("plan", "--out", str(plan)).code == 3

    move, name = MOVES[what]
    move(office)
    before = (tmp_path / "danh-ba.ldif").read_bytes()
    refused = office.run("apply", str(plan))
    assert refused.code == 1
    assert f"bản kế hoạch đã cũ, từ khi lập đã thay đổi: {name}." in refused.err
    assert (tmp_path / "danh-ba.ldif").read_bytes() == before


def test_a_saved_plan_is_carried_out_while_nothing_moved(saved: tuple[bytes, str], tmp_path: Path) -> None:
    """And the same file a second time is refused: the directory is no longer the one it was made for."""
    directory, workbook = saved
    office = with_own_regulation(tmp_path)
    (tmp_path / "danh-ba.ldif").write_bytes(directory)
    office.receive(edited(example(workbook), changed_person("QT000003", Chức_vụ="Chuyên viên cao cấp")))
    plan = tmp_path / "plan.json"
    assert office.run("plan", "--out", str(plan)).code == 3
    digest = json.loads(office.run("plan", "--json").out)["digest"]

    done = office.run("apply", str(plan), "--json")
    assert done.code == 3
    assert done.json["digest"] == digest
    assert done.json["counts"] == {"done": 1}
    assert office.run("apply", str(plan)).code == 1
