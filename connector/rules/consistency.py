"""`contradictions`: what no single table of an organisation file can know to be wrong.

Works on the plain data, so that these faults are told together with those of shape; whatever has the wrong
shape is skipped here, because it is told there.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from connector.rules.faults import Fault
from connector.rules.kinds import UNKNOWN, common_kinds
from connector.rules.reserved import rfc2142, shipped_names
from connector.rules.templates import nearest
from connector.text import Text
from connector.vietnamese.matching import matching_key

Data = Mapping[str, Any]


def contradictions(data: Data, path: Path) -> tuple[Fault, ...]:
    """Return every contradiction between tables of the file at `path`."""
    return tuple(
        Fault(path.name, *found)
        for check in (_digest, _id, _articles, _dates, _reserved, _registry, _ways, _scope, _kinds)
        for found in check(data, path)
    )


_Found = tuple[str, Text, Text]


def _tables(data: Data, *keys: str) -> list[Data]:
    found: Any = data
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return [table if isinstance(table, dict) else {} for table in found] if isinstance(found, list) else []


def _digest(data: Data, _path: Path) -> Iterator[_Found]:
    if "digest" in data:
        yield (
            "digest",
            Text(vi="không có khóa “digest” ở đây.", en="there is no key “digest” here."),
            Text(vi="Bỏ khóa này; phần mềm tự tính.", en="Leave it out; it is computed."),
        )


def _id(data: Data, path: Path) -> Iterator[_Found]:
    if isinstance(data.get("id"), str) and data["id"] != path.stem:
        yield (
            "id",
            Text(
                vi=f"“{data['id']}” khác với tên tệp “{path.stem}”.",
                en=f"“{data['id']}” differs from the file's name “{path.stem}”.",
            ),
            Text(
                vi="Đặt hai tên giống nhau: đây là dấu sở hữu ghi vào từng hộp thư.",
                en="Make them the same: this is the ownership mark every mailbox carries.",
            ),
        )


def _articles(data: Data, _path: Path) -> Iterator[_Found]:
    short = data.get("short")
    if not isinstance(short, str):
        return
    for key, article in _all_articles(data, ""):
        if article and not article.startswith(f"{short} "):
            yield (
                key,
                Text(
                    vi=f"điều khoản “{article}” không thuộc văn bản này.",
                    en=f"the article “{article}” is not of this regulation.",
                ),
                Text(
                    vi=f"Viết “{short} Đ…”; nếu văn bản không quy định thì bỏ article, ghi ours = true.",
                    en=f"Write “{short} Đ…”; where the text is silent leave article out, say ours = true.",
                ),
            )


def _all_articles(part: Any, place: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401  any TOML value
    if isinstance(part, dict):
        for key, value in part.items():
            inner = f"{place}.{key}" if place else key
            if key == "article" and isinstance(value, str):
                yield inner, value
            yield from _all_articles(value, inner)
    elif isinstance(part, list):
        for number, value in enumerate(part, start=1):
            yield from _all_articles(value, f"{place}[{number}]")


def _dates(data: Data, _path: Path) -> Iterator[_Found]:
    dated = [("document", data.get("document"))]
    dated += [(f"domain[{number}]", table) for number, table in enumerate(_tables(data, "domain"), start=1)]
    for key, table in dated:
        since, until = (table.get("from"), table.get("until")) if isinstance(table, dict) else (None, None)
        if type(since) is type(until) and since is not None and until is not None and until < since:
            yield (
                f"{key}.until",
                Text(
                    vi=f"ngày hết ({until}) trước ngày bắt đầu ({since}).", en=f"{until} is before {since}."
                ),
                Text(vi="Sửa một trong hai ngày.", en="Correct one of the two dates."),
            )


def _reserved(data: Data, _path: Path) -> Iterator[_Found]:
    table = data.get("reserved")
    own = {key: _words(table, key) for key in ("add", "remove")}
    for word in own["remove"]:
        if word in rfc2142():
            yield (
                "reserved.remove",
                Text(
                    vi=f"“{word}” thuộc RFC 2142, nơi khác gửi thư tới đó và phải có người nhận.",
                    en=f"“{word}” is of RFC 2142: others rely on where its mail goes.",
                ),
                Text(vi="Bỏ tên này khỏi remove.", en="Take it out of remove."),
            )
    names = shipped_names().changed(own["add"], own["remove"])
    for number, entry in enumerate(_tables(data, "agency"), start=1):
        for field in ("mailbox", "person_suffix"):
            if entry.get(field) in names:
                yield (
                    f"agency[{number}].{field}",
                    Text(
                        vi=f"“{entry[field]}” là tên hộp thư dành riêng.",
                        en=f"“{entry[field]}” is a reserved mailbox.",
                    ),
                    Text(
                        vi="Chọn tên khác, hoặc bỏ nó khỏi danh mục bằng remove của [reserved].",
                        en="Choose another name, or take it out of the list with remove of [reserved].",
                    ),
                )


def _words(table: object, key: str) -> list[str]:
    words = table.get(key) if isinstance(table, dict) else None
    return [word for word in words if isinstance(word, str)] if isinstance(words, list) else []


def _registry(data: Data, _path: Path) -> Iterator[_Found]:
    agencies = _tables(data, "agency")
    mailboxes = tuple(entry["mailbox"] for entry in agencies if isinstance(entry.get("mailbox"), str))
    seen: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(agencies, start=1):
        for field, shown, value in _identities(entry):
            kind = "name" if field == "other_names" else field
            first = seen.setdefault((kind, value), number)
            if first != number:
                yield (
                    f"agency[{number}].{field}",
                    Text(
                        vi=f"“{shown}” đã có ở agency[{first}].",
                        en=f"“{shown}” is already in agency[{first}].",
                    ),
                    _TWICE[kind],
                )
        parent = entry.get("parent", "")
        if isinstance(parent, str) and parent and parent not in mailboxes:
            yield _missing(f"agency[{number}].parent", parent, mailboxes)


_TWICE = {
    "mailbox": Text(vi="Mỗi hộp thư chỉ thuộc một đơn vị.", en="A mailbox belongs to one unit."),
    "key": Text(vi="Mỗi mã đơn vị chỉ khai một lần.", en="A unit's key stands once."),
    "name": Text(
        vi="Nếu là hai đơn vị cùng tên, ghi parent cho mỗi đơn vị.",
        en="If they are two units of one name, give each its parent.",
    ),
}


def _identities(entry: Data) -> Iterator[tuple[str, str, str]]:
    """Yield (key of the table, as written, as compared) of all that only one unit may have."""
    for field in ("mailbox", "key"):
        value = entry.get(field)
        if isinstance(value, str) and value:
            yield field, value, value
    others = entry.get("other_names")
    named = [("name", entry.get("name"))]
    named += [("other_names", other) for other in others] if isinstance(others, list) else []
    for field, value in named:
        if isinstance(value, str):
            yield field, value, f"{matching_key(value)}\n{entry.get('parent', '')}"


def _ways(data: Data, _path: Path) -> Iterator[_Found]:
    ways = [way.get("id") for way in _tables(data, "person", "way")]
    known = tuple(way for way in ways if isinstance(way, str))
    for number, way in enumerate(ways, start=1):
        if isinstance(way, str) and ways.index(way) != number - 1:
            yield (
                f"person.way[{number}].id",
                Text(vi=f"“{way}” đã có ở trên.", en=f"“{way}” is already there."),
                Text(vi="Đặt tên khác cho cách này.", en="Give this way another name."),
            )
    for number, entry in enumerate(_tables(data, "agency"), start=1):
        way = entry.get("way", "")
        if isinstance(way, str) and way and way not in known:
            yield _missing(f"agency[{number}].way", way, known)


def _scope(data: Data, _path: Path) -> Iterator[_Found]:
    """An address is unique as a whole: "org" is what {org} gives, "domain" what a rule's own name without it does."""
    unique = data.get("person", {}).get("unique") if isinstance(data.get("person"), dict) else None
    scope = unique.get("scope") if isinstance(unique, dict) else None
    if scope not in ("domain", "org"):
        return
    apart = any("{org}" in str(domain.get("name", "")) for domain in _tables(data, "domain"))
    for number, way in enumerate(_tables(data, "person", "way"), start=1):
        for place, offer in enumerate(_tables(way, "templates"), start=1):
            use = offer.get("use")
            if not isinstance(use, str):
                continue
            named = "{org}" in use
            if (scope == "org" and not (named or apart)) or (scope == "domain" and named and place == 1):
                yield (f"person.way[{number}].templates[{place}].use", *_SCOPES[scope])


_SCOPES = {
    "org": (
        Text(
            vi="thiếu {org}, mà person.unique.scope là “org”: hai cơ quan sẽ tranh nhau một địa chỉ.",
            en="{org} is missing, and person.unique.scope is “org”: two agencies would want one address.",
        ),
        Text(vi="Thêm {org}, hoặc ghi scope = “domain”.", en="Add {org}, or say scope = “domain”."),
    ),
    "domain": (
        Text(
            vi="có {org}, mà person.unique.scope là “domain”: hai cơ quan sẽ có cùng một tên.",
            en="there is {org}, and person.unique.scope is “domain”: two agencies would have one name.",
        ),
        Text(vi="Bỏ {org}, hoặc ghi scope = “org”.", en="Leave {org} out, or say scope = “org”."),
    ),
}


def _kinds(data: Data, _path: Path) -> Iterator[_Found]:
    own = tuple(kind["id"] for kind in _tables(data, "unit", "kind") if isinstance(kind.get("id"), str))
    known = (*own, *(kind.id for kind in common_kinds()), UNKNOWN.id, "*")
    for number, proposal in enumerate(_tables(data, "unit", "proposal"), start=1):
        kinds = proposal.get("kinds")
        for kind in kinds if isinstance(kinds, list) else ():
            if isinstance(kind, str) and kind not in known:
                yield _missing(f"unit.proposal[{number}].kinds", kind, known)


def _missing(key: str, word: str, known: tuple[str, ...]) -> _Found:
    meant = nearest(word, known)
    listed = ", ".join(known) or "–"
    return (
        key,
        Text(vi=f"không có “{word}” trong tệp này.", en=f"there is no “{word}” in this file."),
        Text(
            vi=f"Có phải là “{meant}”?" if meant else f"Đang có: {listed}.",
            en=f"Did you mean “{meant}”?" if meant else f"There are: {listed}.",
        ),
    )
