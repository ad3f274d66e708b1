"""Whatever a feed does: its whole roster, the roster of last time with a warning, or one clear refusal."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.errors import SourceError
from connector.model.roster import Gravity
from connector.sources.feed.limits import FeedLimits
from connector.text import Text
from tests.support.feeds import (
    PEOPLE,
    QUICK,
    UNITS,
    Behaviour,
    Moments,
    Request,
    answer,
    dripping,
    envelope,
    feed,
    good,
    in_turn,
    source,
    zipped,
)

WHOLE = envelope(PEOPLE)
DEEP = b"[" * 100_000 + b"]" * 100_000


def people(said: bytes) -> Behaviour:
    """Answer the question for people with `said`, and all others well."""
    return lambda request: said if "people" in request.target else good(request)


def endless_pages(request: Request) -> bytes:
    """Name another page each time; the records are always new."""
    number = int(request.target.rpartition("=")[2]) if "=" in request.target else 0
    if "people" not in request.target:
        return good(request)
    records = [{"id": f"p{number}", "ma_can_bo": f"C{number}", "ho_ten": "Lê An", "ma_don_vi": "SNV"}]
    return answer(envelope(records, total=10**6, next=f"/people?page={number + 1}"))


def drip(request: Request) -> Iterator[bytes] | bytes:
    """Send a byte whenever the reader is about to give up."""
    return dripping(answer(WHOLE), 0.3) if "people" in request.target else good(request)


def drip_headers(request: Request) -> Iterator[bytes]:
    """Never come to the end of the headers."""
    del request
    yield b"HTTP/1.1 200 OK\r\n"
    yield from dripping(b"X-Slow: " + b"a" * 1000, 0.2)


BOMB = zipped(b'{"items": "' + b" " * 70_000_000 + b'"}')


def bomb(request: Request) -> Iterator[bytes] | bytes:
    """Grow a thousandfold when unpacked."""
    return people(BOMB)(request)


def mangled(text: str) -> Behaviour:
    """Answer with our envelope around one record that is written as `text`."""
    body = f'{{"format": "noi-vu-feed/1", "total": 1, "next": null, "items": [{text}]}}'
    return people(answer(body.encode("utf-8", "surrogatepass")))


def paged(*pages: bytes) -> Behaviour:
    """Answer each question for people with the page that is asked for."""

    def behave(request: Request) -> Iterator[bytes] | bytes:
        number = int(request.target.rpartition("page=")[2]) if "page=" in request.target else 1
        return people(answer(pages[number - 1]))(request)

    return behave


def people_in_turn(*said: bytes) -> Behaviour:
    """Answer each question for people with what is next."""
    turn = in_turn(*((lambda _request, one=one: one) for one in said))
    return lambda request: turn(request) if "people" in request.target else good(request)


ONE, OTHER = PEOPLE
REFUSED: dict[str, tuple[Behaviour, str]] = {
    "cut, with a length": (people(answer(WHOLE)[:-40]), "broke off"),
    "cut, without a length": (people(answer(WHOLE, Content_Length="")[:-40]), "not whole JSON"),
    "cut in gzip": (people(zipped(WHOLE)[:-12].replace(b"Content-Length", b"X-Length")), "cut short"),
    "gzip that is none": (people(answer(WHOLE, Content_Encoding="gzip")), "damaged"),
    "unknown compression": (people(answer(WHOLE, Content_Encoding="br")), "compression"),
    "login page": (people(answer(b"<html>Login</html>", kind="text/html; charset=utf-8")), "login page"),
    "login page that claims to be JSON": (people(answer(b"<html>Login</html>")), "not whole JSON"),
    "no content type": (people(answer(WHOLE, kind="")), "login page"),
    "empty": (people(answer(b"")), "not whole JSON"),
    "redirect": (people(answer(status=302, Location="https://example.org/")), "redirects"),
    "redirect to this machine": (people(answer(status=307, Location="/people2")), "redirects"),
    "no content": (people(answer(status=204)), "HTTP 204"),
    "304 that nobody asked for": (people(answer(status=304)), "304"),
    "unauthorised": (people(answer(status=401)), "denies"),
    "forbidden": (people(answer(status=403)), "denies"),
    "not found": (people(answer(status=404)), "HTTP 404"),
    "server error": (people(answer(status=500)), "HTTP 500"),
    "bomb": (bomb, "too big"),
    "duplicate name": (mangled('{"id": "a", "ma_can_bo": "C1", "ma_can_bo": "C2"}'), "same name twice"),
    "NaN": (mangled('{"id": "a", "so": NaN}'), "NaN"),
    "Infinity": (mangled('{"id": "a", "so": -Infinity}'), "Infinity"),
    "half a character": (mangled('{"id": "a", "ho_ten": "L\\ud83d"}'), "surrogate"),
    "half a character in a name": (mangled('{"id": "a", "\\udc00": "L"}'), "surrogate"),
    "not UTF-8": (people(answer(WHOLE.decode().encode("utf-16"))), "UTF-8"),
    "surrogates in bytes": (mangled('{"id": "a", "ho_ten": "\ud83d"}'), "UTF-8"),
    "long integer": (mangled('{"id": "a", "so": ' + "9" * 5000 + "}"), "long integer"),
    "deep": (people(answer(DEEP)), "deep"),
    "deep within limits of Python": (mangled('{"id":"a","x":' + "[" * 50 + "]" * 50 + "}"), "deep"),
    "two documents": (people(answer(WHOLE + WHOLE)), "not whole JSON"),
    "another form": (people(answer(envelope(PEOPLE, format="noi-vu-feed/2"))), "another form"),
    "a bare list": (people(answer(json.dumps(PEOPLE).encode())), "another form"),
    "no total": (people(answer(envelope(PEOPLE, total=None))), "how many"),
    "fewer than said": (people(answer(envelope(PEOPLE, total=3))), "there are 3 records, and 2"),
    "more than said": (people(answer(envelope(PEOPLE, total=1))), "there are 1 records, and 2"),
    "nobody": (people(answer(envelope([]))), "nobody"),
    "no list": (people(answer(envelope(PEOPLE, items=None))), "no list"),
    "a record that is none": (mangled('"C1"'), "not an object"),
    "a record without id": (mangled('{"ma_can_bo": "C1"}'), "no id"),
    "a field with parts": (mangled('{"id": "a", "ho_ten": {"ho": "Lê"}}'), "single value"),
    "the same record twice": (people(answer(envelope([ONE, ONE]))), "came twice"),
    "the same page twice": (
        paged(envelope([ONE], total=2, next="/people?page=2"), envelope([ONE], total=2)),
        "came twice",
    ),
    "pages in a circle": (paged(envelope([ONE], total=2, next="/people")), "circle"),
    "pages without end": (endless_pages, "circle or have no end"),
    "the list changes between pages": (
        paged(envelope([ONE], total=2, next="/people?page=2"), envelope([OTHER], total=5)),
        "changed while",
    ),
    "the last page is missing": (
        paged(envelope([ONE], total=2, next="/people?page=2"), envelope([], total=2)),
        "there are 2 records, and 1",
    ),
    "next page elsewhere": (paged(envelope([ONE], total=2, next="https://example.org/")), "another host"),
    "next page on another port": (
        paged(envelope([ONE], total=2, next="http://127.0.0.1:1/")),
        "another host",
    ),
    "next page in a file": (paged(envelope([ONE], total=2, next="file:///etc/passwd")), "another host"),
    "next page is a number": (paged(envelope([ONE], total=2, next={"a": 1})), "not a text"),
    "slow drip": (drip, "in time"),
    "drip of headers": (drip_headers, "in time"),
    "closed at once": (lambda _: b"", "broke off"),
    "not HTTP": (lambda _: b"220 ftp ready\r\n\r\n", "breaks the protocol"),
    "headers without end": (lambda _: b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 200_000, "protocol"),
}
FEW_PAGES = FeedLimits(deadline=1.5, connect=1.0, silence=1.0, attempts=2, pages=20)


@pytest.mark.parametrize(("behave", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_answers_are_refused_whole(behave: Behaviour, words: str, tmp_path: Path) -> None:
    """Without a roster of last time a fault is one sentence: what, where, what to do; within the deadline."""
    with feed(behave) as server:
        reader = source(server.url, tmp_path, limits=FEW_PAGES)
        began = time.monotonic()
        with pytest.raises(SourceError) as caught:
            reader.read()
    assert time.monotonic() - began < FEW_PAGES.deadline + 3
    assert words in caught.value.what.en
    assert caught.value.where
    assert caught.value.advice.vi
    assert not (tmp_path / "state" / "source.roster.gz").exists()


@pytest.mark.parametrize(("behave", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_answers_never_mean_that_somebody_left(behave: Behaviour, words: str, tmp_path: Path) -> None:
    """With a roster of last time that one is used, with a warning; what is kept does not change."""
    with feed() as server:
        reader = source(server.url, tmp_path, limits=FEW_PAGES)
        before = reader.read()
        kept = (tmp_path / "state" / "source.roster.gz").read_bytes()
        server.behave = behave
        after = reader.read()
    assert (after.people, after.units, after.digests) == (before.people, before.units, before.digests)
    warning, *others = after.problems
    assert tuple(others) == before.problems
    assert warning.gravity is Gravity.WARNING
    assert words in warning.what.en
    assert (tmp_path / "state" / "source.roster.gz").read_bytes() == kept


def test_a_feed_that_is_gone_means_the_roster_of_last_time_for_some_days(tmp_path: Path) -> None:
    """Then it is an error that says so: a roster that is too old is nobody's roster."""
    moments = Moments()
    with feed() as server:
        reader = source(server.url, tmp_path, moments)
        before = reader.read()
    moments.pass_days(QUICK.keep_days)
    assert reader.read().people == before.people
    moments.pass_days(1)
    with pytest.raises(SourceError, match="quá 14 ngày"):
        reader.read()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_feed_is_asked_again_after_growing_pauses(status: int, tmp_path: Path) -> None:
    """Full jitter below a limit that doubles; here chance always says 1."""
    moments = Moments()
    busy = people_in_turn(answer(status=status), answer(status=status), answer(WHOLE))
    with feed(busy) as server:
        assert len(source(server.url, tmp_path, moments).read().people) == 2
    assert moments.pauses == [0.5, 1.0]


def test_a_connection_that_breaks_is_tried_again(tmp_path: Path) -> None:
    """Reading changes nothing, so it may be done twice."""
    with feed(people_in_turn(answer(WHOLE)[:-40], b"", answer(WHOLE))) as server:
        assert len(source(server.url, tmp_path).read().people) == 2


def test_the_number_of_tries_is_bounded(tmp_path: Path) -> None:
    """Three, in these tests; then the run ends."""
    with feed(lambda _: answer(status=503)) as server:
        with pytest.raises(SourceError):
            source(server.url, tmp_path).read()
        assert len(server.requests) == QUICK.attempts


@pytest.mark.parametrize("value", ["2", "Mon, 02 Mar 2026 01:00:02 GMT"])
def test_retry_after_is_honoured(value: str, tmp_path: Path) -> None:
    """In seconds, or as a date (RFC 9110, 10.2.3)."""
    moments = Moments()
    with feed(people_in_turn(answer(status=503, Retry_After=value), answer(WHOLE))) as server:
        source(server.url, tmp_path, moments).read()
    assert moments.pauses == [2.0]


@pytest.mark.parametrize("value", ["3600", "99999999999999999999", "Tue, 03 Mar 2026 01:00:00 GMT"])
def test_a_feed_that_wants_too_long_a_pause_is_not_asked_earlier(value: str, tmp_path: Path) -> None:
    """It is left alone until the next run, and nobody waits for it."""
    moments = Moments()
    with feed(people(answer(status=429, Retry_After=value))) as server:
        reader = source(server.url, tmp_path, moments, FeedLimits(deadline=1000.0, attempts=2))
        with pytest.raises(SourceError):
            reader.read()
        assert len(server.requests) == 2
    assert moments.pauses == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_clear_no_is_not_asked_again(status: int, tmp_path: Path) -> None:
    """Knocking at a closed door locks the account behind it."""
    with feed(lambda _: answer(status=status)) as server:
        with pytest.raises(SourceError):
            source(server.url, tmp_path).read()
        assert len(server.requests) == 1


def test_proxies_of_the_environment_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Personal data goes to the host of the settings and nowhere else."""
    with feed(lambda _: answer(b"proxy", status=500)) as proxy, feed() as server:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert len(source(server.url, tmp_path).read().people) == 2
        assert proxy.requests == []


def test_too_many_values_are_refused_before_they_are_made(tmp_path: Path) -> None:
    """A small text can stand for very many empty lists."""
    with feed(people(answer(b"[" + b"[]," * 50_000 + b"[]]"))) as server:
        with pytest.raises(SourceError) as caught:
            source(server.url, tmp_path, limits=FeedLimits(values=50_000)).read()
        assert caught.value.what == Text(
            vi="Câu trả lời bị từ chối: quá nhiều giá trị.", en="The answer is refused: too many values."
        )


def test_all_pages_together_have_a_limit_too(tmp_path: Path) -> None:
    """Many answers of a permitted size are still too much."""
    with feed() as server, pytest.raises(SourceError, match="quá lớn"):
        source(server.url, tmp_path, limits=FeedLimits(total_bytes=len(envelope(UNITS)) + 10)).read()
