"""Text that a spreadsheet takes for text, whatever it begins with (OWASP, CSV injection)."""

import re

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return `text` without what no XML document may hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet that opens a CSV file takes it for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
