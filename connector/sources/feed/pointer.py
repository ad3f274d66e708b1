"""`Pointer`: a place in a JSON document (RFC 6901), such as `/name/formatted`; empty: the whole document."""

from dataclasses import dataclass
from typing import Final

from connector.sources.feed.strict_json import Json

_ABSENT: Final = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """The steps from the root."""

    steps: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Pointer":
        """Return the pointer that `text` writes. Raises ValueError."""
        if text and not text.startswith("/"):
            msg = f"“{text}” has to be empty or begin with / (RFC 6901)"
            raise ValueError(msg)
        return cls(tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]))

    @property
    def label(self) -> str:
        """What messages call the place: its last name."""
        return next((step for step in reversed(self.steps) if not step.isdigit()), "")

    def find(self, document: Json) -> Json:
        """Return what stands there; None where there is nothing."""
        found = document
        for step in self.steps:
            if isinstance(found, dict):
                found = found.get(step, _ABSENT)
            elif isinstance(found, list) and step.isascii() and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            else:
                return _ABSENT
        return found
