"""`find_whom`: whom and which unit the lines of a request mean. No form carries an HR key, so nothing is guessed.

======================================  ==================================================
the line gives                          and then
======================================  ==================================================
an address one box has, its own name    certain
an address, another name than the box   asked
a name one person of the agency has,    certain, unless the line names another room than
  with accents                            HR does, or an address that nobody has
a name without accents, or elsewhere    asked, with the HR keys that it could be
a new person                            the room by its name below the agency; asked where
                                          somebody of that name is there already
======================================  ==================================================
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from connector.model.directory import Directory, PersonalMailbox, UnitMailbox
from connector.model.request import Asked, Line, LineState, Request
from connector.model.roster import Roster, Unit
from connector.rules.addresses import personal_candidates
from connector.rules.gate import is_local_part
from connector.rules.profile import Profile
from connector.rules.units import agency_of, to_agency
from connector.text import NOTHING, Text
from connector.vietnamese.matching import loose_key, matching_key
from connector.vietnamese.names import split_name


@dataclass(frozen=True, slots=True)
class Someone:
    """A person that HR or the directory knows."""

    key: str
    name: str
    unit: str
    boxes: tuple[PersonalMailbox, ...] = ()

    @property
    def addresses(self) -> frozenset[str]:
        """Every address that delivers to them."""
        return frozenset(a for box in self.boxes for a in (box.address, *box.aliases))


@dataclass(frozen=True, slots=True)
class Register:
    """Everybody and every unit there is, to look up by what a form says."""

    profile: Profile
    today: date
    people: Mapping[str, Someone]
    units: Mapping[str, Unit]
    mailboxes: Mapping[str, str]
    """Unit key → local part of its box."""

    @classmethod
    def of(cls, profile: Profile, roster: Roster, current: Directory, today: date) -> "Register":
        """Return the register of what HR says and what is there."""
        boxes: dict[str, list[PersonalMailbox]] = {}
        mailboxes: dict[str, str] = {unit.key: unit.mailbox for unit in roster.units if unit.mailbox}
        for entry in current:
            if isinstance(entry, PersonalMailbox):
                boxes.setdefault(entry.person, []).append(entry)
            elif isinstance(entry, UnitMailbox):
                mailboxes[entry.unit] = entry.address.partition("@")[0]
        people = {key: Someone(key, own[0].name, own[0].unit, tuple(own)) for key, own in boxes.items()}
        for person in roster.people:
            own = tuple(boxes.get(person.key, ()))
            people[person.key] = Someone(person.key, person.name, person.unit, own)
        return cls(profile, today, people, {unit.key: unit for unit in roster.units}, mailboxes)

    def agency(self, unit: str) -> str:
        """Return the key of the agency that a unit is or belongs to; empty where there is none."""
        known = self.units.get(unit)
        found = agency_of(self.profile, known, self.units) if known is not None else None
        return found.key if found is not None else ""

    def named(self, name: str, within: str = "") -> list[str]:
        """Return the keys of the units of this name; with `within`, that unit or those below it.

        The rooms of the agency itself go before those of agencies below it: a province has many "Văn phòng".
        """
        wanted = matching_key(name)
        found = [key for key, unit in self.units.items() if wanted and matching_key(unit.name) == wanted]
        if not within:
            return found
        below = [key for key in found if within in self.above(key)]
        return [key for key in below if self.belongs(key, within)] or below

    def belongs(self, unit: str, agency: str) -> bool:
        """Tell whether a unit is `agency`, or below it and not of another agency that is below it."""
        return agency in self.above(unit) and self.agency(unit) == self.agency(agency)

    def above(self, unit: str) -> Sequence[str]:
        """Return a unit and those above it, nearest first."""
        chain: list[str] = []
        while unit in self.units and unit not in chain:
            chain.append(unit)
            unit = self.units[unit].parent
        return chain

    def with_address(self, written: str) -> list[Someone]:
        """Return who has the address; of a local part without a domain, in whatever domain."""
        word = "".join(written.lower().split())
        if "@" in word:
            return [one for one in self.people.values() if word in one.addresses]
        return [
            one
            for one in self.people.values()
            if word and any(address.partition("@")[0] == word for address in one.addresses)
        ]

    def called(self, name: str, key: Callable[[str], str] = matching_key) -> list[Someone]:
        """Return who is called so, as `key` compares names."""
        wanted = key(name)
        return [one for one in self.people.values() if wanted and key(one.name) == wanted]

    def rule_addresses(self, someone: Someone, unit: str) -> frozenset[str]:
        """Return the local parts the rule offers for a person at a unit."""
        parts = split_name(someone.name).parts
        home = self.units.get(self.agency(unit))
        if parts is None:
            return frozenset()
        agency = (
            to_agency(self.profile, home, None, self.mailboxes.get(home.key, ""))
            if home is not None
            else None
        )
        offered = personal_candidates(self.profile, parts, agency, self.today)
        return frozenset(candidate.local_part for candidate in offered)


def find_whom(request: Request, register: Register, unit: str = "") -> Request:
    """Return the request with person, unit or doubt in every open line that is not certain yet.

    `unit` is the key of the agency that asks, where a person said it; else its name on the form decides.
    """
    given = unit or request.agency
    agencies = [given] if given in register.units else register.named(request.requester.agency)
    agency = agencies[0] if len(agencies) == 1 else ""
    lines = tuple(_found(line, register, agency) if _unclear(line) else line for line in request.lines)
    return replace(request, agency=agency, lines=lines)


def _unclear(line: Line) -> bool:
    certain = line.doubt == NOTHING and bool(line.person or line.unit)
    return line.state is LineState.OPEN and not certain


def _found(line: Line, register: Register, agency: str) -> Line:
    if line.asked is Asked.TEXT:
        return replace(line, unit=agency, doubt=READ_IT)
    if line.asked is Asked.AGENCY_BOX:
        return _agency_box(line, register, agency)
    return (_newcomer if line.asked is Asked.BOX else _change)(line, register, agency)


def _change(line: Line, register: Register, agency: str) -> Line:
    """Return a line of Mẫu 02 or 03 with whom it means."""
    someone, doubt = _whom(line, register, agency)
    line = replace(line, person=someone.key if someone is not None else "", doubt=doubt)
    if not line.value and line.asked is not Asked.REMOVAL:
        return replace(line, doubt=NO_VALUE)
    if line.asked is Asked.ROOM:
        rooms = register.named(line.value, agency)
        line = replace(line, unit=rooms[0] if len(rooms) == 1 else "")
        return line if line.unit else replace(line, doubt=_no_room(line.value, agency, register))
    if line.asked is Asked.ADDRESS and someone is not None and doubt == NOTHING:
        return replace(line, doubt=_not_legacy(line, someone, register))
    return line


READ_IT = Text(
    vi="Nội dung này phải do người đọc và xử lý; duyệt dòng này nghĩa là đã xử lý xong.",
    en="A person has to read this and act; to approve the line means that it is done.",
)
NO_VALUE = Text(
    vi="Số mã và số nội dung mới trong dòng này không khớp nhau, không rõ mã nào đi với nội dung nào.",
    en="The codes and the new values of this row do not match one to one.",
)


def _agency_box(line: Line, register: Register, agency: str) -> Line:
    line = replace(line, unit=agency, doubt=NOTHING)
    if not agency:
        return replace(line, doubt=NO_AGENCY)
    if agency in register.mailboxes:
        box = register.mailboxes[agency]
        said = Text(vi=f"Cơ quan đã có hộp thư “{box}”.", en=f"The agency has the box “{box}” already.")
        return replace(line, doubt=said)
    if not is_local_part(line.value):
        said = Text(
            vi=f"“{line.value}” không dùng làm tên hộp thư được.", en=f"“{line.value}” cannot name a box."
        )
        return replace(line, doubt=said)
    return line


NO_AGENCY = Text(
    vi="Không tìm thấy đúng một cơ quan mang tên ghi trong phiếu; hãy nêu mã đơn vị (--unit).",
    en="Not exactly one agency has the name on the form; name the unit's key (--unit).",
)


def _newcomer(line: Line, register: Register, agency: str) -> Line:
    rooms = register.named(line.room, agency) if line.room and agency else [agency] if agency else []
    line = replace(line, unit=rooms[0] if len(rooms) == 1 else "", doubt=NOTHING)
    if not line.name:
        return replace(line, doubt=NO_NAME)
    if not agency:
        return replace(line, doubt=NO_AGENCY)
    if not line.unit:
        return replace(line, doubt=_no_room(line.room, agency, register))
    home = register.agency(line.unit)
    twins = [one.key for one in register.called(line.name) if register.agency(one.unit) == home]
    if twins:
        return replace(line, doubt=_already_there(twins))
    return line


NO_NAME = Text(vi="Dòng này không có họ tên.", en="This row has no name.")


def _already_there(twins: Sequence[str]) -> Text:
    keys = ", ".join(twins)
    return Text(
        vi=f"Cơ quan đã có người trùng họ tên (mã {keys}); chỉ duyệt nếu đúng là người khác.",
        en=f"Somebody of this name is there already ({keys}); approve only if this is another person.",
    )


def _no_room(name: str, agency: str, register: Register) -> Text:
    below = register.units[agency].name if agency else ""
    place = f" của {below}" if below else ""
    where = f" of {below}" if below else ""
    return Text(
        vi=f"Không có đúng một bộ phận tên “{name}”{place} trong danh sách đơn vị; hãy nêu mã đơn vị (--unit).",
        en=f"Not exactly one unit{where} is called “{name}”; name the unit's key (--unit).",
    )


def _whom(line: Line, register: Register, agency: str) -> tuple[Someone | None, Text]:
    """Return the person meant, and the doubt that is left."""
    holders = register.with_address(line.address)
    if len(holders) == 1:
        same_name = matching_key(holders[0].name) == matching_key(line.name)
        return holders[0], NOTHING if same_name else _other_name(line.address, holders[0].key)
    if len(holders) > 1:
        return None, _could_be(line, holders)
    here = [one for one in register.called(line.name) if agency and register.belongs(one.unit, agency)]
    if len(here) == 1 and not line.address:
        return here[0], _other_room(line, here[0], register)
    if len(here) == 1:
        return here[0], Text(
            vi=f"Không hộp thư nào có địa chỉ “{line.address}”; theo họ tên có thể là mã {here[0].key}.",
            en=f"No box has the address “{line.address}”; by the name it may be {here[0].key}.",
        )
    return None, _could_be(line, here or register.called(line.name) or register.called(line.name, loose_key))


def _other_name(address: str, key: str) -> Text:
    return Text(
        vi=f"Hộp thư “{address}” là của người có họ tên khác (mã {key}).",
        en=f"The box “{address}” belongs to somebody with another name ({key}).",
    )


def _other_room(line: Line, someone: Someone, register: Register) -> Text:
    """Return the doubt where the form says another room than HR; forms often name the agency alone."""
    unit = register.units.get(someone.unit)
    said = matching_key(line.room)
    chain = {matching_key(register.units[key].name) for key in register.above(someone.unit)}
    if unit is None or not said or said in chain:
        return NOTHING
    return Text(
        vi=f"Phiếu ghi bộ phận “{line.room}”, danh sách nhân sự ghi “{unit.name}” (mã {someone.key}).",
        en=f"The form says “{line.room}”, the roster says “{unit.name}” ({someone.key}).",
    )


def _could_be(line: Line, candidates: Iterable[Someone]) -> Text:
    keys = ", ".join(sorted(one.key for one in candidates))
    if not keys:
        return Text(
            vi=f"Không tìm thấy ai tên “{line.name}” trong danh sách nhân sự.",
            en=f"Nobody called “{line.name}” is in the roster.",
        )
    return Text(
        vi=f"Chưa chắc “{line.name}” là ai; có thể là mã {keys}.",
        en=f"It is not certain who “{line.name}” is; it may be {keys}.",
    )


def _not_legacy(line: Line, someone: Someone, register: Register) -> Text:
    """Return the doubt about code 3: only an old-style address may be given up, for one by the rule."""
    wanted = line.value.lower().partition("@")[0]
    rules = register.rule_addresses(someone, someone.unit)
    present = {box.address.partition("@")[0] for box in someone.boxes}
    if wanted in present:
        return Text(vi="Địa chỉ này người ấy đang có.", en="The person has this address already.")
    if wanted in rules and not present & rules:
        return NOTHING
    return Text(
        vi=f"Chỉ được đổi địa chỉ kiểu cũ sang địa chỉ theo quy tắc; “{wanted}” không thuộc trường hợp này.",
        en=f"Only an address of before the regulation may become one by its rule; “{wanted}” is not such.",
    )
