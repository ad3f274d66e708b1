"""What is to be done: `Plan`, complete before the first write, named by its digest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from connector.model.directory import Directory, Entry, State, addresses, is_tombstone
from connector.model.life import Life
from connector.model.roster import NOWHERE, Where
from connector.model.stranger import Stranger
from connector.model.succession import Converted
from connector.text import Text, same


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: the rule, and the article of the regulation where there is one ("KH Đ2.4")."""

    text: Text
    article: str = ""
    where: Where = NOWHERE
    """The row of HR's data that asks for it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One address a rule offers, with the template that made it."""

    local_part: str
    address: str
    template: str
    article: str = ""


class ChangeKind(StrEnum):
    """What a change is; it follows from what stands before and after."""

    CREATE = "create"
    ADOPT = "adopt"
    DELETE = "delete"
    RENAME = "rename"
    SUSPEND = "suspend"
    CLOSE = "close"
    REOPEN = "reopen"
    MEMBERS = "members"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry from what it is to what it should be. At least one of `before` and `after` is there."""

    before: Entry | None
    after: Entry | None
    reason: Reason
    adopts: Stranger | None = None
    """The box of others that becomes ours: only marks are written to it. Then `before` is None."""

    @property
    def entry(self) -> Entry:
        """What stands after, or before where nothing does."""
        found = self.after or self.before
        if found is None:
            msg = "a change of nothing"
            raise ValueError(msg)
        return found

    @property
    def shown(self) -> Entry:
        """What a person knows the entry by: of a removal, what stands before."""
        return self.before if self.before is not None and self.kind is ChangeKind.DELETE else self.entry

    @property
    def key(self) -> str:
        """The key of the entry."""
        return self.entry.key

    @property
    def kind(self) -> ChangeKind:
        """The most telling word for the change."""
        if self.before is None:
            return ChangeKind.CREATE if self.adopts is None else ChangeKind.ADOPT
        if self.after is None or (is_tombstone(self.after) and not is_tombstone(self.before)):
            return ChangeKind.DELETE
        if self.after.state is not self.before.state:
            return {
                State.ACTIVE: ChangeKind.REOPEN,
                State.SUSPENDED: ChangeKind.SUSPEND,
                State.CLOSED: ChangeKind.CLOSE,
            }[self.after.state]
        if self.after.address != self.before.address:
            return ChangeKind.RENAME
        return ChangeKind.MEMBERS if self.changed == ("members",) else ChangeKind.UPDATE

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the fields that differ; empty for a creation or a deletion."""
        if self.before is None or self.after is None:
            return ()
        return tuple(
            f.name for f in fields(self.after) if getattr(self.before, f.name) != getattr(self.after, f.name)
        )

    @property
    def takes(self) -> frozenset[str]:
        """Addresses that this change occupies and that were not occupied by its entry before."""
        return _addresses(self.after) - _addresses(self.before)

    @property
    def gives_up(self) -> frozenset[str]:
        """Addresses that are free for others after this change."""
        return _addresses(self.before) - _addresses(self.after)


def _addresses(entry: Entry | None) -> frozenset[str]:
    return addresses(entry) if entry is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be, why, and what only a person can decide."""

    directory: Directory
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    """Key → why the entry is as it is."""
    questions: tuple["Question", ...] = ()
    heirs: Mapping[str, str] = field(default_factory=dict)
    """Key of an entry → key of the entry that may take its addresses over, by a decision that holds today."""
    converted: tuple[Converted, ...] = ()
    """The two addresses of every box that a reorganisation converts."""
    lives: Mapping[str, Life] = field(default_factory=dict)
    """Key → since when and why a box is (or will be) as it is, of boxes that have not simply been in use."""


class QuestionKind(StrEnum):
    """What a person has to decide."""

    COLLISION = "collision"
    NAME = "name"
    UNIT_BOX = "unit-box"
    TRANSFER = "transfer"
    ABSENT = "absent"
    CLOSED = "closed"
    """Whether a box that nobody remembers closing is to be reopened."""
    CONFLICT = "conflict"
    IDENTITY = "identity"
    """Whether a row of HR is somebody who is known already, or whom a form brought in."""
    POST = "post"
    """Which of the posts of a person is the main one."""
    ADOPT = "adopt"
    """Whether a box that somebody made by hand is a person's or a unit's; until then they get no other."""
    REQUEST = "request"
    """What a line of a form means; answered with `connector requests`."""
    SUCCESSION = "succession"
    """What becomes of the box of a unit that is no longer in HR's list, or that several follow."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person may decide. It holds back its subject and nothing else."""

    key: str
    """Stable over runs: made from kind and subject, so that a decision finds its question again."""
    kind: QuestionKind
    subject: str
    """Key of the entry in question."""
    label: str
    """What a person calls the subject: a name, or a unit's name."""
    unit: str
    text: Text
    candidates: tuple[Candidate, ...]
    article: str = ""
    where: Where = NOWHERE


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's answer to a question. `choice` is an address, one of the words the question offers, or `WITHDRAWN`."""

    question: str
    choice: str
    by: str
    at: datetime
    document: str = ""


WITHDRAWN = ""
"""The choice of a decision that takes an earlier one back: the question is as if never answered."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A limit that was passed, and the changes that wait for approval because of it."""

    limit: str
    text: Text
    keys: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """All that would be done, complete before the first write, in the order of doing.

    `digest` names exactly this plan: what was read (`inputs`), what would be written and why. It and the
    other properties are worked out once, which is why this class has no slots.
    """

    organisation: str
    inputs: Mapping[str, str]
    """What the plan was made from: name → SHA-256 of sources, settings, regulation, decisions, target."""
    waves: tuple[tuple[Change, ...], ...]
    """Changes of one wave do not depend on each other; a wave needs the ones before it."""
    questions: tuple[Question, ...] = ()
    holds: tuple[Hold, ...] = ()

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """All changes in the order of doing."""
        return tuple(change for wave in self.waves for change in wave)

    @cached_property
    def held(self) -> frozenset[str]:
        """Keys of all entries that wait for approval."""
        return frozenset(key for hold in self.holds for key in hold.keys)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, hexadecimal."""
        return hashlib.sha256(canonical(self.as_data()).encode()).hexdigest()

    def as_data(self) -> dict[str, object]:
        """Return the plan as plain JSON data, without anything that names the moment."""
        return {
            "format": 1,
            "organisation": self.organisation,
            "inputs": dict(sorted(self.inputs.items())),
            "waves": [[change_data(change) for change in wave] for wave in self.waves],
            "questions": [question_data(question) for question in self.questions],
            "holds": [
                {"limit": hold.limit, "text": _text_data(hold.text), "keys": sorted(hold.keys)}
                for hold in self.holds
            ],
        }


INPUTS: Mapping[str, Text] = {
    "source": Text(vi="danh sách", en="roster"),
    "regulation": Text(vi="quy chế", en="regulation"),
    "settings": Text(vi="cấu hình", en="settings"),
    "decisions": Text(vi="câu trả lời cho các câu hỏi", en="answers to questions"),
    "requests": Text(vi="phiếu đề nghị", en="requests"),
    "reorganisations": Text(vi="các đợt sắp xếp", en="reorganisations"),
    "target": Text(vi="dữ liệu ở đích", en="what stands in the target"),
    "mirror": Text(vi="dữ liệu ở đích phụ", en="what stands in the mirror"),
}
"""What people call the inputs of a plan; a name may go on after a colon: `source:nhan-su.xlsx`."""


def input_name(name: str) -> Text:
    """Return what people call an input of a plan."""
    kind, _, which = name.partition(":")
    said = INPUTS.get(kind, same(kind))
    return Text(vi=f"{said.vi} {which}", en=f"{said.en} {which}") if which else said


def change_data(change: Change) -> dict[str, object]:
    """Return one change as plain JSON data."""
    return {
        "key": change.key,
        "kind": change.kind.value,
        "before": entry_data(change.before),
        "after": entry_data(change.after),
        **({"adopts": change.adopts.place} if change.adopts is not None else {}),
        "reason": {
            "text": _text_data(change.reason.text),
            "article": change.reason.article,
            "where": _where_data(change.reason.where),
        },
    }


def question_data(question: Question) -> dict[str, object]:
    """Return one question as plain JSON data."""
    return {
        "key": question.key,
        "kind": question.kind.value,
        "subject": question.subject,
        "label": question.label,
        "unit": question.unit,
        "text": _text_data(question.text),
        "candidates": [
            {"local_part": c.local_part, "address": c.address, "template": c.template, "article": c.article}
            for c in question.candidates
        ],
        "article": question.article,
        "where": _where_data(question.where),
    }


def _text_data(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _where_data(where: Where) -> dict[str, str]:
    return {"file": where.file, "sheet": where.sheet, "cell": where.cell}


def entry_data(entry: Entry | None) -> dict[str, object] | None:
    """Return one entry as plain JSON data; its type is the first part of its key.

    A lock is spoken of only where it is astray, which no entry is that should be; further HR keys where there are any.
    """
    if entry is None:
        return None
    data = {f.name: _plain(getattr(entry, f.name)) for f in fields(entry)}
    return {k: v for k, v in data.items() if v or k not in ("also", "lock_astray")}


def canonical(data: object) -> str:
    """Return the one JSON text of `data`: sorted keys, no blanks, UTF-8 unescaped."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value
