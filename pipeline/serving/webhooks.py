"""Events posted to the operator's own system, as JSON that it can trust: signed, once by key, in order for each registration and each case.

An event goes out as often as it takes until the receiver answers 2xx, always under the same key: where an answer is lost, or
this process ends between the answer and its note, the same key comes again. What is not taken is tried again, ever more seldom,
for a day; then it has failed, and what comes after it goes on. Nothing is logged but an event's name, its id and codes.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from pipeline.errors import DojangError
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.events import Due
from pipeline.settings import Settings

_log = logging.getLogger(__name__)

_FIRST_WAIT, _LONGEST_WAIT, _PATIENCE = timedelta(seconds=10), timedelta(hours=2), timedelta(days=1)
_MOST_BREAKS = 3
"""After so many posts in a row without any answer the receiver is left alone for this round."""
_SHORTEST_SECRET = 16
_HIGHEST_PORT = 65_535
_UNANSWERED = frozenset({"webhook-timed-out", "webhook-unreachable"})


@dataclass(frozen=True, slots=True)
class Hook:
    """Where events go, the secret that signs them, how long one post may take, in seconds, and whose certificates count."""

    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    seconds: float = 10.0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False, compare=False)


def hook_of(settings: Settings) -> Hook | None:
    """The receiver, if one is set. Raises `settings-invalid` for an address that is none and for a secret under 16 bytes."""
    if not settings.webhook:
        return None
    try:
        port = httpx.URL(settings.webhook).port or 1
    except httpx.InvalidURL:
        raise DojangError("settings-invalid", "DOJANG_WEBHOOK") from None
    if port > _HIGHEST_PORT:
        raise DojangError("settings-invalid", "DOJANG_WEBHOOK")
    secret = settings.webhook_secret.get_secret_value().encode() if settings.webhook_secret else b""
    if len(secret) < _SHORTEST_SECRET:
        raise DojangError("settings-invalid", "DOJANG_WEBHOOK_SECRET")
    return Hook(settings.webhook, secret)


def deliver(
    ledger: Ledger, hook: Hook, now: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False
) -> int:
    """Sends every event that may go out; how many were taken. Never raises for a fault of the receiver.

    May run in several processes at once: of those that would send one event, one does. Raises `LedgerError`.
    """
    taken = breaks = 0
    while due := ledger.events.due(now()):
        for one in due:
            if stopped() or breaks == _MOST_BREAKS:
                return taken
            if not ledger.events.begin(one.event.id, now()):
                continue
            error = asyncio.run(_post(hook, one, now()))
            breaks = breaks + 1 if error in _UNANSWERED else 0
            taken += error is None
            _settle(ledger, one, error, now())
    return taken


def signature(secret: bytes, moment: int, body: bytes) -> str:
    """What `Dojang-Signature` says of a body sent at that second (Unix time)."""
    told = hmac.new(secret, b"%d." % moment + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={told}"


def _settle(ledger: Ledger, due: Due, error: str | None, now: datetime) -> None:
    """Notes how it went."""
    event = due.event
    if error is None:
        ledger.events.sent(event.id, now)
        _log.info("event %s (%s): taken", event.id, event.name)
    elif sum((_wait(one) for one in range(event.tries + 1)), timedelta()) > _PATIENCE:
        ledger.events.fail(event.id, error)
        _log.error("event %s (%s) is given up: %s", event.id, event.name, error)
    else:
        ledger.events.postpone(event.id, now + _wait(event.tries), error)
        _log.warning("event %s (%s) is put off: %s", event.id, event.name, error)


def _wait(tries: int) -> timedelta:
    """How long until the next try: ten seconds, twice as long each time, two hours at most."""
    return min(_FIRST_WAIT * (1 << min(tries, 10)), _LONGEST_WAIT)


async def _post(hook: Hook, due: Due, now: datetime) -> str | None:
    """One post, past the client that would log its address; why it was not taken, by code. No redirect is followed, no answer read."""
    try:
        async with (
            asyncio.timeout(hook.seconds),
            httpx.AsyncHTTPTransport(verify=hook.trust, trust_env=False) as transport,
        ):
            answer = await transport.handle_async_request(_request(hook, due, now))
            await answer.aclose()
    except (TimeoutError, httpx.TimeoutException):
        return "webhook-timed-out"
    except (OSError, httpx.HTTPError):
        return "webhook-unreachable"
    return None if answer.is_success else f"webhook-http-{answer.status_code}"


def _request(hook: Hook, due: Due, now: datetime) -> httpx.Request:
    body = json.dumps(due.told).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Dojang",
        "Dojang-Event": due.event.name,
        "Idempotency-Key": due.event.id,
        "Dojang-Signature": signature(hook.secret, int(now.timestamp()), body),
    }
    patience = httpx.Timeout(hook.seconds).as_dict()
    return httpx.Request("POST", hook.url, content=body, headers=headers, extensions={"timeout": patience})
