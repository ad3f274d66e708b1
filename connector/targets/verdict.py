"""`verdict`: what an entry's present state says about a change. One rule for every adapter."""

from connector.model.directory import Entry
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change
from connector.text import Text


def verdict(change: Change, now: Entry | None) -> Result | None:
    """Return ALREADY or CONFLICT, or None where the entry is as `change.before` says and may be written.

    ======================  =====================
    the entry is            the change is
    ======================  =====================
    as `change.after`       ALREADY
    as `change.before`      None: still to be done
    anything else           CONFLICT
    ======================  =====================
    """
    if now == change.after:
        return Result.ALREADY
    return None if now == change.before else Result.CONFLICT


def conflict(change: Change, now: Entry | None, code: int | None = None) -> Outcome:
    """Return the outcome CONFLICT, saying which fields are not as they were read."""
    if change.before is None:
        words = Text(
            vi="Mục này đã có sẵn với nội dung khác; lần chạy sau sẽ tính lại.",
            en="The entry is there already with other content; the next run plans it anew.",
        )
    elif now is None:
        words = Text(
            vi="Mục này đã bị xoá sau khi đọc; lần chạy sau sẽ tính lại.",
            en="The entry was deleted after it was read; the next run plans it anew.",
        )
    else:
        names = ", ".join(Change(change.before, now, change.reason).changed)
        words = Text(
            vi=f"Mục này đã bị người khác sửa sau khi đọc ({names}); lần chạy sau sẽ tính lại.",
            en=f"The entry was changed by somebody else after it was read ({names});"
            " the next run plans it anew.",
        )
    return Outcome(change, Result.CONFLICT, words, code)


def overtaken(change: Change, code: int | None = None) -> Outcome:
    """Return the outcome of taking over a box that is not as it was read, or is gone."""
    place = change.adopts.place if change.adopts is not None else ""
    words = Text(
        vi=f"Mục {place} đã bị sửa hoặc xoá sau khi đọc; chưa ghi gì, hãy đối chiếu lại.",
        en=f"The entry {place} was changed or removed after it was read; nothing was written. Compare again.",
    )
    return Outcome(change, Result.CONFLICT, words, code)
