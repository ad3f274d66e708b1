"""`diff`: the changes that lead from what is to what should be."""

from collections.abc import Mapping

from connector.model.directory import Directory
from connector.model.plan import Change, Reason
from connector.text import Text

AS_THE_ROSTER_SAYS = Reason(Text(vi="theo danh sách của Nội vụ", en="as the HR roster says"))


def diff(desired: Directory, current: Directory, reasons: Mapping[str, Reason]) -> tuple[Change, ...]:
    """Return one change for each key that differs, sorted by key; equal directories give none.

    An entry that is in `current` only is deleted: whoever makes `desired` carries over what must stay.
    """
    wanted, present = desired.entries, current.entries
    changes = [
        Change(present.get(key), after, reasons.get(key, AS_THE_ROSTER_SAYS))
        for key, after in wanted.items()
        if present.get(key) != after
    ]
    changes += [
        Change(before, None, reasons.get(key, AS_THE_ROSTER_SAYS))
        for key, before in present.items()
        if key not in wanted
    ]
    return tuple(sorted(changes, key=lambda change: change.key))
