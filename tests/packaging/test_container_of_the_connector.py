"""The files of the connector's container: what can be held without Docker, is."""

import re
from pathlib import Path

from connector.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docker" / "connector"
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (FOLDER / "compose.yaml").read_text(encoding="utf-8")


def test_the_image_runs_a_command_that_exists_as_a_user_of_its_own() -> None:
    """No root at run time; SIGTERM reaches the program; the default command is one of ours."""
    (command,) = re.findall(r'^CMD \["(\w+)"\]', DOCKERFILE, re.MULTILINE)
    assert command in COMMANDS
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE) == ["connector"]
    assert 'ENTRYPOINT ["/usr/bin/tini"' in DOCKERFILE


def test_libraries_are_those_of_the_lock() -> None:
    """What is installed into the image is what the tests have seen."""
    assert "PIP_CONSTRAINT=/src/constraints.txt" in DOCKERFILE
    assert (ROOT / "constraints.txt").exists()


def test_compose_and_image_agree() -> None:
    """Volume and settings are where the image expects them, and the directory server is the one beside it."""
    assert "dockerfile: docker/connector/Dockerfile" in COMPOSE
    assert (FOLDER / "../openldap/compose.yaml").resolve().exists()
    (volume,) = re.findall(r"^VOLUME (\S+)", DOCKERFILE, re.MULTILINE)
    assert f"connector:{volume}" in COMPOSE
    assert "./etc:/etc/connector:ro" in COMPOSE


def test_no_file_holds_a_secret() -> None:
    """Secrets are mounted, never built in."""
    for file in FOLDER.iterdir():
        if file.name != "README.md":
            assert not re.search(r"(?i)(password|secret|token)\s*[:=]\s*\w", file.read_text(encoding="utf-8"))


def test_what_an_installation_keeps_secret_reaches_neither_image_nor_repository() -> None:
    """README tells to put settings and secrets into `etc`, which lies in the folder that the image is built from."""
    assert "docker/connector/etc/connector.toml" in (FOLDER / "README.md").read_text(encoding="utf-8")
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"docker/connector/etc", "docker/openldap/tls", ".git"} <= set(sent)
    kept = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/docker/connector/etc/" in kept
