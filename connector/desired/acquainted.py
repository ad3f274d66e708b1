"""`Acquainted`: everybody who is known: by a box, or by what is remembered of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from connector.desired.evidence import Known, Says, name_says
from connector.model.directory import Directory, PersonalMailbox, addresses
from connector.model.identity import Identity
from connector.model.roster import Person
from connector.vietnamese.matching import loose_key

AGAIN = "~"
"""Stands before the number in the key of somebody who was given the HR key of another person before them."""


class Acquainted:
    """People by every key there is. What is remembered of an HR key counts for more than a box that shows it."""

    def __init__(
        self, current: Directory, known: Mapping[str, Identity], elsewhere: frozenset[str] = frozenset()
    ) -> None:
        """Know the owners of the boxes in `current`, and `known`; `elsewhere` are matched by others."""
        self.known = known
        self._elsewhere = elsewhere
        self._boxes: defaultdict[str, list[PersonalMailbox]] = defaultdict(list)
        for entry in current:
            if isinstance(entry, PersonalMailbox):
                self._boxes[entry.person].append(entry)
        self._remembered = self._shown() | {key: one.key for one in known.values() for key in one.keys}
        self._citizens: defaultdict[str, set[str]] = defaultdict(set)
        self._births: defaultdict[str, set[str]] = defaultdict(set)
        for one in known.values():
            for citizen in one.citizens:
                self._citizens[citizen].add(one.key)
            for born in one.born:
                self._births[born].add(one.key)
        self._again: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._boxes:
            first, again, number = key.rpartition(AGAIN)
            if again and number.isdecimal():
                self._again[first].append(key)

    def _shown(self) -> dict[str, str]:
        """Return further HR key → person, as the boxes have it; one that two people's boxes have says nothing."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key, boxes in self._boxes.items():
            for box in boxes:
                for also in box.also:
                    found[also].add(key)
        return {also: next(iter(keys)) for also, keys in found.items() if len(keys) == 1}

    def __contains__(self, key: str) -> bool:
        """Tell whether somebody is known under this key of a person."""
        return key in self._boxes or key in self.known

    def owner(self, hr_key: str) -> str:
        """Return the key of the person whom an HR key means; empty for one that nobody knows."""
        found = self._remembered.get(hr_key)
        if found is None and hr_key in self._boxes:
            return hr_key
        return found or ""

    def shows_further(self, key: str) -> bool:
        """Tell whether a box of the person shows further HR keys."""
        return any(box.also for box in self._boxes.get(key, ()))

    def has_box(self, key: str) -> bool:
        """Tell whether a person has a box, open or closed."""
        return key in self._boxes

    def person(self, key: str) -> Known:
        """Return what is known of the person with this key."""
        identity, boxes = self.known.get(key, Identity(key)), tuple(self._boxes.get(key, ()))
        shown = {one for box in boxes for one in box.also if self._remembered.get(one) == key}
        if not shown <= identity.keys:
            identity = replace(identity, keys=identity.keys | shown)
        return Known(identity, boxes)

    def with_citizen(self, citizen: str) -> frozenset[str]:
        """Return who is known by a citizen number."""
        return frozenset(self._citizens.get(citizen, ())) if citizen else frozenset()

    def like(self, row: Person) -> frozenset[str]:
        """Return everybody of whom a row reminds: by citizen number, birth, address or name."""
        if not self._boxes and not self.known:
            return frozenset()
        found = set(self.with_citizen(row.citizen)) | self._births.get(row.born, set())
        if row.address in self._by_address:
            found.add(self._by_address[row.address])
        found |= self._by_name.get(loose_key(row.name), set())
        return frozenset(found - self._elsewhere)

    @cached_property
    def _by_address(self) -> Mapping[str, str]:
        return {
            address: key for key, boxes in self._boxes.items() for box in boxes for address in addresses(box)
        }

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key, boxes in self._boxes.items():
            for box in boxes:
                found[loose_key(box.name)].add(key)
        return found

    def given_again(self, hr_key: str) -> bool:
        """Tell whether an HR key was given twice, and only the boxes still say so."""
        return hr_key in self._again and hr_key not in self._remembered

    def reused(self, row: Person) -> str:
        """Return which holder of an HR key that was given twice has the name of the row; empty where unclear."""
        if not self.given_again(row.key):
            return ""
        holders = [row.key, *sorted(self._again[row.key])]
        named = [
            key
            for key in holders
            if any(name_says(row.name, box.name) is Says.AGREES for box in self._boxes.get(key, ()))
        ]
        return named[0] if len(named) == 1 else ""

    def next_holder(self, hr_key: str) -> str:
        """Return the key of somebody who was given the HR key of another person."""
        if self.given_again(hr_key):
            return max(self._again[hr_key], key=lambda key: (len(key), key))
        number = 2
        while f"{hr_key}{AGAIN}{number}" in self:
            number += 1
        return f"{hr_key}{AGAIN}{number}"
