"""What an LDAP result code (RFC 4511 A.1) means to us. One table for both drivers."""

from enum import Enum, auto

from connector.errors import TargetError, TargetRejected, TargetUnreachable
from connector.text import NOTHING, Text


class Meaning(Enum):
    """What to do about an answer."""

    DONE = auto()
    LOOK = auto()
    """Something is not as we thought: read the entry and compare."""
    RETRY = auto()
    """Not now."""
    SERVER = auto()
    """The server itself is in trouble: not now, and after three in a row not at all."""
    STOP = auto()
    """The server takes no writes: end the run."""
    REFUSED = auto()
    """No to this entry, for good."""
    NO_RIGHT = auto()
    """No to this entry for want of rights; after a few, no to all."""
    REJECTED = auto()
    """No to us, whatever we ask."""


MEANINGS = {
    0: Meaning.DONE,
    1: Meaning.SERVER,  # operationsError
    2: Meaning.STOP,  # protocolError: we and the server do not understand each other
    3: Meaning.RETRY,  # timeLimitExceeded
    7: Meaning.REJECTED,  # authMethodNotSupported
    8: Meaning.REJECTED,  # strongerAuthRequired
    10: Meaning.REJECTED,  # referral: this is a replica
    11: Meaning.RETRY,  # adminLimitExceeded
    12: Meaning.REJECTED,  # unavailableCriticalExtension: no assertion control, so no safe write
    13: Meaning.REJECTED,  # confidentialityRequired
    16: Meaning.LOOK,  # noSuchAttribute: the old value is not there any more
    17: Meaning.REFUSED,  # undefinedAttributeType
    19: Meaning.REFUSED,  # constraintViolation: unique, constraint, ppolicy
    20: Meaning.LOOK,  # attributeOrValueExists
    21: Meaning.REFUSED,  # invalidAttributeSyntax; slapd's answer to an unknown object class, too
    32: Meaning.LOOK,  # noSuchObject
    34: Meaning.REFUSED,  # invalidDNSyntax
    48: Meaning.REJECTED,  # inappropriateAuthentication
    49: Meaning.REJECTED,  # invalidCredentials: one try, more would lock the service account
    50: Meaning.NO_RIGHT,  # insufficientAccessRights
    51: Meaning.RETRY,  # busy
    52: Meaning.RETRY,  # unavailable
    53: Meaning.STOP,  # unwillingToPerform: a read-only database
    54: Meaning.STOP,  # loopDetect
    64: Meaning.REFUSED,  # namingViolation
    65: Meaning.REFUSED,  # objectClassViolation
    66: Meaning.REFUSED,  # notAllowedOnNonLeaf
    67: Meaning.REFUSED,  # notAllowedOnRDN
    68: Meaning.LOOK,  # entryAlreadyExists
    69: Meaning.REFUSED,  # objectClassModsProhibited
    71: Meaning.STOP,  # affectsMultipleDSAs
    80: Meaning.SERVER,  # other: disk full, mdb maxsize
    122: Meaning.LOOK,  # assertionFailed
    123: Meaning.REJECTED,  # authorizationDenied
}
"""Result code of a write → what to do. A code that is not here is REFUSED: it concerns that entry."""

ASSERTION_FAILED = 122
CONSTRAINT = 19
ENTRY_EXISTS = 68
NO_SUCH_OBJECT = 32
NO_RIGHT = 50

_NOT_NOW = frozenset({3, 51, 52, 80})

_WORDS = {
    4: Text(
        vi="Máy chủ cắt bớt kết quả đọc (giới hạn số mục).",
        en="The server cut the answer short (size limit).",
    ),
    11: Text(
        vi="Máy chủ cắt bớt kết quả đọc (giới hạn quản trị).",
        en="The server cut the answer short (administrative limit).",
    ),
    8: Text(vi="Máy chủ đòi kết nối mã hoá (TLS).", en="The server demands an encrypted connection (TLS)."),
    10: Text(
        vi="Máy chủ này là bản sao, không nhận ghi.",
        en="This server is a replica and takes no writes.",
    ),
    12: Text(
        vi="Máy chủ không hỗ trợ điều kiện kèm theo (RFC 4528) hoặc phân trang (RFC 2696).",
        en="The server does not know the assertion (RFC 4528) or paging (RFC 2696) control.",
    ),
    13: Text(vi="Máy chủ đòi kết nối mã hoá (TLS).", en="The server demands an encrypted connection (TLS)."),
    32: Text(vi="Không có mục này trên máy chủ.", en="There is no such entry on the server."),
    49: Text(vi="Sai tên đăng nhập hoặc mật khẩu.", en="The bind DN or the password is wrong."),
    50: Text(vi="Tài khoản dịch vụ không đủ quyền.", en="The service account lacks the right."),
    53: Text(vi="Máy chủ đang không nhận ghi.", en="The server takes no writes at present."),
    80: Text(
        vi="Máy chủ gặp sự cố bên trong (có thể hết đĩa hoặc hết dung lượng cơ sở dữ liệu).",
        en="The server is in trouble itself (perhaps its disk or its database is full).",
    ),
}
_ADVICE = {
    4: Text(
        vi="Hãy đặt “limits … size.prtotal=unlimited” cho tài khoản dịch vụ;"
        " không lập kế hoạch từ dữ liệu thiếu.",
        en="Set “limits … size.prtotal=unlimited” for the service account; never plan from a partial read.",
    ),
    8: Text(vi="Hãy dùng ldaps:// hoặc start_tls.", en="Use ldaps:// or start_tls."),
    10: Text(vi="Hãy trỏ uri tới máy chủ chính.", en="Point uri at the provider."),
    49: Text(
        vi="Chỉ thử một lần để tài khoản không bị khoá; hãy kiểm tra bind_dn và tệp mật khẩu.",
        en="Tried once only, so that the account is not locked; check bind_dn and the password file.",
    ),
    50: Text(vi="Hãy kiểm tra ACL của máy chủ.", en="Check the server's ACLs."),
    80: Text(vi="Hãy xem nhật ký của slapd.", en="Look at slapd's log."),
}
_ADVICE[11] = _ADVICE[4]
_ADVICE[13] = _ADVICE[8]


def meaning(code: int) -> Meaning:
    """Return what the answer `code` to a write means."""
    return MEANINGS.get(code, Meaning.REFUSED)


def words(code: int, diagnostic: str = "") -> Text:
    """Return what `code` means in a sentence, with the server's own words behind it."""
    told = _WORDS.get(code, Text(vi="Máy chủ từ chối.", en="The server refuses."))
    own = f" (LDAP {code}: {diagnostic})" if diagnostic else f" (LDAP {code})"
    return Text(vi=told.vi + own, en=told.en + own)


def advice(code: int) -> Text:
    """Return what to do about `code`; empty where there is nothing general to say."""
    return _ADVICE.get(code, NOTHING)


def error(code: int, diagnostic: str, where: str) -> TargetError:
    """Return the error for an answer to a bind or a search that was not success."""
    kind = TargetUnreachable if code in _NOT_NOW else TargetRejected
    return kind(words(code, diagnostic), where=where, advice=advice(code))


def lost(where: str, why: str) -> TargetUnreachable:
    """Return the error for a connection that gave no answer."""
    return TargetUnreachable(
        Text(vi=f"Máy chủ LDAP không trả lời ({why}).", en=f"The LDAP server does not answer ({why})."),
        where=where,
        advice=Text(
            vi="Hãy kiểm tra máy chủ và đường mạng; lần chạy sau sẽ làm tiếp.",
            en="Check the server and the network; the next run goes on from there.",
        ),
    )


NO_ANSWER = Text(
    vi="Mất kết nối trước khi có trả lời; chưa biết đã ghi hay chưa.",
    en="The connection was lost before an answer; it may or may not be written.",
)
NOT_SENT = Text(
    vi="Chưa gửi: kết nối đã mất trước đó.",
    en="Not sent: the connection was lost before.",
)
