"""`new_name`: what somebody's new name (marriage, a corrected spelling) does to their address.

The display name always follows HR. The address stays, unless the regulation's `[transfer.name]` says otherwise; and
it stays as well where the rule would give the new name the same one.
"""

from dataclasses import replace
from enum import Enum, auto
from hashlib import sha256

from connector.desired.joiners import Joiner, offered, read_name
from connector.desired.scene import Scene, person_question, question_key
from connector.model.directory import PersonalMailbox
from connector.model.plan import Candidate, QuestionKind, Reason
from connector.text import Text
from connector.vietnamese.matching import matching_key

KEEP, RENAME = "keep", "rename"


class NewName(Enum):
    """What becomes of a box whose owner has another name."""

    KEEP = auto()
    """The address stays, the book follows."""
    RENAME = auto()
    """A new address by the rule; the old one as the regulation says."""
    WAIT = auto()
    """A person is asked; nothing changes meanwhile."""


def new_name(scene: Scene, joiner: Joiner, box: PersonalMailbox) -> NewName:
    """Return what a name that differs from the one in the book does; asks where a person has to say."""
    rule = scene.profile.transfer.name
    if rule is None or rule.mode in (KEEP, "new-box") or box.name == joiner.person.name:
        return NewName.KEEP
    if matching_key(box.name) == matching_key(joiner.person.name) or _fits(scene, joiner, box):
        return NewName.KEEP
    if rule.mode == RENAME:
        return NewName.RENAME
    about = f"name-{sha256(matching_key(joiner.person.name).encode()).hexdigest()[:12]}"
    decided = scene.decided(question_key(QuestionKind.TRANSFER, joiner.key, about))
    if decided in (KEEP, RENAME):
        return NewName.KEEP if decided == KEEP else NewName.RENAME
    text = Text(
        vi=f"đổi họ tên từ {box.name}: giữ địa chỉ {box.address} ({KEEP}) hay đổi theo tên mới ({RENAME})?",
        en=f"{box.name} has a new name: keep the address {box.address} ({KEEP}) or change it ({RENAME})?",
    )
    local_part = box.address.partition("@")[0]
    candidates = [Candidate(local_part, choice, choice, rule.article) for choice in (KEEP, RENAME)]
    scene.ask(
        person_question(
            QuestionKind.TRANSFER,
            joiner.key,
            joiner.person,
            text,
            candidates,
            article=rule.article,
            about=about,
        )
    )
    return NewName.WAIT


def renaming(scene: Scene, joiner: Joiner) -> Joiner:
    """Return the joiner with the reason why the address changes."""
    rule = scene.profile.transfer.name
    text = Text(vi="đổi họ tên, đổi địa chỉ theo tên mới", en="another name, and the address by it")
    article = rule.article if rule is not None else ""
    return replace(joiner, reason=Reason(text, article, joiner.person.origin))


def _fits(scene: Scene, joiner: Joiner, box: PersonalMailbox) -> bool:
    parts = read_name(joiner.person).parts
    return parts is None or any(one.address == box.address for one in offered(scene, joiner, parts))
