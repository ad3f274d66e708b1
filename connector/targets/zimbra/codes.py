"""What a Zimbra fault code or an HTTP status means to us. Sender and Receiver say nothing about that."""

from enum import Enum, auto

from connector.errors import TargetError, TargetRejected, TargetUnreachable
from connector.text import NOTHING, Text


class Meaning(Enum):
    """What to do about a fault."""

    LOGIN = auto()
    """The login is over; nothing was done."""
    RETRY = auto()
    """Not now."""
    UNCLEAR = auto()
    """It may have been done or not, and may pass or not: read, try once more, then take it for a no."""
    LOOK = auto()
    """Something is not as we thought: read the entry and compare."""
    REFUSED = auto()
    """No to this entry, for good."""
    NO_RIGHT = auto()
    """No to this entry for want of rights; after a few, no to all."""
    STOP = auto()
    """No to everything that would follow: end the run."""


MEANINGS = {
    "service.AUTH_EXPIRED": Meaning.LOGIN,
    "service.AUTH_REQUIRED": Meaning.LOGIN,
    "service.TEMPORARILY_UNAVAILABLE": Meaning.RETRY,
    "service.RESOURCE_UNREACHABLE": Meaning.RETRY,
    "service.PROXY_ERROR": Meaning.RETRY,
    "service.INTERRUPTED": Meaning.RETRY,
    "service.ALREADY_IN_PROGRESS": Meaning.RETRY,
    "ldap.LDAP_ERROR": Meaning.RETRY,
    "service.FAILURE": Meaning.UNCLEAR,
    "account.ACCOUNT_EXISTS": Meaning.LOOK,
    "account.ALIAS_EXISTS": Meaning.LOOK,
    "account.DISTRIBUTION_LIST_EXISTS": Meaning.LOOK,
    "account.NO_SUCH_ACCOUNT": Meaning.LOOK,
    "account.NO_SUCH_ALIAS": Meaning.LOOK,
    "account.NO_SUCH_DISTRIBUTION_LIST": Meaning.LOOK,
    "account.NO_SUCH_MEMBER": Meaning.LOOK,
    "service.NOT_FOUND": Meaning.LOOK,
    "service.INVALID_REQUEST": Meaning.REFUSED,
    "service.PARSE_ERROR": Meaning.REFUSED,
    "service.UNKNOWN_DOCUMENT": Meaning.REFUSED,
    "account.INVALID_ATTR_NAME": Meaning.REFUSED,
    "account.INVALID_ATTR_VALUE": Meaning.REFUSED,
    "account.INVALID_PASSWORD": Meaning.REFUSED,
    "account.MULTIPLE_ACCOUNTS_MATCHED": Meaning.REFUSED,
    "account.NO_SUCH_COS": Meaning.REFUSED,
    "account.NO_SUCH_DOMAIN": Meaning.REFUSED,
    "account.NO_SUCH_SERVER": Meaning.REFUSED,
    "account.PASSWORD_CHANGE_TOO_SOON": Meaning.REFUSED,
    "account.PASSWORD_RECENTLY_USED": Meaning.REFUSED,
    "ldap.INVALID_ATTR_NAME": Meaning.REFUSED,
    "ldap.INVALID_ATTR_VALUE": Meaning.REFUSED,
    "ldap.OBJECT_CLASS_VIOLATION": Meaning.REFUSED,
    "service.PERM_DENIED": Meaning.NO_RIGHT,
    "account.AUTH_FAILED": Meaning.STOP,
    "account.CHANGE_PASSWORD": Meaning.STOP,
    "account.MAINTENANCE_MODE": Meaning.STOP,
    "account.TOO_MANY_ACCOUNTS": Meaning.STOP,
    "service.LICENSE_ERROR": Meaning.STOP,
    "service.NON_READONLY_OPERATION_DENIED": Meaning.STOP,
}
"""Fault code → what to do. A code that is not here is UNCLEAR: read back, and do not insist.

From ServiceException, AccountServiceException and LdapException of zm-mailbox 10.1.
"""

TAKEN = frozenset({"account.ACCOUNT_EXISTS", "account.ALIAS_EXISTS", "account.DISTRIBUTION_LIST_EXISTS"})
"""Codes that say: somebody has this address."""

NO_SUCH_ALIAS = "account.NO_SUCH_ALIAS"
NO_SUCH_LIST = "account.NO_SUCH_DISTRIBUTION_LIST"
UNKNOWN_REQUEST = "service.UNKNOWN_DOCUMENT"

_LOGIN_ENDS = Text(
    vi="Zimbra kết thúc phiên đăng nhập ngay sau khi đăng nhập.",
    en="Zimbra ends the login right after it was made.",
)
_LOGIN_ENDS_ADVICE = Text(
    vi="Hãy kiểm tra zimbraAdminAuthTokenLifetime và trạng thái của tài khoản quản trị.",
    en="Check zimbraAdminAuthTokenLifetime and the state of the administrator's account.",
)

_WORDS = {
    "service.AUTH_EXPIRED": _LOGIN_ENDS,
    "service.AUTH_REQUIRED": _LOGIN_ENDS,
    "account.AUTH_FAILED": Text(
        vi="Sai địa chỉ quản trị hoặc mật khẩu.", en="The administrator's address or password is wrong."
    ),
    "account.CHANGE_PASSWORD": Text(
        vi="Mật khẩu của tài khoản quản trị phải được đổi trước.",
        en="The administrator's password has to be changed first.",
    ),
    "account.MAINTENANCE_MODE": Text(
        vi="Tài khoản quản trị hoặc tên miền đang bảo trì.",
        en="The administrator's account or its domain is under maintenance.",
    ),
    "account.TOO_MANY_ACCOUNTS": Text(
        vi="Tên miền đã hết số tài khoản được phép.", en="The domain has no accounts left to give."
    ),
    "service.LICENSE_ERROR": Text(vi="Giấy phép Zimbra không đủ.", en="The Zimbra licence does not suffice."),
    "service.NON_READONLY_OPERATION_DENIED": Text(
        vi="Zimbra đang chỉ cho đọc.", en="Zimbra is read-only at present."
    ),
    "service.PERM_DENIED": Text(
        vi="Tài khoản quản trị không đủ quyền.", en="The administrator lacks the right."
    ),
    "account.NO_SUCH_DOMAIN": Text(vi="Zimbra không có tên miền này.", en="Zimbra has no such domain."),
    "account.TOO_MANY_SEARCH_RESULTS": Text(
        vi="Zimbra cắt bớt kết quả tìm kiếm.", en="Zimbra cut the answer to a search short."
    ),
    "account.INVALID_PASSWORD": Text(
        vi="Mật khẩu ban đầu không đạt chính sách của Zimbra; có thể tài khoản đã có mà chưa có mật khẩu.",
        en="The first password does not meet Zimbra's policy; the account may be there without one.",
    ),
}
_ADVICE = {
    "service.AUTH_EXPIRED": _LOGIN_ENDS_ADVICE,
    "service.AUTH_REQUIRED": _LOGIN_ENDS_ADVICE,
    "account.AUTH_FAILED": Text(
        vi="Chỉ thử một lần (quá 10 lần sai Zimbra chặn máy này 15 phút); hãy kiểm tra admin và tệp mật khẩu.",
        en="Tried once only (after 10 failures Zimbra blocks this machine for 15 minutes); check admin and the"
        " password file.",
    ),
    "service.PERM_DENIED": Text(
        vi="Hãy cấp quyền quản trị toàn cục, hoặc các quyền nêu trong docs/zimbra.md.",
        en="Make it a global administrator, or grant the rights listed in docs/zimbra.md.",
    ),
    "account.NO_SUCH_DOMAIN": Text(
        vi="Hãy sửa domains hoặc tạo tên miền.", en="Correct domains or create it."
    ),
    "account.TOO_MANY_ACCOUNTS": Text(
        vi="Hãy tăng zimbraDomainMaxAccounts.", en="Raise zimbraDomainMaxAccounts."
    ),
}


def meaning(code: str) -> Meaning:
    """Return what the fault `code` in answer to a write means."""
    return MEANINGS.get(code, Meaning.UNCLEAR)


def words(code: str, diagnostic: str = "") -> Text:
    """Return what `code` means in a sentence, with Zimbra's own words behind it."""
    told = _WORDS.get(code, Text(vi="Zimbra từ chối.", en="Zimbra refuses."))
    own = f" ({code}: {diagnostic})" if diagnostic else f" ({code})"
    return Text(vi=told.vi + own, en=told.en + own)


def advice(code: str) -> Text:
    """Return what to do about `code`; empty where there is nothing general to say."""
    return _ADVICE.get(code, NOTHING)


def error(code: str, diagnostic: str, where: str) -> TargetError:
    """Return the error for a fault in answer to a login or a question."""
    passing = meaning(code) in (Meaning.RETRY, Meaning.UNCLEAR) and code != "account.TOO_MANY_SEARCH_RESULTS"
    kind = TargetUnreachable if passing else TargetRejected
    return kind(words(code, diagnostic), where=where, advice=advice(code))


def lost(where: str, why: str) -> TargetUnreachable:
    """Return the error for a connection that gave no answer, or half of one."""
    return TargetUnreachable(
        Text(vi=f"Máy chủ Zimbra không trả lời ({why}).", en=f"The Zimbra server does not answer ({why})."),
        where=where,
        advice=Text(
            vi="Hãy kiểm tra máy chủ và đường mạng; lần chạy sau sẽ làm tiếp.",
            en="Check the server and the network; the next run goes on from there.",
        ),
    )


def http_error(status: int, where: str) -> TargetError:
    """Return the error for an HTTP answer that is not SOAP."""
    if status in (429, 503):
        return TargetUnreachable(
            Text(
                vi=f"Zimbra tạm không nhận yêu cầu (HTTP {status}).",
                en=f"Zimbra takes no requests at present (HTTP {status}).",
            ),
            where=where,
            advice=Text(
                vi="Nếu lặp lại: thêm máy này vào zimbraHttpThrottleSafeIPs rồi khởi động lại mailboxd.",
                en="If it happens again: add this machine to zimbraHttpThrottleSafeIPs and restart mailboxd.",
            ),
        )
    if status == 200 or status >= 500:  # noqa: PLR2004 - HTTP's own numbers
        return lost(where, f"HTTP {status}, không phải SOAP · not SOAP")
    return TargetRejected(
        Text(
            vi=f"Địa chỉ này không phải dịch vụ quản trị Zimbra (HTTP {status}).",
            en=f"This address is not Zimbra's admin service (HTTP {status}).",
        ),
        where=where,
        advice=Text(
            vi="Hãy kiểm tra url (thường là https://máy-chủ:7071/service/admin/soap/).",
            en="Check url (usually https://host:7071/service/admin/soap/).",
        ),
    )


NO_ANSWER = Text(
    vi="Mất kết nối trước khi có trả lời; chưa biết đã ghi hay chưa.",
    en="The connection was lost before an answer; it may or may not be written.",
)
NOT_DONE = Text(
    vi="Zimbra chưa ghi; sẽ thử lại.",
    en="Zimbra has not written it; it is tried again.",
)
