"""`print_judged`: what became of each row of a filled questionnaire."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from connector.model.answer import Answer
from connector.model.plan import Decision
from connector.render.ink import say
from connector.render.legible import legible
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

TAKEN: Final = 10
"""How many of the rows that were taken are shown: the others are as the sender wrote them."""


class Row(Protocol):
    """One judged row."""

    @property
    def answer(self) -> Answer:
        """What was written."""
        ...

    @property
    def decision(self) -> Decision | None:
        """What was remembered; None where the row was not taken."""
        ...

    @property
    def why(self) -> Text:
        """Why it was not taken."""
        ...


def print_judged(rows: Sequence[Row], asked: int, console: "Console", language: Language) -> None:
    """Print counts, every row that was refused with its reason, and the first of those that were taken.

    `asked` is how many rows the workbook has, those left empty too.
    """
    taken = [row for row in rows if row.decision is not None]
    refused = [row for row in rows if row.decision is None]
    for row in taken[:TAKEN]:
        choice = row.decision.choice if row.decision is not None else ""
        say(console, (("✓ ", "green"), (f"{_line(row, language)} → {legible(choice)}", "")))
    if len(taken) > TAKEN:
        more = len(taken) - TAKEN
        say(
            console, ((Text(vi=f"  … và {more} dòng nữa.", en=f"  … and {more} more.").say(language), "dim"),)
        )
    for row in refused:
        written = legible(row.answer.choice)
        say(console, (("× ", "red"), (f"{_line(row, language)} → {written}: {row.why.say(language)}", "")))
    say(console, ((_summary(len(taken), len(refused), asked - len(rows)).say(language), "bold"),))


def _line(row: Row, language: Language) -> str:
    number = row.answer.row
    return f"{Text(vi=f'dòng {number}', en=f'row {number}').say(language)}  {legible(row.answer.about)}"


def _summary(taken: int, refused: int, empty: int) -> Text:
    then = " Có hiệu lực từ lần `connector apply` hay `sync` sau." if taken else ""
    after = " They take effect with the next `connector apply` or `sync`." if taken else ""
    return Text(
        vi=f"Đã nhận {taken} quyết định, từ chối {refused}, để trống {empty}.{then}",
        en=f"Took {taken} decisions, refused {refused}, left empty {empty}.{after}",
    )
