"""`ZimbraTarget`: a Zimbra as a `connector.ports.Target`."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from connector.errors import TargetError, TargetRejected
from connector.model.directory import Entry, MailList, Snapshot
from connector.model.envelope import PasswordState
from connector.model.life import Logons
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.model.stranger import Stranger
from connector.ports.envelopes import NewPassword
from connector.targets.zimbra import codes, requests
from connector.targets.zimbra.book import Book
from connector.targets.zimbra.checking import check_server
from connector.targets.zimbra.codec import ZimbraCodec
from connector.targets.zimbra.logons import last_logons
from connector.targets.zimbra.passwords import password_states, set_password
from connector.targets.zimbra.reading import Present, present, read_domains
from connector.targets.zimbra.session import Session
from connector.targets.zimbra.settings import ZimbraSettings
from connector.targets.zimbra.steps import Hand
from connector.targets.zimbra.writing import Trouble, Writer
from connector.text import Text


class ZimbraTarget:
    """One organisation's entries in some domains of one Zimbra. Logs in when it is first used.

    Zimbra has no conditional writes. Before each batch of changes (`ZimbraSettings.batch`) the entries in
    question are read; a change is sent only if its entry is as `change.before` says. What somebody else
    changes between that look and our write - the time of one batch, some seconds at most - is overwritten
    where both touch the same attribute, and stays where they touch different ones.

    It never repeats a write: after a lost or unclear answer it reads the entry. What was not done is RETRY,
    what is halfway is RETRY and goes on from there when the same change is applied again.
    `connector.targets.retrying.Retrying` around it does that.
    """

    def __init__(
        self,
        settings: ZimbraSettings,
        codec: ZimbraCodec,
        *,
        password: Callable[[str], NewPassword | None] | None = None,
        session: Session | None = None,
    ) -> None:
        """`password` gives the first password of the new account with a key; None: new accounts have none."""
        self._settings = settings
        self._codec = codec
        self._password = password or (lambda _key: None)
        self._session = session if session is not None else Session(settings)
        self._book: Book | None = None
        self._trouble = Trouble()
        self._cos: dict[str, str] = {}
        self._rename_keeps = True
        self._stumbled: set[str] = set()

    def read(self) -> Snapshot:
        """Return everything in the organisation's domains."""
        snapshot, self._book = read_domains(self._session, self._codec, self._settings.domains)
        self._trouble = Trouble()
        self._stumbled.clear()
        return snapshot

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Return our entries with these keys as they are now."""
        return {key: one.entry for key, one in self._present(keys).items()}

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Write a wave, a batch of changes at a time: look, write, and look again where an answer is missing."""
        for some in self._ordered(wave):
            for at in range(0, len(some), self._settings.batch):
                yield from self._write(some[at : at + self._settings.batch])

    def strangers(self) -> Sequence[Stranger]:
        """Refuse: an account of a Zimbra carries our marks among notes that others write as well."""
        raise TargetRejected(
            Text(
                vi="Chưa nhận quản lý được hộp thư có sẵn trên Zimbra.",
                en="Existing accounts of a Zimbra cannot be taken over yet.",
            ),
            advice=Text(
                vi="Lệnh này dùng cho OpenLDAP và tệp LDIF.", en="The command is for OpenLDAP and LDIF files."
            ),
        )

    def check(self) -> Sequence[Finding]:
        """Return all that is good and bad about connection, domains, classes of service, rights and GAL."""
        return check_server(self._settings, self._codec, self._session)

    def close(self) -> None:
        """End the connection and forget the login; the next use makes new ones."""
        self._session.close()

    def set_password(self, entry: Entry, password: NewPassword) -> Result:
        """See `connector.ports.envelopes.PasswordTarget`."""
        now = self._present([entry.key]).get(entry.key)
        return Result.CONFLICT if now is None else set_password(self._session, now, password)

    def password_states(self, keys: Collection[str]) -> Mapping[str, PasswordState]:
        """See `connector.ports.envelopes.PasswordTarget`."""
        return password_states(self._session, self._codec, self._settings.domains, keys)

    def logons(self) -> Logons:
        """Return the last logins, as far as Zimbra knows: see `connector.targets.zimbra.logons`."""
        return last_logons(self._session, self._codec, self._settings.domains)

    def _ordered(self, wave: Sequence[Change]) -> tuple[list[Change], list[Change], list[Change]]:
        """Return lists that need no new box, boxes, and lists that do.

        A list comes before its boxes where it can: Zimbra itself takes a deleted or closed account out of
        lists, and they would no longer be as they were read.
        """
        lists = [change for change in wave if change.key.startswith("list/")]
        boxes = [change for change in wave if not change.key.startswith("list/")]
        book = self._known({change.key for change in lists})
        later = {
            change.key
            for change in lists
            if isinstance(change.after, MailList) and not all(map(book.address, change.after.members))
        }
        first = [change for change in lists if change.key not in later]
        return first, boxes, [change for change in lists if change.key in later]

    def _write(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        now = self._present({change.key for change in wave})
        writer = Writer(self._session, self._hand(), self._trouble)
        yield from writer.outcomes(wave, now)
        self._rename_keeps = writer.hand.rename_keeps
        yield from self._resolved(writer)
        if writer.end is not None:
            raise writer.end

    def _resolved(self, writer: Writer) -> Iterator[Outcome]:
        """Read the doubtful entries, once for all, and yield what became of them."""
        if not writer.doubts:
            return
        self._learn_lists(writer)
        try:
            now = self._present({change.key for change, _ in writer.doubts})
        except TargetError as error:
            for change, _ in writer.doubts:
                yield Outcome(change, Result.UNKNOWN, codes.NO_ANSWER)
            writer.end = writer.end or error
            return
        for change, reply in writer.doubts:
            yield writer.resolve(change, reply, now.get(change.key))

    def _learn_lists(self, writer: Writer) -> None:
        """Forget where lists stand if one may have been made without our hearing of it."""
        if any(change.before is None and change.key.startswith("list/") for change, _ in writer.doubts):
            self._book = None

    def _present(self, keys: Collection[str]) -> dict[str, Present]:
        return present(self._session, self._codec, self._known(keys), self._settings.domains, keys)

    def _known(self, keys: Collection[str]) -> Book:
        """Return what is known; lists need to know everything, boxes nothing."""
        if self._book is None:
            if not any(key.startswith("list/") for key in keys):
                return Book()
            _, self._book = read_domains(self._session, self._codec, self._settings.domains)
        return self._book

    def _hand(self) -> Hand:
        return Hand(
            self._codec,
            self._book if self._book is not None else Book(),
            self._cos_id,
            self._password,
            self._rename_keeps,
            self._stumbled,
        )

    def _cos_id(self, kind: str) -> str:
        name = self._settings.cos.get(kind, "")
        if name and name not in self._cos:
            [answer] = self._session.ask([requests.get_cos(name)])
            if answer.code or not answer.found:
                raise TargetRejected(
                    Text(
                        vi=f"Zimbra không có lớp dịch vụ “{name}”.",
                        en=f"Zimbra has no class of service “{name}”.",
                    ),
                    where=self._session.where,
                    advice=Text(
                        vi="Hãy tạo nó hoặc sửa mục cos.", en="Create it, or correct the setting cos."
                    ),
                )
            self._cos[name] = answer.found[0].id
        return self._cos.get(name, "")
