"""`Issuing`: a target around another one, whose new boxes get first passwords."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from connector.errors import TargetError
from connector.model.directory import Entry, Snapshot, State
from connector.model.envelope import Envelope, EnvelopeState, Occasion
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.passwords.issuer import Issuer
from connector.passwords.settling import settle
from connector.ports import Target
from connector.ports.envelopes import Envelopes, PasswordTarget, Pocket


class Issuing:
    """A `connector.ports.Target` around another one. Only boxes that are really created get a password.

    The envelopes of a wave are in the ledger before its first write, and each creation carries the id of its
    envelope. A password is in `pocket`, in memory, for as long as its wave lasts.
    """

    def __init__(
        self,
        target: Target,
        passwords: PasswordTarget,
        pocket: Pocket,
        envelopes: Envelopes,
        issuer: Issuer,
        kinds: Collection[str],
    ) -> None:
        """`kinds`: "person", "unit"; `pocket` is what the innermost target looks into."""
        self._target = target
        self._passwords = passwords
        self._pocket = pocket
        self._envelopes = envelopes
        self._issuer = issuer
        self._kinds = frozenset(kinds)

    def read(self) -> Snapshot:
        """Read through."""
        return self._target.read()

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Look through."""
        return self._target.look(keys)

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Seal a password for each new box, remember it, and write."""
        issued = self._issued(wave)
        done: list[str] = []
        try:
            for outcome in self._target.apply(wave):
                if outcome.result is Result.DONE and outcome.change.key in issued:
                    done.append(issued[outcome.change.key].id)
                yield outcome
        finally:
            for key in issued:
                self._pocket.pop(key, None)
            self._envelopes.move(done, EnvelopeState.IN_FORCE, self._issuer.clock.now())
            if len(done) < len(issued):
                # A target that cannot be asked now is asked before anything is handed over.
                with suppress(TargetError):
                    settle(self._envelopes, self._passwords, self._issuer.clock.now())

    def check(self) -> Sequence[Finding]:
        """Check through."""
        return self._target.check()

    def close(self) -> None:
        """Close through."""
        self._target.close()

    def _issued(self, wave: Sequence[Change]) -> dict[str, Envelope]:
        pairs = [self._issuer.issue(entry, Occasion.NEW) for entry in map(self._newcomer, wave) if entry]
        self._envelopes.keep([envelope for envelope, _ in pairs])
        self._pocket.update({envelope.key: password for envelope, password in pairs})
        return {envelope.key: envelope for envelope, _ in pairs}

    def _newcomer(self, change: Change) -> Entry | None:
        """Return the box that `change` makes, if it gets a password."""
        after = change.after
        if change.before is not None or after is None or after.state is not State.ACTIVE:
            return None
        return after if after.key.partition("/")[0] in self._kinds else None
