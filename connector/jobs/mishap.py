"""`mishap`: what people are told of a fault of the program: where it is.

Never its words: they may have a name in them.
"""

from pathlib import Path
from traceback import extract_tb

from connector.text import Text


def mishap(error: Exception) -> Text:
    """Return the kind of a fault and its place."""
    frames = extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    what = f"{type(error).__name__}, {place}"
    return Text(
        vi=f"lỗi của chương trình ({what}); hãy báo cho người bảo trì.",
        en=f"a fault of the program ({what}); tell the maintainers.",
    )
