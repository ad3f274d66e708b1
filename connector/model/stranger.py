"""`Stranger`: an entry of others with a mail address, which may become ours if a person says so."""

from dataclasses import dataclass

from connector.model.directory import PersonalMailbox
from connector.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Stranger:
    """One box that somebody made by hand, as it stands."""

    place: str
    """Where it stands, and stays: a DN."""
    box: PersonalMailbox
    """What would be read if it were ours, under no key yet; further addresses are its aliases.

    Taking it over adds the HR key where it has none; what it says otherwise stays.
    """
    name: str
    """What it calls itself; `box.name` may be empty, where the attributes of the name do not agree."""
    obstacle: Text = NOTHING
    """Why it cannot be taken over as it is; empty where it can."""


NO_KEY = "person/?"
"""The key of a box that is nobody's yet."""
