"""A new password as LDAP attributes: its hash, that it has to be changed, and which envelope holds it."""

from collections.abc import Sequence

from connector.errors import SettingsError
from connector.model.envelope import PasswordState
from connector.ports.envelopes import NewPassword
from connector.targets.ldap_codec.changes import How, Modification, equals
from connector.targets.ldap_codec.codec import LdapCodec
from connector.targets.ldap_codec.mapping import PasswordMapping
from connector.targets.ldap_codec.reader import Attributes
from connector.text import Text


def mapped(codec: LdapCodec) -> PasswordMapping:
    """Return which attributes passwords are. Raises SettingsError where the mapping names none."""
    if codec.mapping.password is None:
        raise SettingsError(
            Text(
                vi="tệp ánh xạ không có bảng [password] nên không đặt được mật khẩu.",
                en="the mapping has no table [password], so no password can be set.",
            ),
            where="target.mapping",
            advice=Text(vi="Xem docs/mappings.md.", en="See docs/mappings.md."),
        )
    return codec.mapping.password


def password_attributes(codec: LdapCodec, password: NewPassword) -> dict[str, list[bytes]]:
    """Return what is written with a password; the server never sees it in clear."""
    names = mapped(codec)
    return {
        names.hash: [password.hashed().encode()],
        names.must_change: [b"TRUE"],
        names.envelope: [password.envelope.encode()],
    }


def password_modifications(codec: LdapCodec, password: NewPassword) -> list[Modification]:
    """Return the same as one modification of an entry that is there."""
    found = password_attributes(codec, password)
    return [Modification(How.REPLACE, name, values) for name, values in found.items()]


def password_guard(codec: LdapCodec, key: str) -> str:
    """Return the filter that is true of our entry with `key` only (RFC 4528)."""
    return f"(&{equals(codec.mapping.owner, codec.owner)}{equals(codec.mapping.key, key)})"


def asked(codec: LdapCodec) -> Sequence[str]:
    """Return the attributes to read for `password_state`."""
    names = mapped(codec)
    return (codec.mapping.owner, codec.mapping.key, names.must_change, names.envelope)


def password_state(codec: LdapCodec, attributes: Attributes) -> PasswordState:
    """Return what an entry says of its password."""
    names = mapped(codec)
    envelope, must_change = attributes.get(names.envelope), attributes.get(names.must_change)
    return PasswordState(
        envelope[0].decode(errors="replace") if envelope else "",
        bool(must_change) and must_change[0].upper() == b"TRUE",  # type: ignore[index] # bool() checked it
    )
