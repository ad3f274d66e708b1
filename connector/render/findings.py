"""`print_findings`: what `connector check` found, good and bad, and how much there is to correct."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connector.model.outcome import Finding
from connector.render.ink import Line, hanging, say
from connector.render.legible import legible, number
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console


def print_findings(findings: Sequence[Finding], console: "Console", language: Language) -> None:
    """Print each finding on its line, with the advice below what is wrong, and how many are wrong."""
    for finding in findings:
        sign, style = ("✓", "green") if finding.ok else ("✗", "bold red")
        hanging(console, ((f"{sign} ", style),), ((legible(finding.text.say(language)), ""),))
        for line in _advice(finding, language):
            say(console, line, indent=4)
    wrong = sum(not finding.ok for finding in findings)
    if wrong:
        counted = number(wrong, language)
        words = Text(vi=f"{counted} điểm cần sửa.", en=f"{counted} to correct.")
        say(console, ((words.say(language), "bold red"),))


def _advice(finding: Finding, language: Language) -> Iterator[Line]:
    advice = legible(finding.advice.say(language))
    if advice and not finding.ok:
        yield ((f"→ {advice}", ""),)
