"""`letter_words`: news as a mail: subject, plain text, and HTML that mail programs show as it is meant.

Mail programs know tables and inline styles and little else, so the template has nothing else. Names and
addresses are escaped by Jinja2.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from connector.model.letter import Event, EventKind
from connector.render.legible import legible
from connector.text import Language, Text

if TYPE_CHECKING:
    from jinja2 import Template

SHOWN: Final = 30
"""How many events of one kind, and lines of one event, a mail shows; the others are counted."""

HEADINGS: Final[Mapping[EventKind, Text]] = {
    EventKind.FAILURE: Text(vi="Chưa thực hiện được", en="Not done"),
    EventKind.HELD: Text(vi="Chờ duyệt", en="Waiting for approval"),
    EventKind.DEADLINE: Text(vi="Thời hạn", en="Time limits"),
    EventKind.QUESTION: Text(vi="Chờ quyết định", en="Waiting for a decision"),
    EventKind.FILE: Text(vi="Tệp gửi đến", en="Files received"),
    EventKind.PROBLEM: Text(vi="Danh sách cần sửa", en="Lists to correct"),
    EventKind.SUSPENSION: Text(vi="Hộp thư bị tạm khóa", en="Suspended boxes"),
    EventKind.DONE: Text(vi="Đã thực hiện", en="Done"),
}
COUNTED: Final[Mapping[EventKind, Text]] = {
    EventKind.FAILURE: Text(vi="sự cố", en="failures"),
    EventKind.HELD: Text(vi="việc chờ duyệt", en="held"),
    EventKind.DEADLINE: Text(vi="thời hạn", en="time limits"),
    EventKind.QUESTION: Text(vi="việc chờ quyết định", en="to decide"),
    EventKind.FILE: Text(vi="tệp chưa dùng được", en="files not used"),
    EventKind.PROBLEM: Text(vi="danh sách cần sửa", en="lists to correct"),
    EventKind.SUSPENSION: Text(vi="hộp thư bị tạm khóa", en="boxes suspended"),
    EventKind.DONE: Text(vi="lần chạy", en="runs"),
}
COLOURS: Final[Mapping[EventKind, str]] = {
    EventKind.FAILURE: "#b3261e",
    EventKind.HELD: "#8a5a00",
    EventKind.DEADLINE: "#8a5a00",
    EventKind.SUSPENSION: "#8a5a00",
    EventKind.QUESTION: "#1f52b5",
    EventKind.FILE: "#b3261e",
    EventKind.PROBLEM: "#b3261e",
    EventKind.DONE: "#12703a",
}
NOTICE: Final = Text(
    vi="Theo quy chế, những hộp thư dưới đây đã bị tạm khóa. Cơ quan đề nghị mở lại bằng văn bản trong thời hạn của quy"
    " chế, tính từ ngày gửi thông báo này; hết hạn mà không có đề nghị, hộp thư sẽ bị đóng.",
    en="Under the regulation these boxes were suspended. Ask in writing to reopen them within the time limit of the"
    " regulation, counted from the day of this notice; without such a request they will be closed.",
)
FOOT: Final = Text(
    vi="Thư tự động của hệ thống đồng bộ hộp thư và danh bạ. Mỗi việc chỉ báo một lần.",
    en="Sent by the program that keeps mailboxes and address book in step. Each matter is told once.",
)


def letter_words(
    events: Sequence[Event], organisation: str, language: Language, *, notice: bool
) -> tuple[str, str, str]:
    """Return subject, plain text and HTML of a mail that tells these events, which are in the order of `EventKind`.

    Args:
        events: what to tell; not empty.
        organisation: for whom the connector runs, by name.
        language: of the mail.
        notice: whether it is the regulation's notice of suspended boxes.
    """
    parts = [(kind, list(group)) for kind, group in groupby(events, key=lambda event: event.kind)]
    counts = ", ".join(f"{len(group)} {COUNTED[kind].say(language)}" for kind, group in parts)
    title = Text(vi="Thông báo tạm khóa hộp thư", en="Notice of suspension") if notice else None
    subject = f"{title.say(language)}: {counts}" if title else f"{organisation}: {counts}"
    values = {
        "title": title.say(language) if title else organisation,
        "lead": NOTICE.say(language) if notice else "",
        "foot": FOOT.say(language),
        "lang": language.value,
        "parts": [_part(kind, group, language) for kind, group in parts],
    }
    plain = _template("letter.txt").render(values)
    return " ".join(subject.split()), plain, _template("letter.html").render(values)


def _part(kind: EventKind, events: Sequence[Event], language: Language) -> dict[str, object]:
    return {
        "heading": HEADINGS[kind].say(language),
        "colour": COLOURS[kind],
        "lines": [_line(event, language) for event in events[:SHOWN]],
        "more": _more(len(events) - SHOWN, language),
    }


def _line(event: Event, language: Language) -> dict[str, object]:
    return {
        "text": legible(event.text.say(language)),
        "advice": legible(event.advice.say(language)),
        "details": [legible(one.say(language)) for one in event.details[:SHOWN]],
        "more": _more(len(event.details) - SHOWN, language),
    }


def _more(number: int, language: Language) -> str:
    return "" if number <= 0 else Text(vi=f"… và {number} nữa.", en=f"… and {number} more.").say(language)


@cache
def _template(name: str) -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only where a letter is written

    environment = Environment(
        loader=PackageLoader("connector.render"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
