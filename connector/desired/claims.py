"""`Claims`: who may have which address, for ever.

People, units, lists, aliases, retired addresses, reserved names and the entries of others share one
namespace: `x.stttt` may be a person or a room (NB Đ5). An address once given goes to nobody else.
"""

from collections.abc import Container, Iterable, Mapping, Sequence

from connector.model.directory import Snapshot, addresses

OTHERS = "foreign:"
RESERVED = "reserved"


class Claims:
    """Address → key of the one entry that may have it. Grows while a desired directory is made."""

    def __init__(
        self,
        snapshot: Snapshot,
        owners: Mapping[str, str],
        reserved: Container[str],
        heirs: Mapping[str, str] | None = None,
    ) -> None:
        """Start from what others occupy, what the ledger remembers, and what stands in the target.

        Where the two disagree about one of our addresses, the ledger knows better: the target was edited
        by hand, and an address never changes hands.

        Args:
            snapshot: what the target holds.
            owners: address → key, as the ledger remembers.
            reserved: local parts that nobody gets.
            heirs: key → key of the entry to which its addresses have gone by a decision (a merged unit).
        """
        self._heirs = heirs or {}
        self._owner: dict[str, str] = dict(owners)
        for entry in snapshot.directory:
            for address in addresses(entry):
                self._owner.setdefault(address, entry.key)
        for address, place in snapshot.foreign.items():
            self._owner.setdefault(address, f"{OTHERS}{place}")
        self._had: dict[str, list[str]] = {}
        for address, key in owners.items():
            self._had.setdefault(key, []).append(address)
        self._reserved = reserved

    def owner(self, address: str) -> str:
        """Return the key that has `address`; `RESERVED`, or the empty string where it is free."""
        found = self._owner.get(address, "")
        if not found and address.partition("@")[0] in self._reserved:
            return RESERVED
        return self._heirs.get(found, found)

    def may_stand(self, address: str, key: str) -> bool:
        """Tell whether the entry `key` has `address` by right, or had it until its heir takes it over."""
        return key in (self.first_owner(address), self.owner(address))

    def first_owner(self, address: str) -> str:
        """Return the key that had `address` first, whoever inherited it since; empty where nobody has it."""
        return self._owner.get(address, "")

    def free(self, address: str, key: str) -> bool:
        """Tell whether the entry `key` may have `address`."""
        return self.owner(address) in ("", key)

    def take(self, owned: Iterable[str], key: str) -> None:
        """Give addresses to the entry `key`; what somebody has already stays theirs."""
        for address in owned:
            self._owner.setdefault(address, key)

    def had(self, key: str) -> Sequence[str]:
        """Return every address the ledger remembers for the entry `key`."""
        return self._had.get(key, ())
