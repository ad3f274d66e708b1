"""What a person calls the fields, rules and kinds of rows of a workbook."""

from collections.abc import Mapping
from typing import Final

from connector.text import Text, same

FIELDS: Final[Mapping[str, Text]] = {
    "key": Text(vi="mã cán bộ", en="HR key"),
    "name": Text(vi="họ và tên", en="name"),
    "family": Text(vi="họ", en="family name"),
    "middle": Text(vi="tên đệm", en="middle name"),
    "family_middle": Text(vi="họ và tên đệm", en="family and middle"),
    "given": Text(vi="tên", en="given name"),
    "birth": Text(vi="ngày sinh", en="birth"),
    "unit_key": Text(vi="mã đơn vị", en="unit code"),
    "unit_name": Text(vi="tên đơn vị", en="unit"),
    "room_name": Text(vi="phòng ban", en="room"),
    "position": Text(vi="chức vụ", en="position"),
    "phone": Text(vi="điện thoại cơ quan", en="office phone"),
    "status": Text(vi="tình trạng", en="status"),
    "since": Text(vi="ngày hiệu lực", en="effective day"),
    "decision": Text(vi="số quyết định", en="decision"),
    "address": Text(vi="thư điện tử", en="e-mail"),
    "unlisted": Text(vi="không công khai", en="not published"),
    "post": Text(vi="vị trí chính hay kiêm nhiệm", en="main or further post"),
    "citizen": Text(vi="số định danh (chỉ giữ mã băm)", en="citizen number (kept as a digest)"),
    "parent": Text(vi="đơn vị cấp trên", en="unit above"),
    "mailbox": Text(vi="hộp thư", en="mailbox"),
    "person_suffix": Text(vi="hậu tố cá nhân", en="personal suffix"),
}
ROLES: Final[Mapping[str, Text]] = {
    "people": Text(vi="Danh sách cán bộ", en="People"),
    "units": Text(vi="Danh sách đơn vị", en="Units"),
}
RULES: Final[Mapping[str, Text]] = {
    "columns": Text(vi="ghi ở từng hàng", en="in each row"),
    "down": Text(
        vi="chỉ ghi ở hàng đầu mỗi nhóm, các hàng dưới theo hàng đó",
        en="in the first row of each block, for all rows below",
    ),
    "groups": Text(
        vi="ở các hàng tiêu đề nhóm xen giữa (như I. VĂN PHÒNG)",
        en="in rows of their own between the people (I. VĂN PHÒNG)",
    ),
    "title": Text(vi="ở dòng tiêu đề phía trên bảng, chung cho mọi hàng", en="in the title, for all rows"),
    "fixed": Text(vi="do tệp ánh xạ ấn định", en="named by the mapping"),
}
KINDS: Final[Mapping[str, Text]] = {
    "title": Text(vi="dòng đầu trang", en="title"),
    "header": Text(vi="tiêu đề cột", en="header"),
    "data": Text(vi="dữ liệu", en="data"),
    "group": Text(vi="hàng nhóm", en="group"),
    "footer": Text(vi="cuối bảng", en="footer"),
    "blank": Text(vi="trống", en="blank"),
}


def field_word(field: str) -> Text:
    """Return what a person calls a field."""
    return FIELDS.get(field, same(field))
