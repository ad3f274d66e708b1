"""`Issuer`: makes a password for a box, and the envelope it is sealed in."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta

from connector.model.directory import Entry, PersonalMailbox, UnitMailbox
from connector.model.envelope import Envelope, Occasion, Slip
from connector.ports import Clock
from connector.ports.envelopes import NewPassword, Sealer


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Everything by chance or clock comes from outside."""

    clock: Clock
    make: Callable[[], str]
    """Gives a password that satisfies the organisation's rules."""
    name: Callable[[], str]
    """Gives the id of an envelope; never the same twice."""
    hashed: Callable[[str], str]
    sealer: Sealer
    valid: timedelta
    by: str
    """Whose command this is."""
    workers: Executor
    """Hashing is slow on purpose: it goes on beside the writing."""

    def issue(
        self, entry: Entry, occasion: Occasion, *, document: str = "", phone: str = ""
    ) -> tuple[Envelope, NewPassword]:
        """Return a new envelope and the password in it. Raises SettingsError where nobody could open it."""
        now, clear, name = self.clock.now(), self.make(), self.name()
        agency = entry.agency_name if isinstance(entry, PersonalMailbox | UnitMailbox) else ""
        slip = Slip(
            address=entry.address,
            name=entry.name,
            unit=entry.unit_name if isinstance(entry, PersonalMailbox) else entry.name,
            agency=agency,
            password=clear,
            made=now,
            expires=now + self.valid,
            occasion=occasion,
        )
        sealed, ours = self.sealer.seal(slip)
        envelope = Envelope(
            id=name,
            key=entry.key,
            address=entry.address,
            unit=entry.unit,
            agency=agency,
            occasion=occasion,
            sealed=sealed,
            ours=ours,
            made=now,
            expires=slip.expires,
            moved=now,
            by=self.by,
            document=document,
            phone=phone,
        )
        return envelope, NewPassword(name, clear, self.workers.submit(self.hashed, clear).result)
