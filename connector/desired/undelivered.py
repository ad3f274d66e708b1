"""`undelivered`: first passwords that nobody fetched yet, and those that expired so, agency by agency. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta, tzinfo

from connector.model.directory import Directory, MailList, State
from connector.model.duty import Duty, DutyKind
from connector.model.envelope import WAITING, Envelope, EnvelopeState
from connector.text import Text

TOLD = timedelta(days=30)
"""For how long it is said that an envelope expired: its holder may have got in by another way since."""


def undelivered(
    envelopes: Sequence[Envelope], present: Directory, operator: str, today: date, zone: tzinfo | None
) -> Iterator[Duty]:
    """Yield one duty for each agency with envelopes to hand over, and one for those that are too late.

    Args:
        envelopes: of each box at least the one made last, in the order in which they were made.
        present: the boxes; who cannot log in needs no password.
        operator: who hands over.
        today: the day.
        zone: where `today` is.
    """
    groups: dict[tuple[str, bool], list[date]] = defaultdict(list)
    for one in {envelope.key: envelope for envelope in envelopes}.values():
        last = one.expires.astimezone(zone).date()
        late = last < today if one.state in WAITING else _expired(one)
        if (one.state in WAITING or (late and today <= last + TOLD)) and _in_use(present, one.key):
            groups[one.agency, late].append(last)
    for (agency, late), days in sorted(groups.items()):
        count = len(days)
        text = _TOO_LATE if late else _TO_HAND_OVER
        yield Duty(
            DutyKind.ENVELOPE,
            f"envelope/{agency}",
            agency,
            "",
            "",
            operator,
            Text(vi=f"{count} {text.vi}", en=f"{count} {text.en}"),
            min(days),
        )


_TO_HAND_OVER = Text(
    vi="mật khẩu đã niêm phong chưa giao: giao cho cơ quan (connector password deliver); sau ngày này phải cấp lại",
    en="sealed passwords not handed over: connector password deliver; after this day they have to be made anew",
)
_TOO_LATE = Text(
    vi="mật khẩu hết hạn khi chưa giao, người dùng chưa vào được hộp thư: cấp lại (connector password reset)",
    en="passwords expired before they were handed over, and nobody can get in: connector password reset",
)


def _expired(one: Envelope) -> bool:
    """Tell whether an envelope became void because nobody fetched it in time."""
    return one.state is EnvelopeState.VOID and one.moved >= one.expires


def _in_use(present: Directory, key: str) -> bool:
    entry = present.get(key)
    return entry is not None and not isinstance(entry, MailList) and entry.state is State.ACTIVE
