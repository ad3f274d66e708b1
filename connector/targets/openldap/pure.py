"""`connect`: the driver on ldap3, which installs anywhere; one operation at a time."""

import math
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import ldap3
from ldap3.core.exceptions import LDAPExceptionError, LDAPStartTLSError
from ldap3.operation.search import compile_filter, parse_filter
from pyasn1.codec.ber import encoder

from connector.errors import TargetError
from connector.targets.ldap_codec.changes import How
from connector.targets.openldap import codes, tls
from connector.targets.openldap.driver import (
    LOST,
    NO_OP,
    NO_OPERATION,
    Add,
    Delete,
    Found,
    Operation,
    Reply,
    Scope,
    Search,
)
from connector.targets.openldap.settings import OpenLdapSettings

T = TypeVar("T")

_SCOPES = {Scope.BASE: ldap3.BASE, Scope.SUBTREE: ldap3.SUBTREE}
_HOWS = {How.ADD: ldap3.MODIFY_ADD, How.DELETE: ldap3.MODIFY_DELETE, How.REPLACE: ldap3.MODIFY_REPLACE}
_ASSERTION = "1.3.6.1.1.12"
_PAGED = "1.2.840.113556.1.4.319"

Control = tuple[str, bool, bytes | None]


def connect(settings: OpenLdapSettings) -> "PureDriver":
    """Return a bound connection. Raises `TargetRejected` or `TargetUnreachable`; tries a password once."""
    connection = ldap3.Connection(
        _server(settings),
        user=settings.bind_dn,
        password=settings.password(),
        auto_bind=ldap3.AUTO_BIND_NONE,
        auto_referrals=False,
        check_names=False,
        return_empty_attributes=False,
        raise_exceptions=False,
        receive_timeout=math.ceil(settings.operation_timeout),
    )
    try:
        bound = _bind(connection, settings)
    except LDAPExceptionError as error:
        _drop(connection, connection.socket)
        raise _connect_error(error, settings) from error
    except TargetError:
        _drop(connection, connection.socket)
        raise
    if not bound:
        code, told = int(connection.result["result"]), str(connection.result["message"])
        _drop(connection, connection.socket)
        raise codes.error(code, told, settings.uri)
    return PureDriver(connection, settings)


def _bind(connection: Any, settings: OpenLdapSettings) -> bool:  # noqa: ANN401 - its stubs know only half
    connection.open(read_server_info=False)
    if settings.start_tls and not connection.start_tls(read_server_info=False):
        raise tls.not_offered(settings.uri)
    return bool(connection.bind(read_server_info=False))


def _connect_error(error: LDAPExceptionError, settings: OpenLdapSettings) -> TargetError:
    fault = tls.fault(settings) if settings.encrypted else None
    if fault is None and isinstance(error, LDAPStartTLSError):
        return tls.not_offered(settings.uri)
    return fault or codes.lost(settings.uri, str(error))


def _drop(connection: Any, opened: socket.socket | None) -> None:  # noqa: ANN401 - as above
    """End a connection, also one that ldap3 has given up half way without closing its socket."""
    with suppress(LDAPExceptionError, OSError):
        connection.unbind()
    if opened is not None:
        opened.close()


class _VerifiedTls(ldap3.Tls):
    """TLS by Python's own verification; ldap3 verifies nothing unasked, and host names in its own way."""

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = context
        self._host = host

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002 - ldap3's
        """Put TLS around the connection's socket; raises `ssl.SSLError` where anything is wrong."""
        connection.socket = self._context.wrap_socket(
            connection.socket, server_hostname=self._host, do_handshake_on_connect=do_handshake
        )


def _server(settings: OpenLdapSettings) -> ldap3.Server:
    security = None
    if settings.encrypted:
        security = _VerifiedTls(tls.context(settings), settings.host)
    return ldap3.Server(
        settings.uri if settings.scheme == "ldapi" else settings.host,
        port=settings.port or None,
        use_ssl=settings.scheme == "ldaps",
        tls=security,
        get_info=ldap3.NONE,
        connect_timeout=settings.operation_timeout,
    )


class PureDriver:
    """A `Driver` over one ldap3 connection."""

    def __init__(
        self,
        connection: Any,  # noqa: ANN401 - its stubs know only half of it
        settings: OpenLdapSettings,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._socket: socket.socket | None = connection.socket
        self._settings = settings
        self._monotonic = monotonic

    def search(self, search: Search) -> Iterator[Sequence[Found]]:
        """Yield page by page."""
        deadline = self._monotonic() + self._settings.read_timeout
        cookie: bytes | None = None
        while True:
            if self._monotonic() > deadline:
                raise codes.lost(self._settings.uri, f"read_timeout {self._settings.read_timeout:g} s")
            found, cookie = self._page(search, cookie)
            yield found
            if not cookie:
                return

    def perform(
        self, operations: Iterable[tuple[T, Operation]], *, rehearse: bool = False
    ) -> Iterator[tuple[T, Reply]]:
        """Do one after the other."""
        for name, operation in operations:
            reply = self._do(operation, rehearse=rehearse)
            yield name, reply
            if reply.code is LOST:
                return

    def close(self) -> None:
        """Unbind."""
        _drop(self._connection, self._socket)

    def _page(self, search: Search, cookie: bytes | None) -> tuple[list[Found], bytes | None]:
        connection = self._connection
        try:
            connection.search(
                search.base,
                search.filter,
                _SCOPES[search.scope],
                attributes=list(search.attributes),
                paged_size=self._settings.page,
                paged_criticality=True,
                paged_cookie=cookie,
            )
        except LDAPExceptionError as error:
            raise self._lost(error) from error
        result: dict[str, Any] = connection.result
        if result["result"] != 0:
            raise codes.error(result["result"], result["message"], search.base or self._settings.uri)
        found: list[Found] = [
            (entry["dn"], dict(entry["raw_attributes"]))
            for entry in connection.response or ()
            if entry["type"] == "searchResEntry"
        ]
        page = (result.get("controls") or {}).get(_PAGED)
        return found, page["value"]["cookie"] if page else None

    def _do(self, operation: Operation, *, rehearse: bool) -> Reply:
        controls: list[Control] = [(NO_OP, True, None)] if rehearse else []
        try:
            self._send(operation, controls)
        except LDAPExceptionError as error:
            # Whatever ldap3 stumbled over, it may have been after the request had left.
            return Reply(LOST, type(error).__name__)
        except KeyError as error:
            if error.args != (NO_OPERATION,):
                raise
            # ldap3 looks every code up in a table of its own, where this one is missing.
            return Reply(NO_OPERATION)
        result: dict[str, Any] = self._connection.result
        return Reply(int(result["result"]), str(result["message"]))

    def _send(self, operation: Operation, controls: list[Control]) -> None:
        if isinstance(operation, Add):
            self._connection.add(operation.dn, attributes=dict(operation.attributes), controls=controls)
            return
        controls.append(_assertion(operation.assertion))
        if isinstance(operation, Delete):
            self._connection.delete(operation.dn, controls=controls)
            return
        changes: dict[str, list[tuple[Any, list[bytes]]]] = {}
        for part in operation.modifications:
            changes.setdefault(part.attribute, []).append((_HOWS[part.how], part.values))
        self._connection.modify(operation.dn, changes, controls=controls)

    def _lost(self, error: LDAPExceptionError) -> TargetError:
        return codes.lost(self._settings.uri, type(error).__name__)


def _assertion(filter_text: str) -> Control:
    tree = parse_filter(  # type: ignore[no-untyped-call] # types-ldap3 leaves it untyped
        filter_text, None, auto_escape=True, auto_encode=False, validator=None, check_names=False
    )
    parsed = compile_filter(tree.elements[0])  # type: ignore[no-untyped-call] # likewise
    return _ASSERTION, True, encoder.encode(parsed)
