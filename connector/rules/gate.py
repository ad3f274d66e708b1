"""What may leave this package as an address: nothing passes that a mail system could refuse or mistake."""

import re

LONGEST_LOCAL_PART = 64
"""Octets (RFC 5321 4.5.3.1.1)."""
LONGEST_DOMAIN = 255
"""Octets (RFC 5321 4.5.3.1.2)."""

_LOCAL_PART = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


def is_local_part(text: str) -> bool:
    """Whether `text` is lower-case ASCII letters and digits, with single `.`, `_` or `-` between them."""
    return len(text) <= LONGEST_LOCAL_PART and _LOCAL_PART.fullmatch(text) is not None


def is_domain(text: str) -> bool:
    """Whether `text` is a host name of at least two labels (RFC 1123 2.1), in lower case."""
    return len(text) <= LONGEST_DOMAIN and _DOMAIN.fullmatch(text) is not None
