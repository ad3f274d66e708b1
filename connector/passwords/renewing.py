"""`renew`: a new password, sealed, for a box that exists."""

from connector.errors import TargetError
from connector.model.directory import Entry
from connector.model.envelope import Envelope, EnvelopeState, Occasion
from connector.model.outcome import Result
from connector.passwords.issuer import Issuer
from connector.passwords.settling import settle, supersede
from connector.ports.envelopes import Envelopes, PasswordTarget


def renew(  # noqa: PLR0913 - who, why, and with what
    envelopes: Envelopes,
    passwords: PasswordTarget,
    issuer: Issuer,
    entry: Entry,
    occasion: Occasion,
    *,
    document: str,
    phone: str = "",
) -> tuple[Envelope, Result]:
    """Set a new password, and return its envelope and what became of it.

    DONE: it is in force, and what was waiting before is void. UNKNOWN: the target did not answer; the
    envelope waits until the target can be read. Anything else: the former password stays in force.
    Raises TargetError where the target cannot be used.
    """
    envelope, password = issuer.issue(entry, occasion, document=document, phone=phone)
    envelopes.keep([envelope])
    now = issuer.clock.now
    try:
        result = passwords.set_password(entry, password)
    except TargetError:
        envelopes.move([envelope.id], EnvelopeState.VOID, now())
        raise
    if result is Result.DONE:
        envelopes.move([envelope.id], EnvelopeState.IN_FORCE, now())
        supersede(envelopes, envelope, now())
    elif result is Result.UNKNOWN:
        settle(envelopes, passwords, now())
        states = {one.id: one.state for one in envelopes.envelopes(key=entry.key)}
        result = Result.DONE if states[envelope.id] is EnvelopeState.IN_FORCE else result
    else:
        envelopes.move([envelope.id], EnvelopeState.VOID, now())
    return envelope, result
