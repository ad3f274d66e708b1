"""The scripts of the newcomer's path: what they leave behind, and what they say when they cannot go on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"] if path.is_file())
PLAIN_TOOLS = frozenset(
    {"awk", "bash", "cat", "chmod", "date", "dirname", "env", "flock", "grep", "id", "mkdir", "mv", "paste"}
    | {"readlink", "rm", "sed", "sh", "sha256sum", "tail", "touch", "tr"}
)


def run(command: Sequence[str | Path], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with exactly this environment."""
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def stand_in(folder: Path, program: str, body: str) -> None:
    """Put a shell script in the place of a system program."""
    file = folder / program
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a fresh copy of what setup reads, in a folder with a blank in its name."""
    folder = tmp_path / "a checkout"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for file in ("pyproject.toml", "constraints.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, folder / file)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Give a PATH folder with plain Unix tools only: no Python, no apt-get, no sudo."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in sorted(PLAIN_TOOLS):
        found = shutil.which(tool)
        assert found, tool
        (folder / tool).symlink_to(found)
    return folder


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_can_be_run_and_parsed(script: Path) -> None:
    """Each script is executable, names its shell, and that shell can parse it."""
    shell = script.read_text(encoding="utf-8").splitlines()[0].removeprefix("#!").split()[-1]
    assert os.access(script, os.X_OK)
    assert run([*shell.split(), "-n", script], ROOT, PATH=os.environ["PATH"]).stderr == ""


def test_setup_that_cannot_fetch_says_so_and_is_not_taken_for_done(checkout: Path, programs: Path) -> None:
    """Without network setup ends with one sentence in each language, and the next run starts again."""
    (programs / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    ended = run(
        ["bash", "scripts/setup"], checkout, PATH=str(programs), PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull
    )
    assert ended.returncode == 1
    assert "Python libraries could not be fetched" in ended.stderr
    assert "Không tải được thư viện Python" in ended.stderr
    assert (checkout / ".venv" / "setup.log").exists()
    assert not (checkout / ".venv" / "setup.stamp").exists()


@pytest.fixture
def system(programs: Path) -> Path:
    """Give the PATH folder stand-ins for apt-get and debconf that write down what they were asked."""
    stand_in(programs, "debconf-set-selections", "cat >>asked")
    stand_in(programs, "apt-get", 'echo "apt-get $*" >>asked; cat policy-rc.d >seen; exit "${APT_ENDS:-0}"')
    return programs


@pytest.mark.parametrize("apt_ends", ["0", "100"])
@pytest.mark.parametrize("before", [None, "#!/bin/sh\nexit 0\n"])
def test_no_daemon_may_start_while_packages_are_installed(
    tmp_path: Path, system: Path, before: str | None, apt_ends: str
) -> None:
    """The guard stands during the installation; afterwards all is as it was, even after a failure."""
    policy = tmp_path / "policy-rc.d"
    if before is not None:
        policy.write_text(before, encoding="utf-8")
    ended = run(
        [ROOT / "scripts" / "debian-packages", "slapd", "gcc"],
        tmp_path,
        PATH=str(system),
        POLICY_RC_D="policy-rc.d",
        APT_ENDS=apt_ends,
    )
    asked = (tmp_path / "asked").read_text(encoding="utf-8")
    assert str(ended.returncode) == apt_ends
    assert "exit 101" in (tmp_path / "seen").read_text(encoding="utf-8")
    assert (policy.read_text(encoding="utf-8") if policy.exists() else None) == before
    assert "slapd/no_configuration boolean true" in asked
    assert "--yes --no-install-recommends install slapd gcc" in asked


def test_guard_left_by_an_interrupted_installation_is_taken_away(tmp_path: Path, system: Path) -> None:
    """A run that was killed leaves the guard; the next run gives back what had been there before."""
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\n# connector setup\nexit 101\n", encoding="utf-8")
    (tmp_path / "policy-rc.d.before-connector-setup").write_text("mine", encoding="utf-8")
    ended = run(
        [ROOT / "scripts" / "debian-packages", "gcc"], tmp_path, PATH=str(system), POLICY_RC_D="policy-rc.d"
    )
    assert ended.returncode == 0
    assert policy.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.glob("policy*")) == ["policy-rc.d"]
