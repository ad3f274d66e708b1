"""`Visitor`: asks a `Door` with patience: our credentials, retries with jitter, and what each status means."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote_plus

import tenacity

from connector.ports import Clock
from connector.sources.feed.door import Answer, Door, shown
from connector.sources.feed.limits import FeedLimits
from connector.sources.feed.settings import ClientCredentials, FeedSettings
from connector.sources.feed.strict_json import Json, parse
from connector.sources.feed.troubles import ASK_OWNER, CHECK_SETTINGS, LATER, Trouble, malformed
from connector.text import Text

_FIRST_PAUSE, _GROWTH, _MOST_PAUSE = 0.5, 2.0, 60.0
_ERRORS = 400
_SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True)
class World:
    """What a feed needs of the world: time that only grows (seconds), the calendar, sleep, and chance (0–1)."""

    ticks: Callable[[], float]
    clock: Clock
    sleep: Callable[[float], None]
    chance: Callable[[], float]


@dataclass(slots=True)
class Visitor:
    """Gets documents through `door`, as `settings` say."""

    door: Door
    settings: FeedSettings
    limits: FeedLimits
    world: World
    accept: str = "application/json"
    _token: str = field(default="", repr=False)

    def get(self, url: str, validators: Mapping[str, str]) -> tuple[Json, Answer] | None:
        """Return the document and its answer; None where it is unchanged since `validators` (304).

        Raises `Trouble` where there is no whole document.
        """
        answer = self._patiently(lambda: self._once(url, validators))
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        return _document(answer, shown(url), self.limits), answer

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        retrying = tenacity.Retrying(
            stop=self._stop,
            wait=self._pause,
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, Trouble) and error.again),
            sleep=self.world.sleep,
            reraise=True,
        )
        return retrying(ask)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """Return what the server asked for, else full jitter below a limit that doubles."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Trouble) and error.wait > 0:
            return error.wait
        most = min(_MOST_PAUSE, _FIRST_PAUSE * _GROWTH ** (state.attempt_number - 1))
        return self.world.chance() * most

    def _stop(self, state: tenacity.RetryCallState) -> bool:
        """Give up after the last attempt, or where the pause would be longer than is allowed or left."""
        return state.attempt_number >= self.limits.attempts or state.upcoming_sleep > min(
            self.limits.longest_pause, self.door.left()
        )

    def _once(self, url: str, validators: Mapping[str, str]) -> Answer:
        answer = self._with_credentials(url, validators)
        if answer.status == HTTPStatus.UNAUTHORIZED and self.settings.oauth is not None:
            self._token = ""  # it may have run out; a second refusal is final
            answer = self._with_credentials(url, validators)
        if answer.status == HTTPStatus.NOT_MODIFIED and not validators:
            raise malformed(
                shown(url),
                "Máy chủ trả lời «không đổi» (304) dù không được hỏi như vậy.",
                "The feed said “unchanged” (304) although it was not asked so.",
            )
        if answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            raise _refusal(answer, shown(url), self.world.clock.now())
        return answer

    def _with_credentials(self, url: str, validators: Mapping[str, str]) -> Answer:
        return self.door.ask(url, {"Accept": self.accept, **self._credentials(), **validators})

    def _credentials(self) -> dict[str, str]:
        if self.settings.bearer is not None:
            return {"Authorization": f"Bearer {self.settings.bearer()}"}
        if self.settings.oauth is None:
            return {}
        self._token = self._token or self._new_token(self.settings.oauth)
        return {"Authorization": f"Bearer {self._token}"}

    def _new_token(self, oauth: ClientCredentials) -> str:
        """Return an access token (RFC 6749, 4.4.2; the client by HTTP Basic, 2.3.1)."""
        where = shown(oauth.token_url)
        pair = f"{quote_plus(oauth.client_id)}:{quote_plus(oauth.client_secret())}"
        basic = base64.b64encode(pair.encode()).decode()
        form = {"grant_type": "client_credentials"} | ({"scope": oauth.scope} if oauth.scope else {})
        headers = {"Accept": "application/json", "Authorization": f"Basic {basic}"}
        answer = self.door.ask(oauth.token_url, headers, form)
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer, where, self.world.clock.now())
        document = _document(answer, where, self.limits)
        token = document.get("access_token") if isinstance(document, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise malformed(where, "Máy chủ không cấp token.", "The server gave no access token.")
        return token


def _document(answer: Answer, where: str, limits: FeedLimits) -> Json:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise malformed(
            where,
            f"Câu trả lời không phải JSON mà là «{kind or 'không rõ'}» (có thể là trang đăng nhập).",
            f"The answer is not JSON but “{kind or 'unknown'}” (perhaps a login page).",
        )
    return parse(answer.body, where, limits)


def _refusal(answer: Answer, where: str, now: datetime) -> Trouble:
    """Return what a status other than 200 and 304 means (RFC 9110, section 15)."""
    status = answer.status
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        what = Text(
            vi=f"Máy chủ nguồn không cho phép đọc (HTTP {status}).",
            en=f"The feed denies access (HTTP {status}).",
        )
        return Trouble(what, where=where, advice=CHECK_SETTINGS)
    if status < _ERRORS:
        what = Text(
            vi=f"Máy chủ nguồn chuyển hướng hoặc trả lời lạ (HTTP {status}); không đi theo.",
            en=f"The feed redirects, or its answer is strange (HTTP {status}); it was not followed.",
        )
        return Trouble(what, where=where, advice=CHECK_SETTINGS)
    again = status == HTTPStatus.TOO_MANY_REQUESTS or status >= _SERVER_ERRORS
    what = Text(vi=f"Máy chủ nguồn báo lỗi HTTP {status}.", en=f"The feed answered HTTP {status}.")
    return Trouble(
        what,
        where=where,
        advice=LATER if again else ASK_OWNER,
        again=again,
        wait=_asked_pause(answer.headers.get("retry-after", ""), now) if again else 0.0,
    )


def _asked_pause(value: str, now: datetime) -> float:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3); 0 where it says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
