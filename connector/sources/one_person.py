"""`people_of`: the people that rows describe; several rows with one HR key are one person, or are questioned.

===============================  =====================================================================
the rows of one HR key           and then
===============================  =====================================================================
are equal                        one person; a warning
differ only in their posts       one person with several posts (kiêm nhiệm); a warning
contradict each other            all of them wait
one of them waits anyway         all of them wait: a person is not read by halves
===============================  =====================================================================
"""

from collections.abc import Mapping, Sequence

from connector.model.posts import all_posts, as_one
from connector.model.roster import Gravity, Person
from connector.sources.rows import Faults, FaultsOf, Row, repeated
from connector.text import Text

_ONE_ROW = Text(
    vi="Giữ lại một hàng đúng cho mỗi người; nếu kiêm nhiệm, các hàng chỉ được khác nhau ở đơn vị và chức vụ.",
    en="Keep one right row for each person; rows of further posts may differ in unit and position only.",
)
_SAY_MAIN = Text(
    vi="Nếu đúng là kiêm nhiệm, ghi «kiêm nhiệm» ở cột Kiêm nhiệm hoặc ở chức vụ; nếu không, xóa hàng thừa.",
    en="If this is a further post, write “kiêm nhiệm” beside it or in the position; if not, delete the row.",
)


def people_of(read: Sequence[tuple[Person, Row]], faults: FaultsOf) -> Mapping[str, Person]:
    """Return HR key → the person; adds to the faults of rows that share a key."""
    found = {person.key: person for person, _ in reversed(read)}
    if len(found) == len(read):
        return found
    for key, group in repeated((person.key, (person, row)) for person, row in read).items():
        one = as_one([person for person, _ in group])
        waiting = any(faults[row].verdict is not None for _, row in group if row in faults)
        if one is None or waiting:
            _question(key, [faults.of(row, key) for _, row in group])
        else:
            found[key] = one
            _warn(key, one, [faults.of(row, key) for _, row in group[1:]])
    return found


def _question(key: str, group: Sequence[Faults]) -> None:
    what = Text(
        vi=f"Mã cán bộ {key} có hai hàng khác nhau, hoặc có hàng chưa dùng được.",
        en=f"HR key {key} has two different rows, or one that cannot be used yet.",
    )
    for faults in group:
        faults.add("key", what, _ONE_ROW, Gravity.QUESTION)


def _warn(key: str, one: Person, others: Sequence[Faults]) -> None:
    count = len(all_posts(one))
    again = Text(vi=f"Mã cán bộ {key} lặp lại giống hệt.", en=f"HR key {key} is repeated unchanged.")
    posts = Text(
        vi=f"Mã cán bộ {key} có {count} vị trí: được hiểu là một người kiêm nhiệm.",
        en=f"HR key {key} has {count} posts: read as one person who has them all.",
    )
    for faults in others:
        if count == 1:
            faults.add("key", again, _ONE_ROW, Gravity.WARNING)
        else:
            faults.add("key", posts, _SAY_MAIN, Gravity.WARNING)
