"""`CitizenKeys`: citizen numbers as HR keys that say nothing of the number (HMAC-SHA-256, RFC 2104).

A citizen number has twelve digits, so a plain digest of one is undone in seconds; only a key that lies
outside the database makes it useless to whoever finds it. The number never leaves the reading process.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field

from connector.model.identity import KEYED

CITIZEN = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}")
"""Số định danh: province 001–096, century and sex 0–3, year, six digits (Decree 137/2015/NĐ-CP, Article 13)."""
_OLD_CARD = re.compile(r"\d{9}")
"""Số chứng minh nhân dân, issued until 2021."""
_SHOWN = 24
"""Hexadecimal digits of the key: 96 bits, far beyond any chance of two people sharing one."""
_CITIZEN_LENGTHS = (11, 12)
_WHOLE_DATE = len("1980-12-31")


def citizen_number(text: str, *, numeric: bool) -> str:
    """Return the twelve digits a cell stands for, with the zero a numeric cell lost; "" where it is none."""
    digits = re.sub(r"[\s.\-']", "", text)
    if len(digits) not in _CITIZEN_LENGTHS:
        return ""
    if CITIZEN.fullmatch(digits):
        return digits
    return "0" + digits if numeric and CITIZEN.fullmatch("0" + digits) else ""


@dataclass(frozen=True, slots=True)
class CitizenKeys:
    """Makes HR keys of citizen numbers; without a secret it makes none."""

    secret: bytes = field(default=b"", repr=False)

    def __bool__(self) -> bool:
        return bool(self.secret)

    def key(self, text: str, *, numeric: bool) -> str:
        """Return the HR key of a citizen number, new or old; "" where the cell holds neither."""
        number = citizen_number(text, numeric=numeric)
        if not number and _OLD_CARD.fullmatch(text.strip()):
            number = text.strip()
        return self.of(number) if number else ""

    def beside(self, text: str, *, numeric: bool) -> str:
        """Return the digest of a citizen number that stands beside an HR key; "" where it is none.

        Old numbers (nine digits) say nothing here: whoever gets a new card would contradict themselves.
        """
        number = citizen_number(text, numeric=numeric)
        return self.of(number) if number and self.secret else ""

    def born(self, name: str, birth: str) -> str:
        """Return the digest of a name (as `matching_key` has it) and a whole birth date together; else ""."""
        return self.of("born", name, birth) if self.secret and len(birth) == _WHOLE_DATE else ""

    def of(self, *parts: str) -> str:
        """Return the key of what the parts say together."""
        message = "\x1f".join(parts).encode()
        return KEYED + hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:_SHOWN]


NO_SECRET = CitizenKeys()
