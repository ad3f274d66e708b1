"""`identify`: who of HR's roster is whom: a roster in which everybody has the key that their boxes carry.

HR's own key decides. For a key that nobody knows, the people who are known and have no row of their own are
weighed (`connector.desired.evidence`): who is certainly one of them keeps their box, and the new key is one more
key of the same person; where a person has to say it (`connector decide`), the row waits, and gets no second box.

==========================================  ====================================================
HR says                                     and then
==========================================  ====================================================
a key that is known                         that person
… with the citizen number of somebody       asked: a typing error, or a staff number given to
  else, or a closed box of another name       somebody else after its holder left
a key that nobody knows                     weighed; else a new person
two keys, one citizen number                one person with both keys (two posts, or numbered anew)
… one of them left, the other serves        serves
several rows of one person                  one person with a main post (`connector.model.posts`)
==========================================  ====================================================

The order of the rows does not matter. Lost memory leads to questions, never to a second owner of a box.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connector.desired.acquainted import Acquainted
from connector.desired.correlation import Correlation, learned
from connector.desired.identity_questions import main_post_question, post_word
from connector.desired.overlay import SAME
from connector.desired.people import natural
from connector.model.directory import Directory, Entry, PersonalMailbox
from connector.model.identity import Identity, IdentityRules
from connector.model.plan import Decision, Question, Reason, Wanted
from connector.model.posts import all_posts, as_one, with_main
from connector.model.roster import Person, Post, Roster
from connector.rules.profile import Profile
from connector.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Identified:
    """The roster with everybody under the key that their boxes carry, and what follows from it."""

    roster: Roster
    questions: tuple[Question, ...] = ()
    in_question: frozenset[str] = frozenset()
    """Keys of people somebody is asked about: what they have stays as it is."""
    reasons: Mapping[str, Text] = field(default_factory=dict)
    """Key → why a row with another HR key is this person's."""
    learned: tuple[Identity, ...] = ()
    """What is to be remembered, where it is not what is known already."""
    further: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Key of whoever has, or had, further HR keys → these, for their boxes to show; sorted."""


def identify(  # noqa: PLR0913  # each argument is one thing the answer is made from
    roster: Roster,
    current: Directory,
    known: Mapping[str, Identity],
    decisions: Mapping[str, Decision],
    profile: Profile,
    *,
    rules: IdentityRules,
    elsewhere: frozenset[str] = frozenset(),
) -> Identified:
    """Return who is who. Pure.

    Args:
        roster: what HR says.
        current: the boxes there are.
        known: what is remembered of people, by their keys.
        decisions: what was answered.
        profile: the regulation, which says what an agency is.
        rules: how far each key may act alone.
        elsewhere: keys of people whom others ask about (those that a form brought in).
    """
    everybody = Acquainted(current, known, elsewhere)
    found = Correlation(roster, everybody, decisions, profile, rules)
    found.by_hr_key()
    found.by_other_keys()
    reasons: dict[str, Text] = {}
    people = tuple(_people(found, reasons))
    now = _identities(people, found)
    problems = tuple(
        replace(problem, key=everybody.owner(problem.key) or problem.key) if problem.key else problem
        for problem in roster.problems
    )
    return Identified(
        replace(roster, people=people, problems=problems),
        tuple(found.questions[key] for key in sorted(found.questions)),
        frozenset(found.in_question),
        reasons,
        tuple(one for _, one in sorted(now.items()) if not _says_nothing(one, known)),
        {
            key: further
            for key, one in now.items()
            if (further := _further(one)) or everybody.shows_further(key)
        },
    )


def recognised(wanted: Wanted, identified: Identified, current: Directory) -> Wanted:
    """Return what is wanted, with the questions of who is who, and why a row with another key is this person's."""
    reasons = dict(wanted.reasons)
    shown = wanted.directory
    if identified.further:
        shown = Directory.of(_showing(entry, identified.further) for entry in shown)
    for entry in shown:
        said = identified.reasons.get(entry.person) if isinstance(entry, PersonalMailbox) else None
        if said is not None and entry != current.get(entry.key):
            before = reasons.get(entry.key, Reason(NOTHING))
            vi, en = (f"{before.text.vi}; ", f"{before.text.en}; ") if before.text.vi else ("", "")
            reasons[entry.key] = replace(before, text=Text(vi=vi + said.vi, en=en + said.en))
    questions = sorted((*wanted.questions, *identified.questions), key=lambda question: question.key)
    return replace(wanted, directory=shown, reasons=reasons, questions=tuple(questions))


def _showing(entry: Entry, further: Mapping[str, tuple[str, ...]]) -> Entry:
    """Return the entry with the further HR keys of its person."""
    if not isinstance(entry, PersonalMailbox) or further.get(entry.person, entry.also) == entry.also:
        return entry
    return replace(entry, also=further[entry.person])


def _further(one: Identity) -> tuple[str, ...]:
    return tuple(sorted(one.keys - {one.key}))


def _people(found: Correlation, reasons: dict[str, Text]) -> Iterator[Person]:
    """Yield everybody who is settled, each once, under the key that their boxes carry, in order."""
    for key in sorted(found.rows):
        rows = found.rows[key]
        if len(rows) == 1 and not rows[0].main_unsaid and rows[0].key == key:
            yield rows[0]
            continue
        one = _together(key, rows, found)
        person = _with_main_post(replace(one, key=key), found) if one is not None else None
        if person is None:
            continue
        strangers = [row for row in rows if row.key != key]
        if strangers and key in found.everybody:
            reasons[key] = found.asking.why(strangers, found.compare(strangers[0], key))
        yield person


def _together(key: str, rows: Sequence[Person], found: Correlation) -> Person | None:
    """Return the person whom `rows` describe; rows that contradict each other are asked about."""
    # Who serves under one HR key has not left because another of their keys has.
    rows = [row for row in rows if row.status.serving] or rows
    one = as_one(rows)
    if one is not None:
        return one
    first = min(rows, key=lambda row: (row.key != key, natural(row.key)))
    parts = [row for row in rows if row is first or _belongs(row, key, first, found)]
    if key not in found.everybody and len(parts) < len(rows):
        return None  # two new rows, one citizen number: either may be the one with the wrong number
    return as_one([replace(first, unit=part.unit, position=part.position, mark=part.mark) for part in parts])


def _belongs(row: Person, key: str, first: Person, found: Correlation) -> bool:
    """Tell whether somebody said that a contradicting row is the same person's; else ask."""
    if found.answer(key, row.key) == SAME:
        return True
    found.ask(row, key, found.compare(row, key), beside=first)
    return False


def _with_main_post(person: Person, found: Correlation) -> Person | None:
    """Return the person with their main post; None where somebody has to say which one that is."""
    if not person.main_unsaid:
        return person
    posts = {post_word(person, post): post for post in all_posts(person)}
    question = main_post_question(person, tuple(posts), found.asking)
    decision = found.decisions.get(question.key)
    chosen = posts.get(decision.choice) if decision is not None else None
    chosen = chosen or _held_already(person, posts.values(), found)
    if chosen is not None:
        return with_main(person, chosen)
    found.questions[question.key] = question
    found.in_question.add(person.key)
    return None


def _held_already(person: Person, posts: Iterable[Post], found: Correlation) -> Post | None:
    """Return the post that the person's box shows: who was there stays there until somebody says otherwise."""
    box = found.everybody.person(person.key).box
    if box is None:
        return None
    held = [post for post in posts if post.unit == box.unit]
    shown = [post for post in held if box.title.startswith(post.position)]
    return next(iter(shown or held), None)


def _identities(people: Iterable[Person], found: Correlation) -> Mapping[str, Identity]:
    """Return who is who once the rows of `people` have been read."""
    means = {row.key: person.key for person in people for row in found.rows[person.key]}
    now = dict(found.everybody.known)
    for person in people:
        was = found.everybody.person(person.key).identity
        now[person.key] = learned(was, found.rows[person.key])
    for key, one in now.items():
        # An HR key that means somebody else now is theirs alone.
        kept = frozenset(hr_key for hr_key in one.keys if means.get(hr_key, key) == key)
        if kept != one.keys:
            now[key] = replace(one, keys=kept)
    return now


def _says_nothing(one: Identity, known: Mapping[str, Identity]) -> bool:
    """Tell whether an identity need not be written: it is known so already, or is an HR key by itself."""
    before = known.get(one.key)
    if before is not None:
        return before == one
    return one.keys <= {one.key} and not one.citizens and not one.born
