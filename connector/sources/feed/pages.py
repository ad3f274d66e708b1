"""`gather`: all records of one question, page by page, whole or not at all; `unchanged`: whether it is the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from connector.sources.feed.door import Answer, shown
from connector.sources.feed.limits import FeedLimits
from connector.sources.feed.mapping import Cursor, NextLink, NoPaging, Offset, PageNumber, TableQuestion
from connector.sources.feed.pointer import Pointer
from connector.sources.feed.strict_json import Json
from connector.sources.feed.troubles import Trouble, malformed
from connector.sources.feed.visitor import Visitor

Record = Mapping[str, Json]
_NEXT_LINK = re.compile(r'<([^<>]*)>\s*(?:;[^,]*)?;\s*rel\s*=\s*"?next"?\s*(?:[;,]|\Z)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer as it can be asked about again: its validators (RFC 9110, 8.8), as request headers."""

    url: str
    validators: Mapping[str, str]


@dataclass(slots=True)
class Gathered:
    """All records of one question."""

    records: list[Record] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    as_of: str = ""
    total: int | None = None
    ids: set[str] = field(default_factory=set)


def unchanged(visitor: Visitor, pages: Sequence[Page]) -> bool:
    """Ask about each page whether it is as it was; one that cannot be asked about counts as changed.

    Every page is asked: that the first page is the same says nothing of the others.
    """
    if not pages or not all(page.validators for page in pages):
        return False
    return all(visitor.get(page.url, page.validators) is None for page in pages)


def gather(visitor: Visitor, base: str, question: TableQuestion, limits: FeedLimits) -> Gathered:
    """Return every record. Raises `Trouble` where one could be missing, doubled, or there is no end."""
    found = Gathered()
    url: str | None = _first(urljoin(base, question.path) if question.path else base, question)
    asked: set[str] = set()
    while url is not None:
        where = shown(url)
        if url in asked or len(asked) >= limits.pages:
            raise malformed(
                where, "Phân trang không có điểm kết thúc.", "The pages lead in a circle or have no end."
            )
        asked.add(url)
        document, answer = _whole(visitor, url)
        count = _take(found, document, question, where)
        found.pages.append(Page(url, _validators(answer)))
        url = _next(url, document, answer, question, found, count)
    if found.total is not None and len(found.records) != found.total:
        raise _incomplete(shown(base), len(found.records), found.total)
    return found


def _whole(visitor: Visitor, url: str) -> tuple[Json, Answer]:
    got = visitor.get(url, {})
    if got is None:  # the visitor refuses a 304 that was not asked for
        raise malformed(shown(url), "Câu trả lời trống.", "There is no document.")
    return got


def _take(found: Gathered, document: Json, question: TableQuestion, where: str) -> int:
    """Add the records of one page and return how many they are."""
    for pointer, wanted in question.expect.items():
        if Pointer.of(pointer).find(document) != wanted:
            raise malformed(
                where,
                f"Câu trả lời không đúng khuôn dạng: {pointer} phải là «{wanted}».",
                f"The answer has another form: {pointer} must be “{wanted}”.",
            )
    _same_total(found, document, question, where)
    records = question.items.find(document)
    if records is None and found.total == 0:
        records = []  # SCIM leaves "Resources" out then (RFC 7644, 3.4.2)
    if not isinstance(records, list):
        raise malformed(where, "Câu trả lời không có danh sách.", "There is no list in the answer.")
    for record in records:
        if not isinstance(record, dict):
            raise malformed(where, "Một bản ghi không phải đối tượng.", "A record is not an object.")
        _new_id(found, record, question, where)
        found.records.append(record)
    said = question.as_of.find(document) if question.as_of else None
    found.as_of = found.as_of or (said if isinstance(said, str) else "")
    return len(records)


def _same_total(found: Gathered, document: Json, question: TableQuestion, where: str) -> None:
    if question.total is None:
        return
    said = question.total.find(document)
    if not isinstance(said, str) or not said.isascii() or not said.isdigit():
        raise malformed(
            where,
            "Nguồn không nói có bao nhiêu bản ghi.",
            "The feed does not say how many records there are.",
        )
    if found.total is not None and found.total != int(said):
        raise malformed(
            where,
            "Danh sách thay đổi trong lúc đang đọc các trang; lần sau đọc lại từ đầu.",
            "The list changed while its pages were read; the next run reads it anew.",
        )
    found.total = int(said)


def _new_id(found: Gathered, record: Record, question: TableQuestion, where: str) -> None:
    said = question.id.find(dict(record))
    if not isinstance(said, str) or not said:
        raise malformed(where, "Có bản ghi không có định danh.", "A record has no id.")
    if said in found.ids:
        raise malformed(
            where,
            "Có bản ghi xuất hiện hai lần; không rõ có thiếu bản ghi nào khác không.",
            "A record came twice; whether another is missing is unknown.",
        )
    found.ids.add(said)


def _incomplete(where: str, got: int, total: int) -> Trouble:
    return malformed(
        where,
        f"Nguồn nói có {total} bản ghi nhưng chỉ nhận được {got}.",
        f"The feed says there are {total} records, and {got} came.",
    )


def _validators(answer: Answer) -> dict[str, str]:
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {ask: answer.headers[got] for got, ask in names.items() if answer.headers.get(got)}


def _first(url: str, question: TableQuestion) -> str:
    match question.paging:
        case PageNumber(page=page, size=size, records=records, first=first):
            return _with(url, {page: str(first), size: str(records)})
        case Offset(start=start, count=count, records=records, first=first):
            return _with(url, {start: str(first), count: str(records)})
        case Cursor(size=size, records=records) if size:
            return _with(url, {size: str(records)})
    return url


def _next(
    url: str, document: Json, answer: Answer, question: TableQuestion, found: Gathered, count: int
) -> str | None:
    paging, got = question.paging, len(found.records)
    if isinstance(paging, NoPaging):
        return None
    if isinstance(paging, NextLink):
        return _linked(url, document, answer, paging)
    if isinstance(paging, Cursor):
        cursor = paging.cursor.find(document)
        return _with(url, {paging.parameter: cursor}) if isinstance(cursor, str) and cursor else None
    ended = count == 0 or (
        got >= found.total
        if found.total is not None
        else isinstance(paging, PageNumber) and count < paging.records
    )
    if ended:
        return None
    if isinstance(paging, PageNumber):
        return _with(url, {paging.page: str(paging.first + len(found.pages))})
    return _with(url, {paging.start: str(paging.first + got)})


def _linked(url: str, document: Json, answer: Answer, paging: NextLink) -> str | None:
    if paging.next is None:
        link = _NEXT_LINK.search(answer.headers.get("link", ""))
        return urljoin(url, link.group(1)) if link else None
    said = paging.next.find(document)
    if said is None or said == "":
        return None
    if not isinstance(said, str):
        raise malformed(shown(url), "Liên kết trang sau không đúng.", "The next link is not a text.")
    return urljoin(url, said)


def _with(url: str, parameters: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(parameters)
    return urlunsplit(parts._replace(query=urlencode(query)))
