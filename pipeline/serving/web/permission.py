"""Whether a company may send, for the operator's other systems: a question by POST, so that no log of addresses holds it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from pipeline.document import Text
from pipeline.registrations.permission import Message
from pipeline.registrations.reasons import RefusedError
from pipeline.serving.office import Office
from pipeline.serving.registry.permission import may_send
from pipeline.serving.web.answering import body_of, refused_form, reviewer, told

PATH = "/may-send"
_MOST_BYTES = 2_000
_NAMELESS = Text("누가 묻는지 확인할 수 없습니다.", "It is not known who asks.")


class _Question(BaseModel):
    """Who would send what; `sender`: from that number or Yellow ID alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    company: Annotated[str, Field(max_length=20)]
    message: Message
    sender: Annotated[str, Field(max_length=40)] | None = None


def router(office: Office) -> APIRouter:
    """POST /may-send. Where a proxy names who asks (`reviewer_header`), whoever it does not name gets no answer."""
    routes = APIRouter()

    @routes.post(PATH)
    async def ask(request: Request) -> Response:
        if refused := refused_form(request):
            return refused
        if office.settings.reviewer_header and reviewer(request, office.settings) is None:
            return told(403, _NAMELESS)
        body = await body_of(request, _MOST_BYTES)
        if body is None:
            return told(413)
        try:
            question = _Question.model_validate_json(body)
        except ValidationError:
            return told(400)
        return await run_in_threadpool(_answer, office, question)

    return routes


def _answer(office: Office, question: _Question) -> Response:
    try:
        given = may_send(office.ledger, office.settings, question.company, question.message, question.sender)
    except RefusedError as error:
        return JSONResponse({"schema": 1, "error": error.to_json()}, 400)
    return JSONResponse(given.to_json())
