"""`OpenLdapTarget`: a directory server as a `connector.ports.Target`."""

import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import TypeVar

from connector.errors import TargetRejected, TargetUnreachable
from connector.model.directory import Entry, Snapshot
from connector.model.envelope import PasswordState
from connector.model.life import Logons
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.model.stranger import Stranger
from connector.ports.envelopes import NewPassword
from connector.targets.ldap_codec.changes import equals
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.names import NameBook
from connector.targets.ldap_codec.passwords import (
    asked,
    password_guard,
    password_modifications,
    password_state,
)
from connector.targets.ldap_codec.reader import Unreadable
from connector.targets.ldap_codec.strangers import stranger_of, wanted
from connector.targets.openldap import codes
from connector.targets.openldap.canary import prove
from connector.targets.openldap.checking import check_server
from connector.targets.openldap.codes import Meaning
from connector.targets.openldap.driver import Driver, Modify, Search
from connector.targets.openldap.logons import read_logons
from connector.targets.openldap.reading import Sorter, read_base
from connector.targets.openldap.schema import require
from connector.targets.openldap.settings import DriverChoice, OpenLdapSettings
from connector.targets.openldap.writing import Trouble, Writer
from connector.text import Text

Connect = Callable[[OpenLdapSettings], Driver]

T = TypeVar("T")

_KEYS_PER_SEARCH = 200


class OpenLdapTarget:
    """One organisation's entries on one server. Connects when it is first used, and anew after a loss.

    It never repeats a write: a lost answer is the outcome UNKNOWN, and what was not sent is RETRY.
    `connector.targets.retrying.Retrying` around it reads back and tries again.
    """

    def __init__(
        self,
        settings: OpenLdapSettings,
        codec: LdapCodec,
        connect: Connect | None = None,
        *,
        canary: Callable[[], str] | None = None,
        pocket: Mapping[str, NewPassword] | None = None,
    ) -> None:
        """`canary` gives a password for the account on which `check` tries the locks; None: it is not tried.

        `pocket` holds the passwords of entries that are about to be made.
        """
        self._canary = canary
        self._pocket = pocket if pocket is not None else {}
        self._settings = settings
        self._codec = codec
        self._connect = connect
        self._driver: Driver | None = None
        self._names: NameBook | None = None
        self._trouble = Trouble()

    def read(self) -> Snapshot:
        """Return everything below the base. Raises TargetRejected where the schema lacks what is mapped."""
        names = NameBook(self._codec.dn)
        if self._names is None:
            self._asking(lambda driver: require(driver, self._codec, self._settings.uri))
        snapshot = self._asking(lambda driver: read_base(driver, self._codec, names))
        self._names, self._trouble = names, Trouble()
        return snapshot

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Return our entries with these keys as they are now."""
        names = self._book()
        return self._asking(lambda driver: self._look(driver, names, sorted(keys)))

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Write a wave; with the native driver many changes at once."""
        writer = Writer(
            self._codec, self._book(), wave, self._trouble, self._settings.largest, pocket=self._pocket
        )
        for change, reply in self._connected().perform(writer.operations()):
            outcome = writer.judge(change, reply)
            if outcome is not None:
                yield outcome
        yield from writer.decided
        if writer.lost:
            self.close()
        yield from self._resolved(writer)
        if writer.end is not None:
            raise writer.end
        for change in writer.unsent:
            yield Outcome(change, Result.RETRY, codes.NOT_SENT)

    def strangers(self) -> Sequence[Stranger]:
        """Return the boxes below the base that others made."""
        codec = self._codec
        address = codec.mapping.kinds["person"].attributes["address"][0]
        search = Search(
            codec.base_dn,
            filter=f"(&({address}=*)(!({codec.mapping.owner}=*)))",
            attributes=wanted(codec),
        )
        return self._asking(lambda driver: self._strangers(driver, search))

    def _strangers(self, driver: Driver, search: Search) -> Sequence[Stranger]:
        found = [
            stranger_of(self._codec, dn, attributes)
            for page in driver.search(search)
            for dn, attributes in page
        ]
        return sorted((one for one in found if one is not None), key=lambda stranger: stranger.place)

    def check(self) -> Sequence[Finding]:
        """Return all that is good and bad about connection, security, rights and schema."""
        return check_server(
            self._settings, self._codec, self._connected, self._proof if self._canary is not None else None
        )

    def set_password(self, entry: Entry, password: NewPassword) -> Result:
        """See `connector.ports.envelopes.PasswordTarget`."""
        parts = password_modifications(self._codec, password)
        guard = password_guard(self._codec, entry.key)
        operation = Modify(self._book().dn(entry.key), parts, guard)
        [(_, reply)] = self._connected().perform([(None, operation)])
        if reply.code is None:
            self.close()
            return Result.UNKNOWN
        if reply.code == 0:
            return Result.DONE
        found = codes.meaning(reply.code)
        if found in (Meaning.LOOK, Meaning.REFUSED):
            return Result.CONFLICT if found is Meaning.LOOK else Result.REFUSED
        raise codes.error(reply.code, reply.words, operation.dn)

    def password_states(self, keys: Collection[str]) -> Mapping[str, PasswordState]:
        """See `connector.ports.envelopes.PasswordTarget`."""
        return self._asking(lambda driver: self._password_states(driver, sorted(keys)))

    def _password_states(self, driver: Driver, keys: Sequence[str]) -> Mapping[str, PasswordState]:
        mapping = self._codec.mapping
        found: dict[str, PasswordState] = {}
        for at in range(0, len(keys), _KEYS_PER_SEARCH):
            terms = "".join(equals(mapping.key, key) for key in keys[at : at + _KEYS_PER_SEARCH])
            search = Search(
                self._codec.base_dn,
                filter=f"(&{equals(mapping.owner, self._codec.owner)}(|{terms}))",
                attributes=asked(self._codec),
            )
            for page in driver.search(search):
                for _, attributes in page:
                    found[self._codec.key(attributes)] = password_state(self._codec, attributes)
        return found

    def logons(self) -> Logons:
        """Return the last login of each of our boxes, as `connector.targets.openldap.logons` finds it."""
        return self._asking(lambda driver: read_logons(driver, self._codec))

    def close(self) -> None:
        """End the connection; the next use makes a new one."""
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _proof(self, driver: Driver) -> Iterator[Finding]:
        """Try the locks on an account of no consequence; the connection may be gone afterwards."""
        make = self._canary
        if make is not None:
            yield from prove(driver, self._settings, self._codec, self._connecting(), make)

    def _connecting(self) -> Connect:
        return self._connect or chosen(self._settings.driver)

    def _connected(self) -> Driver:
        if self._driver is None:
            _require_password(self._settings)
            self._driver = self._connecting()(self._settings)
        return self._driver

    def _asking(self, question: Callable[[Driver], T]) -> T:
        """Return the answer to a question; a connection that gave none is not used again."""
        try:
            return question(self._connected())
        except TargetUnreachable:
            self.close()
            raise

    def _book(self) -> NameBook:
        """Return where our entries stand; asks for their names where nothing was read yet."""
        if self._names is None:
            names = NameBook(self._codec.dn)
            mapping = self._codec.mapping
            ours = Search(
                self._codec.base_dn,
                filter=equals(mapping.owner, self._codec.owner),
                attributes=(mapping.owner, mapping.key),
            )
            self._asking(lambda driver: self._learn(driver, ours, names))
            self._names = names
        return self._names

    def _learn(self, driver: Driver, ours: Search, names: NameBook) -> None:
        for page in driver.search(ours):
            for dn, attributes in page:
                try:
                    names.learn(self._codec.key(attributes), dn)
                except Unreadable:
                    continue

    def _look(self, driver: Driver, names: NameBook, keys: Sequence[str]) -> Mapping[str, Entry]:
        mapping = self._codec.mapping
        present: dict[str, Entry] = {}
        for at in range(0, len(keys), _KEYS_PER_SEARCH):
            some = keys[at : at + _KEYS_PER_SEARCH]
            asked = "".join(equals(mapping.key, key) for key in some)
            search = Search(
                self._codec.base_dn,
                filter=f"(&{equals(mapping.owner, self._codec.owner)}(|{asked}))",
                attributes=self._codec.wanted,
            )
            sorter = Sorter(self._codec, names)
            for key in some:
                names.forget(key)
            for page in driver.search(search):
                for dn, attributes in page:
                    sorter.take(dn, attributes)
            present |= sorter.entries()
        return present

    def _resolved(self, writer: Writer) -> Iterator[Outcome]:
        """Read the doubtful entries, once for all, and yield what became of them."""
        if not writer.doubts:
            return
        try:
            present = self.look({change.key for change, _ in writer.doubts})
        except TargetUnreachable as error:
            for change, _ in writer.doubts:
                yield Outcome(change, Result.UNKNOWN, error.what)
            return
        for change, reply in writer.doubts:
            yield writer.resolve(change, reply, present.get(change.key))


def chosen(choice: DriverChoice) -> Connect:
    """Return how to connect with the chosen driver. Raises `TargetRejected` where it is not there."""
    installed = find_spec("ldap") is not None
    if choice is DriverChoice.NATIVE and not installed:
        raise TargetRejected(
            Text(vi="Chưa cài python-ldap.", en="python-ldap is not installed."),
            advice=Text(
                vi="Hãy cài phần bổ sung “native”, hoặc đặt driver = “pure”.",
                en="Install the extra “native”, or set driver = “pure”.",
            ),
        )
    if installed and choice is not DriverChoice.PURE:
        from connector.targets.openldap.native import connect  # noqa: PLC0415 - python-ldap is optional

        return connect
    with warnings.catch_warnings():
        # ldap3 2.9.1 uses names that pyasn1 has since given others.
        warnings.simplefilter("ignore", DeprecationWarning)
        from connector.targets.openldap.pure import connect as pure  # noqa: PLC0415 - only what is used
    return pure


def _require_password(settings: OpenLdapSettings) -> None:
    # A bind with a name and no password is anonymous and succeeds (RFC 4513 5.1.2).
    if not settings.password():
        raise TargetRejected(
            Text(
                vi="Mật khẩu của tài khoản dịch vụ để trống.", en="The service account's password is empty."
            ),
            where=settings.bind_dn,
            advice=Text(vi="Hãy kiểm tra tệp mật khẩu.", en="Check the password file."),
        )
