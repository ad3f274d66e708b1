"""`read_base`: everything below a base as entries of ours and addresses of others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.errors import TargetRejected
from connector.heap import growing
from connector.model.directory import Directory, Entry, Snapshot
from connector.targets.fingerprint import fingerprint
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.names import NameBook
from connector.targets.ldap_codec.reader import Attributes, Unreadable
from connector.targets.openldap.driver import Driver, Search
from connector.text import Text


@dataclass(slots=True)
class Sorter:
    """Takes entries one by one, whatever they are, and says at the end what is ours and what is not."""

    codec: LdapCodec
    names: NameBook
    _entries: dict[str, Entry] = field(default_factory=dict)
    _lists: list[tuple[str, str, Attributes]] = field(default_factory=list)
    _foreign: dict[str, str] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)
    """DN → attribute, of entries with our mark that are not readable as ours; they count as foreign."""

    def take(self, dn: str, attributes: Attributes) -> None:
        """Sort one entry."""
        if not self.codec.owned(attributes):
            self._occupy(dn, attributes)
            return
        try:
            key = self.codec.key(attributes)
            self._learn(key, dn)
            if key.startswith("list/"):
                self._lists.append((key, dn, attributes))
            else:
                self._entries[key] = self.codec.decode(attributes, key, self.names.key)
        except Unreadable as fault:
            self._damage(dn, attributes, fault)

    def entries(self) -> dict[str, Entry]:
        """Return ours. Lists come last: only now every member's DN is known."""
        for key, dn, attributes in self._lists:
            try:
                self._entries[key] = self.codec.decode(attributes, key, self.names.key)
            except Unreadable as fault:
                self._damage(dn, attributes, fault)
        self._lists.clear()
        return self._entries

    def foreign(self) -> Mapping[str, str]:
        """Return address → DN of what others occupy."""
        return self._foreign

    def _learn(self, key: str, dn: str) -> None:
        other = self.names.known(key)
        if other is not None and other != dn:
            raise TargetRejected(
                Text(
                    vi=f"Hai mục cùng mang khoá {key}.",
                    en=f"Two entries carry the key {key}.",
                ),
                where=f"{other}; {dn}",
                advice=Text(
                    vi=f"Hãy bỏ {self.codec.mapping.owner} khỏi mục thừa.",
                    en=f"Remove {self.codec.mapping.owner} from the one too many.",
                ),
            )
        self.names.learn(key, dn)

    def _damage(self, dn: str, attributes: Attributes, fault: Unreadable) -> None:
        self.damaged[dn] = str(fault)
        self._occupy(dn, attributes)

    def _occupy(self, dn: str, attributes: Attributes) -> None:
        for address in self.codec.addresses(attributes):
            self._foreign.setdefault(address, dn)


def read_base(driver: Driver, codec: LdapCodec, names: NameBook) -> Snapshot:
    """Return all that stands below the base, and learn every DN of ours into `names`."""
    sorter = Sorter(codec, names)
    with growing():
        for page in driver.search(Search(codec.base_dn, attributes=codec.wanted)):
            for dn, attributes in page:
                sorter.take(dn, attributes)
        directory = Directory.of(sorter.entries().values())
        foreign = sorter.foreign()
        return Snapshot(directory, foreign, fingerprint(directory, foreign))
