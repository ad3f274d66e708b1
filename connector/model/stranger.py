"""`Stranger`: an entry of others with a mail address, which may become ours if a person says so."""

from dataclasses import dataclass

from connector.model.directory import PersonalMailbox, UnitMailbox
from connector.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Stranger:
    """One box that somebody made by hand, as it stands."""

    place: str
    """Where it stands, and stays: a DN."""
    box: PersonalMailbox
    """What would be read if it were a person's box of ours, under no key yet; further addresses are its aliases.

    Taking it over adds the HR key where it has none; what it says otherwise stays.
    """
    name: str
    """What it calls itself; `box.name` may be empty, where the attributes of the name do not agree."""
    obstacle: Text = NOTHING
    """Why it cannot be taken over as it is; empty where it can."""
    no_person: Text = NOTHING
    """Why it cannot be the box of a person; empty where it can."""
    unit_box: UnitMailbox | None = None
    """The same as the box of a unit; None where a target cannot take it over as one."""


NO_KEY = "person/?"
"""The key of a box that is nobody's yet."""
NO_UNIT_KEY = "unit/?"
"""The same, read as the box of a unit."""
