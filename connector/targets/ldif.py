"""`LdifTarget`: one LDIF file as a directory. It needs no server, and `slapadd` loads it."""

import fcntl
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from connector.errors import TargetRejected, TargetStopped, TargetUnreachable, foreign
from connector.model.directory import Directory, Entry, Snapshot
from connector.model.envelope import PasswordState
from connector.model.outcome import Finding, Outcome, Result
from connector.model.plan import Change
from connector.model.stranger import Stranger
from connector.ports.envelopes import NewPassword
from connector.targets.fingerprint import fingerprint
from connector.targets.ldap_codec.changes import named, touched, unset
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.ldif import NotLdif, Record, line, record, records
from connector.targets.ldap_codec.mapping import KINDS
from connector.targets.ldap_codec.names import NameBook, normal
from connector.targets.ldap_codec.passwords import password_attributes, password_state
from connector.targets.ldap_codec.reader import Unreadable
from connector.targets.ldap_codec.strangers import marks, stranger_of
from connector.targets.verdict import conflict, overtaken, verdict
from connector.text import Text

_BASE_CLASSES = {"dc": "domain", "o": "organization", "ou": "organizationalUnit", "c": "country"}


@dataclass(slots=True)
class _State:
    """The whole file, read."""

    records: list[Record]
    """As they stand, ours and others'."""
    places: dict[str, int]
    """Key → which record is that entry of ours."""
    entries: dict[str, Entry]
    foreign: dict[str, str]
    occupied: dict[str, int]
    """Normal DN → which record stands there."""
    names: NameBook


class LdifTarget:
    """A `connector.ports.Target` over one LDIF file (RFC 2849).

    A wave is one new file that takes the old one's place: after a crash there is the old or the new, never
    half of one. What is not ours keeps its bytes, foreign attributes of our entries among them. A file that
    does not exist yet begins with the base and the containers. A lock file beside it keeps writers apart.
    """

    def __init__(self, path: Path, codec: LdapCodec, pocket: Mapping[str, NewPassword] | None = None) -> None:
        """`pocket` holds the passwords of entries that are about to be made."""
        self._path = path
        self._codec = codec
        self._pocket = pocket if pocket is not None else {}
        mapping = codec.mapping
        names = {*mapping.attributes, mapping.id, "objectClass"}
        if mapping.password is not None:
            names |= {mapping.password.hash, mapping.password.must_change, mapping.password.envelope}
        self._spelling = {name.lower(): name for name in names}

    def read(self) -> Snapshot:
        """Return everything in the file."""
        state = self._state()
        directory = Directory.of(state.entries.values())
        return Snapshot(directory, state.foreign, fingerprint(directory, state.foreign))

    def look(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Return those of `keys` that are in the file."""
        entries = self._state().entries
        return {key: entries[key] for key in keys if key in entries}

    def apply(self, wave: Sequence[Change]) -> Iterator[Outcome]:
        """Write the wave as one new file, then yield all outcomes."""
        with self._locked():
            state = self._state()
            outcomes = [self._write(state, change) for change in wave]
            if any(outcome.result is Result.DONE for outcome in outcomes):
                self._replace(b"".join(one.raw for one in state.records))
        yield from outcomes

    def strangers(self) -> Sequence[Stranger]:
        """Return the boxes in the file that others made."""
        found = [stranger_of(self._codec, one.dn, one.attributes) for one in self._records() if one.dn]
        return sorted((one for one in found if one is not None), key=lambda stranger: stranger.place)

    def check(self) -> Sequence[Finding]:
        """Say whether the file can be read and written."""
        try:
            count = len(self._state().entries)
        except TargetRejected as error:
            return [Finding(ok=False, text=error.what, advice=error.advice)]
        writable = os.access(self._path.parent, os.W_OK)
        return [
            Finding(
                ok=True,
                text=Text(
                    vi=f"Tệp {self._path} đọc được: {count} mục.",
                    en=f"{self._path} can be read: {count} entries.",
                ),
            ),
            Finding(
                ok=writable,
                text=Text(
                    vi=f"Thư mục {self._path.parent} {'ghi được' if writable else 'không ghi được'}.",
                    en=f"{self._path.parent} {'is' if writable else 'is not'} writable.",
                ),
            ),
        ]

    def set_password(self, entry: Entry, password: NewPassword) -> Result:
        """See `connector.ports.envelopes.PasswordTarget`."""
        attributes = password_attributes(self._codec, password)
        with self._locked():
            state = self._state()
            if entry.key not in state.entries:
                return Result.CONFLICT
            old = state.records[state.places[entry.key]]
            kept = b"".join(own for name, _, own in old.lines if name not in attributes)
            new = b"".join(line(name, value) for name, values in attributes.items() for value in values)
            raw = old.head + line("dn", old.dn.encode()) + kept.rstrip(b"\n") + b"\n" + new + b"\n"
            state.records[state.places[entry.key]] = next(iter(records(raw, self._spelling)))
            self._replace(b"".join(one.raw for one in state.records))
        return Result.DONE

    def password_states(self, keys: Collection[str]) -> Mapping[str, PasswordState]:
        """See `connector.ports.envelopes.PasswordTarget`."""
        state = self._state()
        return {
            key: password_state(self._codec, state.records[state.places[key]].attributes)
            for key in keys
            if key in state.entries
        }

    def close(self) -> None:
        """Do nothing: no file is kept open."""

    def _state(self) -> _State:
        names = NameBook(self._codec.dn)
        found = list(self._records())
        state = _State(found, {}, {}, {}, {}, names)
        for place, one in enumerate(found):
            if one.dn:
                self._sort(state, place, one)
        # Only now every DN is known, so that members are found.
        for key, place in list(state.places.items()):
            try:
                state.entries[key] = self._codec.decode(found[place].attributes, key, names.key)
            except Unreadable:
                del state.places[key]
                self._occupy(state, found[place])
        return state

    def _sort(self, state: _State, place: int, one: Record) -> None:
        attributes = one.attributes
        state.occupied[normal(one.dn)] = place
        if not self._codec.owned(attributes):
            self._occupy(state, one)
            return
        try:
            key = self._codec.key(attributes)
        except Unreadable:
            self._occupy(state, one)
            return
        if key in state.places:
            raise TargetRejected(
                Text(vi=f"Hai mục cùng mang khoá {key}.", en=f"Two entries carry the key {key}."),
                where=f"{self._path}: {one.dn}",
                advice=Text(vi="Hãy bỏ mục thừa.", en="Remove the one too many."),
            )
        state.places[key] = place
        state.names.learn(key, one.dn)

    def _occupy(self, state: _State, one: Record) -> None:
        for address in self._codec.addresses(one.attributes):
            state.foreign.setdefault(address, one.dn)

    def _records(self) -> Iterator[Record]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            content = self._beginning()
        except OSError as error:
            raise TargetRejected(
                Text(
                    vi=f"Không đọc được tệp LDIF {foreign(error)}.",
                    en=f"The LDIF file cannot be read {foreign(error)}.",
                ),
                where=str(self._path),
            ) from error
        try:
            yield from records(content, self._spelling)
        except NotLdif as error:
            raise TargetRejected(
                Text(
                    vi=f"Dòng {error.line} không phải LDIF (RFC 2849).",
                    en=f"Line {error.line} is not LDIF (RFC 2849).",
                ),
                where=str(self._path),
                advice=Text(vi="Hãy sửa hoặc khôi phục tệp.", en="Correct or restore the file."),
            ) from error

    def _beginning(self) -> bytes:
        """Return the base and the containers, as a file for `slapadd` needs them before all else."""
        base = self._codec.base_dn
        tops = [base, *sorted({self._codec.container(kind) for kind in KINDS})]
        return b"".join(_top(dn) for dn in tops)

    def _write(self, state: _State, change: Change) -> Outcome:
        now = state.entries.get(change.key)
        found = verdict(change, now)
        if found is Result.CONFLICT:
            return conflict(change, now)
        if found is not None:
            return Outcome(change, found)
        if change.adopts is not None:
            return self._adopt(state, change, change.adopts)
        refusal = _refusal(state, change)
        if refusal is not None:
            return Outcome(change, Result.REFUSED, refusal)
        self._put(state, change)
        return Outcome(change, Result.DONE)

    def _adopt(self, state: _State, change: Change, stranger: Stranger) -> Outcome:
        place = state.occupied.get(normal(stranger.place), -1)
        old = state.records[place]
        if place < 0 or stranger_of(self._codec, old.dn, old.attributes) != stranger:
            return overtaken(change)
        added = [line(name, value) for name, values in marks(self._codec, change).items() for value in values]
        kept = [own if own.endswith(b"\n") else own + b"\n" for _, _, own in old.lines]
        raw = old.head + line("dn", old.dn.encode()) + b"".join(kept) + b"".join(added) + b"\n"
        state.records[place] = next(iter(records(raw, self._spelling)))
        state.places[change.key] = place
        state.names.learn(change.key, old.dn)
        state.entries[change.key] = change.entry
        state.foreign = {address: dn for address, dn in state.foreign.items() if dn != old.dn}
        return Outcome(change, Result.DONE)

    def _put(self, state: _State, change: Change) -> None:
        key, after = change.key, change.after
        if after is None:
            place = state.places.pop(key)
            state.occupied.pop(normal(state.records[place].dn), None)
            head = state.records[place].head
            state.records[place] = Record(head + b"\n" if head else b"", "", ())
            del state.entries[key]
            state.names.forget(key)
            return
        if key in state.places:
            place = state.places[key]
            before = state.entries[key]
            managed = {*touched(self._codec, before, after), *unset(self._codec, before, after)}
            state.records[place] = self._rewritten(state, state.records[place], after, managed)
        else:
            self._append(state, after)
        state.entries[key] = after

    def _append(self, state: _State, after: Entry) -> None:
        dn = state.names.dn(after.key)
        password = self._pocket.get(after.key)
        secret = password_attributes(self._codec, password) if password is not None else {}
        raw = record(dn, self._codec.creation(after, state.names.dn) | secret)
        if state.records and not state.records[-1].raw.endswith(b"\n\n"):
            last = state.records[-1]
            gap = b"\n" if last.raw.endswith(b"\n") else b"\n\n"
            state.records[-1] = replace(last, raw=last.raw + gap)
        state.records.append(next(iter(records(raw, self._spelling))))
        state.places[after.key] = state.occupied[normal(dn)] = len(state.records) - 1
        state.names.learn(after.key, dn)

    def _rewritten(self, state: _State, old: Record, after: Entry, managed: Collection[str]) -> Record:
        """Return our record with what changes as `after` says and every other line as it stands."""
        encoded = self._codec.encode(after, state.names.dn)
        shall = {name: named(old.dn, name, encoded.get(name, [])) for name in sorted(managed)}
        members = self._codec.mapped(after.key).attributes.get("members", ("",))[0]
        kept = [
            own
            for name, value, own in old.lines
            if name not in managed
            or (name == members and state.names.key(value.decode(errors="replace")) is None)
        ]
        kept = [own if own.endswith(b"\n") else own + b"\n" for own in kept]
        new = [line(name, value) for name, values in shall.items() for value in values]
        raw = old.head + line("dn", old.dn.encode()) + b"".join(kept) + b"".join(new) + b"\n"
        return next(iter(records(raw, self._spelling)))

    def _replace(self, content: bytes) -> None:
        folder = self._path.parent
        new = None
        try:
            with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{self._path.name}.", delete=False) as new:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
            if self._path.exists():
                Path(new.name).chmod(self._path.stat().st_mode & 0o777)
            Path(new.name).replace(self._path)
            _sync_folder(folder)
        except OSError as error:
            if new is not None:
                Path(new.name).unlink(missing_ok=True)
            raise TargetStopped(
                Text(
                    vi=f"Không ghi được tệp LDIF {foreign(error)}.",
                    en=f"The LDIF file cannot be written {foreign(error)}.",
                ),
                where=str(self._path),
                advice=Text(
                    vi="Hãy kiểm tra quyền và dung lượng đĩa; tệp cũ còn nguyên.",
                    en="Check rights and disk space; the old file is untouched.",
                ),
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self._path.with_name(self._path.name + ".lock")
        try:
            handle = lock.open("w")
        except OSError as error:
            raise TargetStopped(
                Text(
                    vi=f"Không tạo được tệp khoá {foreign(error)}.",
                    en=f"The lock file cannot be made {foreign(error)}.",
                ),
                where=str(lock),
            ) from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise TargetUnreachable(
                    Text(
                        vi="Một tiến trình khác đang ghi tệp LDIF này.",
                        en="Another process is writing this LDIF file.",
                    ),
                    where=str(self._path),
                ) from error
            yield


def _refusal(state: _State, change: Change) -> Text | None:
    dn = state.names.dn(change.key)
    if change.before is None and normal(dn) in state.occupied:
        return Text(
            vi=f"Tại {dn} đã có một mục không do hệ thống này quản lý.",
            en=f"At {dn} there stands an entry that is not ours.",
        )
    taken = sorted(change.takes & state.foreign.keys())
    if not taken:
        return None
    return Text(
        vi=f"Địa chỉ {taken[0]} đang thuộc về mục {state.foreign[taken[0]]} không do hệ thống này quản lý.",
        en=f"The address {taken[0]} belongs to {state.foreign[taken[0]]}, which is not ours.",
    )


def _top(dn: str) -> bytes:
    kind, _, rest = dn.partition("=")
    name = kind.lower()
    value = rest.partition(",")[0]
    if name not in _BASE_CLASSES:
        return b""
    classes = [_BASE_CLASSES[name].encode()]
    return record(dn, {"objectClass": classes, kind: [value.encode()]})


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
