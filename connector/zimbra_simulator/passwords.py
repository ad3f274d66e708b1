"""Passwords: stored as LDAP schemes, checked against the policy of the class of service."""

import base64
import hashlib
import hmac
import secrets
import string
from collections.abc import Callable, Mapping

from connector.zimbra_simulator.refusals import Argument, Code, Refusal

SALT = 8
SCHEMES = {"{SSHA}": "sha1", "{SSHA256}": "sha256", "{SSHA512}": "sha512"}

MINIMA: Mapping[str, Callable[[str, str], bool]] = {
    "zimbraPasswordMinUpperCaseChars": lambda char, _: char.isupper(),
    "zimbraPasswordMinLowerCaseChars": lambda char, _: char.islower(),
    "zimbraPasswordMinNumericChars": lambda char, _: char.isdigit(),
    "zimbraPasswordMinPunctuationChars": lambda char, marks: char in marks,
    "zimbraPasswordMinAlphaChars": lambda char, marks: not char.isdigit() and char not in marks,
    "zimbraPasswordMinDigitsOrPuncs": lambda char, marks: char.isdigit() or char in marks,
}
"""Which characters count for a limit. "Alpha" is everything that is neither digit nor punctuation mark."""


def hashed(password: str) -> str:
    """Return a password as `{SSHA512}`."""
    salt = secrets.token_bytes(SALT)
    return "{SSHA512}" + base64.b64encode(hashlib.sha512(password.encode() + salt).digest() + salt).decode()


def matches(password: str, stored: str) -> bool:
    """Tell whether a password is the stored one: salted SHA-1, SHA-256, SHA-512, or plain text."""
    scheme, brace, encoded = stored.partition("}")
    algorithm = SCHEMES.get(scheme + brace)
    if algorithm is None:
        return hmac.compare_digest(password.encode(), stored.encode())
    raw = base64.b64decode(encoded)
    size = hashlib.new(algorithm).digest_size
    return hmac.compare_digest(hashlib.new(algorithm, password.encode() + raw[size:]).digest(), raw[:size])


def weakness(password: str, policy: Mapping[str, str], local_part: str) -> Refusal | None:
    """Return `account.INVALID_PASSWORD` for the first limit of `policy` the password breaks."""
    marks = policy.get("zimbraPasswordAllowedPunctuationChars") or string.punctuation
    if len(password) < int(policy.get("zimbraPasswordMinLength", "0")):
        return broken(policy, "zimbraPasswordMinLength", "too short")
    if 0 < int(policy.get("zimbraPasswordMaxLength", "0")) < len(password):
        return broken(policy, "zimbraPasswordMaxLength", "too long")
    for name, counts in MINIMA.items():
        if sum(counts(char, marks) for char in password) < int(policy.get(name, "0")):
            return broken(policy, name, "not enough characters of a required kind")
    if policy.get("zimbraFeatureAllowUsernameInPassword") == "FALSE" and local_part in password.lower():
        return Refusal(Code.INVALID_PASSWORD, "contains username")
    return None


def broken(policy: Mapping[str, str], name: str, why: str) -> Refusal:
    """Return the refusal for one limit, which it carries as an argument."""
    return Refusal(Code.INVALID_PASSWORD, why, (Argument(name, "NUM", policy[name]),))
