"""`MemoryEnvelopes`: sealed passwords in a dictionary."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from connector.ledger.remembered import known_envelope, utc
from connector.model.envelope import EMPTIED, Envelope, EnvelopeState


class MemoryEnvelopes:
    """See `connector.ports.envelopes.Envelopes`."""

    def __init__(self) -> None:
        self._envelopes: dict[str, Envelope] = {}

    def keep(self, envelopes: Sequence[Envelope]) -> None:
        """See `connector.ports.envelopes.Envelopes`."""
        fresh = {
            one.id: replace(one, made=utc(one.made), expires=utc(one.expires), moved=utc(one.moved))
            for one in envelopes
        }
        if len(fresh) < len(envelopes) or fresh.keys() & self._envelopes.keys():
            where = "memory"
            raise known_envelope(where)
        self._envelopes |= fresh

    def move(self, ids: Collection[str], state: EnvelopeState, at: datetime, place: str = "") -> None:
        """See `connector.ports.envelopes.Envelopes`."""
        moment = utc(at)
        for one in (self._envelopes[name] for name in ids if name in self._envelopes):
            sealed = b"" if state in EMPTIED else one.sealed
            self._envelopes[one.id] = replace(
                one, state=state, moved=moment, place=place or one.place, sealed=sealed
            )

    def envelopes(self, *, key: str = "", states: Collection[EnvelopeState] = ()) -> Sequence[Envelope]:
        """See `connector.ports.envelopes.Envelopes`."""
        found = [
            one
            for one in self._envelopes.values()
            if (not key or one.key == key) and (not states or one.state in states)
        ]
        return sorted(found, key=lambda one: (one.made, one.id))
