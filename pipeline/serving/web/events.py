"""Where a bucket's messages come in over HTTP, from whoever has the secret."""

from __future__ import annotations

import base64
import binascii
import hmac
import logging

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from pipeline.serving import events
from pipeline.serving.buckets import BucketError
from pipeline.serving.office import Office
from pipeline.serving.web.answering import body_of, told

_MOST_BYTES = 1_000_000
_log = logging.getLogger(__name__)


def router(office: Office) -> APIRouter:
    """POST /events with the secret as bearer (MinIO) or password, or POST /events/SECRET (Ceph, which can send no header)."""
    routes = APIRouter()
    secret = office.settings.events_key.get_secret_value().encode() if office.settings.events_key else b""

    @routes.post("/events")
    async def with_header(request: Request) -> Response:
        return await _taken(office, request, known=_same(_header(request), secret))

    @routes.post("/events/{given}")
    async def with_path(given: str, request: Request) -> Response:
        return await _taken(office, request, known=_same(given.encode("utf-8", "replace"), secret))

    return routes


async def _taken(office: Office, request: Request, *, known: bool) -> Response:
    if not known:
        return told(404)
    body = await body_of(request, _MOST_BYTES)
    if body is None:
        return told(413)
    return await run_in_threadpool(_heeded, office, body)


def _heeded(office: Office, body: bytes) -> Response:
    """204 when it was looked at; 503 when it should be sent again, though nothing is lost if it is not."""
    try:
        events.heed(office.store, office.ledger, office.settings, body, office.now())
    except BucketError as error:
        _log.warning("a message of the bucket could not be followed: %s", error)
        return told(503)
    except ValueError:
        return told(400)
    return Response(status_code=204)


def _same(given: bytes, secret: bytes) -> bool:
    return bool(secret) and hmac.compare_digest(given, secret)


def _header(request: Request) -> bytes:
    """What is given as bearer's token or as password."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "basic":
        return value.strip().encode("latin-1", "replace")
    try:
        return base64.b64decode(value, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""
