"""`Answer`: what a person wrote into one row of a questionnaire, before anybody judged it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One row that came back."""

    row: int
    """As the workbook numbers it."""
    key: str
    """Key of the question."""
    about: str
    """Whom or which unit the row says it is about."""
    choice: str
    """Empty: not decided."""
    document: str = ""
