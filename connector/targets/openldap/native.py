"""`connect`: the driver on python-ldap (libldap), with a window of writes under way at once."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import ldap
from ldap.controls import RequestControl
from ldap.controls.libldap import AssertionControl, SimplePagedResultsControl

from connector.errors import TargetError
from connector.targets.ldap_codec.changes import How
from connector.targets.openldap import codes, tls
from connector.targets.openldap.driver import (
    LOST,
    NO_OP,
    Add,
    Found,
    Modify,
    Operation,
    Reply,
    Scope,
    Search,
)
from connector.targets.openldap.settings import OpenLdapSettings

T = TypeVar("T")

_SCOPES = {Scope.BASE: ldap.SCOPE_BASE, Scope.SUBTREE: ldap.SCOPE_SUBTREE}
_HOWS = {How.ADD: ldap.MOD_ADD, How.DELETE: ldap.MOD_DELETE, How.REPLACE: ldap.MOD_REPLACE}
_GONE = (ldap.SERVER_DOWN, ldap.TIMEOUT, ldap.CONNECT_ERROR, ldap.UNAVAILABLE)
_NO_OP = RequestControl(NO_OP, criticality=True)


def connect(settings: OpenLdapSettings) -> "NativeDriver":
    """Return a bound connection. Raises `TargetRejected` or `TargetUnreachable`; tries a password once."""
    connection = _prepared(settings)
    try:
        if settings.start_tls:
            connection.start_tls_s()
        connection.simple_bind_s(settings.bind_dn, settings.password())
    except ldap.LDAPError as error:
        connection.unbind_ext_s()
        raise _connect_error(error, settings) from error
    return NativeDriver(connection, settings)


def _prepared(settings: OpenLdapSettings) -> Any:  # noqa: ANN401 - python-ldap ships no types
    connection = ldap.initialize(settings.uri)
    connection.set_option(ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3)
    connection.set_option(ldap.OPT_REFERRALS, ldap.OPT_OFF)
    # Without OPT_TIMEOUT a bind to a server that is frozen waits for ever.
    connection.set_option(ldap.OPT_TIMEOUT, settings.operation_timeout)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, settings.operation_timeout)
    if settings.scheme != "ldapi":
        # A send into a full socket of a frozen server has no other limit.
        connection.set_option(ldap.OPT_TCP_USER_TIMEOUT, int(settings.operation_timeout * 1000))
    if settings.encrypted:
        _verify(connection, settings)
    return connection


def _verify(connection: Any, settings: OpenLdapSettings) -> None:  # noqa: ANN401 - as above
    connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    connection.set_option(ldap.OPT_X_TLS_PROTOCOL_MIN, ldap.OPT_X_TLS_PROTOCOL_TLS1_2)
    if settings.ca_file is not None:
        tls.require_readable(settings.ca_file)
        connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(settings.ca_file))
    connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)  # last, or what stands above is not used


def _connect_error(error: ldap.LDAPError, settings: OpenLdapSettings) -> TargetError:
    code, told = _code(error), _told(error)
    if code is not None and code > 0 and not isinstance(error, (ldap.CONNECT_ERROR, ldap.TIMEOUT)):
        if settings.start_tls and isinstance(error, (ldap.PROTOCOL_ERROR, ldap.UNAVAILABLE)):
            return tls.not_offered(settings.uri)
        return codes.error(code, told, settings.uri)
    # libldap says of every bad certificate only that it cannot contact the server.
    fault = tls.fault(settings) if settings.encrypted else None
    return fault or codes.lost(settings.uri, told)


class NativeDriver:
    """A `Driver` over one python-ldap connection."""

    def __init__(
        self,
        connection: Any,  # noqa: ANN401 - python-ldap ships no types
        settings: OpenLdapSettings,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._monotonic = monotonic
        self._closed = False

    def search(self, search: Search) -> Iterator[Sequence[Found]]:
        """Yield page by page; while one is looked at, the server already makes the next."""
        deadline = self._monotonic() + self._settings.read_timeout
        try:
            message: int | None = self._ask(search, "")
            while message is not None:
                found, cookie = self._page(message, deadline)
                message = self._ask(search, cookie) if cookie else None
                yield found
        except ldap.LDAPError as error:
            raise self._read_error(error, search.base) from error

    def perform(
        self, operations: Iterable[tuple[T, Operation]], *, rehearse: bool = False
    ) -> Iterator[tuple[T, Reply]]:
        """Keep a window of operations under way."""
        waiting = iter(operations)
        flying: dict[int, T] = {}
        while True:
            lost = yield from self._fill(waiting, flying, rehearse=rehearse)
            if lost or not flying:
                break
            try:
                number, reply = self._answer()
            except _GONE as error:
                yield from _all_lost(flying, _told(error))
                break
            if number in flying:
                yield flying.pop(number), reply

    def close(self) -> None:
        """Unbind."""
        if not self._closed:
            self._closed = True
            self._connection.unbind_ext_s()

    def _fill(
        self, waiting: Iterator[tuple[T, Operation]], flying: dict[int, T], *, rehearse: bool
    ) -> Generator[tuple[T, Reply], None, bool]:
        """Send until the window is full. Returns whether the connection was lost, all yielded."""
        while len(flying) < self._settings.window:
            drawn = next(waiting, None)
            if drawn is None:
                return False
            name, operation = drawn
            try:
                flying[self._send(operation, rehearse=rehearse)] = name
            except _GONE as error:
                yield name, Reply(LOST, _told(error))
                yield from _all_lost(flying, _told(error))
                return True
            except ldap.LDAPError as error:
                yield name, Reply(_code(error), _told(error))
        return False

    def _send(self, operation: Operation, *, rehearse: bool) -> int:
        controls = [_NO_OP] if rehearse else []
        connection = self._connection
        if isinstance(operation, Add):
            message: int = connection.add_ext(operation.dn, list(operation.attributes.items()), controls)
            return message
        controls.append(AssertionControl(criticality=True, filterstr=operation.assertion))
        if isinstance(operation, Modify):
            parts = [(_HOWS[m.how], m.attribute, m.values or None) for m in operation.modifications]
            message = connection.modify_ext(operation.dn, parts, controls)
        else:
            message = connection.delete_ext(operation.dn, controls)
        return message

    def _answer(self) -> tuple[int, Reply]:
        """Return the next answer, whichever it is. Raises where there is none in time."""
        try:
            _, _, number, _ = self._connection.result3(
                ldap.RES_ANY, all=1, timeout=self._settings.operation_timeout
            )
        except _GONE as error:
            if _message(error) is None:
                raise
            return _message(error) or 0, Reply(_code(error), _told(error))
        except ldap.LDAPError as error:
            return _message(error) or 0, Reply(_code(error), _told(error))
        return number, Reply(0)

    def _ask(self, search: Search, cookie: str | bytes) -> int:
        page = SimplePagedResultsControl(criticality=True, size=self._settings.page, cookie=cookie)
        message: int = self._connection.search_ext(
            search.base, _SCOPES[search.scope], search.filter, list(search.attributes), serverctrls=[page]
        )
        return message

    def _page(self, message: int, deadline: float) -> tuple[list[Found], bytes]:
        patience = min(self._settings.operation_timeout, deadline - self._monotonic())
        if patience <= 0:
            raise ldap.TIMEOUT({"desc": f"read_timeout {self._settings.read_timeout:g} s"})
        _, data, _, controls = self._connection.result3(message, all=1, timeout=patience)
        pages = [one for one in controls if one.controlType == SimplePagedResultsControl.controlType]
        # A continuation reference has no DN; what it points to is another server's.
        return [one for one in data if one[0] is not None], pages[0].cookie if pages else b""

    def _read_error(self, error: ldap.LDAPError, where: str) -> TargetError:
        code = _code(error)
        if code is None or code < 0 or _message(error) is None:
            return codes.lost(self._settings.uri, _told(error))
        return codes.error(code, _told(error), where or self._settings.uri)


def _all_lost(flying: dict[int, T], told: str) -> Iterator[tuple[T, Reply]]:
    for name in flying.values():
        yield name, Reply(LOST, told)
    flying.clear()


def _detail(error: ldap.LDAPError, name: str) -> Any:  # noqa: ANN401 - a number or a string, by name
    told = error.args[0] if error.args else None
    return told.get(name) if isinstance(told, dict) else None


def _code(error: ldap.LDAPError) -> int | None:
    code: int | None = _detail(error, "result")
    return code


def _message(error: ldap.LDAPError) -> int | None:
    message: int | None = _detail(error, "msgid")
    return message


def _told(error: ldap.LDAPError) -> str:
    return str(_detail(error, "info") or _detail(error, "desc") or type(error).__name__)
