"""`Book`: which key has which zimbraId, and to which of our boxes an address delivers. Learned from reading."""

from connector.model.directory import Entry


class Book:
    """What is known of our entries between one answer and the next."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._owned: dict[str, tuple[str, ...]] = {}
        self._keys: dict[str, str] = {}

    def learn(self, key: str, zimbra_id: str, addresses: tuple[str, ...]) -> None:
        """Remember an entry; the first of `addresses` is its own, the others deliver there too."""
        self._release(key)
        self._ids[key] = zimbra_id
        self._owned[key] = addresses
        for address in addresses:
            self._keys[address] = key

    def note(self, entry: Entry, zimbra_id: str) -> None:
        """Remember an entry that was just written."""
        self.learn(entry.key, zimbra_id, (entry.address, *entry.aliases))

    def forget(self, key: str) -> None:
        """Remember that there is no entry with `key` any more."""
        self._release(key)
        self._ids.pop(key, None)
        self._owned.pop(key, None)

    def id(self, key: str) -> str:
        """Return the zimbraId of an entry, or the empty string."""
        return self._ids.get(key, "")

    def address(self, key: str) -> str:
        """Return the address of an entry, or the empty string."""
        owned = self._owned.get(key)
        return owned[0] if owned else ""

    def box_at(self, address: str) -> str | None:
        """Return the key of the box of ours that gets mail for `address`, or None."""
        key = self._keys.get(address)
        return None if key is None or key.startswith("list/") else key

    def _release(self, key: str) -> None:
        for address in self._owned.get(key, ()):
            if self._keys.get(address) == key:
                del self._keys[address]
