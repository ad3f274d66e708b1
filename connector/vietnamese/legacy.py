"""`read_column`: the cells of one column in Unicode, whatever encodings they were typed in.

Decided for the column, tested again for each cell, by font first and by well-formed words second; before
anything else touches the text. How it is decided:

- Each encoding in which a cell has a meaning is one *reading*; its likelihood is that of its words.
- A column is mostly of one encoding: the shares of the encodings among the *other* cells weigh the readings
  of this one (a Dirichlet mixture, each cell left out of its own evidence). So Hoàng, which is also VNI for
  Hồng, is read as the rest of the column is; alone, it stays undecided.
- The most likely reading is given. Where another text remains possible, where two encodings meet in one
  cell, or where decoding leaves no well-formed word, the cell is doubtful: somebody has to look.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import exp
from typing import Final

from connector.text import Text
from connector.vietnamese.encodings import Encoding, UndecodableText, by_font, decode, letter_of, unescape
from connector.vietnamese.likelihood import all_syllables, is_likely, likelihood, runs_of_letters


@dataclass(frozen=True, slots=True)
class CellReading:
    """One cell as it is to be read."""

    text: str
    """In NFC; blanks and punctuation as they were. The likeliest reading where the cell is doubtful."""
    encoding: Encoding
    """What the cell was decoded from. Plain ASCII, the same in all of them, is Unicode."""
    doubtful: Text | None = None
    """Why a person has to look, or None."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """A column as it is to be read."""

    encoding: Encoding
    """That of most cells that show any."""
    cells: tuple[CellReading, ...]
    """One for each cell given, in order."""


Shares = Mapping[Encoding, float]

_CANDIDATES: Final = (
    Encoding.UNICODE,
    Encoding.TCVN3,
    Encoding.VNI,
    Encoding.VPS,
    Encoding.VISCII,
    Encoding.VIQR,
    Encoding.MOJIBAKE_CP1252,
    Encoding.MOJIBAKE_CP1250,
)
"""TCVN3_CAPITALS is not among them: without a font it cannot be told from TCVN3, and only case differs."""

_UNICODE_BEFOREHAND: Final = 0.5
_BEFOREHAND: Final[Shares] = {
    encoding: _UNICODE_BEFOREHAND
    if encoding is Encoding.UNICODE
    else (1 - _UNICODE_BEFOREHAND) / (len(_CANDIDATES) - 1)
    for encoding in _CANDIDATES
}
_MIXING: Final = 1e-4  # weight of `_BEFOREHAND` against one cell of evidence: columns are rarely mixed
_FONT_LIES: Final = 1e-5  # text pasted into a cell keeps the cell's old font
_DOUBT: Final = 1e-5  # the chance of being wrong that is left to nobody's eyes
_HOPELESS: Final = 40.0  # less likely by so much (natural logarithms) that no font, no column outweighs it
_ROUNDS: Final = 3

_PLAIN: Final = re.compile(r"[\t\n\r -~]*")
_VIQR_SIGNS: Final = re.compile(r"[AEIOUYaeiouy][`?~'.^(+]|[Dd][Dd]")
_ONLY_UNICODE: Final = re.compile(r"[\t\n\r -~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]*")
_PROOF: Final = re.compile(r"[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")  # in no legacy encoding as workbooks show it
_BLANKS: Final = re.compile(r"[ \t\n\r]+")  # not str.split: control codes and NBSP are letters of VPS, VISCII

_MIXED: Final = Text(
    vi="Trong ô có cả chữ Unicode lẫn chữ còn ở bảng mã cũ.",
    en="The cell mixes Unicode with text of a legacy encoding.",
)
_NO_READING: Final = Text(
    vi="Không bảng mã nào đã biết đọc được ô này; có thể chữ đã hỏng khi chép hoặc chuyển tệp.",
    en="No known encoding gives this cell a meaning; the text may have been damaged on its way.",
)


def _damaged(encoding: Encoding) -> Text:
    return Text(
        vi=f"Đọc theo bảng mã {encoding} thì có chữ không phải âm tiết tiếng Việt viết đúng; "
        "có thể ô đã mất ký tự.",
        en=f"Read as {encoding}, a word is no well-formed Vietnamese syllable; "
        "the cell may have lost letters.",
    )


def _two_readings(first: CellReading, second: CellReading) -> Text:
    return Text(
        vi=f"Có thể đọc hai cách: «{first.text}» ({first.encoding}) hoặc «{second.text}» "
        f"({second.encoding}).",
        en=f"It can be read in two ways: «{first.text}» ({first.encoding}) or «{second.text}» "
        f"({second.encoding}).",
    )


@dataclass(frozen=True, slots=True)
class _Open:
    """A cell whose encoding must be weighed."""

    place: int
    raw: str
    font: Encoding | None
    likelihoods: Mapping[Encoding, float]
    """Of each encoding in which the cell has a meaning; natural logarithms."""


def _is_plain(cell: str) -> bool:
    return _PLAIN.fullmatch(cell) is not None and ("@" in cell or not _VIQR_SIGNS.search(cell))


def _is_surely_unicode(cell: str) -> bool:
    return (
        _ONLY_UNICODE.fullmatch(cell) is not None
        and _PROOF.search(cell) is not None
        and all(map(all_syllables, cell.split(" ")))
    )


def _likelihoods(cell: str) -> dict[Encoding, float]:
    words = [word for word in _BLANKS.split(cell) if word]
    found: dict[Encoding, float] = {}
    for encoding in _CANDIDATES:
        parts = [likelihood(word, encoding) for word in words]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            found[encoding] = sum(known)
    worth_weighing = max(found.values(), default=0.0) - _HOPELESS
    return {encoding: value for encoding, value in found.items() if value > worth_weighing}


def _own_shares(cell: _Open, shares: Shares) -> Shares:
    """Return the shares that weigh one cell: its font first, the column second."""
    if cell.font is None:
        return shares
    said = Encoding.TCVN3 if cell.font is Encoding.TCVN3_CAPITALS else cell.font
    return {
        encoding: share * _FONT_LIES + (1 - _FONT_LIES) * (encoding is said)
        for encoding, share in shares.items()
    }


def _chances(cell: _Open, shares: Shares) -> dict[Encoding, float]:
    """Return how likely each encoding of `cell` is; they add up to 1."""
    if len(cell.likelihoods) == 1:
        return dict.fromkeys(cell.likelihoods, 1.0)
    own = _own_shares(cell, shares)
    best = max(cell.likelihoods.values())
    weights = {encoding: own[encoding] * exp(found - best) for encoding, found in cell.likelihoods.items()}
    total = sum(weights.values())
    return {encoding: weight / total for encoding, weight in weights.items()}


def _shares(counts: Mapping[Encoding, float], without: Mapping[Encoding, float]) -> Shares:
    """Return the share of each encoding among the counted cells but one."""
    left = {
        encoding: max(0.0, counts[encoding] - without.get(encoding, 0.0)) + _MIXING * _BEFOREHAND[encoding]
        for encoding in _CANDIDATES
    }
    total = sum(left.values())
    return {encoding: share / total for encoding, share in left.items()}


def _weigh(cells: Sequence[_Open], sure: int) -> list[dict[Encoding, float]]:
    """Return the chances of each open cell; `sure` cells beside them are Unicode without a doubt."""
    chances = [_chances(cell, _BEFOREHAND) for cell in cells]
    for _ in range(_ROUNDS):
        counts = dict.fromkeys(_CANDIDATES, 0.0)
        counts[Encoding.UNICODE] = float(sure)
        for own in chances:
            for encoding, chance in own.items():
                counts[encoding] += chance
        chances = [_chances(cell, _shares(counts, own)) for cell, own in zip(cells, chances, strict=True)]
    return chances


def _reading(cell: _Open, encoding: Encoding) -> CellReading:
    if encoding is Encoding.TCVN3 and cell.font is Encoding.TCVN3_CAPITALS:
        encoding = Encoding.TCVN3_CAPITALS
    return CellReading(decode(cell.raw, encoding), encoding)


def _lost_a_letter(run: str, lost: str) -> bool:
    """Say whether `run` is nothing to expect, but would be with the letter `lost` put back: "Hng", "Lu"."""
    if not lost or len(run) == 1 or not run.isascii() or is_likely(run):
        return False
    return any(is_likely(run[:place] + lost + run[place:]) for place in range(1, len(run) + 1))


def _is_damaged(reading: CellReading) -> bool:
    """Say whether the decoded text fails as Vietnamese, or would gain by the letter that tools strip.

    That letter stands on the soft hyphen: ư of TCVN3, ễ of VISCII.
    """
    lost = letter_of("\u00ad", reading.encoding).lower()
    runs = runs_of_letters(reading.text)
    return not all(map(all_syllables, runs)) or any(_lost_a_letter(run, lost) for run in runs)


def _mixes_encodings(text: str) -> bool:
    """Say whether a word of Unicode text is no Vietnamese, but would be in a legacy encoding."""
    for word in _BLANKS.split(text):
        if word.isascii() or all_syllables(word):
            continue
        for encoding in _CANDIDATES[1:]:
            try:
                decoded = decode(word, encoding)
            except UndecodableText:
                continue
            if all_syllables(decoded):
                return True
    return False


def _other_reading(first: CellReading, cell: _Open, chances: Mapping[Encoding, float]) -> CellReading | None:
    """Return the likeliest reading with another text, if it is likely enough to ask about."""
    others = (
        _reading(cell, encoding)
        for encoding, chance in sorted(chances.items(), key=lambda item: -item[1])
        if chance > _DOUBT and encoding is not first.encoding
    )
    same = first.text.casefold()
    return next((other for other in others if other.text.casefold() != same), None)


def _decide(cell: _Open, chances: Mapping[Encoding, float]) -> CellReading:
    first = _reading(cell, max(chances, key=lambda encoding: chances[encoding]))
    other = _other_reading(first, cell, chances)
    if other is not None:
        return CellReading(first.text, first.encoding, _two_readings(first, other))
    if first.encoding is not Encoding.UNICODE:
        doubt = _damaged(first.encoding) if _is_damaged(first) else None
        return CellReading(first.text, first.encoding, doubt)
    return CellReading(first.text, first.encoding, _MIXED if _mixes_encodings(first.text) else None)


def _plain(cell: str, font: Encoding | None) -> CellReading:
    if font is Encoding.TCVN3_CAPITALS:
        return CellReading(decode(cell, font), font)
    return CellReading(cell, Encoding.UNICODE)


def _fonts(fonts: Sequence[str] | None) -> Iterable[Encoding | None]:
    if fonts is None:
        return repeat(None)
    known = {font: by_font(font) for font in set(fonts)}
    return [known[font] for font in fonts]


def _read_open(cells: Sequence[_Open], sure: int) -> dict[int, CellReading]:
    """Return the readings of the open cells by their places in the column."""
    legible = [cell for cell in cells if cell.likelihoods]
    readings = {
        cell.place: CellReading(unicodedata.normalize("NFC", cell.raw), Encoding.UNICODE, _NO_READING)
        for cell in cells
        if not cell.likelihoods
    }
    for cell, chances in zip(legible, _weigh(legible, sure), strict=True):
        readings[cell.place] = _decide(cell, chances)
    return readings


def read_column(cells: Sequence[str], fonts: Sequence[str] | None = None) -> ColumnReading:
    """Read one column. `fonts`, if given, holds the font name of each cell ("" where unknown).

    Ask before `clean`, NFKC, `lower` or any stripping of invisible characters.

    Raises:
        ValueError: `fonts` is not as long as `cells`.
    """
    if fonts is not None and len(fonts) != len(cells):
        what = f"{len(cells)} cells, but {len(fonts)} fonts."
        raise ValueError(what)
    readings: list[CellReading | None] = []
    still_open: list[_Open] = []
    sure = 0
    for place, (raw, font) in enumerate(zip(map(unescape, cells), _fonts(fonts), strict=False)):
        reading = None
        if _is_plain(raw):
            reading = _plain(raw, font)
        elif _is_surely_unicode(raw):
            reading = CellReading(raw, Encoding.UNICODE)
            sure += 1
        else:
            still_open.append(_Open(place, raw, font, _likelihoods(raw)))
        readings.append(reading)
    weighed = _read_open(still_open, sure)
    complete = tuple(reading or weighed[place] for place, reading in enumerate(readings))
    shown = Counter(reading.encoding for reading in weighed.values())
    shown[Encoding.UNICODE] += sure
    return ColumnReading(max(Encoding, key=lambda encoding: shown[encoding]), complete)
