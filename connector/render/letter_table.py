"""`print_letters`: the outbox as a table."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from connector.model.letter import Letter, LetterState
from connector.render.ink import Line, say, table
from connector.render.legible import legible, moment
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

NO_LETTERS: Final = Text(vi="Chưa có thư báo nào.", en="There is no letter yet.")
HEADINGS: Final = (
    Text(vi="Lập lúc", en="Written"),
    Text(vi="Gửi đến", en="To"),
    Text(vi="Nội dung", en="Subject"),
    Text(vi="Tình trạng", en="State"),
)
STATES: Final[Mapping[LetterState, tuple[Text, str]]] = {
    LetterState.WAITING: (Text(vi="đang chờ gửi", en="waiting"), "yellow"),
    LetterState.SENT: (Text(vi="đã gửi", en="sent"), "green"),
    LetterState.REFUSED: (Text(vi="máy chủ thư từ chối", en="refused"), "red"),
    LetterState.GIVEN_UP: (Text(vi="không gửi được, đã thôi", en="given up"), "red"),
}
FORGOTTEN: Final = Text(vi="(nội dung đã xóa theo thời hạn lưu)", en="(words removed after their time)")


def print_letters(letters: Sequence[Letter], console: "Console", language: Language) -> None:
    """Print letters in their own order."""
    if not letters:
        say(console, ((NO_LETTERS.say(language), ""),))
        return
    headings = [heading.say(language) for heading in HEADINGS]
    rows = (
        (
            [((moment(letter.made, language), ""),)],
            [((legible(letter.to), "cyan"),)],
            [((legible(letter.subject) or FORGOTTEN.say(language), ""),)],
            _state(letter, language),
        )
        for letter in letters
    )
    console.print(table(headings, rows))


def _state(letter: Letter, language: Language) -> Sequence[Line]:
    words, colour = STATES[letter.state]
    lines: list[Line] = [((words.say(language), colour),)]
    if letter.settled is not None:
        lines.append(((moment(letter.settled, language), "dim"),))
    if letter.detail:
        lines.append(((legible(letter.detail), "dim"),))
    return lines
