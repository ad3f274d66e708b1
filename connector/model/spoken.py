"""`spoken`: a template in the words of a person who approves what it made."""

import re
from collections.abc import Mapping
from typing import Final

from connector.text import Text, same

WORDS: Final[Mapping[str, Text]] = {
    "f": Text(vi="chữ đầu họ", en="first letter of the family name"),
    "m": Text(vi="chữ đầu đệm", en="first letter of the middle name"),
    "m1": Text(vi="chữ đầu đệm", en="first letter of the middle name"),
    "m*": Text(vi="chữ đầu mọi từ đệm", en="first letters of all middle names"),
    "g": Text(vi="chữ đầu tên", en="first letter of the given name"),
    "initials": Text(vi="chữ đầu họ và mọi từ đệm", en="first letters of family and middle names"),
    "family": Text(vi="họ", en="family name"),
    "middle": Text(vi="tên đệm", en="middle name"),
    "middle1": Text(vi="từ đệm đầu", en="first middle name"),
    "middle*": Text(vi="tên đệm", en="middle names"),
    "given": Text(vi="tên", en="given name"),
    "full": Text(vi="cả họ tên", en="whole name"),
    "kind": Text(vi="loại đơn vị", en="kind of unit"),
    "k": Text(vi="chữ đầu loại đơn vị", en="initials of the kind of unit"),
    "name": Text(vi="tên riêng đơn vị", en="name of the unit"),
    "rest": Text(vi="chữ đầu tên riêng đơn vị", en="initials of the name of the unit"),
    "place": Text(vi="tên địa phương", en="place"),
    "abbr": Text(vi="chữ viết tắt đơn vị", en="initials of the unit"),
    "whole": Text(vi="cả tên đơn vị", en="whole name of the unit"),
    "room": Text(vi="tên phòng viết tắt", en="room"),
    "org": Text(vi="tên cơ quan", en="agency"),
    "mailbox": Text(vi="tên hộp thư đơn vị", en="mailbox of the unit"),
    "parent": Text(vi="tên hộp thư cấp trên", en="mailbox of the unit above"),
    "province": Text(vi="tên tắt của tỉnh", en="the province's short name"),
    "n": Text(vi="số thứ tự", en="number"),
}
"""Token → what stands there; what exactly it means is written in `connector.rules.templates`."""

_PART: Final = re.compile(r"\{([^{}]*)\}|([^{}]+)")


def spoken(template: str) -> Text:
    """Return `{f}{m}{given}` as "chữ đầu họ + chữ đầu đệm + tên"; other words as they are."""
    if "{" not in template:
        return same(template)
    parts = [
        WORDS.get(token, same(token)) if token else same(f"“{literal}”")
        for token, literal in _PART.findall(template)
    ]
    return Text(vi=" + ".join(part.vi for part in parts), en=" + ".join(part.en for part in parts))
