"""`Tokens`: who is logged in, until when; `Sessions`: what an admin session remembers."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from connector.zimbra_simulator.entries import Entry

IDLE = timedelta(minutes=10)
"""How long an unused admin session lives."""


@dataclass(frozen=True, slots=True)
class Token:
    """One login. `validity` is the account's zimbraAuthTokenValidityValue at that time."""

    account: str
    expires: datetime
    validity: str | None
    csrf: str | None = None


class Tokens:
    """Every token ever handed out: one that has expired is still recognised, and said to be expired."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}
        self._lock = Lock()

    def issue(self, token: Token) -> str:
        """Return the text of a new token."""
        text = f"0_{secrets.token_hex(24)}"
        with self._lock:
            self._tokens[text] = token
        return text

    def find(self, text: str) -> Token | None:
        """Return what a text stands for; None for garbage."""
        return self._tokens.get(text)

    def expire_all(self, moment: datetime) -> None:
        """End every login now."""
        with self._lock:
            self._tokens = {text: replace(token, expires=moment) for text, token in self._tokens.items()}


@dataclass(slots=True)
class Session:
    """An admin session: its last search, to page through one moment of the directory."""

    id: str
    touched: datetime
    question: object = None
    found: Sequence[Entry] = field(default=())


class Sessions:
    """Sessions by id, until they idle."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._lock = Lock()

    def open(self, session_id: str | None, moment: datetime) -> Session:
        """Return the session of this id, or a new one when it is unknown or has idled too long."""
        with self._lock:
            found = self._sessions.get(session_id or "")
            if found is None or moment - found.touched > IDLE:
                found = Session(str(len(self._sessions) + 1), moment)
                self._sessions[found.id] = found
            found.touched = moment
            return found
