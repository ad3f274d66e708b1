"""`read_domains`: whole domains as a Snapshot; `present`: some of our entries as they are this moment."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from connector.errors import TargetRejected
from connector.heap import growing
from connector.model.directory import Directory, Entry, Snapshot
from connector.targets.fingerprint import fingerprint
from connector.targets.zimbra import codes, requests
from connector.targets.zimbra.book import Book
from connector.targets.zimbra.codec import ACCOUNT, LIST, NOTES, PRINCIPAL, Found, Unreadable, ZimbraCodec
from connector.targets.zimbra.marks import Notes
from connector.targets.zimbra.session import Session, require_whole
from connector.text import Text

EVERYTHING = "accounts,resources,distributionlists,dynamicgroups"
"""Whatever has an address of its own; aliases come with what they belong to."""

_KEYS_PER_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Present:
    """One of our entries as it is, with what only Zimbra knows of it."""

    entry: Entry
    found: Found

    @property
    def others_notes(self) -> str:
        """What others wrote into the notes."""
        return Notes.read(self.found.first(NOTES)).others


@dataclass(slots=True)
class _Sorter:
    """Takes accounts and lists as they come, and says at the end what is ours and what is not."""

    codec: ZimbraCodec
    book: Book
    entries: dict[str, Entry] = field(default_factory=dict)
    lists: dict[str, Found] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)

    def take(self, found: Found) -> None:
        if not self.codec.owned(found):
            self._occupy(found)
            return
        try:
            key = self.codec.key(found)
            self._require_one(key, found)
            if found.element == ACCOUNT:
                self.entries[key] = self.codec.decode(found, key, self.book.box_at)
            else:
                self.lists[key] = found
        except Unreadable:
            self._occupy(found)
        else:
            _learn(self.book, key, found)

    def snapshot(self, members: Sequence[tuple[str, Found]]) -> Snapshot:
        """Return everything, now that the lists' members are known too."""
        for key, found in members:
            try:
                self.entries[key] = self.codec.decode(found, key, self.book.box_at)
            except Unreadable:
                self._occupy(found)
        directory = Directory.of(self.entries.values())
        return Snapshot(directory, self.foreign, fingerprint(directory, self.foreign))

    def _occupy(self, found: Found) -> None:
        for address in self.codec.addresses(found):
            self.foreign.setdefault(address, f"{found.element} {found.name}")

    def _require_one(self, key: str, found: Found) -> None:
        if self.book.id(key):
            raise TargetRejected(
                Text(vi=f"Hai mục cùng mang khoá {key}.", en=f"Two entries carry the key {key}."),
                where=f"{self.book.address(key)}; {found.name}",
                advice=Text(
                    vi=f"Hãy bỏ dấu “connector:” trong {PRINCIPAL} hoặc {NOTES} của mục thừa.",
                    en=f"Remove the mark “connector:” in {PRINCIPAL} or {NOTES} of the one too many.",
                ),
            )


def read_domains(session: Session, codec: ZimbraCodec, domains: Sequence[str]) -> tuple[Snapshot, Book]:
    """Return all that stands in `domains`, and where it stands."""
    sorter = _Sorter(codec, Book())
    with growing():
        for domain in domains:
            for found in session.search(requests.search(domain, EVERYTHING, codec.wanted)):
                sorter.take(found)
        # Lists come last: only now every member's address is known.
        keys = sorted(sorter.lists)
        whole = _whole_lists(session, codec, [(key, sorter.lists[key].id) for key in keys])
        snapshot = sorter.snapshot([(key, whole.get(key, sorter.lists[key])) for key in keys])
    return snapshot, sorter.book


def present(
    session: Session, codec: ZimbraCodec, book: Book, domains: Sequence[str], keys: Collection[str]
) -> dict[str, Present]:
    """Return those of our entries with `keys` that exist, and learn them into `book`.

    Boxes are found by their foreign principal, lists by the zimbraId that `book` knows.
    """
    boxes = sorted(key for key in keys if not key.startswith("list/"))
    shown: dict[str, Found] = {}
    for at in range(0, len(boxes), _KEYS_PER_SEARCH):
        shown |= _boxes(session, codec, domains, boxes[at : at + _KEYS_PER_SEARCH])
    known = [(key, book.id(key)) for key in sorted(keys) if key.startswith("list/") and book.id(key)]
    shown |= _whole_lists(session, codec, known)
    for key in keys:
        book.forget(key)
    for key, found in shown.items():
        _learn(book, key, found)
    return dict(_readable(codec, book, shown))


def _readable(codec: ZimbraCodec, book: Book, shown: dict[str, Found]) -> Iterator[tuple[str, Present]]:
    for key, found in shown.items():
        try:
            yield key, Present(codec.decode(found, key, book.box_at), found)
        except Unreadable:
            continue


def _boxes(
    session: Session, codec: ZimbraCodec, domains: Sequence[str], keys: Sequence[str]
) -> dict[str, Found]:
    query = requests.any_of(PRINCIPAL, (codec.principal(key) for key in keys))
    asked = [requests.search(domain, "accounts", codec.wanted, query) for domain in domains]
    shown: dict[str, Found] = {}
    for domain, answer in zip(domains, session.ask(asked), strict=True):
        if answer.code:
            raise codes.error(answer.code, answer.words, domain)
        require_whole(answer, len(answer.found), domain)
        for found in answer.found:
            key = _key(codec, found)
            if key in keys:
                shown[key] = found
    return shown


def _whole_lists(session: Session, codec: ZimbraCodec, known: Sequence[tuple[str, str]]) -> dict[str, Found]:
    """Return key → list with its members, of those that still exist and are still ours."""
    answers = session.ask([requests.get_list(zimbra_id, codec.of_lists) for _, zimbra_id in known])
    shown: dict[str, Found] = {}
    for (key, zimbra_id), answer in zip(known, answers, strict=True):
        if answer.code == codes.NO_SUCH_LIST:
            continue
        if answer.code:
            raise codes.error(answer.code, answer.words, zimbra_id)
        require_members(answer.attribute("more"), key)
        for found in answer.found:
            if found.element == LIST and _key(codec, found) == key:
                shown[key] = replace(found, id=found.id or zimbra_id)
    return shown


def require_members(more: str, key: str) -> None:
    """Raise `TargetRejected` where a list has more members than were shown."""
    if more.lower() in ("1", "true"):
        raise TargetRejected(
            Text(
                vi="Zimbra không trả hết thành viên danh sách.",
                en="Zimbra did not show all members of a list.",
            ),
            where=key,
        )


def _key(codec: ZimbraCodec, found: Found) -> str:
    try:
        return codec.key(found) if codec.owned(found) else ""
    except Unreadable:
        return ""


def _learn(book: Book, key: str, found: Found) -> None:
    book.learn(key, found.id, (found.name, *found.aliases))
