"""`GivenSource`: a roster that is already there; for tests, and for callers who made one themselves."""

from dataclasses import dataclass

from connector.model.roster import Roster


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A `connector.ports.Source` over a roster."""

    roster: Roster

    def read(self) -> Roster:
        """Return the roster."""
        return self.roster
