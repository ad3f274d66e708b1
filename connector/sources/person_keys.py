"""`made_key`: a key where HR gives none, as the mapping says; `question_lost_zeros`: keys that may be one."""

import hashlib
from collections.abc import Sequence

from connector.model.roster import Gravity, Person
from connector.sources import values
from connector.sources.identity import CitizenKeys
from connector.sources.rows import FaultsOf, Row, repeated
from connector.text import Text
from connector.vietnamese.matching import matching_key

_PREFIX = "made:"
_SHOWN = 24
_ONE_SPELLING = Text(
    vi="Ghi mã thống nhất, dạng chữ, đủ số 0 ở đầu.",
    en="Write the key in one way, as text, with its zeros in front.",
)


def made_key(row: Row, keys: CitizenKeys) -> str:
    """Return the key that the mapping's `key_from` gives a row; "" where a part of it is missing.

    An address is its own key. Name and birth (and unit) become a digest, keyed where there is a secret, so
    that a birth date stands in no log. Whoever changes name, birth or unit gets another key: HR keys are better.
    """
    if row.table.key_from == ("address",):
        return values.address(values.blank_if_said(row.text("address"))) or ""
    told = {
        "name": matching_key(row.text("name") or " ".join(_name_parts(row))),
        "birth": values.birth(values.blank_if_said(row.text("birth"))) or "",
        "unit": " ".join(filter(None, (row.text("unit_key"), *_unit_parts(row)))),
        "address": values.address(values.blank_if_said(row.text("address"))) or "",
    }
    parts = [told[name] for name in row.table.key_from]
    if not all(parts):
        return ""
    if keys:
        return keys.of(*parts)
    return _PREFIX + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_SHOWN]


def _name_parts(row: Row) -> list[str]:
    return [text for name in ("family", "middle", "family_middle", "given") if (text := row.text(name))]


def _unit_parts(row: Row) -> list[str]:
    names = ("unit_name", "room_name", "group", "subgroup")
    return [matching_key(text) for name in names if (text := row.text(name))]


def question_lost_zeros(read: Sequence[tuple[Person, Row]], faults: FaultsOf) -> None:
    """Question keys that differ only in zeros in front: 000123 and 123 may be one person, typed twice."""
    digits = [(person.key.lstrip("0"), (person.key, row)) for person, row in read if person.key.isdigit()]
    for group in repeated(digits).values():
        if len({key for key, _ in group}) == 1:
            continue
        for key, row in group:
            what = Text(
                vi=f"Mã {key} chỉ khác mã của hàng khác ở số 0 đầu; không rõ có phải một người.",
                en=f"Key {key} differs from another row's only by zeros in front; they may be one person.",
            )
            faults.of(row, key).add("key", what, _ONE_SPELLING, Gravity.QUESTION)
