"""Events posted to the operator's own system, as JSON that it can trust: signed, once by key, in order for each registration and each case.

An event goes out as often as it takes until the receiver answers 2xx, always under the same key. After a day without such an
answer it has failed, and what comes after it goes on.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from pipeline.errors import DojangError
from pipeline.serving.delivering import Parcel, Round
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.events import Due
from pipeline.settings import Settings

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
    """Sends every event that may go out; how many were taken (`Round.deliver`)."""

    def due(moment: datetime) -> list[Parcel]:
        return [_parcel(hook, one, now) for one in ledger.events.due(moment)]

    return Round(ledger.events, due, _UNANSWERED).deliver(now, stopped)


def signature(secret: bytes, moment: int, body: bytes) -> str:
    """What `Dojang-Signature` says of a body sent at that second (Unix time)."""
    told = hmac.new(secret, b"%d." % moment + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={told}"


def _parcel(hook: Hook, due: Due, now: Callable[[], datetime]) -> Parcel:
    event = due.event
    return Parcel(event, f"event {event.id} ({event.name})", lambda: asyncio.run(_post(hook, due, now())))


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
