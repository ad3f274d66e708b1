"""A simulator and a raw connection to it, logged in.

Docstrings of these tests say where a behaviour belongs: A the wire (envelope, login, session, batch, faults,
throttles), B a request (by its name), C an attribute, E a case of Zimbra's own test suite (zm-soap-harness).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from connector.zimbra_simulator.mailhost import Settings
from connector.zimbra_simulator.simulator import ZimbraSimulator
from tests.support.soap_talk import Talk

PLAIN = Settings(domains=("example.vn", "other.vn"), requests_per_second=0, padding=0, keep_bodies=True)


@dataclass(frozen=True, slots=True)
class Line:
    """A simulator and somebody who talks to it."""

    zimbra: ZimbraSimulator
    talk: Talk


@contextmanager
def opened(settings: Settings) -> Iterator[Line]:
    """Run a simulator and log in."""
    with ZimbraSimulator(settings) as zimbra:
        talk = Talk(zimbra.url)
        try:
            talk.log_in(zimbra.admin, zimbra.password)
            yield Line(zimbra, talk)
        finally:
            talk.close()


@pytest.fixture
def line() -> Iterator[Line]:
    """Give a simulator without the DoS filter and without padding, and a connection logged in."""
    with opened(PLAIN) as found:
        yield found


@pytest.fixture
def talk(line: Line) -> Talk:
    """Give only the connection."""
    return line.talk


@pytest.fixture
def zimbra(line: Line) -> ZimbraSimulator:
    """Give only the simulator."""
    return line.zimbra
