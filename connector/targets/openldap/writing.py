"""`Writer`: one wave as LDAP operations, and each answer as an outcome or as a doubt."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connector.errors import TargetError, TargetRejected, TargetStopped
from connector.model.directory import Entry
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.model.stranger import Stranger
from connector.ports.envelopes import NewPassword
from connector.targets.ldap_codec.changes import How, Modification, assertion, modifications
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.names import NameBook
from connector.targets.ldap_codec.passwords import password_attributes
from connector.targets.ldap_codec.strangers import guard, marks
from connector.targets.openldap import codes
from connector.targets.openldap.codes import Meaning
from connector.targets.openldap.driver import LOST, Add, Delete, Modify, Operation, Reply
from connector.targets.verdict import conflict, overtaken, verdict
from connector.text import Text

_SERVER_FAILURES = 3
"""So many answers "80" in a row end the run."""

_RIGHTS_MISSED = 3
"""More answers "50" than this end the run."""


@dataclass(slots=True)
class Trouble:
    """What went wrong so far with the server as a whole, over all waves of a run."""

    failures: int = 0
    """Server-class failures in a row."""
    rights_missed: int = 0

    def end(self, reply: Reply, where: str) -> TargetError | None:
        """Count an answer; return the error that ends the run, if it is time."""
        if reply.code is None:
            return None
        found = codes.meaning(reply.code)
        self.failures = self.failures + 1 if found is Meaning.SERVER else 0
        self.rights_missed += found is Meaning.NO_RIGHT
        told, advice = codes.words(reply.code, reply.words), codes.advice(reply.code)
        if found is Meaning.REJECTED:
            return TargetRejected(told, where=where, advice=advice)
        if found is Meaning.STOP or self.failures >= _SERVER_FAILURES or self.rights_missed > _RIGHTS_MISSED:
            return TargetStopped(told, where=where, advice=advice)
        return None


@dataclass(slots=True)
class Writer:
    """Draw `operations`, give each reply to `judge`; then look at `doubts` and judge them by `resolve`."""

    codec: LdapCodec
    names: NameBook
    wave: Sequence[Change]
    trouble: Trouble
    largest: int
    doubts: list[tuple[Change, Reply | None]] = field(default_factory=list)
    """Changes that only reading settles, with the answer that made them doubtful."""
    decided: deque[Outcome] = field(default_factory=deque)
    """Outcomes that needed no server."""
    end: TargetError | None = None
    """Why nothing more is to be sent."""
    lost: bool = False
    """Whether the connection is gone."""
    pocket: Mapping[str, NewPassword] = field(default_factory=dict)
    """Key → the password that goes into the creation of this entry."""
    _sent: int = 0

    @property
    def unsent(self) -> Sequence[Change]:
        """The changes that were not drawn."""
        return self.wave[self._sent :]

    def operations(self) -> Iterator[tuple[Change, Operation]]:
        """Yield what is to be sent, until something speaks against sending more."""
        for change in self.wave:
            if self.end is not None or self.lost:
                return
            self._sent += 1
            operation = self._operation(change)
            if operation is not None:
                yield change, operation

    def judge(self, change: Change, reply: Reply) -> Outcome | None:
        """Return what became of a change; None where it is a doubt."""
        if reply.code is LOST or reply.code is None:
            self.lost = True
            return Outcome(change, Result.UNKNOWN, codes.NO_ANSWER)
        if reply.code == 0:
            self.trouble.failures = 0
            self._remember(change)
            return Outcome(change, Result.DONE)
        self.end = self.trouble.end(reply, self.names.dn(change.key)) or self.end
        if _needs_look(change, reply.code):
            self.doubts.append((change, reply))
            return None
        told = codes.words(reply.code, reply.words)
        return Outcome(change, _RESULTS.get(codes.meaning(reply.code), Result.REFUSED), told, reply.code)

    def resolve(self, change: Change, reply: Reply | None, now: Entry | None) -> Outcome:
        """Return what became of a doubtful change, now that the entry was read."""
        code = reply.code if reply is not None else None
        found = verdict(change, now)
        if found is Result.CONFLICT:
            return conflict(change, now, code)
        if found is not None:
            return Outcome(change, found, code=code)
        if change.adopts is not None:
            return overtaken(change, code)
        if change.before is not None:
            return Outcome(change, Result.RETRY, codes.words(code or 0, reply.words if reply else ""), code)
        if code is None or code == codes.ENTRY_EXISTS:
            return Outcome(change, Result.REFUSED, _occupied(self.names.dn(change.key)), code)
        return Outcome(change, Result.REFUSED, codes.words(code, reply.words if reply else ""), code)

    def _operation(self, change: Change) -> Operation | None:
        """Return the operation; None where the change is decided or doubtful without one."""
        before, after, dn_of = change.before, change.after, self.names.dn
        operation: Operation
        if before is None and after is not None:
            if self.names.known(change.key) is not None:
                self.doubts.append((change, None))
                return None
            if change.adopts is not None:
                return _taking_over(self.codec, change, change.adopts)
            operation = Add(dn_of(change.key), self._creation(after))
            size = sum(len(value) for values in operation.attributes.values() for value in values)
        elif before is not None and after is not None:
            parts = modifications(self.codec, before, after, dn_of)
            if not parts:
                self.doubts.append((change, None))
                return None
            operation = Modify(dn_of(change.key), parts, assertion(self.codec, before, dn_of))
            size = sum(len(value) for part in parts for value in part.values)
        elif before is not None:
            operation = Delete(dn_of(change.key), assertion(self.codec, before, dn_of))
            size = 0
        else:
            return None
        if size > self.largest:
            self.decided.append(Outcome(change, Result.REFUSED, _too_large(size, self.largest)))
            return None
        return operation

    def _creation(self, after: Entry) -> dict[str, list[bytes]]:
        attributes = self.codec.creation(after, self.names.dn)
        password = self.pocket.get(after.key)
        return attributes if password is None else attributes | password_attributes(self.codec, password)

    def _remember(self, change: Change) -> None:
        if change.after is None:
            self.names.forget(change.key)
        elif change.adopts is not None:
            self.names.learn(change.key, change.adopts.place)
        else:
            self.names.learn(change.key, self.names.dn(change.key))


_RESULTS = {
    Meaning.RETRY: Result.RETRY,
    Meaning.SERVER: Result.RETRY,
    Meaning.STOP: Result.RETRY,
    Meaning.REJECTED: Result.RETRY,
}


def _taking_over(codec: LdapCodec, change: Change, stranger: Stranger) -> Modify:
    """Return what marks a box of others as ours, and touches nothing else of it."""
    parts = [Modification(How.ADD, name, values) for name, values in marks(codec, change).items()]
    return Modify(stranger.place, parts, guard(codec, stranger))


def _needs_look(change: Change, code: int) -> bool:
    if change.adopts is not None:
        # slapo-constraint answers 19 about a box that somebody else took over a moment ago.
        return code == codes.CONSTRAINT or codes.meaning(code) is Meaning.LOOK
    if change.before is None:
        # slapo-unique answers 19 before the database can answer 68; without its parent an entry cannot be.
        return code in (codes.ENTRY_EXISTS, codes.CONSTRAINT)
    return codes.meaning(code) is Meaning.LOOK


def _occupied(dn: str) -> Text:
    return Text(
        vi=f"Tại {dn} đã có một mục không do hệ thống này quản lý (hoặc không đọc được).",
        en=f"At {dn} there stands an entry that is not ours (or cannot be read as ours).",
    )


def _too_large(size: int, largest: int) -> Text:
    return Text(
        vi=f"Mục quá lớn để ghi một lần ({size} byte, tối đa {largest}).",
        en=f"The entry is too large for one write ({size} bytes, at most {largest}).",
    )
