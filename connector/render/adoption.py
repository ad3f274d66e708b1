"""`print_overview`: which boxes made by hand are whose, how sure that is, and what is left over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from connector.model.proposal import Confidence, Proposal, Survey
from connector.render.ink import Line, say, table
from connector.render.legible import legible
from connector.text import NOTHING, Language, Text

if TYPE_CHECKING:
    from rich.console import Console

CONFIDENCES: Final[Mapping[Confidence, Text]] = {
    Confidence.CERTAIN: Text(vi="chắc chắn", en="certain"),
    Confidence.PROBABLE: Text(vi="có lẽ", en="probable"),
    Confidence.DOUBTFUL: Text(vi="chưa chắc", en="doubtful"),
}
STYLES: Final = {Confidence.CERTAIN: "green", Confidence.PROBABLE: "cyan", Confidence.DOUBTFUL: "yellow"}
SHOWN: Final = 20
"""How many rows of each kind are shown where nobody asked for all of them."""


def summary(survey: Survey, obstacles: Mapping[str, Text]) -> Text:
    """Return the counts in one sentence: who has a box, who may have one, who has none; and the other way round."""
    counts = Counter(one.confidence for one in survey.proposals if obstacles[one.name] == NOTHING)
    refused = sum(why != NOTHING for why in obstacles.values())
    vi = ", ".join(f"{counts[each]} {word.vi}" for each, word in CONFIDENCES.items())
    en = ", ".join(f"{counts[each]} {word.en}" for each, word in CONFIDENCES.items())
    return Text(
        vi=f"{survey.people} người đang công tác: {survey.owned} đã có hộp thư do connector quản lý; đề xuất {vi};"
        f" {refused} chưa nhận được; {len(survey.boxless)} người không thấy hộp thư nào;"
        f" {len(survey.unclaimed)} hộp thư có sẵn chưa rõ của ai.",
        en=f"{survey.people} serving people: {survey.owned} have a box of connector's; proposed are {en};"
        f" {refused} cannot be taken over; {len(survey.boxless)} people have no box anywhere;"
        f" {len(survey.unclaimed)} existing boxes are nobody's.",
    )


def print_overview(
    survey: Survey,
    obstacles: Mapping[str, Text],
    units: Mapping[str, str],
    console: "Console",
    language: Language,
    *,
    limit: int | None,
) -> None:
    """Print the proposals, the surest first, then who and what is left over, then the counts."""
    rows = [_row(one, units, language) for one in survey.proposals[:limit]]
    if rows:
        heads = [_WHO.say(language), _BOX.say(language), _SIGNS.say(language)]
        console.print(table(heads, rows, leading=1))
    _more(len(survey.proposals), limit, console, language)
    for title, lines in (
        (_BOXLESS, [f"{one.key}  {one.name}, {units.get(one.unit, one.unit)}" for one in survey.boxless]),
        (_UNCLAIMED, [f"{one.box.address}  {one.name}" for one in survey.unclaimed]),
    ):
        _left_over(title, lines, console, language, limit=limit)
    say(console, ((summary(survey, obstacles).say(language), "bold"),))


_WHO: Final = Text(vi="Người", en="Person")
_BOX: Final = Text(vi="Hộp thư có sẵn", en="Existing box")
_SIGNS: Final = Text(vi="Căn cứ", en="Signs")
_BOXLESS: Final = Text(vi="Không thấy hộp thư nào của", en="No box anywhere for")
_UNCLAIMED: Final = Text(vi="Hộp thư chưa rõ của ai", en="Boxes that are nobody's")


def _row(one: Proposal, units: Mapping[str, str], language: Language) -> Sequence[Sequence[Line]]:
    box = one.stranger.box
    there = ", ".join(filter(None, (one.stranger.name, box.unit_name or box.agency_name)))
    return (
        [
            ((legible(one.subject.name), "bold"),),
            ((legible(units.get(one.subject.unit, one.subject.unit)), ""),),
            ((legible(one.subject.id), "cyan"),),
        ],
        [((legible(box.address), ""),), ((legible(there), ""),), ((legible(one.stranger.place), "dim"),)],
        [
            ((CONFIDENCES[one.confidence].say(language), STYLES[one.confidence]),),
            ((legible(one.signs.say(language)), ""),),
        ],
    )


def _more(count: int, limit: int | None, console: "Console", language: Language) -> None:
    if limit is not None and count > limit:
        more = Text(
            vi=f"… còn {count - limit} dòng nữa; xem hết: --all, hoặc --xlsx TỆP",
            en=f"… {count - limit} more; all of them: --all, or --xlsx FILE",
        )
        say(console, ((more.say(language), "dim"),))


def _left_over(
    title: Text, lines: Sequence[str], console: "Console", language: Language, *, limit: int | None
) -> None:
    if not lines:
        return
    say(console, ((f"{title.say(language)} ({len(lines)})", "yellow"),))
    for line in lines[:limit]:
        say(console, ((legible(line), ""),), indent=2)
    _more(len(lines), limit, console, language)
    console.print()
