"""The files of the container: what can be held without Docker, is."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from devtools.slapd import PrivateSlapd

FOLDER = Path(__file__).resolve().parents[2] / "docker" / "openldap"


def _instructions(name: str) -> list[tuple[str, str]]:
    text = (FOLDER / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in lines if word == name]


def test_the_dockerfile_copies_what_exists() -> None:
    """Every source of a COPY is in the folder."""
    sources = [source for _, rest in _instructions("COPY") for source in rest.split()[:-1]]
    assert {"schema", "config", "seed", "prepare", "entrypoint.sh"} == set(sources)
    assert all((FOLDER / source).exists() for source in sources)


def test_the_container_runs_without_root_and_without_passwords() -> None:
    """The image has a user of its own, and no file holds a password."""
    assert _instructions("USER") == [("USER", "openldap")]
    for path in FOLDER.rglob("*"):
        if path.is_file() and path.name != "README.md":
            assert not re.search(r"(?i)(password|rootpw)\s*[:=]\s*\w", path.read_text()), path.name


def test_the_compose_file_and_the_image_agree() -> None:
    """The volume and the ports of compose.yaml are those of the image."""
    compose = (FOLDER / "compose.yaml").read_text()
    ((_, volume),) = _instructions("VOLUME")
    assert f"- openldap:{volume}" in compose
    ((_, ports),) = _instructions("EXPOSE")
    assert re.findall(r":(\d+)\"$", compose, re.MULTILINE) == ports.split()


def test_all_settings_of_the_compose_file_are_understood() -> None:
    """Each LDAP_ setting that compose.yaml passes is one that the scripts read."""
    passed = set(re.findall(r"^      (LDAP_\w+):", (FOLDER / "compose.yaml").read_text(), re.MULTILINE))
    scripts = (FOLDER / "prepare").read_text() + (FOLDER / "entrypoint.sh").read_text()
    assert passed
    assert passed <= set(re.findall(r"\$\{(LDAP_\w+)", scripts))


def test_every_placeholder_is_filled() -> None:
    """`prepare` knows each @NAME@ of the templates, and no other."""
    templates = [*(FOLDER / "config").iterdir(), *(FOLDER / "seed").iterdir()]
    used = {name for path in templates for name in re.findall(r"@[A-Z]+(?:_[A-Z]+)*@", path.read_text())}
    filled = set(re.findall(r"s\|(@[A-Z_]+@)\|", (FOLDER / "prepare").read_text()))
    assert used - {"@NAMES@"} == filled


def test_entrypoint_and_private_server_prepare_alike() -> None:
    """Both call the same script, so that what the tests prove holds for the container."""
    assert '"$here/prepare" "$state"' in (FOLDER / "entrypoint.sh").read_text()
    assert os.access(FOLDER / "prepare", os.X_OK)
    assert os.access(FOLDER / "entrypoint.sh", os.X_OK)


@pytest.mark.parametrize("script", ["prepare", "entrypoint.sh"])
def test_scripts_are_posix(script: str) -> None:
    """The image has dash, not bash."""
    done = subprocess.run(["sh", "-n", str(FOLDER / script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_entrypoint_asks_for_certificates(tmp_path: Path) -> None:
    """Without a certificate and without leave to go unencrypted, it says so in both languages and stops."""
    environment = {"PATH": os.environ["PATH"], "LDAP_STATE": str(tmp_path), "LDAP_TLS_DIR": str(tmp_path)}
    done = subprocess.run(
        [str(FOLDER / "entrypoint.sh")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Thiếu chứng thư TLS" in done.stderr
    assert "No TLS certificate" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slapd
def test_the_entrypoint_leaves_a_tree_the_private_server_can_serve(tmp_path: Path) -> None:
    """The entrypoint itself prepares the folder and hands over to slapd (here one that only checks)."""
    state = tmp_path / "state"
    programs = tmp_path / "bin"
    programs.mkdir()
    # In place of the server: look at the configuration it was given, and end.
    (programs / "slapd").write_text(
        '#!/bin/sh\nwhile [ "$1" != -f ]; do shift; done\nexec slaptest -u -f "$2"\n'
    )
    (programs / "slapd").chmod(0o755)
    environment = {
        "PATH": os.pathsep.join((str(programs), os.environ["PATH"])),
        "LDAP_STATE": str(state),
        "LDAP_TLS_DIR": str(tmp_path),
        "LDAP_ALLOW_PLAIN": "yes",
        "LDAP_MAXSIZE": str(1 << 30),
    }
    done = subprocess.run(
        [str(FOLDER / "entrypoint.sh")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "config file testing succeeded" in done.stderr
    shutil.rmtree(programs)
    with PrivateSlapd(state) as server:
        assert server.bind(server.service_dn, server.service_password) == 0
