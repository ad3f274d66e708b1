"""`box_of`: the one box of ours that a person names by an address or a key."""

from typing import TYPE_CHECKING

from connector.errors import ConnectorError
from connector.text import Text

if TYPE_CHECKING:
    from connector.desired.scene import Box
    from connector.model.directory import Directory


def box_of(directory: "Directory", named: str) -> "Box":
    """Return the box with this address, old or new, or with this key. Raises ConnectorError."""
    from connector.model.directory import MailList, addresses

    word = named.strip().lower()
    found = [entry for entry in directory if named == entry.key or word in addresses(entry)]
    if len(found) == 1 and not isinstance(found[0], MailList):
        return found[0]
    if found:
        what = Text(vi="đây là danh sách thư, không phải hộp thư.", en="this is a mail list, not a box.")
    else:
        what = Text(vi="không có hộp thư nào mang địa chỉ này.", en="no box of ours has this address.")
    raise ConnectorError(
        what,
        where=named,
        advice=Text(vi="Ghi đủ địa chỉ, ví dụ ten@tinh.gov.vn.", en="Give the address in full: name@domain."),
    )
