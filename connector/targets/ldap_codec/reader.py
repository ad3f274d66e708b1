"""`EntryReader`: attributes → entries. Here 100,000 entries pass one by one: plain and fast."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from connector.model.directory import Entry, MailList, PersonalMailbox, State, UnitMailbox
from connector.targets.ldap_codec.mapping import LOCAL_PART, KindMapping, Lock

Attributes = Mapping[str, Sequence[bytes]]
"""Attribute → values, as a server returns them."""

KeyOf = Callable[[str], str | None]
"""DN → key of the entry of ours that stands there, or None."""

FOR_GOOD = b"000001010000Z"
"""The time of locking that means "until somebody unlocks it" (draft-behera-ldap-password-policy-10, 5.3.3)."""

LONG_AGO = b"20000101000000Z"
"""The end of logging in of a box that is shut. Nobody else ends an account then, so this value marks it as ours."""

_STATES = {state.value.encode(): state for state in State}


class Unreadable(Exception):
    """An entry carries our mark, but what it says cannot be one of our entries. Names the attribute."""


class _Words(dict[bytes, str]):
    """Values that recur thousands of times: each is decoded and kept once."""

    def __missing__(self, value: bytes) -> str:
        text = self[value] = value.decode(errors="replace")
        return text


class EntryReader:
    """Reads entries of one kind."""

    def __init__(self, mapped: KindMapping, lock: Lock | None = None) -> None:
        self._lock = lock
        self._names = {name: attributes[0] for name, attributes in mapped.attributes.items()}
        # What stands for "empty" is known beforehand and is the empty string.
        self._words = {
            name: _Words({mapped.when_empty[name].encode(): ""} if name in mapped.when_empty else {})
            for name in mapped.attributes
        }
        self._copies = [
            (name, attributes[0], copy)
            for name, attributes in mapped.attributes.items()
            if name != LOCAL_PART
            for copy in attributes[1:]
        ]

    def person(self, attributes: Attributes, key: str) -> Entry:
        """Return a person's box. Raises `Unreadable`."""
        names, words, get = self._names, self._words, attributes.get
        person, name, phone = get(names["person"]), get(names["name"]), get(names["phone"])
        surname, given, title = get(names["surname"]), get(names["given"]), get(names["title"])
        unit, unit_name, agency = get(names["unit"]), get(names["unit_name"]), get(names["agency_name"])
        also, aliases, retired = get(names["also"]), get(names["aliases"]), get(names["retired"])
        entry = PersonalMailbox(
            key=key,
            person=person[0].decode(errors="replace") if person else "",
            also=_sorted(also) if also else (),
            address=self._address(attributes),
            aliases=_sorted(aliases) if aliases else (),
            retired=_sorted(retired) if retired else (),
            state=self._state(attributes),
            name=name[0].decode(errors="replace") if name else "",
            surname=words["surname"][surname[0]] if surname else "",
            given=words["given"][given[0]] if given else "",
            title=words["title"][title[0]] if title else "",
            unit=words["unit"][unit[0]] if unit else "",
            unit_name=words["unit_name"][unit_name[0]] if unit_name else "",
            agency_name=words["agency_name"][agency[0]] if agency else "",
            phone=phone[0].decode(errors="replace") if phone else "",
            quota=self._quota(attributes),
            listed=self._listed(attributes),
            lock_astray=self._astray(attributes),
        )
        return self._with_disagreement(entry, attributes)

    def unit(self, attributes: Attributes, key: str) -> Entry:
        """Return a unit's box. Raises `Unreadable`."""
        entry = UnitMailbox(
            key=key,
            unit=self._text(attributes, "unit"),
            address=self._address(attributes),
            aliases=_sorted(attributes.get(self._names["aliases"], ())),
            retired=_sorted(attributes.get(self._names["retired"], ())),
            state=self._state(attributes),
            name=self._text(attributes, "name"),
            agency_name=self._text(attributes, "agency_name"),
            phone=self._text(attributes, "phone"),
            quota=self._quota(attributes),
            listed=self._listed(attributes),
            lock_astray=self._astray(attributes),
        )
        return self._with_disagreement(entry, attributes)

    def list(self, attributes: Attributes, key: str, key_of: KeyOf) -> Entry:
        """Return a list; members that are not ours are left out. Raises `Unreadable`."""
        found = (key_of(dn.decode(errors="replace")) for dn in attributes.get(self._names["members"], ()))
        entry = MailList(
            key=key,
            unit=self._text(attributes, "unit"),
            address=self._address(attributes),
            aliases=_sorted(attributes.get(self._names["aliases"], ())),
            retired=_sorted(attributes.get(self._names["retired"], ())),
            state=self._state(attributes),
            name=self._text(attributes, "name"),
            members=tuple(sorted({member for member in found if member is not None})),
            listed=self._listed(attributes),
        )
        return self._with_disagreement(entry, attributes)

    def _text(self, attributes: Attributes, name: str) -> str:
        values = attributes.get(self._names[name])
        return self._words[name][values[0]] if values else ""

    def _address(self, attributes: Attributes) -> str:
        values = attributes.get(self._names["address"])
        if not values:
            raise Unreadable(self._names["address"])
        return values[0].decode(errors="replace")

    def _state(self, attributes: Attributes) -> State:
        values = attributes.get(self._names["state"])
        state = _STATES.get(values[0]) if values else State.ACTIVE
        if state is None:
            raise Unreadable(self._names["state"])
        return state

    def _astray(self, attributes: Attributes) -> bool:
        """Tell whether the locks are not as the state says.

        =========  =============================================  =====================================
        state      as it says                                     astray
        =========  =============================================  =====================================
        shut       locked for good, and ended long ago            anything less: there is a way in
        active     anything without our end: wrong passwords      our end: nobody can log in, for want
                   lock for a while, an administrator for good    of an unlocking that was ours to do
        =========  =============================================  =====================================
        """
        lock = self._lock
        if lock is None:
            return False
        ended = attributes.get(lock.ends)
        ours = ended is not None and ended[0] == LONG_AGO
        if self._state(attributes) is State.ACTIVE:
            return ours
        locked = attributes.get(lock.locked)
        return not (ours and locked is not None and locked[0] == FOR_GOOD)

    def _quota(self, attributes: Attributes) -> int:
        values = attributes.get(self._names["quota"])
        try:
            return int(values[0]) if values else 0
        except ValueError as error:
            raise Unreadable(self._names["quota"]) from error

    def _listed(self, attributes: Attributes) -> bool:
        values = attributes.get(self._names["listed"])
        return bool(values) and values[0].upper() == b"TRUE"  # type: ignore[index] # bool() checked it

    def _with_disagreement(self, entry: Entry, attributes: Attributes) -> Entry:
        """Let a copy that differs from its first attribute be the field's value, so that it is repaired."""
        for name, first, copy in self._copies:
            other = attributes.get(copy)
            if attributes.get(first) != other:
                value = other[0].decode(errors="replace") if other else ""
                changed: dict[str, Any] = {name: value}
                return replace(entry, **changed)
        return entry


def _sorted(values: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(sorted(value.decode(errors="replace") for value in values))
