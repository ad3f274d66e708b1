"""`published`: the address book of the first target as files, as the regulation lets it be seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from connector.errors import ConnectorError
from connector.model.directory import Directory
from connector.rules.profile import Profile
from connector.text import Text
from connector.vietnamese.ascii import NotFoldable, to_ascii

if TYPE_CHECKING:
    from connector.publish.book import Book

FORMATS = ("html", "xlsx", "csv", "vcf")
INTERNAL = "Chỉ dùng nội bộ, không đăng công khai."


EMPTY = ConnectorError(
    Text(
        vi="trong thư mục chưa có hộp thư nào để công bố; không ghi gì.",
        en="the directory holds nothing to publish; nothing was written.",
    ),
    advice=Text(vi="Chạy connector sync trước.", en="Run connector sync first."),
)
"""An empty book never takes the place of yesterday's."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants published."""

    formats: Sequence[str] = FORMATS
    agencies: Sequence[str] = ()
    """Names of agencies; none: all of them."""
    apart: bool = False
    """A folder for each agency instead of one book of them all."""
    document: str = ""
    """The decision to publish, where the regulation only allows it."""


def published(directory: Directory, profile: Profile, wish: Wish, at: datetime) -> Mapping[str, bytes]:
    """Return path → content of the files. Raises ConnectorError where they may not be made."""
    from connector.publish.book import agencies_of, book_of

    known = agencies_of(directory)
    if not known:
        raise EMPTY
    unknown = sorted(set(wish.agencies) - known)
    if unknown:
        raise _no_agency(unknown[0])
    note = _permitted(profile, wish.document)
    title = f"Danh bạ thư điện tử – {profile.name}"
    if not wish.apart:
        return _files("danh-ba", book_of(directory, title, wish.agencies), wish, at, note)
    files: dict[str, bytes] = {}
    for agency in sorted(wish.agencies or known):
        folder = _distinct(_slug(agency), files)
        book = book_of(directory, f"Danh bạ thư điện tử – {agency}", (agency,))
        files |= _files(f"{folder}/danh-ba", book, wish, at, note)
    return files


def _files(stem: str, book: "Book", wish: Wish, at: datetime, note: str) -> dict[str, bytes]:
    from connector.publish.cards import as_vcards
    from connector.publish.page import as_page
    from connector.publish.table import as_csv, as_xlsx

    made: Mapping[str, Callable[[], bytes]] = {
        "html": lambda: as_page(book, at, note).encode(),
        "xlsx": lambda: as_xlsx(book, at),
        "csv": lambda: as_csv(book).encode(),
        "vcf": lambda: as_vcards(book).encode(),
    }
    return {f"{stem}.{form}": made[form]() for form in wish.formats}


def _permitted(profile: Profile, document: str) -> str:
    """Return what the page says of its readers; raises where publishing needs a decision that is not named."""
    rule = profile.publication
    if rule is None or rule.mode == "public":
        return ""
    if rule.mode == "internal":
        return INTERNAL
    if document:
        return f"Công bố theo {document}."
    raise ConnectorError(
        Text(
            vi=f"quy chế chỉ cho phép, không bắt buộc, công bố danh bạ ({rule.article}); cần văn bản quyết định.",
            en=f"the regulation allows publishing and does not ask for it ({rule.article}); a decision is needed.",
        ),
        where="publication",
        advice=Text(vi="Nêu số văn bản bằng --document.", en="Name it with --document."),
    )


def _no_agency(name: str) -> ConnectorError:
    return ConnectorError(
        Text(vi=f"danh bạ không có cơ quan “{name}”.", en=f"there is no agency “{name}” in the book."),
        advice=Text(
            vi="Viết đúng tên cơ quan như trong danh sách đơn vị.",
            en="Write its name as the list of units does.",
        ),
    )


def _slug(name: str) -> str:
    try:
        return "-".join(to_ascii(word) for word in name.split()) or "co-quan"
    except NotFoldable:
        return "co-quan"


def _distinct(slug: str, files: Mapping[str, bytes]) -> str:
    taken = {path.partition("/")[0] for path in files}
    number = 1
    wanted = slug
    while wanted in taken:
        number += 1
        wanted = f"{slug}-{number}"
    return wanted
