"""`Envelopes`: sealed passwords on their way; `PasswordTarget`: a target that passwords can be set in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from connector.model.directory import Entry
from connector.model.envelope import Envelope, EnvelopeState, PasswordState, Slip
from connector.model.outcome import Result


class Envelopes(Protocol):
    """The part of the ledger that keeps sealed passwords: never one in clear. Promises as those of `Ledger`.

    Losing it loses what nobody fetched yet; the target still asks those people for a new password.
    """

    def keep(self, envelopes: Sequence[Envelope]) -> None:
        """Remember new envelopes, all or none. Raises LedgerError where one is known already."""
        ...

    def move(self, ids: Collection[str], state: EnvelopeState, at: datetime, place: str = "") -> None:
        """Bring envelopes into a state; DELIVERED and VOID take their sealed bytes away for good.

        Without `place` an envelope keeps the one it has.
        """
        ...

    def envelopes(self, *, key: str = "", states: Collection[EnvelopeState] = ()) -> Sequence[Envelope]:
        """Return all envelopes, or those of one box, or in some states; by the time they were made."""
        ...


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password on its way into a target; it is in this process's memory and nowhere else."""

    envelope: str
    """Id of the envelope it is sealed in."""
    clear: str = field(repr=False)
    hashed: Callable[[], str] = field(repr=False)
    """Gives `{ARGON2}$argon2id$…`, for targets that need no more than that."""


Pocket = dict[str, NewPassword]
"""Key → the password that the creation of this entry has to set in the same operation."""


class PasswordTarget(Protocol):
    """What a target can do with passwords besides `Target`."""

    def set_password(self, entry: Entry, password: NewPassword) -> Result:
        """Give our box `entry` a password that has to be changed, and note its envelope, in one operation.

        DONE; CONFLICT where the box is not there as ours any more; REFUSED; UNKNOWN where no answer came.
        Raises TargetError where the server cannot be used at all.
        """
        ...

    def password_states(self, keys: Collection[str]) -> Mapping[str, PasswordState]:
        """Return what is known of the passwords of our boxes; a box that does not exist is missing."""
        ...


class Sealer(Protocol):
    """Closes slips so that only who is to hand them over can open them."""

    def require_ready(self) -> None:
        """Raise SettingsError where a key or a password for any agency is missing or cannot be used."""
        ...

    def seal(self, slip: Slip) -> tuple[bytes, bool]:
        """Return the sealed slip, and whether it is sealed to this system's own key (then `pack` opens it)."""
        ...

    def pack(self, agency: str, envelopes: Sequence[Envelope]) -> tuple[str, bytes]:
        """Return how the file ends (".zip") and its bytes: everything an agency gets at once.

        Raises SettingsError where a key is missing, or is not the one the envelopes were sealed to.
        """
        ...
