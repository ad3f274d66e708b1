"""`settle`: what became of envelopes whose fate is not known, as only the target can tell."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from connector.model.envelope import WAITING, Envelope, EnvelopeState, Occasion, PasswordState
from connector.ports.envelopes import Envelopes, PasswordTarget


def settle(envelopes: Envelopes, passwords: PasswordTarget, now: datetime) -> None:
    """Bring every SEALED envelope to where it belongs, as far as that is known, and void what is too old.

    ===============================================  ===========================================
    the box in the target                            its SEALED envelope
    ===============================================  ===========================================
    carries this envelope's id                       IN_FORCE; earlier ones of the box are VOID
    is not there, or carries another id              waits: a late write may still come
    …and the envelope was for its creation           VOID: somebody else made the box
    …and the envelope has expired                    VOID
    ===============================================  ===========================================

    Raises TargetError where the target cannot be read; then nothing moved.
    """
    expire(envelopes, now)
    sealed = envelopes.envelopes(states=(EnvelopeState.SEALED,))
    if not sealed:
        return
    by_key: dict[str, list[Envelope]] = defaultdict(list)
    for one in sealed:
        by_key[one.key].append(one)
    states = passwords.password_states(by_key.keys())
    in_force = [one for one in sealed if one.key in states and states[one.key].envelope == one.id]
    envelopes.move([one.id for one in in_force], EnvelopeState.IN_FORCE, now)
    for one in in_force:
        supersede(envelopes, one, now)
    decided = {one.id for one in in_force}
    void = [one.id for one in sealed if one.id not in decided and _made_by_others(one, states.get(one.key))]
    envelopes.move(void, EnvelopeState.VOID, now)


def supersede(envelopes: Envelopes, by: Envelope, now: datetime) -> None:
    """Void what was still waiting for the box of an envelope that came in force after it."""
    older = [one for one in envelopes.envelopes(key=by.key, states=WAITING) if one.id != by.id]
    envelopes.move([one.id for one in older if one.made <= by.made], EnvelopeState.VOID, now)


def _made_by_others(one: Envelope, state: PasswordState | None) -> bool:
    return state is not None and one.occasion is Occasion.NEW


def expire(envelopes: Envelopes, now: datetime) -> int:
    """Void what nobody fetched in time, so that nothing sealed is kept longer; return how many that were."""
    late = [one.id for one in _waiting(envelopes) if one.expires <= now]
    envelopes.move(late, EnvelopeState.VOID, now)
    return len(late)


def _waiting(envelopes: Envelopes) -> Sequence[Envelope]:
    # What is being handed over is handed over, however late the end of it is noticed.
    return envelopes.envelopes(states=(EnvelopeState.SEALED, EnvelopeState.IN_FORCE))
