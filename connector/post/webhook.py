"""`WebhookPost`: a program of the organisation's own is told that there is news, as JSON without names.

``{"id": …, "made": …, "events": {"held": 1, "question": 3}}``. With a secret, `X-Connector-Signature` holds the
HMAC-SHA-256 of the body (RFC 2104), hexadecimal. Redirects are not followed; proxies of the environment are not used.
"""

import hashlib
import hmac
import json
import ssl
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from connector.errors import SettingsError, TargetRejected, TargetUnreachable, foreign
from connector.model.letter import Letter
from connector.text import Text

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_LATER: Final = frozenset({401, 403, 404, 408, 425, 429, 500, 502, 503, 504})
"""Answers after which it is tried again; the first three speak of a key or an address that somebody will put right."""


class WebhookPost:
    """One URL that takes JSON."""

    def __init__(
        self, url: str, secret: Callable[[], str] | None, ca_file: Path | None, timeout: float
    ) -> None:
        """Raises SettingsError where the URL is not https, or http to this machine."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise SettingsError(
                Text(
                    vi="địa chỉ webhook phải là https://, hoặc http:// tới chính máy này.",
                    en="a webhook has to be https://, or http:// to this machine.",
                ),
                where="notices.webhook.url",
            )
        self._url, self._secret, self._where = url, secret, parts.netloc
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        self._client = httpx.Client(verify=context, timeout=timeout, trust_env=False, follow_redirects=False)

    def send(self, letter: Letter) -> None:
        """See `connector.ports.outbox.Post`."""
        body = json.dumps(told(letter), sort_keys=True).encode()
        headers = {"Content-Type": "application/json"}
        if self._secret is not None:
            headers["X-Connector-Signature"] = hmac.new(
                self._secret().encode(), body, hashlib.sha256
            ).hexdigest()
        try:
            answer = self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise self._failed(TargetUnreachable, foreign(error)) from error
        if not answer.is_success:
            later = answer.status_code in _LATER
            said = Text(vi=f"(HTTP {answer.status_code})", en=f"(HTTP {answer.status_code})")
            raise self._failed(TargetUnreachable if later else TargetRejected, said)

    def close(self) -> None:
        """See `connector.ports.outbox.Post`."""
        self._client.close()

    def _failed(
        self, error: type[TargetUnreachable] | type[TargetRejected], words: Text
    ) -> TargetUnreachable | TargetRejected:
        return error(
            Text(vi=f"webhook không nhận {words.vi}", en=f"the webhook did not take it {words.en}"),
            where=self._where,
        )


def told(letter: Letter) -> dict[str, object]:
    """Return what the webhook is told: how many events of which kind; kinds are the first part of their keys."""
    kinds = Counter(key.partition(":")[0] for key in letter.events)
    return {"id": letter.id, "made": letter.made.isoformat(), "events": dict(kinds)}
