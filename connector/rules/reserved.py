"""`reserved`: local parts that are given to nobody (RFC 2142, and a list of ours), from data."""

import tomllib
from functools import cache
from importlib import resources


def reserved(local_part: str) -> bool:
    """Whether `local_part` must stay with whoever runs the mail system."""
    return local_part in _words()


@cache
def _words() -> frozenset[str]:
    data = tomllib.loads((resources.files("connector.rules") / "data" / "reserved.toml").read_text("utf-8"))
    return frozenset(word for words in data.values() for word in words)
