"""The garbage collector stays away while anybody asks for it, and comes back."""

import gc

from connector.heap import growing


def test_the_collector_comes_back_after_the_last() -> None:
    """Two that overlap, as the two sides of a run do: the first to end does not bring it back for the other."""
    assert gc.isenabled()
    first, second = growing(), growing()
    with second:
        with first:
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_keeps_it_away_for_good_is_not_overruled() -> None:
    """A process that turned the collector off itself finds it off afterwards."""
    gc.disable()
    try:
        with growing():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
