"""age (age-encryption.org/v1, X25519): `seal`, `seal_to_own`, `unseal`, `new_identity`."""

from collections.abc import Sequence

import pyrage
from pyrage import x25519

from connector.errors import SettingsError
from connector.text import Text

SECRET = "AGE-SECRET-KEY-1"  # noqa: S105 - how a secret key begins, not one


def _recipient(text: str) -> x25519.Recipient:
    """Return the public key `age1…`. Raises SettingsError."""
    try:
        return x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise SettingsError(
            Text(
                vi=f"“{text}” không phải khóa công khai của age.", en=f"“{text}” is not a public key of age."
            ),
            where="passwords.agency.recipients",
            advice=Text(
                vi="Khóa có dạng age1…; tạo bằng `connector password keygen TỆP`.",
                en="It looks like age1…; make one with `connector password keygen FILE`.",
            ),
        ) from error


def _identity(text: str, where: str) -> x25519.Identity:
    """Return the secret key in the text of a file as age-keygen writes it. Raises SettingsError."""
    keys = [line.strip() for line in text.splitlines() if line.startswith(SECRET)]
    try:
        return x25519.Identity.from_str(keys[0])
    except (IndexError, pyrage.IdentityError) as error:
        # The words of the error may hold part of the key.
        raise SettingsError(
            Text(vi="tệp này không có khóa bí mật của age.", en="there is no secret key of age in it."),
            where=where,
            advice=Text(
                vi="Tạo bằng `connector password keygen TỆP`.",
                en="Make one with `connector password keygen FILE`.",
            ),
        ) from type(error)()


def new_identity() -> tuple[str, str]:
    """Return a new key: the text of its file, and its public half."""
    made = x25519.Identity.generate()
    public = str(made.to_public())
    return f"# public key: {public}\n{made}\n", public


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """Return `content` for the holder of any of these public keys. Raises SettingsError."""
    return bytes(pyrage.encrypt(content, [_recipient(one) for one in recipients]))


def seal_to_own(content: bytes, key: str, where: str) -> bytes:
    """Return `content` for the holder of the secret key in `key`, the text of its file. Raises SettingsError."""
    return bytes(pyrage.encrypt(content, [_identity(key, where).to_public()]))


def unseal(content: bytes, key: str, where: str) -> bytes:
    """Return what was sealed to the secret key in `key`. Raises SettingsError where it was sealed to another."""
    try:
        return bytes(pyrage.decrypt(content, [_identity(key, where)]))
    except pyrage.DecryptError as error:
        raise SettingsError(
            Text(
                vi="khóa này không mở được phong bì: phong bì được niêm phong bằng khóa khác.",
                en="this key does not open the envelope: it was sealed to another.",
            ),
            where=where,
            advice=Text(
                vi="Khôi phục khóa cũ, hoặc cấp lại mật khẩu bằng `connector password reset`.",
                en="Restore the former key, or make new passwords with `connector password reset`.",
            ),
        ) from error
