"""`print_outlook`, `print_status`: what a reorganisation would do, and how far it is."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from connector.model.directory import Entry, MailList, PersonalMailbox, State
from connector.model.plan import Change, Question
from connector.model.succession import Phase, Reorganisation, SuccessionKind
from connector.render.ink import say
from connector.render.legible import legible
from connector.reorganising.outlook import Moving, Outlook
from connector.reorganising.steps import Progress
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

PHASES: Final = {
    Phase.PLANNED: Text(vi="đã ghi nhận, chưa làm gì", en="remembered, nothing done"),
    Phase.PREPARED: Text(
        vi="chuẩn bị: địa chỉ mới đã nhận thư, địa chỉ cũ là chính",
        en="prepared: new addresses receive, the old ones are first",
    ),
    Phase.SWITCHED: Text(
        vi="đã chuyển: địa chỉ mới là chính, địa chỉ cũ còn nhận thư; đơn vị đã theo",
        en="switched: new addresses are first, the old ones still receive; units have followed",
    ),
    Phase.CLOSED: Text(vi="đã khép lại, không lùi được", en="closed, cannot be taken back"),
}
KINDS: Final = {
    SuccessionKind.RENAMED: Text(vi="đổi tên", en="renamed"),
    SuccessionKind.MERGED: Text(vi="sáp nhập", en="merged"),
    SuccessionKind.SPLIT: Text(vi="chia tách", en="split"),
    SuccessionKind.DISSOLVED: Text(vi="giải thể", en="dissolved"),
}


def print_outlook(outlook: Outlook, console: "Console", language: Language, limit: int | None) -> None:
    """Print what would come of a reorganisation; at most `limit` lines of each list."""
    printer = _Printer(console, language, limit)
    one = outlook.reorganisation
    printer.head(
        vi=f"Nếu thực hiện, tính cho ngày {outlook.day:%d/%m/%Y} ({one.file})",
        en=f"If carried out, as of {outlook.day.isoformat()} ({one.file})",
    )
    for row in one.units:
        new = row.new or "–"
        word = KINDS[row.kind]
        printer.line(
            vi=f"đơn vị {row.old} → {new}: {word.vi} từ {row.since:%d/%m/%Y}, {row.decision}",
            en=f"unit {row.old} → {new}: {word.en} from {row.since.isoformat()}, {row.decision}",
        )
    for domain in one.domains:
        printer.line(
            vi=f"tên miền {domain.old} → {domain.new} từ {domain.since:%d/%m/%Y}; địa chỉ cũ nhận thư đến hết"
            f" ngày {domain.until:%d/%m/%Y}, {domain.decision}",
            en=f"domain {domain.old} → {domain.new} from {domain.since.isoformat()}; old addresses receive until"
            f" {domain.until.isoformat()}, {domain.decision}",
        )
    _addresses(printer, outlook)
    _units(printer, outlook)
    _asked(printer, outlook.questions)


def _addresses(printer: "_Printer", outlook: Outlook) -> None:
    people, boxes, lists = _counted([one.entry for one in outlook.moving])
    if not outlook.moving and not outlook.waiting:
        return
    printer.head(
        vi=f"Đổi địa chỉ: {people} người, {boxes} hộp thư đơn vị, {lists} danh sách thư",
        en=f"New addresses: {people} people, {boxes} boxes of units, {lists} lists",
    )
    total = len(outlook.moving) + len(outlook.waiting)
    colliding = len(outlook.colliding) + len(outlook.waiting)
    share = 100 * colliding / total
    printer.line(
        vi=f"giữ nguyên phần tên: {total - colliding}; trùng tên nên phải đổi: {colliding} ({share:.0f} %),"
        f" trong đó {len(outlook.waiting)} chờ quyết định",
        en=f"keep their name: {total - colliding}; collide: {colliding} ({share:.0f} %),"
        f" of which {len(outlook.waiting)} wait for a decision",
    )
    printer.many(
        [_moving(one) for one in outlook.colliding], vi="Trùng, nhận tên khác", en="Collide, another name"
    )
    printer.many(
        [_waiting(one) for one in outlook.waiting], vi="Trùng, chờ quyết định", en="Collide, to be decided"
    )


def _units(printer: "_Printer", outlook: Outlook) -> None:
    printer.many(
        [_renamed(one) for one in outlook.renamed],
        vi="Đổi địa chỉ theo đơn vị",
        en="New addresses with the unit",
    )
    printer.many(
        [
            Text(vi=line, en=line)
            for line in (f"{legible(b.name)}: {legible(b.address)}" for b in outlook.suffixed)
        ],
        vi="Giữ địa chỉ mang tên cũ của cơ quan đổi tên (không đổi hàng loạt)",
        en="Keep an address with the old name of a renamed agency (nobody is renamed in the mass)",
    )
    gone = [
        Text(
            vi=f"{legible(one.entry.name)} ({legible(one.old)}) → {_heir(one.heir)}",
            en=f"{legible(one.entry.name)} ({legible(one.old)}) → {_heir(one.heir)}",
        )
        for one in outlook.ended
    ]
    printer.many(
        gone,
        vi="Hộp thư, danh sách của đơn vị cũ, thư chuyển về",
        en="Boxes and lists that end, mail goes to",
    )
    lists = [_list(change) for change in outlook.lists]
    printer.many(lists, vi="Danh sách thư thay đổi", en="Mail lists that change")
    if outlook.moves:
        printer.head(
            vi=f"Người sang đơn vị khác: {len(outlook.moves)}",
            en=f"People in another unit: {len(outlook.moves)}",
        )


def _asked(printer: "_Printer", questions: Sequence[Question]) -> None:
    told = [
        Text(vi=f"{legible(q.label)}: {q.text.vi}", en=f"{legible(q.label)}: {q.text.en}") for q in questions
    ]
    printer.many(told, vi="Việc phải hỏi thêm", en="Further questions")


def _heir(heir: Entry | None) -> str:
    return legible(f"{heir.name} ({heir.address})") if heir is not None else "?"


def _list(change: Change) -> Text:
    entry, before = change.entry, change.before
    was = f"{legible(before.address)} → " if before is not None and before.address != entry.address else ""
    line = f"{legible(entry.name)}: {was}{legible(entry.address)}"
    if entry.state is State.CLOSED:
        return Text(vi=f"{line}, đóng", en=f"{line}, closed")
    members = len(entry.members) if isinstance(entry, MailList) else 0
    return Text(vi=f"{line}, {members} thành viên", en=f"{line}, {members} members")


def _moving(one: Moving) -> Text:
    line = f"{legible(one.entry.name)}: {legible(one.old)} → {legible(one.new)}"
    return Text(vi=line, en=line)


def _renamed(one: Moving) -> Text:
    """Return the two addresses, and until when the old one delivers."""
    line = _moving(one)
    if not one.delivers:
        return Text(
            vi=f"{line.vi} (hộp thư cũ đóng, địa chỉ cũ không còn nhận thư)",
            en=f"{line.en} (the old box is closed, its address no longer receives)",
        )
    if one.until is None:
        return line
    day = f"{one.until:%d/%m/%Y}"
    return Text(
        vi=f"{line.vi} (địa chỉ cũ nhận thư đến hết ngày {day})",
        en=f"{line.en} (the old address receives until {one.until.isoformat()})",
    )


def _waiting(question: Question) -> Text:
    offers = ", ".join(legible(candidate.address) for candidate in question.candidates)
    return Text(
        vi=f"{legible(question.label)}: {question.text.vi} Đề xuất: {offers or '–'}",
        en=f"{legible(question.label)}: {question.text.en} Offered: {offers or '–'}",
    )


def _counted(entries: Sequence[Entry]) -> tuple[int, int, int]:
    kinds = Counter(
        0 if isinstance(entry, PersonalMailbox) else 2 if isinstance(entry, MailList) else 1
        for entry in entries
    )
    return kinds[0], kinds[1], kinds[2]


def print_status(
    known: Sequence[tuple[Reorganisation, Progress | None]], console: "Console", language: Language
) -> None:
    """Print every reorganisation with its phase, and how far the open ones are."""
    printer = _Printer(console, language, None)
    if not known:
        printer.line(vi="Chưa có đợt sắp xếp nào.", en="There is no reorganisation.")
    for one, how_far in known:
        phase = PHASES[one.phase]
        printer.head(
            vi=f"{one.id}  {one.file}  ({one.by}, {one.at:%d/%m/%Y})",
            en=f"{one.id}  {one.file}  ({one.by}, {one.at.date().isoformat()})",
        )
        printer.line(vi=phase.vi, en=phase.en)
        if how_far is not None:
            printer.line(
                vi=f"đúng như bước này: {how_far.done}; lần chạy tới sẽ làm hoặc đang bị giữ: {how_far.pending};"
                f" chờ quyết định: {how_far.waiting}",
                en=f"as this phase asks: {how_far.done}; to be done, or held: {how_far.pending};"
                f" to be decided: {how_far.waiting}",
            )


class _Printer:
    """Prints lines below heads, in one language."""

    def __init__(self, console: "Console", language: Language, limit: int | None) -> None:
        self._console, self._language, self._limit = console, language, limit

    def head(self, vi: str, en: str) -> None:
        """Print a head."""
        say(self._console, ((Text(vi=vi, en=en).say(self._language), "bold"),))

    def line(self, vi: str, en: str) -> None:
        """Print a line below it."""
        say(self._console, ((Text(vi=vi, en=en).say(self._language), ""),), indent=2)

    def many(self, lines: Sequence[Text], vi: str, en: str) -> None:
        """Print a head with the number of lines, and the first of them; nothing where there are none."""
        if not lines:
            return
        self.head(vi=f"{vi}: {len(lines)}", en=f"{en}: {len(lines)}")
        shown = lines[: self._limit]
        for text in shown:
            self.line(vi=text.vi, en=text.en)
        if len(shown) < len(lines):
            more = len(lines) - len(shown)
            self.line(vi=f"… và {more} nữa (--all: hiện đủ)", en=f"… and {more} more (--all shows them)")
