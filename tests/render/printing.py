"""What a function prints on a terminal of a given width, without colours."""

from collections.abc import Callable
from io import StringIO

from rich.console import Console


def printed(width: int, show: Callable[[Console], None]) -> str:
    """Return what `show` prints on a console without colours."""
    out = StringIO()
    show(Console(file=out, width=width, color_system=None, force_terminal=False))
    return out.getvalue()


def words(text: str) -> str:
    """Return `text` with every run of blanks and line ends as one blank."""
    return " ".join(text.split())
