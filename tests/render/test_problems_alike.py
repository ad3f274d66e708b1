"""The same thing wrong in many rows is said once, with every cell."""

from io import StringIO

from rich.console import Console

from connector.model.roster import Gravity, Problem, Where
from connector.render.problems import print_problems
from connector.text import Language, Text

PHONE = Text(vi="Số điện thoại thiếu số 0 ở đầu.", en="The phone number lost its leading 0.")
FILL = Text(vi="Ghi đủ số.", en="Write the whole number.")


def test_the_same_problem_in_forty_rows_is_said_once_with_every_cell() -> None:
    """Forty phone warnings are one sentence and forty cells; another problem keeps its own lines."""
    problems = [
        Problem(Where("a.xlsx", "Nhân sự", f"H{row}"), PHONE, FILL, Gravity.WARNING, f"CB{row}")
        for row in range(4, 44)
    ]
    other = Problem(Where("a.xlsx", "Nhân sự", "C3"), FILL, PHONE, Gravity.WARNING, "CB3")
    paper = StringIO()
    print_problems([*problems, other], Console(file=paper, width=100), Language.VI)
    printed = paper.getvalue()
    assert printed.count("Số điện thoại thiếu") == 2
    assert all(f"H{row}" in printed for row in range(4, 44))
    assert "C3" in printed
    assert len(printed.splitlines()) < 20
