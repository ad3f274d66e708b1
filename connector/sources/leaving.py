"""`speaks_of_leaving`: whether a remark or a title says that somebody left; `LEFT_UNSAID`: what is asked then.

Remarks are not read: they say of health and family. But who "nghỉ hưu từ 01/3" stands beside has no service any
more, and where the status does not say so, taking the row as it is would keep a box that should be closed. The
remark stays in the reading process; only that there is something to ask leaves it.
"""

import re
from functools import lru_cache

from connector.sources.dictionary import fold
from connector.text import Text

_WORDS = re.compile(
    r"\b(?:nghi (?:huu|viec|che do)|huu tri|(?:thoi|buoc thoi|cho thoi) viec|tu tran|da mat|mien nhiem"
    r"|(?:da |dieu |luan |thuyen )chuyen|chuyen (?:cong tac|nganh|don vi|di|ve|den)|dieu dong|biet phai"
    r"|(?:cham dut|het(?: han)?) (?:hop dong|hdld?))\b"
)
_NOT = re.compile(r"\b(?:khong|tru|chua)\b")
_NEVER_LONGER = 400


@lru_cache(maxsize=4096)
def speaks_of_leaving(text: str) -> bool:
    """Whether the text has the words for leaving: a person has to say what it means."""
    return len(text) < _NEVER_LONGER and _WORDS.search(fold(text)) is not None


def titles_leavers(title: str) -> bool:
    """Whether a sheet of this title, or below this line, lists people who left."""
    return speaks_of_leaving(title) and _NOT.search(fold(title)) is None


LEFT_UNSAID = (
    Text(
        vi="Ghi chú (hoặc tiêu đề bảng) nói đến nghỉ hưu, thôi việc hay chuyển công tác, nhưng tình trạng để trống.",
        en="The remark (or the title) speaks of retiring, leaving or moving, but the status is empty.",
    ),
    Text(
        vi="Ghi vào cột «Tình trạng» (đang công tác, nghỉ hưu, thôi việc, chuyển công tác…) và cột «Ngày hiệu lực».",
        en="Write the status into a column «Tình trạng» (đang công tác, nghỉ hưu, …) and the day into «Ngày hiệu lực».",
    ),
)
"""What is wrong with such a row, and what to do."""
