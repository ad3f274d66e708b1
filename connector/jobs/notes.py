"""What HR is told of a file: a note in Vietnamese, with the same in English below."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from rich.console import Console

from connector.model.outcome import Report
from connector.ports import SeenFile, Verdict
from connector.render.plan_table import print_summary
from connector.render.problems import print_problems
from connector.render.report_text import print_report
from connector.sync import Draft
from connector.text import Language, Text

_WIDTH = 92
_PROBLEMS = 200
"""Problems named in a note; the marked workbook has them all."""

VERDICTS = {
    Verdict.ACCEPTED: Text(vi="ĐÃ TIẾP NHẬN", en="ACCEPTED"),
    Verdict.SAME: Text(vi="TRÙNG VỚI TỆP ĐÃ NHẬN, không có gì mới", en="THE SAME AS BEFORE, nothing new"),
    Verdict.HELD: Text(vi="TẠM GIỮ, chưa dùng", en="HELD, not used"),
    Verdict.REFUSED: Text(
        vi="KHÔNG NHẬN ĐƯỢC, chưa dùng gì từ tệp này", en="REFUSED, nothing of it was used"
    ),
}


def note(
    seen: SeenFile, read: Draft | None = None, plan: Draft | None = None, report: Report | None = None
) -> Text:
    """Return what became of a file: verdict, why, what was read, what follows from it."""

    def said(language: Language) -> str:
        page = _beginning(seen, language)
        if read is not None and plan is not None:
            page += ["", _rows(read).say(language), "", _follows(read, plan, report, language)]
        return "\n".join(page)

    return Text(vi=said(Language.VI), en=said(Language.EN))


def _beginning(seen: SeenFile, language: Language) -> list[str]:
    labels = {
        Text(vi="Tệp", en="File"): seen.name,
        Text(vi="Nhận lúc", en="Received"): f"{seen.at:%H:%M:%S %d/%m/%Y}",
        Text(vi="Kết quả", en="Result"): VERDICTS[seen.verdict].say(language),
        Text(vi="Lý do", en="Why"): seen.detail.say(language),
        Text(vi="Số liệu tính đến", en="As of"): f"{seen.as_of:%d/%m/%Y}" if seen.as_of else "",
        Text(vi="Mã kiểm tra (SHA-256)", en="SHA-256"): seen.digest,
    }
    return [f"{label.say(language)}: {value}" for label, value in labels.items() if value]


def _rows(draft: Draft) -> Text:
    people, rows = len(draft.roster.people), draft.roster.people_rows
    counted = f"{rows.accepted} + {rows.questioned} + {rows.rejected} + {rows.blank}"
    return Text(
        vi=f"Đã đọc {people} người, {len(draft.roster.units)} đơn vị. {rows.raw} dòng = {counted} "
        "(nhận + hỏi + từ chối + trống).",
        en=f"Read: {people} people, {len(draft.roster.units)} units. {rows.raw} rows = {counted} "
        "(accepted + questioned + rejected + blank).",
    )


def _follows(read: Draft, plan: Draft, report: Report | None, language: Language) -> str:
    def write(console: Console) -> None:
        print_problems(read.roster.problems, console, language, limit=_PROBLEMS)
        if read.roster.problems:
            console.print()
        if report is not None:
            print_report(replace(report, problems=()), console, language, limit=_PROBLEMS)
        else:
            print_summary(plan.plan, console, language)

    return _printed(write)


def _printed(write: Callable[[Console], None]) -> str:
    page = io.StringIO()
    write(Console(file=page, width=_WIDTH, color_system=None, highlight=False, force_terminal=False))
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def older(said: date, accepted: date) -> Text:
    """Return why a file about an earlier day is held."""
    return Text(
        vi=f"số liệu của tệp tính đến {said:%d/%m/%Y}, cũ hơn tệp đã nhận (tính đến {accepted:%d/%m/%Y}). "
        "Nếu đúng là muốn quay lại, báo cho quản trị hệ thống.",
        en=f"the file is of {said:%Y-%m-%d}, older than the one accepted ({accepted:%Y-%m-%d}). "
        "If that is meant, tell the administrator.",
    )


def from_the_future(said: date) -> Text:
    """Return why a file about a day far ahead is held: it would hold back every right file after it."""
    return Text(
        vi=f"số liệu của tệp tính đến {said:%d/%m/%Y}, còn quá xa; kiểm tra lại ngày ghi trong tệp.",
        en=f"the file is of {said:%Y-%m-%d}, which is far ahead; check the day written in it.",
    )


def taken_before(first: datetime, name: str) -> Text:
    """Return why a file is held that was accepted once, with another one since."""
    return Text(
        vi=f"nội dung này đã nhận lúc {first:%H:%M %d/%m/%Y} ({name}), sau đó đã có tệp khác mới hơn. "
        "Nếu đúng là muốn quay lại, báo cho quản trị hệ thống.",
        en=f"this content was accepted at {first:%Y-%m-%d %H:%M} ({name}), and another file since. "
        "If that is meant, tell the administrator.",
    )


def same_as(first: datetime, name: str) -> Text:
    """Return what is said of a file that is in use already."""
    return Text(
        vi=f"nội dung giống hệt tệp {name} nhận lúc {first:%H:%M %d/%m/%Y}.",
        en=f"its content is that of {name}, accepted at {first:%Y-%m-%d %H:%M}.",
    )


NOT_ORDINARY = Text(
    vi="đây không phải tệp thông thường (liên kết, ống dẫn hoặc thiết bị). Chép chính tệp vào thư mục.",
    en="this is no ordinary file (a link, a pipe or a device). Copy the file itself into the folder.",
)
A_FOLDER = Text(
    vi="đây là một thư mục; chỉ đặt từng tệp vào đây. Thư mục này được để nguyên, không đọc.",
    en="this is a folder; put single files here. It was left as it is and not read.",
)
UNFINISHED = Text(
    vi="đang chờ: tệp chưa chép xong, hoặc đang mở trong Excel.",
    en="waiting: the file is not copied whole yet, or is open in Excel.",
)
