"""`stop_signals`: SIGTERM and Ctrl-C ask to stop; asked twice, the process ends at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)
ENDED_BY = 128
"""What a shell adds to the number of the signal that ended a command."""


class Stop:
    """Whether somebody asked to stop; calling it says so, and `wait` returns at once where somebody did."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self.signal = 0
        """The number of the signal that asked; 0 where none did."""

    def __call__(self) -> bool:
        """Tell whether to stop."""
        return self._asked.is_set()

    def ask(self, number: int = 0) -> None:
        """Ask to stop."""
        self.signal = number
        self._asked.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until asked to stop; tell whether to stop."""
        return self._asked.wait(seconds)

    @property
    def exit_code(self) -> int:
        """130 after Ctrl-C, 143 after SIGTERM."""
        return ENDED_BY + (self.signal or signal.SIGTERM)


@contextmanager
def stop_signals() -> Iterator[Stop]:
    """Yield a `Stop` that the first signal sets; the second one does what it did before, which is to end.

    A process that is ended so leaves an unfinished run in the ledger, as after a power cut: the next one
    reads again and goes on.
    """
    stop = Stop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def ask(number: int, _frame: FrameType | None) -> None:
        for one in SIGNALS:
            signal.signal(one, signal.SIG_DFL)
        stop.ask(number)

    for number in SIGNALS:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
