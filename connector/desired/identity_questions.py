"""The questions of `connector.desired.identity`: whether two are one person, and which post is the main one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from connector.desired.evidence import Evidence, Known, Says, told
from connector.desired.overlay import OTHER, SAME
from connector.desired.scene import person_question, question_key
from connector.model.directory import PersonalMailbox, State, person_key
from connector.model.plan import Candidate, Question, QuestionKind
from connector.model.posts import all_posts
from connector.model.roster import Person, Post, Unit
from connector.rules.profile import Profile
from connector.rules.units import agency_of
from connector.text import NOTHING, Text
from connector.vietnamese.matching import matching_key

_DIGITS = 12


def digest(value: str) -> str:
    """Return a short name for a value that must not stand in a question's key."""
    return sha256(matching_key(value).encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Asking:
    """What questions are made of besides the people they are about."""

    profile: Profile
    units: Mapping[str, Unit]

    def one_agency(self, row: Person, known: Known) -> bool:
        """Tell whether a row's agency is that of any box of the person, by its key or by its name."""
        home = self._agency(row.unit)
        if home is None:
            return any(box.unit == row.unit for box in known.boxes)
        for box in known.boxes:
            there = self._agency(box.unit)
            name = there.name if there is not None else box.agency_name
            if (there is not None and there.key == home.key) or matching_key(name) == matching_key(home.name):
                return True
        return False

    def _agency(self, unit: str) -> Unit | None:
        known = self.units.get(unit)
        return agency_of(self.profile, known, self.units) if known is not None else None

    def unit_name(self, unit: str) -> str:
        """Return what a unit is called, with its agency where it is a room."""
        known, agency = self.units.get(unit), self._agency(unit)
        if known is None:
            return unit
        return known.name if agency is None or agency.key == unit else f"{known.name}, {agency.name}"

    def whether(
        self, row: Person, known: Known, found: Evidence, about: str, beside: Person | None = None
    ) -> Question:
        """Return the question whether a row of HR is a person who is known, the evidence side by side.

        `beside` is another row of the same roster, for somebody who has no box to compare with.
        """
        key, said = known.identity.key, told(found)
        day = f"{row.since:%d/%m/%Y}" if row.since is not None else ""
        since = Text(vi=f", từ {day}", en=f", from {day}") if day else NOTHING
        listed = self._listed(row)
        there = _shown(known.box)
        if known.box is None and beside is not None:
            other = self._listed(beside)
            there = Text(vi=f"dòng khác ghi: {other}", en=f"another row says: {other}")
        text = Text(
            vi=f"danh sách ghi: {listed} (mã {row.key}{since.vi}); {there.vi} (mã {key})."
            f" Đối chiếu: {said.vi}. Cùng một người ({SAME}) hay người khác ({OTHER})?",
            en=f"the roster says: {listed} ({row.key}{since.en}); {there.en} ({key})."
            f" Compared: {said.en}. One person ({SAME}) or another ({OTHER})?",
        )
        return identity_question(row, key, about, text)

    def _listed(self, row: Person) -> str:
        return ", ".join(filter(None, (row.name, row.position, self.unit_name(row.unit))))

    def why(self, rows: Sequence[Person], found: Evidence) -> Text:
        """Return why rows with other HR keys are this person's."""
        keys, said = ", ".join(sorted({row.key for row in rows})), told(found, (Says.AGREES, Says.ALIKE))
        vi, en = (f" ({said.vi})", f" ({said.en})") if said.vi else ("", "")
        return Text(
            vi=f"danh sách ghi mã {keys}, vẫn là người này{vi}",
            en=f"the roster says {keys}, which is this person{en}",
        )


def _shown(box: PersonalMailbox | None) -> Text:
    if box is None:
        return Text(vi="đã biết một người", en="known is a person")
    facts = ", ".join(dict.fromkeys(filter(None, (box.name, box.title, box.unit_name, box.agency_name))))
    vi = {State.CLOSED: " (đã đóng)", State.SUSPENDED: " (đang tạm khóa)"}.get(box.state, "")
    en = {State.CLOSED: " (closed)", State.SUSPENDED: " (suspended)"}.get(box.state, "")
    return Text(
        vi=f"hộp thư {box.address}{vi} là của: {facts}",
        en=f"the box {box.address}{en} belongs to: {facts}",
    )


def identity_question(row: Person, key: str, about: str, text: Text) -> Question:
    """Return the question whether `row` is the person `key`."""
    return person_question(
        QuestionKind.IDENTITY,
        person_key(key),
        row,
        text,
        tuple(Candidate("", choice, choice) for choice in (SAME, OTHER)),
        about=about,
    )


def identity_key(key: str, about: str) -> str:
    """Return the key of that question."""
    return question_key(QuestionKind.IDENTITY, person_key(key), about)


def post_word(person: Person, post: Post) -> str:
    """Return the word by which a person names one of several posts: its unit, and the position where that is needed."""
    alone = sum(one.unit == post.unit for one in all_posts(person)) == 1
    return post.unit if alone else f"{post.unit}: {post.position}"


def main_post_question(person: Person, words: Sequence[str], asking: Asking) -> Question:
    """Return the question which of a person's posts is the main one; another set of posts is another question."""
    shown = "; ".join(
        f"{post.position or '—'}, {asking.unit_name(post.unit)}" for post in sorted(all_posts(person))
    )
    text = Text(
        vi=f"giữ nhiều vị trí ({shown}), danh sách không ghi vị trí nào là chính. Chọn đơn vị của vị trí chính.",
        en=f"has several posts ({shown}); the roster does not say which is the main one. Choose its unit.",
    )
    ordered = sorted(words)
    return person_question(
        QuestionKind.POST,
        person_key(person.key),
        person,
        text,
        tuple(Candidate(word, word, word) for word in ordered),
        about=digest("\n".join(ordered)),
    )
