"""`fault`: what exactly is wrong with a server's TLS, found by a probe of our own.

libldap says of every bad certificate only "Can't contact LDAP server".
"""

import socket
import ssl
from pathlib import Path

from connector.errors import TargetRejected, foreign
from connector.targets.openldap.settings import OpenLdapSettings
from connector.text import NOTHING, Text

_START_TLS = bytes.fromhex("301d02010177188016") + b"1.3.6.1.4.1.1466.20037"
"""An extended request with the name of StartTLS (RFC 4511 4.14), message 1, in BER."""

_SUCCESS = b"\x0a\x01\x00"
"""resultCode 0 in an extended response."""

_HOST_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH
_ADDRESS_MISMATCH = 64  # X509_V_ERR_IP_ADDRESS_MISMATCH
_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_NOT_YET = 9  # X509_V_ERR_CERT_NOT_YET_VALID


def fault(settings: OpenLdapSettings) -> TargetRejected | None:
    """Return what is wrong with the server's TLS; None where it is well or nobody answers."""
    try:
        with socket.create_connection((settings.host, settings.port), settings.operation_timeout) as plain:
            if settings.start_tls and not _started(plain):
                return not_offered(settings.uri)
            with context(settings).wrap_socket(plain, server_hostname=settings.host):
                return None
    except ssl.SSLCertVerificationError as error:
        return _certificate(error, settings)
    except ssl.SSLError as error:
        return TargetRejected(
            Text(
                vi=f"Không thiết lập được kết nối TLS {foreign(error)}.",
                en=f"No TLS connection could be made {foreign(error)}.",
            ),
            where=settings.uri,
        )
    except OSError:
        return None


def require_readable(ca_file: Path) -> None:
    """Raise `TargetRejected` where the authority's file cannot be used."""
    try:
        ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ssl.SSLError) as error:
        raise TargetRejected(
            Text(
                vi="Không đọc được tệp chứng thư của cơ quan cấp (ca_file).",
                en="The authority's certificate file (ca_file) cannot be read.",
            ),
            where=str(ca_file),
            advice=Text(vi="Hãy đưa vào một tệp PEM đọc được.", en="Give a readable PEM file."),
        ) from error


def not_offered(uri: str) -> TargetRejected:
    """Return the error for a server, or somebody in between, that refuses StartTLS."""
    return TargetRejected(
        Text(
            vi="Máy chủ không nhận StartTLS; mật khẩu chưa được gửi đi.",
            en="The server does not accept StartTLS; no password was sent.",
        ),
        where=uri,
        advice=Text(
            vi="Hãy bật TLS trên máy chủ; nếu TLS đang bật, có thể ai đó chen vào đường truyền.",
            en="Enable TLS on the server; if it is enabled, somebody may sit in between.",
        ),
    )


def _started(plain: socket.socket) -> bool:
    plain.sendall(_START_TLS)
    return _SUCCESS in plain.recv(4096)


def context(settings: OpenLdapSettings) -> ssl.SSLContext:
    """Return how a server is verified. Raises `TargetRejected` where `ca_file` cannot be read."""
    if settings.ca_file is not None:
        require_readable(settings.ca_file)
    return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file is not None else None)


def _certificate(error: ssl.SSLCertVerificationError, settings: OpenLdapSettings) -> TargetRejected:
    told = foreign(error)
    what, advice = {
        _HOST_MISMATCH: _wrong_host(settings.host),
        _ADDRESS_MISMATCH: _wrong_host(settings.host),
        _EXPIRED: (
            Text(vi="Chứng thư của máy chủ đã hết hạn.", en="The server's certificate has expired."),
            Text(vi="Hãy cấp lại chứng thư.", en="Renew the certificate."),
        ),
        _NOT_YET: (
            Text(
                vi="Chứng thư của máy chủ chưa có hiệu lực.", en="The server's certificate is not valid yet."
            ),
            Text(vi="Hãy kiểm tra đồng hồ hai máy.", en="Check both machines' clocks."),
        ),
    }.get(
        error.verify_code,
        (
            Text(
                vi="Chứng thư của máy chủ không do cơ quan mà ca_file tin cậy cấp.",
                en="The server's certificate is not signed by an authority that ca_file trusts.",
            ),
            Text(vi="Hãy kiểm tra ca_file.", en="Check ca_file."),
        ),
    )
    detail = Text(vi=f"{what.vi} {told.vi}", en=f"{what.en} {told.en}")
    return TargetRejected(detail, where=settings.uri, advice=advice or NOTHING)


def _wrong_host(host: str) -> tuple[Text, Text]:
    return (
        Text(
            vi=f"Chứng thư của máy chủ không ghi tên {host}.",
            en=f"The server's certificate does not name {host}.",
        ),
        Text(
            vi="Hãy dùng đúng tên ghi trong chứng thư, hoặc cấp lại chứng thư.",
            en="Use the name the certificate has, or renew the certificate.",
        ),
    )
