"""Every fault of a file at once, each saying where, what, and what to do, in two languages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from connector.rules.templates import nearest
from connector.text import Text

_CUSTOM = "connector"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one key of a file. Tables of a list are counted from 1: `person.way[1].id`."""

    file: str
    key: str
    what: Text
    advice: Text

    @property
    def text(self) -> Text:
        """The fault as one line."""
        place = f"{self.file} › {self.key}" if self.key else self.file
        return Text(
            vi=f"{place}: {self.what.vi} {self.advice.vi}", en=f"{place}: {self.what.en} {self.advice.en}"
        )


def fault(what: Text, advice: Text) -> PydanticCustomError:
    """Return what a validator raises: the words come out again in `faults_of`."""
    return PydanticCustomError(_CUSTOM, "{en}", {"en": what.en, "what": what, "advice": advice})


def faults_of(error: ValidationError, file: str, model: type[BaseModel]) -> tuple[Fault, ...]:
    """Return all that pydantic found wrong in `file`, read as `model`."""
    return tuple(_fault(details, file, model) for details in error.errors(include_url=False))


def key_of(place: Iterable[int | str]) -> str:
    """Return a place in the file as its reader counts: ("way", 0, "id") → `way[1].id`."""
    key = ""
    for part in place:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        else:
            key += f".{part}" if key else part
    return key


def _fault(details: ErrorDetails, file: str, model: type[BaseModel]) -> Fault:
    context: Mapping[str, Any] = details.get("ctx", {})
    unknown = details["type"] == "extra_forbidden"
    place, tables = _walk(model, details["loc"][:-1] if unknown else details["loc"])
    key = key_of((*place, details["loc"][-1]) if unknown else place)
    if details["type"] == _CUSTOM:
        return Fault(file, key, context["what"], context["advice"])
    if unknown:
        return Fault(file, key, *_unknown_key(str(details["loc"][-1]), tables))
    if details["type"] == "literal_error":
        return Fault(file, key, *_unknown_word(details["input"], context["expected"]))
    what, advice = _WORDS.get(details["type"], _ANYTHING)
    shown = {"msg": details["msg"], **context}
    return Fault(file, key, _with(what, shown), _with(advice, shown))


def _with(text: Text, context: Mapping[str, Any]) -> Text:
    return Text(vi=text.vi.format_map(context), en=text.en.format_map(context))


def _unknown_key(key: str, tables: Sequence[type[BaseModel]]) -> tuple[Text, Text]:
    fields = [pair for table in tables for pair in table.model_fields.items()]
    known = tuple(dict.fromkeys(field.alias or name for name, field in fields if not field.exclude))
    meant = nearest(key, known)
    listed = ", ".join(known)
    return (
        Text(vi=f"không có khóa “{key}” ở đây.", en=f"there is no key “{key}” here."),
        Text(vi=f"Có phải là “{meant}”?", en=f"Did you mean “{meant}”?")
        if meant
        else Text(vi=f"Các khóa dùng được: {listed}.", en=f"Keys that can be used: {listed}."),
    )


Place = tuple[int | str, ...]


def _walk(model: type[BaseModel], place: Place) -> tuple[Place, Sequence[type[BaseModel]]]:
    """Return `place` as it stands in the file, and the kinds of table that may stand there.

    Where a table is one of several kinds, pydantic puts the kind into the place; nobody wrote it there.
    """
    tables: Sequence[type[BaseModel]] = (model,)
    written: list[int | str] = []
    for part in place:
        of_kind = [table for table in tables if part in _kinds(table)]
        fields = [f for table in tables for n, f in table.model_fields.items() if part in (n, f.alias)]
        if fields:
            tables = [inner for field in fields for inner in _models_in(field.annotation)]
        elif of_kind:
            tables = of_kind
            continue
        written.append(part)
    return tuple(written), tables


def _kinds(table: type[BaseModel]) -> tuple[object, ...]:
    field = table.model_fields.get("kind")
    return get_args(field.annotation) if field is not None else ()


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from _models_in(part)


def _unknown_word(word: object, expected: str) -> tuple[Text, Text]:
    allowed = tuple(part.strip("'") for part in expected.replace(" or ", ", ").split(", "))
    meant = nearest(word, allowed) if isinstance(word, str) else ""
    listed = ", ".join(f"“{part}”" for part in allowed)
    return (
        Text(vi=f"giá trị “{word}” không dùng được.", en=f"the value “{word}” cannot be used."),
        Text(
            vi=(f"Có phải là “{meant}”? " if meant else "") + f"Chọn một trong: {listed}.",
            en=(f"Did you mean “{meant}”? " if meant else "") + f"Choose one of: {listed}.",
        ),
    )


_STRING = (
    Text(vi="phải là một chuỗi chữ.", en="must be a string."),
    Text(vi='Viết trong dấu nháy: "…".', en='Write it in quotes: "…".'),
)
_WHOLE = (
    Text(vi="phải là một số nguyên.", en="must be a whole number."),
    Text(vi="Viết số, không có dấu nháy.", en="Write a number, without quotes."),
)
_YES_NO = (
    Text(vi="phải là true hoặc false.", en="must be true or false."),
    Text(vi="Viết không có dấu nháy.", en="Write it without quotes."),
)
_DAY = (
    Text(vi="phải là một ngày.", en="must be a date."),
    Text(vi="Viết năm-tháng-ngày, ví dụ 2012-06-18.", en="Write year-month-day: 2012-06-18."),
)
_TABLE = (
    Text(vi="phải là một bảng.", en="must be a table."),
    Text(vi="Viết [tên bảng] rồi các khóa bên dưới.", en="Write [table] and its keys below."),
)
_LIST = (
    Text(vi="phải là một danh sách.", en="must be a list."),
    Text(vi='Viết ["…", "…"], hoặc [[tên bảng]] cho nhiều bảng.', en='Write ["…", "…"], or [[table]].'),
)
_ANYTHING = (
    Text(vi="giá trị không dùng được ({msg}).", en="the value cannot be used ({msg})."),
    Text(vi="Xem docs/regulation-files.md.", en="See docs/regulation-files.md."),
)
_WORDS: Mapping[str, tuple[Text, Text]] = {
    "missing": (
        Text(vi="còn thiếu khóa này.", en="this key is missing."),
        Text(
            vi="Thêm khóa; cách viết ở docs/regulation-files.md.", en="Add it; see docs/regulation-files.md."
        ),
    ),
    "string_type": _STRING,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _YES_NO,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "dict_type": _TABLE,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "greater_than_equal": (
        Text(vi="số nhỏ quá.", en="the number is too small."),
        Text(vi="Phải từ {ge} trở lên.", en="It must be {ge} or more."),
    ),
    "less_than_equal": (
        Text(vi="số lớn quá.", en="the number is too large."),
        Text(vi="Nhiều nhất là {le}.", en="It may be {le} at most."),
    ),
    "string_too_short": (
        Text(vi="không được để trống.", en="must not be empty."),
        Text(vi="Điền giá trị, hoặc bỏ khóa này nếu được.", en="Give a value, or leave the key out."),
    ),
    "too_short": (
        Text(vi="danh sách không được để trống.", en="the list must not be empty."),
        Text(vi="Thêm ít nhất một mục.", en="Add at least one item."),
    ),
    "string_pattern_mismatch": (
        Text(vi="viết không đúng dạng.", en="is not in the right form."),
        Text(vi="Dạng đúng: {pattern}", en="The form: {pattern}"),
    ),
}
