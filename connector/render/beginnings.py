"""`settings_text` and `regulation_text`: the first files of an organisation, written for it to read and correct.

Every line that somebody may want to change has its explanation above it. What comes out is loaded once
before it is written anywhere (`connector init`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from connector.text import Text


@dataclass(frozen=True, slots=True)
class Beginning:
    """What `connector init` was told."""

    organisation: str
    """A shipped id, or the path of the file that is written beside."""
    people: str
    """Path of HR's workbook; empty where there is a feed."""
    feed: str = ""
    """URL of the feed."""
    target: str = "ldif"
    """`ldif`, `openldap` or `zimbra`."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Further keys of [target]."""
    domains: Sequence[str] = ()
    language: str = "vi"
    notices: tuple[str, str] = ("", "")
    """Mail server (`host` or `host:port`) and who in IT is told; empty where nobody is."""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """A regulation that nobody here has seen, as far as a few questions tell it."""

    id: str
    name: str
    short: str
    domain: str
    naming: str
    """Key of `NAMINGS`."""
    collision: str
    """`ask`, `next-candidate` or `number`."""
    transfer: str
    """`ask`, `keep`, `rename` or `new-box`."""


NAMINGS: Final[Mapping[str, tuple[str, Text]]] = {
    "ldphuong": (
        "{f}{m}{given}{n}",
        Text(
            vi="chữ đầu của họ và tên đệm, rồi tên", en="initials of family and middle names, then the given"
        ),
    ),
    "phuongld": (
        "{given}{f}{m}{n}",
        Text(
            vi="tên, rồi chữ đầu của họ và tên đệm", en="the given name, then initials of family and middle"
        ),
    ),
    "phuongld.stttt": (
        "{given}{f}{m}{n}.{org}",
        Text(
            vi="như trên, dấu chấm, tên viết tắt của cơ quan", en="likewise, a dot, the agency's short name"
        ),
    ),
    "leducphuong": ("{full}{n}", Text(vi="họ và tên viết liền", en="the whole name joined")),
    "leducphuong.stttt": (
        "{full}{n}.{org}",
        Text(vi="họ và tên viết liền, dấu chấm, cơ quan", en="the whole name joined, a dot, the agency"),
    ),
}
"""How people are named, by the address that Lê Đức Phương of Sở Thông tin và Truyền thông gets → template, meaning."""

BEARER_FILE: Final = "secrets/feed"
"""Where the token of a feed is expected."""

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

HEAD = """\
# connector.toml, do `connector init` viết. Sửa cho đúng, rồi chạy `connector check`.
# Written by `connector init`. Correct it, then run `connector check`.
# Đường dẫn tính từ thư mục của tệp này. Mọi khóa khác và giá trị mặc định: docs/settings.md.
"""


def quoted(text: str) -> str:
    """Return `text` as a TOML basic string (TOML 1.0; JSON's escapes are among its own)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def settings_text(beginning: Beginning) -> str:
    """Return the text of connector.toml."""
    return HEAD + "".join(f"{line}\n" for line in _lines(beginning))


def _lines(beginning: Beginning) -> Iterator[str]:
    yield ""
    yield "# Quy chế: mã có sẵn, hoặc tệp .toml của cơ quan.  /  Which regulation."
    yield f"organisation = {quoted(beginning.organisation)}"
    yield f"language = {quoted(beginning.language)}"
    yield "# Sổ nhớ và khóa chạy; phải ở đĩa của chính máy này.  /  Ledger and lock, on a local disk."
    yield 'state = "state"'
    yield ""
    yield "# Danh sách nhân sự.  /  HR's roster."
    yield "[source]"
    if beginning.feed:
        yield 'kind = "feed"'
        yield f"url = {quoted(beginning.feed)}"
        yield f"bearer_file = {quoted(BEARER_FILE)}     # chmod 600"
    else:
        yield 'kind = "workbook"'
        yield f"people = {quoted(beginning.people)}"
    yield ""
    yield "# Nơi ghi hộp thư và danh bạ.  /  Where mailboxes and address book are written."
    yield "[target]"
    yield f"kind = {quoted(beginning.target)}"
    for key, value in beginning.where.items():
        yield f"{key} = {quoted(value)}"
    if beginning.target == "openldap":
        yield "canary = true            # check thử khóa trên một tài khoản thử rồi xóa  /  tries the locks"
    if beginning.target == "zimbra":
        yield f"domains = [{', '.join(map(quoted, beginning.domains))}]"
    server, it = beginning.notices
    if server:
        yield ""
        yield "# Thư báo; nhân sự và từng cơ quan cũng nhận được, xem docs/settings.md.  /  Letters."
        yield "[notices]"
        host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
        yield f"server = {quoted(host)}"
        if port or host in LOOPBACK:
            yield f"port = {port or 25}"
        if host in LOOPBACK:
            yield 'security = "none"         # máy chủ thư trên chính máy này'
        yield f"sender = {quoted(f'hop-thu@{beginning.domains[0]}')}"
        yield f"it = [{quoted(it)}]"


def regulation_text(new: NewOrganisation) -> str:
    """Return a regulation file: a draft in which everything is marked as chosen by us and not by a text."""
    template = NAMINGS[new.naming][0]
    scope = "org" if "{org}" in template else "domain"
    return _REGULATION.format(
        id=quoted(new.id),
        name=quoted(new.name),
        short=quoted(new.short),
        title=quoted(f"Quy định thư điện tử của {new.name}"),
        domain=quoted(new.domain),
        template=quoted(template),
        scope=quoted(scope),
        collision=quoted(new.collision),
        transfer=quoted(new.transfer),
        naming=new.naming,
    )


_REGULATION: Final = """\
# Quy định thư điện tử của cơ quan, dưới dạng dữ liệu. `connector init` viết theo vài câu trả lời: mọi quy tắc ở đây
# đều ghi ours = true, nghĩa là chưa dẫn điều khoản nào. Hãy đọc văn bản của cơ quan, thay ours bằng
# article = "… Đ…", rồi đổi status thành "in-force". Mọi khóa: docs/regulation-files.md.

id = {id}
name = {name}
short = {short}

[document]
title = {title}
issuer = {name}
status = "draft"
ours = true
note = "Do connector init viết, chưa đối chiếu với văn bản."

[[domain]]
name = {domain}
ours = true

[[person.way]]
id = "mac-dinh"
ours = true
templates = [{{ use = {template} }}] # Lê Đức Phương → {naming}

[person.middle]
take = "all" # "first": chỉ chữ đầu của từ đầu trong tên đệm
ours = true

[person.unique]
scope = {scope}
ours = true

[person.collision]
mode = {collision} # ask: hỏi người; next-candidate: phương án kế tiếp; number: thêm số
ours = true

[person.number]
start = 2
ours = true

[unit]
unregistered = "ask" # đơn vị chưa đăng ký tên hộp thư: hỏi, kèm đề xuất dưới đây
drop_words = ["và"]
ours = true

[[unit.proposal]]
kinds = ["phong", "van-phong", "thanh-tra"]
templates = ["{{abbr}}.{{parent}}"]
ours = true

[[unit.proposal]]
kinds = ["xa", "phuong", "thi-tran", "dac-khu"]
templates = ["{{kind}}{{place}}", "{{kind}}{{place}}.{{parent}}"]
ours = true

[[unit.proposal]]
kinds = ["*"]
templates = ["{{abbr}}", "{{abbr}}.{{parent}}"]
ours = true

[unit.list]
enabled = true
template = "ds-{{mailbox}}"
ours = true

[transfer.between]
mode = {transfer} # chuyển cơ quan: ask, keep (giữ), rename (đổi), new-box (hộp thư mới)
ours = true

[transfer.inside]
mode = "keep"
ours = true

[transfer.alias]
months = 24 # địa chỉ cũ còn nhận thư bao lâu sau khi đổi
ours = true

[leaver]
ours = true

[leaver.hold]
days = 90
ours = true

[bodies]
operator = {name}
addressee = {name}
ours = true
"""
