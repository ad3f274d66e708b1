"""Text of the encodings before Unicode, decoded by their tables."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.vietnamese.alphabet import ACCENTED
from connector.vietnamese.encodings import (
    Encoding,
    UndecodableText,
    UnencodableText,
    by_font,
    decode,
    encode,
    letter_of,
)

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "vietnamese" / "legacy_encodings.toml").read_text(encoding="utf-8")
)
ALL_LETTERS = sorted(ACCENTED) + [letter.upper() for letter in sorted(ACCENTED)]
WHOLE = [encoding for encoding in Encoding if encoding not in (Encoding.TCVN3, Encoding.TCVN3_CAPITALS)]


@pytest.mark.parametrize(
    ("font", "said"), [(font, said) for said, fonts in CASES["fonts"].items() for font in fonts]
)
def test_a_font_says_its_encoding_or_nothing(font: str, said: str) -> None:
    """Faces of capitals are told from others, and ordinary fonts say nothing."""
    assert by_font(font) == (None if said == "nothing" else Encoding[said])


@pytest.mark.parametrize(
    ("encoding", "raw", "text"),
    [(group["encoding"], raw, text) for group in CASES["decoded"] for raw, text in group["texts"]],
)
def test_cells_decode(encoding: str, raw: str, text: str) -> None:
    """A cell as a workbook holds it becomes NFC Vietnamese."""
    assert decode(raw, Encoding[encoding]) == text


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [(group["encoding"], raw) for group in CASES["undecodable"] for raw in group["texts"]],
    ids=ascii,
)
def test_what_has_no_meaning_is_refused(encoding: str, raw: str) -> None:
    """A character without a meaning raises; the message never repeats the text."""
    with pytest.raises(UndecodableText) as refused:
        decode(raw, Encoding[encoding])
    assert raw not in str(refused.value)


@pytest.mark.parametrize("encoding", WHOLE)
def test_every_letter_survives(encoding: Encoding) -> None:
    """Each of the 134 letters comes back from the encodings that have them all."""
    assert [decode(encode(letter, encoding), encoding) for letter in ALL_LETTERS] == ALL_LETTERS


def test_tcvn3_keeps_the_small_letters_and_seven_capitals() -> None:
    """TCVN3 has 67 small letters and Ă Â Đ Ê Ô Ơ Ư; other capitals come back small."""
    kept = [
        letter for letter in ALL_LETTERS if decode(encode(letter, Encoding.TCVN3), Encoding.TCVN3) == letter
    ]
    assert kept == sorted(ACCENTED) + [letter.upper() for letter in sorted("ăâđêôơư")]


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.TCVN3_CAPITALS])
def test_the_face_of_capitals_loses_only_the_case(encoding: Encoding) -> None:
    """Typed in an H face, every letter comes back as a capital."""
    typed = encode("".join(ALL_LETTERS), encoding)
    assert decode(typed, Encoding.TCVN3_CAPITALS) == "".join(ALL_LETTERS).upper()


@given(st.text(alphabet=st.sampled_from([*"aAeEoOuUyYdDnN ()'.", *ALL_LETTERS]), max_size=20))
def test_one_letter_never_eats_the_next(text: str) -> None:
    """Encodings of one code a letter return every text of Vietnamese letters, but for case."""
    for encoding in (Encoding.VPS, Encoding.VISCII, Encoding.TCVN3, Encoding.MOJIBAKE_CP1252):
        assert decode(encode(text, encoding), encoding).casefold() == text.casefold()


@given(st.text(max_size=30), st.sampled_from(Encoding))
def test_decoded_text_is_nfc(text: str, encoding: Encoding) -> None:
    """Whatever can be decoded comes back composed; the rest raises nothing but UndecodableText."""
    try:
        decoded = decode(text, encoding)
    except UndecodableText:
        return
    assert unicodedata.is_normalized("NFC", decoded)


def test_marks_of_vni_may_stand_in_the_other_case() -> None:
    """People held the shift key too long or let it go too early."""
    assert decode("TRAàN aÙi", Encoding.VNI) == "TRẦN ái"


def test_a_letter_without_a_code_is_refused() -> None:
    """Encoding never drops or replaces a letter."""
    with pytest.raises(UnencodableText):
        encode("Ŏng", Encoding.VNI)


def test_the_soft_hyphen_is_a_letter() -> None:
    """Which letter a tool loses when it strips soft hyphens."""
    assert letter_of("\u00ad", Encoding.TCVN3) == "ư"
    assert letter_of("\u00ad", Encoding.VISCII) == "ễ"
    assert letter_of("\u00ad", Encoding.UNICODE) == ""
