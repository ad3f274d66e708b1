"""`Envelope`: a password that was made for somebody and sealed; and what becomes of it until it is handed over."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Occasion(StrEnum):
    """Why a password was made."""

    NEW = "new"
    """The box is new."""
    RESET = "reset"
    """Its holder asked for a new one."""
    HANDOVER = "handover"
    """An agency's box got another holder."""


class EnvelopeState(StrEnum):
    """Where an envelope is on its way. Its sealed bytes are kept as long as somebody may still need them."""

    SEALED = "sealed"
    """Made, and about to be set in the target; whether it was, only the target tells."""
    IN_FORCE = "in-force"
    """The target has it: to be handed over."""
    DELIVERING = "delivering"
    """A file with it is being written, at `place`; that file and no other may hold it."""
    DELIVERED = "delivered"
    """Handed over, once. The sealed bytes are gone."""
    VOID = "void"
    """Never in force, or another took its place, or nobody fetched it in time. The sealed bytes are gone."""


WAITING = (EnvelopeState.SEALED, EnvelopeState.IN_FORCE, EnvelopeState.DELIVERING)
"""States in which an envelope still holds something."""

EMPTIED = (EnvelopeState.DELIVERED, EnvelopeState.VOID)
"""States in which it holds nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One sealed password: for which box, for whom to fetch, until when. The password itself is nowhere in it."""

    id: str
    """Random. The target carries it beside the password, so that reading tells which password is in force."""
    key: str
    address: str
    unit: str
    """Key of the unit the box belongs to."""
    agency: str
    """Name of the agency that hands it over."""
    occasion: Occasion
    sealed: bytes = field(repr=False)
    ours: bool
    """Whether it is sealed to this system's own key, to be opened when it is handed over; else to the agency's."""
    made: datetime
    expires: datetime
    state: EnvelopeState = EnvelopeState.SEALED
    moved: datetime
    """When it came into its state."""
    place: str = ""
    """The file it was or is being handed over in."""
    by: str = ""
    document: str = ""
    """The request or decision it was made for."""
    phone: str = ""
    """Note of the telephone call, where the regulation wants one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is in an envelope: all that the holder of a box needs to get in for the first time."""

    address: str
    name: str
    unit: str
    """Name of the unit."""
    agency: str
    password: str = field(repr=False)
    made: datetime
    expires: datetime
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class PasswordState:
    """What the target says of one box's password."""

    envelope: str
    """Id of the envelope whose password was set last; empty where it was not one of ours or cannot be told."""
    must_change: bool
