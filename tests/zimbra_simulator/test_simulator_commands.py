"""What each admin command does, told as data in `tests/cases/zimbra_simulator/`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.soap_talk import NAMES, Heard, Talk

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "zimbra_simulator"
CASES = [
    case
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]


def filled(text: str, kept: Mapping[str, str]) -> str:
    """Put what was kept in its places."""
    for name, value in kept.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def check(step: Mapping[str, Any], heard: Heard, kept: Mapping[str, str]) -> None:
    """Compare an answer with what the step expects of it."""
    assert heard.code == step.get("code"), step["send"]
    assert heard.status == (500 if "code" in step else 200)
    for path, expected in step.get("finds", {}).items():
        if path.startswith("count("):
            assert [str(heard.envelope.xpath(path, namespaces=NAMES))] == expected
        else:
            assert heard.all(path) == [filled(value, kept) for value in expected], path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_commands_do_as_told(case: Mapping[str, Any], talk: Talk) -> None:
    """Each step answers as Zimbra does, in the point that the case names."""
    kept: dict[str, str] = {}
    for step in case["steps"]:
        heard = talk.ask(filled(step["send"], kept), valid=step.get("valid", True))
        check(step, heard, kept)
        for name, path in step.get("keep", {}).items():
            value = heard.find(path)
            assert value, f"{path} found nothing in the answer to {step['send']}"
            kept[name] = value
