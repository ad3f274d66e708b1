"""`Trouble`: why a feed gave no roster, and whether asking again may help."""

from connector.errors import SourceError
from connector.text import NOTHING, Text

ASK_OWNER = Text(
    vi="Báo cho đơn vị vận hành nguồn dữ liệu; chưa có gì bị thay đổi.",
    en="Tell those who run the feed; nothing was changed.",
)
LATER = Text(vi="Lần chạy sau sẽ thử lại.", en="The next run will try again.")
CHECK_SETTINGS = Text(
    vi="Kiểm tra mục [source] của tệp cấu hình và tệp ánh xạ của nguồn.",
    en="Check [source] in the configuration and the feed's mapping.",
)


class Trouble(SourceError):
    """The feed is refused as a whole. `again`: trying once more may help, not before `wait` seconds."""

    def __init__(
        self, what: Text, *, where: str = "", advice: Text = NOTHING, again: bool = False, wait: float = 0.0
    ) -> None:
        super().__init__(what, where=where, advice=advice)
        self.again = again
        self.wait = wait


def malformed(where: str, vi: str, en: str) -> Trouble:
    """Return the refusal of an answer that does not say what it should."""
    return Trouble(Text(vi=vi, en=en), where=where, advice=ASK_OWNER)
