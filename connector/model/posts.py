"""`as_one`: several rows of HR about one person, as one person with a main post and further ones.

==========================================  ========================================================
the rows                                    and then
==========================================  ========================================================
one is marked as the main post              that one is
all but one are marked kiêm nhiệm           the one without a mark is
none is marked, or several may be it        `main_unsaid`: somebody has to say it
another name, birth, citizen number,        they are not put together: the rows contradict each other
address, or one still serves and one left
==========================================  ========================================================
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from connector.model.roster import Person, Post, PostMark
from connector.vietnamese.matching import matching_key

YEAR = 4
"""Letters of a birth of which only the year is known."""


def post_of(person: Person) -> Post:
    """Return the post that a row names."""
    return Post(person.unit, person.position)


def births_differ(one: str, other: str) -> bool:
    """Tell whether two births cannot be one person's; a year alone contradicts only another year."""
    if not one or not other:
        return False
    length = min(len(one), len(other))
    return one != other if length > YEAR else one[:YEAR] != other[:YEAR]


def contradict(one: Person, other: Person) -> bool:
    """Tell whether two rows say things that are not true of one person at one time."""
    return (
        matching_key(one.name) != matching_key(other.name)
        or births_differ(one.birth, other.birth)
        or _differ(one.citizen, other.citizen)
        or _differ(one.address, other.address)
        or one.status.serving is not other.status.serving
    )


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


def as_one(rows: Sequence[Person]) -> Person | None:
    """Return the one person that `rows` (at least one) describe; None where the rows contradict each other.

    The order of the rows does not matter.
    """
    if any(contradict(one, other) for at, one in enumerate(rows) for other in rows[at + 1 :]):
        return None
    in_order = sorted(rows, key=lambda row: (post_of(row), row.mark, row.key, str(row.origin)))
    main, unsaid = _main(in_order)
    posts = {post for row in in_order for post in (post_of(row), *row.posts)} - {post_of(main)}
    others = [row for row in in_order if row is not main]
    return replace(
        main,
        phone=_first(main.phone, (row.phone for row in others)),
        birth=max((row.birth for row in rows), key=lambda birth: (len(birth), birth)),
        address=_first(main.address, (row.address for row in others)),
        citizen=_first(main.citizen, (row.citizen for row in others)),
        born=_first(main.born, (row.born for row in others)),
        unlisted=any(row.unlisted for row in rows),
        posts=tuple(sorted(posts)),
        main_unsaid=bool(posts) and unsaid,
    )


def _main(rows: Sequence[Person]) -> tuple[Person, bool]:
    """Return the row of the main post, and whether that is only the first of several that may be it."""
    for mark in (PostMark.MAIN, PostMark.UNSAID):
        found = [row for row in rows if row.mark is mark]
        if found:
            unsaid = any(row.main_unsaid for row in found)
            return found[0], unsaid or len({post_of(row) for row in found}) > 1
    return rows[0], True


def _first(own: str, others: Iterable[str]) -> str:
    return own or next(filter(None, others), "")


def with_main(person: Person, chosen: Post) -> Person:
    """Return the person with `chosen`, one of their posts, as the main one; now it is said."""
    posts = {post_of(person), *person.posts} - {chosen}
    return replace(
        person,
        unit=chosen.unit,
        position=chosen.position,
        posts=tuple(sorted(posts)),
        main_unsaid=False,
    )


def all_posts(person: Person) -> tuple[Post, ...]:
    """Return every post of a person, the main one first."""
    return (post_of(person), *person.posts)


ALSO = "; kiêm "


def titles(person: Person) -> str:
    """Return what the address book says of a person's positions: the main one, then the further ones."""
    further = dict.fromkeys(_bare(post.position) for post in person.posts if _bare(post.position))
    own = person.position
    return ALSO.join(filter(None, (own, *(title for title in further if title != own))))


def _bare(position: str) -> str:
    """Return a further position without the words that mark it as one: "; kiêm" says it already."""
    return _MARKED.sub(" ", position).strip(" ,;-–")


_MARKED = re.compile(
    r"\(\s*(?:kiêm nhiệm|kiêm|biệt phái)\s*\)|^\s*kiêm(?: nhiệm)?\b|\bkiêm nhiệm\b", re.IGNORECASE
)
