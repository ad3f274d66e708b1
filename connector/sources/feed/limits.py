"""`FeedLimits`: how much a feed may send, and how long it may take, before it is refused."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Upper bounds for one reading of one feed; sizes in bytes, times in seconds.

    50,000 officials are about 25 MiB of our own contract.
    """

    answer_bytes: int = 64 * MIB
    """Of one answer, after decompression."""
    total_bytes: int = 192 * MIB
    """Of all answers of one reading."""
    values: int = 3_000_000
    """Values in one answer; a small text can stand for very many."""
    depth: int = 32
    """Arrays and objects within each other."""
    integer_digits: int = 18
    pages: int = 2_000
    """Answers to one question before it counts as endless."""
    deadline: float = 300.0
    """For the whole reading, with all its waiting."""
    connect: float = 10.0
    silence: float = 30.0
    """Longest wait for the next byte."""
    attempts: int = 5
    """For one answer."""
    longest_pause: float = 900.0
    """What `Retry-After` may ask for at most."""
    keep_days: int = 14
    """How old the roster of last time may be when the feed cannot be read."""
