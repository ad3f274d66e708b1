"""A slip as text that a person reads, and as data that `open_slip` reads back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final

from connector.model.envelope import Occasion, Slip

OCCASIONS: Final[Mapping[Occasion, str]] = {
    Occasion.NEW: "Cấp hộp thư mới",
    Occasion.RESET: "Cấp lại mật khẩu",
    Occasion.HANDOVER: "Bàn giao hộp thư",
}

ADVICE: Final = (
    "Phải đổi mật khẩu này trước khi dùng hộp thư; chưa đổi thì chưa đọc và gửi thư được. "
    "Không cho người khác biết, không gửi qua thư điện tử hay tin nhắn. Đổi xong thì hủy tờ này."
)


def letter(slip: Slip) -> bytes:
    """Return the slip as a Vietnamese text."""
    lines = [
        OCCASIONS[slip.occasion].upper(),
        "",
        f"Hộp thư:          {slip.address}",
        f"Người dùng:       {slip.name}",
        f"Đơn vị:           {' – '.join(dict.fromkeys(filter(None, (slip.unit, slip.agency))))}",
        f"Mật khẩu lần đầu: {slip.password}",
        f"Ngày cấp:         {slip.made:%d/%m/%Y}",
        "",
        ADVICE,
        "",
    ]
    return "\n".join(lines).encode()


def slip_data(slip: Slip) -> bytes:
    """Return the slip as JSON, to be sealed."""
    data = asdict(slip) | {"made": slip.made.isoformat(), "expires": slip.expires.isoformat()}
    return json.dumps(data, ensure_ascii=False).encode()


def open_slip(data: bytes) -> Slip:
    """Return the slip that `slip_data` made."""
    fields = json.loads(data)
    return Slip(
        **fields
        | {
            "made": datetime.fromisoformat(fields["made"]),
            "expires": datetime.fromisoformat(fields["expires"]),
            "occasion": Occasion(fields["occasion"]),
        }
    )
