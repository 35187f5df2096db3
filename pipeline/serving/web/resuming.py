"""Resume of a run, passed on to Prefect: so that it is known who pressed it.

Prefect has no users; the authenticating proxy in front does. It sends its answers to forms here, with the
reviewer's name in a header. The name is noted, the form goes on unchanged, Prefect's answer comes back.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from uuid import UUID

import httpx
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from pipeline.serving.office import Office
from pipeline.serving.web.answering import body_of, refused_form, reviewer, told

MOST_BYTES = 1_000_000
"""The largest answered form."""
_SECONDS = 30.0
_PAUSES = (0.2, 0.5, 1.0)
"""Seconds until a form is passed on again that Prefect was too busy (503) to look at: its database was locked."""
_PASSED_ON = ("authorization", "x-prefect-api-version")
_log = logging.getLogger(__name__)


def router(office: Office, prefect_api: str) -> APIRouter:
    """POST /api/flow_runs/{id}/resume."""
    routes = APIRouter()

    @routes.post("/api/flow_runs/{run}/resume")
    @routes.post("/api/flow_runs/{run}/resume/")
    async def resume(run: str, request: Request) -> Response:
        if refused := refused_form(request):
            return refused
        run_id, body = _uuid(run), await body_of(request, MOST_BYTES)
        if run_id is None:
            return told(404)
        if body is None:
            return told(413)
        return await _noted(office, request, run_id, f"{prefect_api}/flow_runs/{run_id}/resume", body)

    return routes


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _noted(office: Office, request: Request, run_id: UUID, url: str, body: bytes) -> Response:
    """Noted before it is passed on, and settled by what Prefect said: of two at once only one is heard."""
    name = reviewer(request, office.settings)
    number = None
    if name is not None:
        number = await run_in_threadpool(office.ledger.reviewers.note, str(run_id), name, office.now())
    answer, accepted = await _passed_on(request, url, body)
    if number is not None and accepted is not None:
        await run_in_threadpool(office.ledger.reviewers.settle, number, accepted=accepted)
    if answer is None:
        return told(502)
    return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))


async def _passed_on(request: Request, url: str, body: bytes) -> tuple[httpx.Response | None, bool | None]:
    """Prefect's answer (`None` where there is none), and whether it took the form (`None`: nobody knows)."""
    kept = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
    try:
        answer = await _insisted(url, body, {**kept, "content-type": "application/json"})
    except httpx.HTTPError as error:
        _log.warning("Prefect does not answer: %s", type(error).__name__)
        return None, False if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) else None
    return answer, answer.is_success and _status(answer) == "ACCEPT"


async def _insisted(url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """Prefect's answer; one that was too busy is asked again: nothing of what it could not finish is kept there."""
    async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
        for pause in _PAUSES:
            answer = await client.post(url, content=body, headers=headers)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer
            await asyncio.sleep(pause)
        return await client.post(url, content=body, headers=headers)


def _status(answer: httpx.Response) -> str | None:
    """ACCEPT, REJECT, ABORT or WAIT: Prefect says so in the body, whatever the status code."""
    try:
        said = json.loads(answer.content)
    except ValueError:
        return None
    return said.get("status") if isinstance(said, dict) else None
