"""`speaks_of_further_post`, `post_mark`: whether a row says that its post is one besides another (kiêm nhiệm).

A row whose position is "Giám đốc (kiêm nhiệm)", or whose remark says "kiêm nhiệm", names a further post of somebody
who has their main one elsewhere. "Phó Giám đốc kiêm Trưởng phòng" is one row with two titles, and no such mark; and
kiểm is another word than kiêm. Remarks stay in the reading process; only that they say so leaves it.
"""

import re
import unicodedata
from functools import lru_cache

from connector.model.roster import PostMark

_FURTHER = re.compile(r"\bkiêm nhiệm\b|^\s*kiêm\b|\(\s*(?:kiêm|biệt phái)\b")
_MAIN = frozenset({"chính", "vị trí chính", "chức vụ chính", "chính thức"})
_SAID = frozenset({"x", "có", "v", "1", "true", "kiêm", "biệt phái"})
_NOT_SAID = frozenset({"", "không", "0", "false"})
_NEVER_LONGER = 400


@lru_cache(maxsize=8192)
def speaks_of_further_post(text: str) -> bool:
    """Whether a position or a remark says that the post is a further one."""
    if len(text) > _NEVER_LONGER or text.isascii():
        return False
    return _FURTHER.search(unicodedata.normalize("NFC", text).casefold()) is not None


@lru_cache(maxsize=1024)
def post_mark(text: str) -> PostMark | None:
    """Return what a cell of its own says of the post; None where it is not understood."""
    word = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if word in _NOT_SAID:
        return PostMark.UNSAID
    if word in _MAIN:
        return PostMark.MAIN
    return PostMark.FURTHER if word in _SAID or speaks_of_further_post(word) else None
