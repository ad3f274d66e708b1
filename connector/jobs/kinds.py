"""`KINDS`: what can be done by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.text import Text

INBOX = "inbox"
"""The one that is no turn but goes on all the time."""
NOTICES = "notices"
"""The one that is of use only where somebody is told."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job."""

    title: Text
    alone: bool
    """Whether it must not be at work while a run writes, and takes the lease of runs."""


KINDS: Mapping[str, Kind] = {
    "sync": Kind(
        Text(vi="lập kế hoạch và thực hiện phần an toàn", en="plan, and carry out the safe part"), alone=True
    ),
    INBOX: Kind(Text(vi="trông thư mục nhận tệp", en="watch the folder for files"), alone=False),
    "duties": Kind(Text(vi="xem các thời hạn", en="look at the time limits"), alone=False),
    NOTICES: Kind(
        Text(
            vi="gửi thư báo còn chờ; báo khi lâu không chạy được",
            en="send letters that wait; tell where nothing has run for long",
        ),
        alone=False,
    ),
    "backup": Kind(Text(vi="sao lưu sổ nhớ", en="back up the ledger"), alone=False),
    "purge": Kind(Text(vi="xóa những gì đã quá hạn lưu", en="remove what was kept long enough"), alone=True),
    "compare": Kind(Text(vi="so toàn bộ, không ghi", en="compare everything, write nothing"), alone=True),
}
