"""`decode`: text in the encodings before Unicode, as workbooks hold it; `by_font`: what a font says of it.

The codes stand in `encodings.toml`. A workbook shows the byte of a letter as the character of CP1252 (TCVN3
`NguyÔn V¨n`), as a control character (U+0080…U+009F), or, in XML, as `_x0002_`. All three are read.

Decode before anything strips, normalises or lower-cases: in TCVN3 the soft hyphen *is* the letter ư.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

from connector.vietnamese.alphabet import MARK_OF_TONE
from connector.vietnamese.recasing import recase


class Encoding(StrEnum):
    """How the letters of a cell are to be read."""

    UNICODE = "Unicode"
    TCVN3 = "TCVN3"
    TCVN3_CAPITALS = "TCVN3 (.Vn…H)"
    VNI = "VNI"
    VPS = "VPS"
    VISCII = "VISCII"
    VIQR = "VIQR"
    MOJIBAKE_CP1252 = "UTF-8 read as CP1252"
    MOJIBAKE_CP1250 = "UTF-8 read as CP1250"


class UndecodableText(ValueError):
    """Text with a character that means nothing in the encoding; says which code, never the text."""


class UnencodableText(ValueError):
    """Text with a character that the encoding has no code for; says which, never the text."""


_FONTS: Final = (
    (re.compile(r"\.vn|vn(time|arial)|.*tcvn", re.IGNORECASE), Encoding.TCVN3),
    (re.compile(r"vni[ -]|vni(times|helve)", re.IGNORECASE), Encoding.VNI),
    (re.compile(r"vps[ -]|vpstimes", re.IGNORECASE), Encoding.VPS),
    (re.compile(r"vi[ -]|.*viscii", re.IGNORECASE), Encoding.VISCII),
)
_STYLE: Final = re.compile(r"[ ,]+(bold|italic|regular)\b.*", re.IGNORECASE)


def by_font(font: str) -> Encoding | None:
    """Return the encoding that text set in `font` is typed in; None where the name says nothing.

    .VnTime is TCVN3, .VnTimeH its face of capitals, VNI-Times VNI, VPS Times VPS, VI Times VISCII.
    """
    name = _STYLE.sub("", font.strip())
    found = next((encoding for pattern, encoding in _FONTS if pattern.match(name)), None)
    if found is Encoding.TCVN3 and (name.endswith("H") or (name.islower() and name.endswith("h"))):
        return Encoding.TCVN3_CAPITALS
    return found


_PUNCTUATION: Final = "‘’“”–—…•«»°\u00a0"  # keeps its CP1252 place wherever no letter took it
_ESCAPED: Final = re.compile(r"_x00([0-9A-Fa-f]{2})_")
_MEANINGLESS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


def unescape(text: str) -> str:
    """Return `text` with the control characters that the XML of a workbook can only write as `_x0002_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text


@dataclass(frozen=True, slots=True)
class _Table:
    """One legacy encoding. A code is one character, or a letter and its mark (VNI)."""

    letters: Mapping[str, str]
    codes: Mapping[str, str]
    code: re.Pattern[str]
    without_capital: frozenset[str]
    """Small letters whose capital cannot be typed as a printable character."""


_TABLES: Final = {
    Encoding.TCVN3: "tcvn3",
    Encoding.VNI: "vni",
    Encoding.VPS: "vps",
    Encoding.VISCII: "viscii",
}


def _letters_of_row(vowel: str, row: str) -> dict[str, str]:
    """Return letter → code of one row; the code as the characters of Latin-1."""
    codes = row.split()
    marks = MARK_OF_TONE[: len(codes)]  # đ has no tones
    letters = (unicodedata.normalize("NFC", vowel + mark) for mark in marks)
    return {
        letter: bytes.fromhex(code).decode("latin-1")
        for letter, code in zip(letters, codes, strict=True)
        if code != "-"
    }


def _as_cp1252(code: str) -> str:
    return code.encode("latin-1").decode("cp1252", errors="ignore") or code


def _shown(code: str) -> frozenset[str]:
    """Return every way a workbook may show `code`: as bytes, as CP1252; and marks of VNI in either case."""
    if len(code) == 1:
        return frozenset({code, _as_cp1252(code)})
    return frozenset({code, code[0] + code[1].swapcase()})


@cache
def _table(encoding: Encoding) -> _Table:
    text = resources.files("connector.vietnamese").joinpath("encodings.toml").read_text("utf-8")
    rows: dict[str, str] = tomllib.loads(text)[_TABLES[encoding]]
    codes: dict[str, str] = {}
    for vowel, row in rows.items():
        codes |= _letters_of_row(vowel, row)
    letters = {shown: letter for letter, code in codes.items() for shown in _shown(code)}
    longest_first = sorted(letters, key=len, reverse=True)
    any_code = "|".join(map(re.escape, longest_first))
    return _Table(
        letters=letters,
        codes=codes,
        code=re.compile(f"{any_code}|[^\\t-\\r -~]"),
        without_capital=frozenset(
            letter for letter in codes if letter.islower() and codes.get(letter.upper(), "\0") < " "
        ),
    )


def _unknown(character: str, encoding: Encoding) -> UndecodableText:
    return UndecodableText(f"U+{ord(character[0]):04X} means nothing in {encoding}.")


def _by_table(text: str, encoding: Encoding) -> str:
    table = _table(encoding)

    def letter(found: re.Match[str]) -> str:
        code = found[0]
        known = table.letters.get(code)
        if known is not None:
            return known
        if code in _PUNCTUATION:
            return code
        raise _unknown(code, encoding)

    return recase(table.code.sub(letter, unescape(text)), table.without_capital)


_VIQR_MARKS: Final = {
    "(": "\u0306",
    "^": "\u0302",
    "+": "\u031b",
    **dict(zip("`?~'.", MARK_OF_TONE[1:], strict=True)),
}
_VIQR_LETTER: Final = re.compile(r"([aeouAEOU][(^+]?|[iyIY])([`?~'.]?)|([dD])[dD]")
_VIQR_BOWLS: Final = frozenset({"a(", "a^", "e^", "o^", "o+", "u+"})


def _viqr_letter(found: re.Match[str]) -> str:
    vowel, tone, d = found.groups()
    if d:
        return "đ" if d == "d" else "Đ"
    if len(vowel) > 1 and vowel.lower() not in _VIQR_BOWLS:
        return found[0]
    marks = (_VIQR_MARKS[mark] for mark in vowel[1:] + tone)
    return unicodedata.normalize("NFC", vowel[0] + "".join(marks))


def _by_viqr(text: str) -> str:
    if not text.isascii():
        strange = next(letter for letter in text if not letter.isascii())
        raise _unknown(strange, Encoding.VIQR)
    return _VIQR_LETTER.sub(_viqr_letter, text)


_MISREAD_AS: Final = {Encoding.MOJIBAKE_CP1252: "cp1252", Encoding.MOJIBAKE_CP1250: "cp1250"}


def _byte_of(character: str, code_page: str) -> bytes:
    """Return the byte that was shown as `character`; bytes that the code page lacks are shown as they are."""
    try:
        return character.encode(code_page)
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _by_rereading(text: str, encoding: Encoding) -> str:
    code_page = _MISREAD_AS[encoding]
    try:
        return b"".join(_byte_of(character, code_page) for character in text).decode("utf-8")
    except UnicodeEncodeError as error:
        raise _unknown(error.object[error.start], encoding) from None
    except UnicodeDecodeError as error:
        what = f"Byte {error.start} is no UTF-8, read as {encoding}."
        raise UndecodableText(what) from None


def _as_unicode(text: str, encoding: Encoding) -> str:
    composed = unicodedata.normalize("NFC", text)
    strange = _MEANINGLESS.search(composed)
    if strange:
        raise _unknown(strange[0], encoding)
    return composed


def decode(text: str, encoding: Encoding) -> str:
    """Return `text`, typed in `encoding`, in NFC. Digits, blanks and ordinary punctuation stay.

    Where an encoding has no capital of its own, the case is taken from the letters around: `BïI THÞ` is
    BÙI THỊ, `TrÇn ThÞ ¸nh` is Trần Thị Ánh. A mark of VNI may stand in the other case than its letter.

    Raises:
        UndecodableText: a character has no meaning in `encoding`.
    """
    match encoding:
        case Encoding.UNICODE:
            decoded = text
        case Encoding.TCVN3_CAPITALS:
            decoded = _by_table(text, Encoding.TCVN3).upper()
        case Encoding.VIQR:
            decoded = _by_viqr(text)
        case Encoding.MOJIBAKE_CP1252 | Encoding.MOJIBAKE_CP1250:
            decoded = _by_rereading(text, encoding)
        case _:
            decoded = _by_table(text, encoding)
    return _as_unicode(decoded, encoding)


def letter_of(code: str, encoding: Encoding) -> str:
    """Return the letter of one code, "" for none: which letter was lost where a tool dropped the code."""
    return _table(encoding).letters.get(code, "") if encoding in _TABLES else ""


def _to_viqr(text: str) -> str:
    ascii_mark = {mark: sign for sign, mark in _VIQR_MARKS.items()}
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "dd").replace("Đ", "DD"))
    # NFD puts the dot below before the circumflex; VIQR writes the bowl first
    bowl_first = re.sub("(\u0323)([\u0302\u0306\u031b])", r"\2\1", decomposed)
    return "".join(ascii_mark.get(letter, letter) for letter in bowl_first)


def _to_mojibake(text: str, encoding: Encoding) -> str:
    def shown(byte: int) -> str:
        one = bytes([byte])
        return one.decode(_MISREAD_AS[encoding], errors="ignore") or one.decode("latin-1")

    return "".join(map(shown, text.encode()))


def _to_codes(text: str, encoding: Encoding) -> str:
    table = _table(encoding)

    def code(letter: str) -> str:
        known = table.codes.get(letter) or table.codes.get(letter.lower())
        if known is None and not letter.isascii() and letter not in _PUNCTUATION:
            what = f"{encoding} has no code for U+{ord(letter):04X}."
            raise UnencodableText(what)
        return known or letter

    return "".join(map(code, text))


def encode(text: str, encoding: Encoding) -> str:
    """Return what a workbook holds when `text` was typed in `encoding`: the reverse of `decode`, for samples.

    Capitals without a code are typed as the small letter, as people did; bytes appear as Latin-1.

    Raises:
        UnencodableText: a character has no code in `encoding`.
    """
    composed = unicodedata.normalize("NFC", text)
    match encoding:
        case Encoding.UNICODE:
            return composed
        case Encoding.TCVN3_CAPITALS:
            return _to_codes(composed, Encoding.TCVN3)
        case Encoding.VIQR:
            return _to_viqr(composed)
        case Encoding.MOJIBAKE_CP1252 | Encoding.MOJIBAKE_CP1250:
            return _to_mojibake(composed, encoding)
        case _:
            return _to_codes(composed, encoding)
