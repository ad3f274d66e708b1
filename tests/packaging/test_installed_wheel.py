"""What an administrator gets: the wheel in an environment of its own, in another folder, against a real server."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devtools.slapd import PrivateSlapd
from tests.support.installation import EXAMPLES, quiet_slapd

ROOT = Path(__file__).resolve().parents[2]
ORGANISATION = "ubnd-khanhhoa"


def run(command: list[str], folder: Path, codes: tuple[int, ...] = (0,)) -> str:
    """Run a command in a folder that has nothing of the checkout; return what it says."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CONNECTOR_", "PYTHON"))}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode in codes, said
    return said


@dataclass(frozen=True, slots=True)
class Built:
    """The two files of a release."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build wheel and sdist."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "--directory", str(folder)], ROOT)
    return Built(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


@pytest.fixture(scope="module")
def program(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; the libraries it needs are those of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", str(built.wheel)],
        folder,
    )
    (site,) = folder.glob("lib/python3*/site-packages")
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    where = run([str(python), "-c", "import connector; print(connector.__file__)"], folder)
    assert str(folder) in where
    return folder / "bin" / "connector"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PrivateSlapd]:
    """Start a private directory server."""
    with quiet_slapd(tmp_path / "slapd", ORGANISATION) as slapd:
        yield slapd


@pytest.mark.slow
@pytest.mark.slapd
def test_a_new_administrator_gets_from_init_to_a_quiet_night(
    program: Path, server: PrivateSlapd, tmp_path: Path
) -> None:
    """init, check, plan, approve, apply, sync: the second night has nothing to do."""
    office = tmp_path / "co-quan"
    office.mkdir()
    connector = [str(program)]
    where = ["--uri", server.uri, "--base-dn", server.base, "--login", server.service_dn]
    secret = ["--password-file", str(server.password_file)]
    asked = ["--yes", "--org", ORGANISATION, "--target", "openldap"]
    run([*connector, "init", *asked, *where, *secret], office)
    (office / "nhan-su.xlsx").write_bytes((EXAMPLES / "khanh-hoa" / "thang-01.xlsx").read_bytes())
    assert "Quy chế:" in run([*connector, "check"], office)
    plan = run([*connector, "plan", "--brief"], office, codes=(3,))
    assert "MÃ" not in plan
    digest = (
        run([*connector, "plan", "--json"], office, codes=(3,)).partition('"digest": "')[2].partition('"')[0]
    )
    run([*connector, "approve", digest], office)
    run([*connector, "apply", "--yes"], office, codes=(0, 3))
    before = server.dump()
    run([*connector, "sync", "--brief"], office, codes=(0, 3))
    assert server.dump() == before
    assert len(server.search("(connectorKey=*)", attributes=("connectorKey",))) > 200


@pytest.mark.slow
def test_files_of_a_directory_server_come_out_of_the_wheel(program: Path, tmp_path: Path) -> None:
    """What `init --server-files` copies is what the repository has, programs still being programs."""
    run([str(program), "init", "--server-files", str(tmp_path / "may-chu")], tmp_path)
    original = ROOT / "docker" / "openldap"
    for file in ("schema/connector.schema", "config/acl.conf", "seed/tree.ldif", "prepare"):
        assert (tmp_path / "may-chu" / file).read_bytes() == (original / file).read_bytes()
    assert os.access(tmp_path / "may-chu" / "prepare", os.X_OK)
    again = run([str(program), "init", "--server-files", str(tmp_path / "may-chu")], tmp_path, codes=(1,))
    assert "không ghi đè" in again


def test_the_wheel_holds_everything_that_is_read_at_run_time(built: Built) -> None:
    """Each data file of the package and each shipped mapping is in it; tests and tools are not."""
    inside = set(zipfile.ZipFile(built.wheel).namelist())
    package = {str(file.relative_to(ROOT)) for file in (ROOT / "connector").rglob("*") if data(file)}
    assert package - inside == set()
    shipped = {
        f"connector/data/{file.relative_to(ROOT)}"
        for folder in ("mappings", "docker/openldap")
        for file in (ROOT / folder).rglob("*")
        if file.is_file()
    }
    assert shipped - inside == set()
    assert [name for name in inside if name.startswith(("tests/", "devtools/", "benchmarks/"))] == []


def data(file: Path) -> bool:
    """Tell whether a file of the package must be in the wheel."""
    return file.is_file() and "__pycache__" not in file.parts


def test_the_sdist_can_be_tested(built: Built) -> None:
    """It has licence, pages, scripts and tests, and nothing of a developer's machine."""
    with tarfile.open(built.sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "scripts/test", "tests/conftest.py", "constraints.txt"} <= inside
    assert [name for name in inside if name.startswith((".venv", ".git/", "demo-run"))] == []
