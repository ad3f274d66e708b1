"""One change as commands: a generator that gives what can be sent at once, and is given the replies.

The order is such that whatever cuts it off leaves the truth readable: an address that is given up for good is
noted as retired before it is given up, who loses access loses it first, and everything else comes last. Any
state in between is recognised by `codec.between`, and the same change goes on from there.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace

from connector.model.directory import Entry, MailList, State, is_tombstone
from connector.ports.envelopes import NewPassword
from connector.targets.zimbra import codes, requests
from connector.targets.zimbra.book import Book
from connector.targets.zimbra.codec import (
    COS,
    MAIL_STATUS,
    NOTES,
    STATUS,
    Unwritable,
    ZimbraCodec,
    differences,
)
from connector.targets.zimbra.passwords import noted
from connector.targets.zimbra.reading import Present
from connector.targets.zimbra.requests import ACCOUNTS, LISTS, Request
from connector.targets.zimbra.session import LOST, Reply
from connector.text import Text

Steps = Generator[Sequence[Request], Sequence[Reply], None]


class Halted(Exception):
    """A command was not done, or nobody knows."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply


@dataclass(slots=True)
class Hand:
    """What is needed to write, besides the change itself."""

    codec: ZimbraCodec
    book: Book
    cos_id: Callable[[str], str]
    """Kind → zimbraId of the class of service of a new account, or the empty string."""
    password: Callable[[str], NewPassword | None]
    """Key → the first password of its new account, the same one each time; or None."""
    rename_keeps: bool = True
    """Whether this server knows ChangePrimaryEmail."""
    stumbled: set[str] = field(default_factory=set)
    """Keys of entries at which something failed before."""
    ids: dict[str, str] = field(default_factory=dict)
    """Key → zimbraId of what was made."""


def creation(hand: Hand, after: Entry) -> Steps:
    """Make an entry. Not one act in Zimbra: first the entry, then aliases and members. Raises `Unwritable`."""
    attributes = hand.codec.creation(after)
    if isinstance(after, MailList):
        first = requests.create_list(after.address, attributes)
    else:
        password = hand.password(after.key)
        attributes |= noted(attributes, password) if password else {}
        cos = hand.cos_id(hand.codec.kind_of(after.key))
        attributes |= {COS: cos} if cos else {}
        first = requests.create_account(after.address, password.clear if password else "", attributes)
    additions = _additions(hand, after)
    [reply] = yield [first]
    _require([reply])
    if reply.found is None or not reply.found.id:
        raise Halted(LOST)
    hand.ids[after.key] = reply.found.id
    if additions:
        _require((yield additions(reply.found.id)))


def _additions(hand: Hand, after: Entry) -> Callable[[str], list[Request]] | None:
    """Return what a new entry needs besides being there; None where nothing."""
    members = _addresses(hand, after.members) if isinstance(after, MailList) else []
    verbs = LISTS if isinstance(after, MailList) else ACCOUNTS
    if not members and not after.aliases:
        return None
    return lambda zimbra_id: [
        *requests.add_members(zimbra_id, members),
        *(verbs.add_alias(zimbra_id, alias) for alias in after.aliases),
    ]


def completion(hand: Hand, now: Present, after: Entry) -> Steps:
    """Finish a creation whose answer was lost or bad, and of which the entry itself is there.

    The password may not have been set. Setting one clears "must change", so that comes second.
    """
    password = None if isinstance(after, MailList) else hand.password(after.key)
    if password:
        _require((yield [requests.set_password(now.found.id, password.clear)]))
        beside = noted({NOTES: now.found.first(NOTES)}, password)
        _require((yield [ACCOUNTS.modify(now.found.id, beside)]))
        shown = {name: (value,) for name, value in beside.items()}
        now = replace(now, found=replace(now.found, attributes={**now.found.attributes, **shown}))
    yield from alteration(hand, now, after)


def deletion(hand: Hand, now: Present) -> Steps:
    """Delete an entry; of an account, its mailbox too."""
    verbs = LISTS if isinstance(now.entry, MailList) else ACCOUNTS
    hand.ids[now.entry.key] = now.found.id
    _require((yield [verbs.delete(now.found.id)]))


def alteration(hand: Hand, now: Present, after: Entry) -> Steps:
    """Turn an entry from what it is into `after`. Raises `Unwritable`."""
    verbs = LISTS if isinstance(after, MailList) else ACCOUNTS
    zimbra_id = hand.ids[after.key] = now.found.id
    end = hand.codec.encode(after, now.others_notes)
    current = {name: now.found.first(name) for name in end}
    start = _as_shown(hand.codec, now, current)
    moves = _Moves.of(now.entry, after)
    members = _member_requests(hand, now, after)
    early = _early(hand.codec, now, after, start) if moves.any else {}
    if is_tombstone(after) and not is_tombstone(now.entry):
        _require((yield [requests.delete_mailbox(zimbra_id)]))
    if early:
        _require((yield [verbs.modify(zimbra_id, early)]))
    if moves.dropped:
        _require((yield [verbs.remove_alias(zimbra_id, one) for one in moves.dropped]), codes.NO_SUCH_ALIAS)
    missing: Iterable[str] = moves.added
    if moves.renames:
        aliases = yield from _renamed(hand, now, after, keeps=moves.keeps_old)
        strays = sorted(aliases - set(after.aliases))
        if strays:
            # Zimbra takes aliases along into another domain, where nobody wanted them.
            _require((yield [verbs.remove_alias(zimbra_id, one) for one in strays]), codes.NO_SUCH_ALIAS)
        missing = sorted(set(after.aliases) - aliases)
    additions = [*(verbs.add_alias(zimbra_id, one) for one in missing), *members]
    if additions:
        _require((yield additions))
    rest = differences(start | early, end)
    if rest:
        _require((yield [verbs.modify(zimbra_id, rest)]))


def _as_shown(codec: ZimbraCodec, now: Present, current: dict[str, str]) -> dict[str, str]:
    """Return what the entry's attributes mean as we would write them: `lockout` is an active account.

    The notes are compared as they are: an address that was noted early is to go from them again. So is a status
    that lets somebody in who should be out.
    """
    as_it_is = {NOTES: current[NOTES]}
    if not isinstance(now.entry, MailList) and now.entry.lock_astray:
        as_it_is |= {STATUS: current[STATUS]}
    try:
        return codec.encode(now.entry, now.others_notes) | as_it_is
    except Unwritable:
        return current


@dataclass(frozen=True, slots=True)
class _Moves:
    """What becomes of the addresses."""

    dropped: tuple[str, ...]
    added: tuple[str, ...]
    renames: bool
    keeps_old: bool
    """Whether the old address stays as an alias."""

    @classmethod
    def of(cls, now: Entry, after: Entry) -> "_Moves":
        wanted = set(after.aliases)
        renames = now.address != after.address
        keeps_old = renames and now.address in wanted
        return cls(
            tuple(sorted(set(now.aliases) - wanted)),
            tuple(sorted(wanted - set(now.aliases) - {now.address})),
            renames,
            keeps_old,
        )

    @property
    def any(self) -> bool:
        return bool(self.dropped or self.added or self.renames)


def _early(codec: ZimbraCodec, now: Present, after: Entry, start: dict[str, str]) -> dict[str, str]:
    """Return what has to be so before addresses move: what is retired is noted, who is shut out is out."""
    gone = {now.entry.address, *now.entry.aliases} & set(after.retired)
    shut = after.state is not State.ACTIVE and now.entry.state is State.ACTIVE
    noted = replace(
        now.entry,
        retired=tuple(sorted({*now.entry.retired, *gone})),
        state=after.state if shut else now.entry.state,
    )
    wanted = codec.encode(noted, now.others_notes)
    names = {NOTES} if gone else set()
    names |= {STATUS, MAIL_STATUS} & wanted.keys() if shut else set()
    return differences(start, {name: wanted[name] for name in names})


def _renamed(
    hand: Hand, now: Present, after: Entry, *, keeps: bool
) -> Generator[Sequence[Request], Sequence[Reply], set[str]]:
    """Rename, and return the aliases that the entry has afterwards, in Zimbra's own words."""
    zimbra_id = now.found.id
    verbs = LISTS if isinstance(after, MailList) else ACCOUNTS
    # ChangePrimaryEmail opens the mailbox, which may be what failed; two commands need none.
    if keeps and verbs is ACCOUNTS and hand.rename_keeps and after.key not in hand.stumbled:
        [reply] = yield [requests.change_primary(zimbra_id, after.address)]
        if reply.code != codes.UNKNOWN_REQUEST:
            _require([reply])
            return _aliases_of(reply, after)
        hand.rename_keeps = False
    [reply] = yield [verbs.rename(zimbra_id, after.address)]
    _require([reply])
    return _aliases_of(reply, after)


def _aliases_of(reply: Reply, after: Entry) -> set[str]:
    if reply.found is None:
        raise Halted(LOST)
    return set(replace(reply.found, name=after.address).aliases)


def _member_requests(hand: Hand, now: Present, after: Entry) -> list[Request]:
    if not isinstance(after, MailList) or not isinstance(now.entry, MailList):
        return []
    leaving = set(now.entry.members) - set(after.members)
    gone = sorted(one for one in now.found.members if hand.book.box_at(one) in leaving)
    come = _addresses(hand, sorted(set(after.members) - set(now.entry.members)))
    return [
        *requests.add_members(now.found.id, come),
        *requests.remove_members(now.found.id, gone),
    ]


def _addresses(hand: Hand, keys: Iterable[str]) -> list[str]:
    addresses = {key: hand.book.address(key) for key in keys}
    absent = sorted(key for key, address in addresses.items() if not address)
    if absent:
        raise Unwritable(
            Text(
                vi=f"Thành viên {absent[0]} chưa có trên Zimbra.",
                en=f"The member {absent[0]} is not in Zimbra.",
            )
        )
    return list(addresses.values())


def _require(replies: Sequence[Reply], *tolerated: str) -> None:
    """Raise `Halted` for the first reply that is not "done" and not tolerated."""
    for reply in replies:
        if not reply.fine and reply.code not in tolerated:
            raise Halted(reply)
