"""`hashed`: a password as slapd's {ARGON2} knows it."""

import secrets

from argon2.low_level import Type, hash_secret

MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""The least that OWASP's Password Storage Cheat Sheet recommends for argon2id."""

_SALT, _LENGTH = 16, 32


def hashed(password: str) -> str:
    """Return `{ARGON2}$argon2id$…`; takes tens of milliseconds, and lets other threads go on meanwhile."""
    encoded = hash_secret(
        password.encode(), secrets.token_bytes(_SALT), PASSES, MEMORY_KIB, LANES, _LENGTH, Type.ID
    )
    return "{ARGON2}" + encoded.decode("ascii")
