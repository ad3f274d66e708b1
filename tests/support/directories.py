"""Small directories with few, colliding addresses, for property tests."""

from hypothesis import strategies as st

from connector.model.directory import (
    Directory,
    Entry,
    MailList,
    PersonalMailbox,
    State,
    UnitMailbox,
)

PEOPLE = ("person/1", "person/2", "person/3", "person/4")
UNITS = ("unit/a", "unit/b")
LISTS = ("list/a", "list/b")
POOL = tuple(f"{letter}@example.gov.vn" for letter in "pqrstuvwx")


def box(key: str, *owned: str, state: State = State.ACTIVE, unit: str = "a", title: str = "") -> Entry:
    """Return a box with the first of `owned` as its address and the others as retired ones."""
    address, *others = owned
    if key.startswith("unit/"):
        return UnitMailbox(
            key=key, unit=key[5:], address=address, retired=tuple(sorted(others)), state=state, name=key
        )
    return PersonalMailbox(
        key=key,
        person=key[7:],
        address=address,
        retired=tuple(sorted(others)),
        state=state,
        name=f"Người {key[7:]}",
        surname="Người",
        given=key[7:],
        title=title,
        unit=unit,
    )


def mail_list(key: str, address: str, *members: str) -> MailList:
    """Return a list with these members."""
    return MailList(key=key, unit=key[5:], address=address, name=key, members=tuple(sorted(members)))


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Any directory over the pool in which no address has two owners and every member exists."""
    keys = (*PEOPLE, *UNITS, *LISTS)
    owned: dict[str, list[str]] = {}
    for address in draw(st.permutations(POOL)):
        key = draw(st.sampled_from((*keys, "")))
        if key:
            owned.setdefault(key, []).append(address)
    entries: list[Entry] = [
        box(
            key,
            *owned[key],
            state=draw(st.sampled_from(State)),
            unit=draw(st.sampled_from(("a", "b"))),
            title=draw(st.sampled_from(("", "Chuyên viên"))),
        )
        for key in (*PEOPLE, *UNITS)
        if key in owned
    ]
    boxes = [entry.key for entry in entries]
    if boxes:
        entries += [
            mail_list(key, owned[key][0], *draw(st.sets(st.sampled_from(boxes), min_size=1)))
            for key in LISTS
            if key in owned
        ]
    return Directory.of(entries)
