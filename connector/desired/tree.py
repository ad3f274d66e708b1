"""`Followed`: the tree of units with the decisions that hold today in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from connector.model.directory import list_key, unit_key
from connector.model.roster import Roster, Unit
from connector.model.succession import UnitSuccession


@dataclass(frozen=True, slots=True)
class Followed:
    """The tree as it should be, and what became of units that are no longer in it."""

    units: tuple[Unit, ...] = ()
    home: Mapping[str, str] = field(default_factory=dict)
    """HR's key of a unit → the key of the unit whose people its people are now, where that differs."""
    heirs: Mapping[str, str] = field(default_factory=dict)
    """Key of an ended unit → key of the unit that inherits from it."""
    ended: Mapping[str, UnitSuccession] = field(default_factory=dict)
    """Key of a unit that ended without a successor → by which decision."""
    rows: Mapping[str, UnitSuccession] = field(default_factory=dict)
    """Key of a unit → the decision by which it was renamed or went up in another."""
    split: Mapping[str, tuple[UnitSuccession, ...]] = field(default_factory=dict)
    """Key of a unit that several follow, and of which nobody has said who inherits."""
    missing: Mapping[str, UnitSuccession] = field(default_factory=dict)
    """Key of a unit that is gone → the decision whose successor HR's list does not have (yet)."""

    @property
    def entry_heirs(self) -> dict[str, str]:
        """Key of a box or list → key of the box or list that inherits its addresses."""
        kinds = (unit_key, list_key)
        return {kind(old): kind(new) for old, new in self.heirs.items() for kind in kinds}

    def roster(self, roster: Roster) -> Roster:
        """Return HR's roster in this tree."""
        if not self.home and self.units == roster.units:
            return roster
        people = tuple(
            replace(person, unit=self.home[person.unit]) if person.unit in self.home else person
            for person in roster.people
        )
        return replace(roster, people=people, units=self.units)
