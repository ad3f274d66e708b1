"""What a table of people or of units may say, and how its rows may say it."""

from enum import StrEnum

PEOPLE_FIELDS = frozenset(
    {
        "key",
        "name",
        "family",
        "middle",
        "family_middle",
        "given",
        "birth",
        "unit_key",
        "unit_name",
        "room_name",
    }
    | {"position", "phone", "status", "since", "decision", "address", "unlisted", "post", "citizen"}
)
UNIT_FIELDS = frozenset({"unit_key", "unit_name", "parent", "mailbox", "person_suffix", "phone"})
KEY_PARTS = ("address", "name", "birth", "unit")
"""What a key may be made of where HR gives none: the address alone, or name and birth, with the unit or not."""


class UnitRule(StrEnum):
    """How the rows of a list of people say their unit."""

    COLUMNS = "columns"
    """In their own cells."""
    DOWN = "down"
    """In a cell that stands only in the first row of a block."""
    GROUPS = "groups"
    """In rows of their own between the people: I. VĂN PHÒNG."""
    TITLE = "title"
    """In the lines above the header, the same for all."""
    FIXED = "fixed"
    """Nowhere in the file: the mapping names the unit."""
