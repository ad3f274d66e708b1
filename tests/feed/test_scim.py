"""SCIM 2.0 (RFC 7643, RFC 7644): our reader against a server that is not ours, and our example feed as SCIM.

The server is `scim2-server`, in a process of its own.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from connector.errors import SourceError
from connector.feed_server.content import Dialect, content_of
from connector.feed_server.server import FeedServer
from connector.model.roster import Employment, Gravity, Person, Roster, RowCount, Unit
from connector.sources.feed.mapping import FeedMapping
from tests.support.feeds import mapping, source

HR_USER = "urn:connector:scim:schemas:hr:1.0:User"
HR_GROUP = "urn:connector:scim:schemas:hr:1.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
TOKEN = "invented"  # noqa: S105  of a server that lives for one test


def schema(urn: str, name: str, *attributes: str) -> Mapping[str, object]:
    """Return the definition of an extension with texts (RFC 7643, section 7)."""
    texts = [
        {"name": each, "type": "string", "multiValued": False, "required": False, "caseExact": True}
        | {"mutability": "readWrite", "returned": "default", "uniqueness": "none", "description": each}
        for each in attributes
    ]
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": urn,
        "name": name,
        "description": name,
        "attributes": texts,
    }


def definitions(folder: Path) -> tuple[Path, Path]:
    """Write the standard schemas and ours, and the resource types that have them."""
    shipped = files("scim2_server") / "resources"
    schemas = json.loads((shipped / "default-schemas.json").read_text(encoding="utf-8"))
    schemas += [
        schema(HR_USER, "HrUser", "unitCode", "status", "since", "decision"),
        schema(HR_GROUP, "HrGroup", "parentCode", "mailbox", "personSuffix", "phone"),
    ]
    types = json.loads((shipped / "default-resource-types.json").read_text(encoding="utf-8"))
    for kind, urn in (("User", HR_USER), ("Group", HR_GROUP)):
        (found,) = [each for each in types if each["name"] == kind]
        found.setdefault("schemaExtensions", []).append({"schema": urn, "required": False})
    written = folder / "schemas.json", folder / "types.json"
    for file, content in zip(written, (schemas, types), strict=True):
        file.write_text(json.dumps(content), encoding="utf-8")
    return written


@pytest.fixture(scope="module")
def scim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the server; give its root."""
    folder = tmp_path_factory.mktemp("scim")
    schemas, types = definitions(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("scim2-server")
    options: list[str | Path] = [
        "--port",
        str(port),
        "--bearer-token",
        TOKEN,
        "--schema",
        schemas,
        "--resource-type",
        types,
    ]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([program, *options], stdout=log, stderr=log) as server,
    ):
        root = f"http://127.0.0.1:{port}/v2/"
        try:
            wait_for(root)
            yield root
        finally:
            server.terminate()


def wait_for(root: str) -> None:
    """Wait until the server listens."""
    for _ in range(200):
        try:
            call(root, "ServiceProviderConfig")
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("scim2-server did not start")


def call(root: str, path: str, resource: Mapping[str, object] | None = None) -> object:
    """Get a path, or post a resource to it."""
    request = urllib.request.Request(  # noqa: S310  our own server
        root + path,
        data=None if resource is None else json.dumps(resource).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"},
    )
    with urllib.request.urlopen(request, timeout=10) as said:  # noqa: S310  our own server
        return json.load(said)


UNITS = (
    Unit("SNV", "Sở Nội vụ", mailbox="snv"),
    Unit("VPS", "Văn phòng Sở", parent="SNV", phone="02583822123"),
)
PEOPLE = tuple(
    Person(
        f"C{number:02}",
        f"Nguyễn Thị Ánh {number}" if number % 2 else "Lê Đức Phương",
        "SNV" if number % 3 else "VPS",
        position="Chuyên viên",
        status=Employment.RETIRED if number == 4 else Employment.WORKING,
        address=f"c{number}@khanhhoa.gov.vn" if number % 2 else "",
    )
    for number in range(1, 8)
)
NAMED = tuple(
    replace(person, name="Nguyễn Thị Ánh" if "Ánh" in person.name else person.name) for person in PEOPLE
)
ROSTER = Roster(NAMED, UNITS, (), RowCount(7, 7), RowCount(2, 2), {})


def by_threes() -> FeedMapping:
    """Return the shipped mapping with small pages, so that there are several."""
    shipped = mapping("scim")
    paging = shipped.people.paging.model_copy(update={"records": 3})
    return shipped.model_copy(update={"people": shipped.people.model_copy(update={"paging": paging})})


def told(items: Sequence[Person] | Sequence[Unit]) -> list[Person | Unit]:
    """Return what is said, without where it stood."""
    return [replace(item, origin=PEOPLE[0].origin) for item in items]


def test_our_reader_reads_a_foreign_scim_server(scim: str, tmp_path: Path) -> None:
    """Users and Groups, standard attributes and an extension, over several pages, behind a token."""
    content = content_of(ROSTER, Dialect.SCIM)
    for path, resources in (("Groups", content.units), ("Users", content.people)):
        for resource in resources:
            own = {name: value for name, value in resource.items() if name != "id"}
            call(scim, path, own)
    reader = source(scim, tmp_path, agreement=by_threes(), bearer=lambda: TOKEN)
    roster = reader.read()
    assert told(roster.units) == told(UNITS)
    assert told(roster.people) == told(NAMED)
    assert roster.people_rows == RowCount(7, 7)
    assert reader.read() == roster


def test_a_foreign_scim_server_that_does_not_know_us_is_no_roster(scim: str, tmp_path: Path) -> None:
    """401 is a refusal, not an empty list."""
    with pytest.raises(SourceError, match="401"):
        source(scim, tmp_path, agreement=mapping("scim"), bearer=lambda: "wrong").read()


@pytest.mark.parametrize("dialect", Dialect)
def test_the_example_feed_gives_the_roster_it_serves(dialect: Dialect, tmp_path: Path) -> None:
    """What goes in comes out, in both dialects; the second time nothing is sent."""
    with FeedServer(lambda: content_of(ROSTER, dialect), token=TOKEN, page=3) as server:
        name = {Dialect.OURS: "noi-vu", Dialect.SCIM: "scim"}[dialect]
        reader = source(server.url, tmp_path, agreement=mapping(name), bearer=lambda: TOKEN)
        roster = reader.read()
        assert (told(roster.people), told(roster.units)) == (told(NAMED), told(UNITS))
        before = len(server.requests)
        assert reader.read() == roster
        assert {line[:3] for line in server.requests[before:]} == {"304"}


def test_the_example_feed_fits_the_published_schema() -> None:
    """Every record that the example serves is what docs/noi-vu-feed.schema.json allows."""
    shown = json.loads(
        (Path(__file__).parents[2] / "docs/noi-vu-feed.schema.json").read_text(encoding="utf-8")
    )
    content = content_of(ROSTER, Dialect.OURS)
    for records in (content.people, content.units):
        document = {"format": "noi-vu-feed/1", "total": len(records), "items": records, "next": None}
        assert [*jsonschema.Draft202012Validator(shown).iter_errors(document)] == []


def test_suspended_is_not_the_same_as_gone(tmp_path: Path) -> None:
    """`active: false` without a status is asked about, as RFC 7643 leaves open what it means."""
    content = content_of(ROSTER, Dialect.SCIM)
    user = {name: value for name, value in content.people[0].items() if name != HR_USER}
    changed = replace(
        content, people=[{**user, "active": False, HR_USER: {"unitCode": "SNV"}}, *content.people[1:]]
    )
    with FeedServer(lambda: changed) as server:
        roster = source(server.url, tmp_path, agreement=mapping("scim")).read()
    assert [(problem.key, problem.gravity) for problem in roster.problems] == [("C01", Gravity.QUESTION)]


def test_an_empty_scim_directory_is_refused(tmp_path: Path) -> None:
    """It leaves "Resources" out and says 0; that is never "everybody left"."""
    empty = replace(content_of(ROSTER, Dialect.SCIM), people=())
    with FeedServer(lambda: empty) as server, pytest.raises(SourceError, match="không có ai"):
        source(server.url, tmp_path, agreement=mapping("scim")).read()
