"""The JSON of plans, reports, questions, runs, records and stories does not change unnoticed."""

import json
from pathlib import Path

import pytest

from connector.model.plan import canonical
from connector.render.json_shapes import Shown, as_json
from tests.render.invented import PLAN, QUESTIONS, REPORT
from tests.render.test_ledger_tables import RECORD, RUNS, STORY

CASES = Path(__file__).resolve().parents[1] / "cases" / "render"
VALUES: dict[str, Shown | tuple[Shown, ...]] = {
    "plan": PLAN,
    "report": REPORT,
    "questions": QUESTIONS,
    "runs": RUNS,
    "record": RECORD,
    "story": STORY,
}


@pytest.mark.parametrize("name", VALUES)
def test_the_shape_is_the_one_that_was_agreed(name: str) -> None:
    """Programs that read our JSON find every name where it was; a change here is a change for them."""
    assert as_json(VALUES[name]) + "\n" == (CASES / f"{name}.json").read_text(encoding="utf-8")


def test_the_plan_inside_has_the_digest_beside_it() -> None:
    """Whoever keeps the JSON of a plan can prove which plan it is."""
    data = json.loads(as_json(PLAN))
    assert canonical(data["plan"]) == canonical(PLAN.as_data())
    assert data["digest"] == PLAN.digest


def test_vietnamese_stays_readable() -> None:
    """Letters are written as they are, not as escapes."""
    assert "Nguyễn Văn An" in as_json(PLAN)


def test_nothing_is_an_empty_list() -> None:
    """A program gets valid JSON where there is nothing to tell."""
    assert json.loads(as_json(())) == []
