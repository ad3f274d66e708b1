"""`growing`: read and think without the cyclic garbage collector walking a heap that only grows.

A run makes hundreds of thousands of small values and no cycles; the collector would look at all of them again
and again, which doubles the time of reading. Parts of a run that overlap in threads may each ask for it: the
collector comes back when the last has ended.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Collector:
    """Turned off by the first who asks, and on again, if it was on, after the last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asking = 0
        self._was_on = False

    def pause(self) -> None:
        with self._lock:
            if not self._asking:
                self._was_on = gc.isenabled()
                gc.disable()
            self._asking += 1

    def resume(self) -> None:
        with self._lock:
            self._asking -= 1
            if not self._asking and self._was_on:
                gc.enable()


_COLLECTOR = _Collector()


@contextmanager
def growing() -> Iterator[None]:
    """Keep the collector away for as long as this lasts."""
    _COLLECTOR.pause()
    try:
        yield
    finally:
        _COLLECTOR.resume()
