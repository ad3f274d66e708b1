"""`set_password`, `password_states`: an account's password, that it has to be changed, and its envelope."""

from collections.abc import Collection, Mapping, Sequence

from connector.model.envelope import PasswordState
from connector.model.outcome import Result
from connector.ports.envelopes import NewPassword
from connector.targets.zimbra import codes, requests
from connector.targets.zimbra.codec import ACCOUNT, NOTES, PRINCIPAL, Unreadable, ZimbraCodec
from connector.targets.zimbra.marks import envelope_of, with_envelope
from connector.targets.zimbra.reading import Present
from connector.targets.zimbra.requests import ACCOUNTS, Request
from connector.targets.zimbra.session import Session, require_whole

MUST_CHANGE = "zimbraPasswordMustChange"
_KEYS_PER_SEARCH = 100


def noted(attributes: Mapping[str, str], password: NewPassword) -> dict[str, str]:
    """Return what stands beside a password: that it has to be changed, and its envelope where it has one."""
    found = {MUST_CHANGE: "TRUE"}
    if password.envelope:
        found[NOTES] = with_envelope(attributes.get(NOTES, ""), password.envelope)
    return found


def set_password(session: Session, now: Present, password: NewPassword) -> Result:
    """Set a password. Not one act in Zimbra: the envelope is noted last, so that it is never named too early.

    Setting clears "must change", so that this comes second as well. Raises TargetError.
    """
    notes = now.found.first(NOTES)
    steps: Sequence[Request] = (
        requests.set_password(now.found.id, password.clear),
        ACCOUNTS.modify(now.found.id, noted({NOTES: notes}, password)),
    )
    for step in steps:
        [reply] = session.send([step])
        if reply.answer is None:
            return Result.UNKNOWN
        if not reply.fine:
            if codes.meaning(reply.code) is codes.Meaning.REFUSED:
                return Result.REFUSED
            raise codes.error(reply.code, reply.answer.words, session.where)
    return Result.DONE


def password_states(
    session: Session, codec: ZimbraCodec, domains: Sequence[str], keys: Collection[str]
) -> Mapping[str, PasswordState]:
    """Return what is known of the passwords of our accounts with these keys."""
    wanted = sorted(key for key in keys if not key.startswith("list/"))
    states: dict[str, PasswordState] = {}
    for at in range(0, len(wanted), _KEYS_PER_SEARCH):
        some = wanted[at : at + _KEYS_PER_SEARCH]
        query = requests.any_of(PRINCIPAL, (codec.principal(key) for key in some))
        attributes = (PRINCIPAL, NOTES, MUST_CHANGE)
        asked = [requests.search(domain, "accounts", attributes, query) for domain in domains]
        for domain, answer in zip(domains, session.ask(asked), strict=True):
            if answer.code:
                raise codes.error(answer.code, answer.words, domain)
            require_whole(answer, len(answer.found), domain)
            for found in answer.found:
                if found.element != ACCOUNT or not codec.owned(found):
                    continue
                try:
                    key = codec.key(found)
                except Unreadable:
                    continue
                must_change = found.first(MUST_CHANGE).upper() == "TRUE"
                states[key] = PasswordState(envelope_of(found.first(NOTES)), must_change)
    return {key: state for key, state in states.items() if key in set(wanted)}
