"""`as_page`: the address book as one HTML page for a portal. It fetches nothing and runs nothing.

Everything that comes from data is escaped by Jinja2; its Content-Security-Policy allows its own style
sheet by hash and nothing else.
"""

import base64
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from connector.publish.book import Book


def as_page(book: Book, at: datetime, note: str = "") -> str:
    """Return the page; `note` says for whom it is, in Vietnamese."""
    return _template().render(book=book, day=f"{at:%d/%m/%Y}", note=note, style=_style(), policy=_policy())


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("connector.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("book.html")


@cache
def _style() -> str:
    return (files("connector.publish") / "templates" / "book.css").read_text("utf-8")


@cache
def _policy() -> str:
    digest = base64.b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"
