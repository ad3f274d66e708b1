"""`prove`: an account made for a moment shows whether the server keeps out whoever is suspended.

A lock means nothing by itself: slapo-ppolicy ignores `pwdAccountLockedTime` where the policy in force has no
`pwdLockout`, and everything where the policy entry is missing. Which policy is in force cannot be read. So an
account of no consequence is made, tried in each state, and removed::

    connector-canary   inetOrgPerson only: no address, no mail, not in the address book, no mark of ours
    password           random, new each time, nowhere but in this process and, hashed, in the server

What a killed check left behind is taken away by the next one.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from connector.errors import TargetError, TargetRejected
from connector.model.outcome import Finding
from connector.targets.ldap_codec.changes import How, Modification, equals
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.mapping import Lock
from connector.targets.ldap_codec.names import rdn
from connector.targets.ldap_codec.reader import FOR_GOOD, LONG_AGO, Attributes
from connector.targets.openldap import codes
from connector.targets.openldap.driver import Add, Delete, Driver, Modify, Operation, Scope, Search
from connector.targets.openldap.settings import OpenLdapSettings, PasswordDemand
from connector.text import NOTHING, Text

NAME = "connector-canary"
_MARK = "connector check: canary"
_MUST_CHANGE = "pwdReset"

Connect = Callable[[OpenLdapSettings], Driver]


class _Trial:
    """The canary, through whose eyes the server is seen."""

    def __init__(self, driver: Driver, settings: OpenLdapSettings, codec: LdapCodec, password: str) -> None:
        self._driver = driver
        self._codec = codec
        self.dn = f"{rdn('cn', NAME)},{codec.container('person')}"
        self._guard = equals("description", _MARK)
        self._as_canary = replace(settings, bind_dn=self.dn, password=lambda: password)
        self._password = password

    def make(self) -> None:
        """Make the account; one that a killed check left is removed first."""
        self.remove()
        attributes = {
            "objectClass": [b"inetOrgPerson"],
            "cn": [NAME.encode()],
            "sn": [NAME.encode()],
            "description": [_MARK.encode()],
            "userPassword": [self._password.encode()],
        }
        self._do(Add(self.dn, attributes))

    def remove(self) -> None:
        """Remove the account, if it is there and is a canary."""
        self._do(Delete(self.dn, self._guard), codes.NO_SUCH_OBJECT)

    def set(self, **values: bytes | None) -> None:
        """Set or remove attributes."""
        parts = [
            Modification(How.REPLACE, name, [value] if value is not None else [])
            for name, value in values.items()
        ]
        self._do(Modify(self.dn, parts, self._guard))

    def gets_in(self, connect: Connect) -> bool:
        """Tell whether the right password opens the account. Raises TargetUnreachable."""
        try:
            connect(self._as_canary).close()
        except TargetRejected:
            return False
        return True

    def is_restricted(self, connect: Connect) -> bool:
        """Tell whether the account, once in, is refused whatever it asks: here, to remove what is not there.

        The policy answers 50 before anybody looks whether there is something; else it is 32.
        """
        seen = connect(self._as_canary)
        try:
            [(_, reply)] = seen.perform([(None, Delete(f"cn=nothing,{self.dn}", self._guard))])
        finally:
            seen.close()
        return reply.code == codes.NO_RIGHT

    def _do(self, operation: Operation, *fine: int) -> None:
        [(_, reply)] = self._driver.perform([(None, operation)])
        if reply.code is None:
            raise codes.lost(self.dn, reply.words)
        if reply.code not in (0, *fine):
            raise codes.error(reply.code, reply.words, self.dn)


def prove(
    driver: Driver,
    settings: OpenLdapSettings,
    codec: LdapCodec,
    connect: Connect,
    password: Callable[[], str],
) -> Iterator[Finding]:
    """Yield what the canary found; it is gone afterwards, whatever happens."""
    lock = codec.mapping.lock
    if lock is None:
        yield Finding(
            ok=False,
            text=Text(
                vi="Tệp ánh xạ không có bảng [lock]: chỉ bộ lọc của máy chủ thư ngăn được người bị tạm khóa.",
                en="The mapping has no table [lock]: only the mail server's filters keep suspended people out.",
            ),
            advice=Text(vi="Xem docs/mappings.md.", en="See docs/mappings.md."),
        )
        return
    trial = _Trial(driver, settings, codec, password())
    trial.make()
    try:
        yield from _findings(trial, lock, connect)
    finally:
        trial.remove()


def _findings(trial: _Trial, lock: Lock, connect: Connect) -> Iterator[Finding]:
    if not trial.gets_in(connect):
        yield Finding(
            ok=False,
            text=Text(
                vi="Tài khoản thử không đăng nhập được khi đang hoạt động: chưa chứng minh được gì về khóa.",
                en="The canary cannot log in while it is active: nothing is proven about locks.",
            ),
            advice=Text(
                vi="Hãy kiểm tra quyền “by anonymous auth” trên userPassword.",
                en="Check the right “by anonymous auth” on userPassword.",
            ),
        )
        return
    for name, value in ((lock.locked, FOR_GOOD), (lock.ends, LONG_AGO)):
        trial.set(**{name: value})
        out = not trial.gets_in(connect)
        trial.set(**{name: None})
        yield _bites(name) if out else _does_not_bite(name)
    if not trial.gets_in(connect):
        yield Finding(
            ok=False,
            text=Text(
                vi="Tài khoản thử đã mở khóa mà vẫn không đăng nhập được.",
                en="The canary was unlocked and still cannot log in.",
            ),
        )
    if trial.is_restricted(connect):
        yield Finding(
            ok=True,
            text=Text(
                vi="Chưa thử được việc buộc đổi mật khẩu: tài khoản thử vốn đã không được làm gì.",
                en="Must-change could not be tried: the canary may do nothing as it is.",
            ),
        )
        return
    trial.set(**{_MUST_CHANGE: b"TRUE"})
    idle = trial.is_restricted(connect)
    yield Finding(
        ok=idle,
        text=Text(
            vi="Tài khoản phải đổi mật khẩu không làm được gì khác ngoài đổi mật khẩu.",
            en="Who has to change the password can do nothing else.",
        )
        if idle
        else Text(
            vi="Tài khoản phải đổi mật khẩu vẫn dùng được như thường.",
            en="Who has to change the password can do everything as usual.",
        ),
        advice=NOTHING if idle else _POLICY,
    )


_POLICY = Text(
    vi="Hãy đặt ppolicy_default trỏ tới một mục pwdPolicy có thật, có pwdLockout TRUE và pwdMustChange TRUE.",
    en="Let ppolicy_default name a pwdPolicy entry that exists, with pwdLockout TRUE and pwdMustChange TRUE.",
)


def _bites(name: str) -> Finding:
    return Finding(
        ok=True,
        text=Text(
            vi=f"Tài khoản thử bị {name} chặn đăng nhập, và mở lại được.",
            en=f"{name} keeps the canary out, and lets it in again.",
        ),
    )


def _does_not_bite(name: str) -> Finding:
    return Finding(
        ok=False,
        text=Text(
            vi=f"{name} KHÔNG có tác dụng: người bị tạm khóa vẫn đăng nhập được.",
            en=f"{name} has NO effect: suspended people can still log in.",
        ),
        advice=_POLICY,
    )


def policies(driver: Driver, codec: LdapCodec, demand: PasswordDemand | None) -> Iterator[Finding]:
    """Yield what can be read of password policies below the base; which one is in force cannot be read."""
    if codec.mapping.lock is None:
        return
    names = ("pwdLockout", "pwdMinLength", "pwdMaxAge")
    search = Search(codec.base_dn, filter="(objectClass=pwdPolicy)", attributes=names)
    try:
        found = [attributes for page in driver.search(search) for _, attributes in page]
    except TargetError:
        found = []
    if not found:
        yield Finding(
            ok=False,
            text=Text(
                vi="Không thấy mục chính sách mật khẩu (pwdPolicy) nào: không có nó thì mọi kiểu khóa đều vô hiệu.",
                en="No password policy (pwdPolicy) can be seen: without one no lock of any kind works.",
            ),
            advice=_POLICY,
        )
        return
    if not any(attributes.get("pwdLockout", [b""])[0].upper() == b"TRUE" for attributes in found):
        yield Finding(
            ok=False,
            text=Text(
                vi="Không chính sách mật khẩu nào có pwdLockout TRUE: pwdAccountLockedTime vô hiệu.",
                en="No password policy has pwdLockout TRUE: pwdAccountLockedTime has no effect.",
            ),
            advice=_POLICY,
        )
    if demand is not None:
        yield _demanded(demand, any(_satisfies(attributes, demand) for attributes in found))


def own_policies(driver: Driver, codec: LdapCodec) -> Iterator[Finding]:
    """Yield which boxes are under another policy than the default, where that one lets people in who are locked.

    The canary says nothing of them. Of these, and only of these, it can be read which policy is in force.
    """
    if codec.mapping.lock is None:
        return
    ours = equals(codec.mapping.owner, codec.owner)
    search = Search(codec.base_dn, filter=f"(&{ours}({_OWN_POLICY}=*))", attributes=(_OWN_POLICY,))
    under = Counter(
        attributes[_OWN_POLICY][0].decode(errors="replace")
        for page in driver.search(search)
        for _, attributes in page
        if attributes.get(_OWN_POLICY)
    )
    for policy, boxes in sorted(under.items()):
        if not _locks_out(driver, policy):
            yield Finding(
                ok=False,
                text=Text(
                    vi=f"{boxes} hộp thư theo chính sách riêng {policy}, mà chính sách này không thấy được hoặc không"
                    " có pwdLockout TRUE: tạm khóa, đóng có thể không ngăn được đăng nhập.",
                    en=f"{boxes} boxes are under a policy of their own, {policy}, which cannot be seen or has no"
                    " pwdLockout TRUE: suspended or closed, people may still log in.",
                ),
                advice=Text(
                    vi=f"Hãy bỏ {_OWN_POLICY} ở các hộp thư ấy, hoặc sửa chính sách.",
                    en=f"Remove {_OWN_POLICY} from these boxes, or correct the policy.",
                ),
            )


_OWN_POLICY = "pwdPolicySubentry"


def _locks_out(driver: Driver, policy: str) -> bool:
    search = Search(policy, Scope.BASE, filter="(objectClass=pwdPolicy)", attributes=("pwdLockout",))
    try:
        found = [attributes for page in driver.search(search) for _, attributes in page]
    except TargetRejected:
        return False
    return any(attributes.get("pwdLockout", [b""])[0].upper() == b"TRUE" for attributes in found)


def _satisfies(attributes: Attributes, demand: PasswordDemand) -> bool:
    length, age = (_number(attributes, name) for name in ("pwdMinLength", "pwdMaxAge"))
    if length < demand.least_length:
        return False
    return demand.longest_days is None or 0 < age <= demand.longest_days * _DAY


_DAY = 86_400


def _number(attributes: Attributes, name: str) -> int:
    value = attributes.get(name, [b"0"])[0]
    return int(value) if value.isdigit() else 0


def _demanded(demand: PasswordDemand, satisfied: bool) -> Finding:  # noqa: FBT001 - one finding, either way
    article = f" ({demand.article})" if demand.article else ""
    days = demand.longest_days
    vi = f"mật khẩu ít nhất {demand.least_length} ký tự" + (f", đổi trong {days} ngày" if days else "")
    en = f"passwords of {demand.least_length} characters" + (f", changed within {days} days" if days else "")
    if satisfied:
        return Finding(
            ok=True,
            text=Text(
                vi=f"Có chính sách mật khẩu đúng như quy chế: {vi}{article}.",
                en=f"There is a password policy as the regulation wants it: {en}{article}.",
            ),
        )
    return Finding(
        ok=False,
        text=Text(
            vi=f"Không chính sách mật khẩu nào đúng như quy chế: {vi}{article}.",
            en=f"No password policy is as the regulation wants it: {en}{article}.",
        ),
        advice=Text(
            vi="Đặt pwdMinLength và pwdMaxAge ở mục pwdPolicy mà ppolicy_default trỏ tới.",
            en="Set pwdMinLength and pwdMaxAge in the pwdPolicy entry that ppolicy_default names.",
        ),
    )
