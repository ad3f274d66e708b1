"""`parse`: JSON as RFC 8259 means it, and nothing that two readers could understand differently.

Refused: other encodings than UTF-8, duplicate names, NaN and Infinity, half characters (lone surrogates),
deep nesting, very many values, very long integers. A number keeps the text it was sent as.
"""

import json
import re
from typing import NoReturn, TypeAlias

from connector.sources.feed.limits import FeedLimits
from connector.sources.feed.troubles import malformed
from connector.text import Text

Json: TypeAlias = "dict[str, Json] | list[Json] | str | Number | bool | None"

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class Number(str):
    """A number, as the text it was sent as."""

    __slots__ = ()


class _Refused(ValueError):
    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


_TOO_MANY = Text(vi="quá nhiều giá trị", en="too many values")
_TOO_DEEP = Text(vi="JSON lồng quá sâu", en="the JSON is nested too deeply")
_TOO_LONG = Text(vi="số nguyên quá dài", en="a very long integer")
_TWICE = Text(vi="một đối tượng có hai trường trùng tên", en="an object has the same name twice")
_HALVED = Text(vi="có nửa ký tự (surrogate)", en="half a character (a lone surrogate)")


def parse(body: bytes, where: str, limits: FeedLimits) -> Json:
    """Return the document. Raises `Trouble`."""
    try:
        return _parsed(body, limits)
    except _Refused as error:
        raise malformed(
            where, f"Câu trả lời bị từ chối: {error.why.vi}.", f"The answer is refused: {error.why.en}."
        ) from error
    except UnicodeDecodeError as error:
        raise malformed(where, "Câu trả lời không phải UTF-8.", "The answer is not UTF-8.") from error
    except RecursionError as error:
        raise malformed(where, "JSON lồng quá sâu.", "The JSON is nested too deeply.") from error
    except json.JSONDecodeError as error:
        raise malformed(
            where,
            f"Câu trả lời không phải JSON trọn vẹn (lỗi ở ký tự {error.pos}), có thể đã bị cắt cụt.",
            f"The answer is not whole JSON (fault at character {error.pos}); it may have been cut short.",
        ) from error


def _parsed(body: bytes, limits: FeedLimits) -> Json:
    if body.count(b",") + body.count(b"[") + body.count(b"{") > limits.values:
        raise _Refused(_TOO_MANY)
    text = body.decode("utf-8-sig")
    document: Json = _decoder(limits).decode(text)
    if _HALF.search(body) and not _whole(document):
        raise _Refused(_HALVED)
    _measure(document, limits.depth)
    return document


def _decoder(limits: FeedLimits) -> json.JSONDecoder:
    def integer(digits: str) -> Number:
        if len(digits) > limits.integer_digits:
            raise _Refused(_TOO_LONG)
        return Number(digits)

    return json.JSONDecoder(
        object_pairs_hook=_object, parse_int=integer, parse_float=Number, parse_constant=_constant
    )


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused(_TWICE)
    return found


def _constant(word: str) -> NoReturn:
    raise _Refused(Text(vi=f"giá trị {word}", en=f"the value {word}"))


def _whole(document: Json) -> bool:
    """Whether no text holds half a character."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _measure(document: Json, depth: int) -> None:
    """Refuse nesting beyond `depth`, level by level."""
    level: list[Json] = [document]
    while level:
        if depth < 0:
            raise _Refused(_TOO_DEEP)
        depth -= 1
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
