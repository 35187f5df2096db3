"""An applicant's objection, taken down: a person is to decide anew what the rules rejected (개인정보 보호법 제37조의2).

The sheet of a rejection by the rules links here. A GET says what will come of it; a POST does it: the case stands in the
queue again, and the applicant is told. The applicant's own way is to reply to the notice, which says so.
"""

from __future__ import annotations

import html
import logging

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from pipeline.document import Text
from pipeline.errors import DojangError
from pipeline.serving.links import Links
from pipeline.serving.office import Office
from pipeline.serving.people import deciding
from pipeline.serving.tables import DecisionRow
from pipeline.serving.web.answering import page, reviewer, told
from pipeline.serving.web.typed import typed
from pipeline.serving.web.valid import valid

_LONGEST = {"by": 100, "note": 500}
_NAMELESS = Text("이름을 적어 주세요.", "Please say who you are.")
_log = logging.getLogger(__name__)


def router(office: Office, links: Links) -> APIRouter:
    """GET and POST /objection/{decision}."""
    routes = APIRouter()

    @routes.get("/objection/{decision}")
    def ask(decision: str, request: Request) -> Response:
        row = valid(office, links, f"objection/{decision}", request)
        return row if isinstance(row, Response) else _question(reviewer(request, office.settings))

    @routes.post("/objection/{decision}")
    async def take(decision: str, request: Request) -> Response:
        said = await typed(request, _LONGEST)
        row = await run_in_threadpool(valid, office, links, f"objection/{decision}", request)
        if isinstance(row, Response):
            return row
        named = reviewer(request, office.settings)
        if not (by := named or said["by"]):
            return told(400, _NAMELESS)
        answer = deciding.Answer(
            deciding.Verb.OBJECT, by=by, via="ui", verified=named is not None, note=said["note"], number=row.number
        )
        return await run_in_threadpool(_taken, office, row, answer)

    return routes


def _question(named: str | None) -> Response:
    """What will come of it, and the button. The form's own address is the link itself."""
    who = f"<b>{html.escape(named)}</b>" if named else '<input name="by" required maxlength="100" aria-label="이름">'
    body = (
        "<p>신청인이 자동 반려에 이의를 제기했으면 여기서 접수합니다. 사건이 대기열로 돌아가 담당자가 처음부터 다시 결정하며, "
        "신청인에게 접수되었다고 안내됩니다.</p>"
        '<p class="en" lang="en">The applicant objects to the automatic rejection: the case stands in the queue again, a person '
        "decides anew, and the applicant is told that it was taken down.</p>"
        f'<form method="post"><p>접수자 · Taken down by: {who}</p><p>언제, 어떻게 요청했는지 · When and how it was asked for: '
        '<input name="note" maxlength="500" size="40" aria-label="메모"></p><button>이의신청 접수 · Take it down</button></form>'
    )
    return page("이의신청 접수 · An objection", body)


def _taken(office: Office, row: DecisionRow, answer: deciding.Answer) -> Response:
    try:
        deciding.answer(office, row.subject, answer, office.now())
    except DojangError as error:
        return told(410, error.entry.message)
    office.ledger.cases.want(row.subject)
    _log.info("%s: an objection was taken down", row.subject)
    return page(
        "접수되었습니다 · Taken down",
        "<p>사건이 대기열에 다시 올라갑니다. 신청인에게 안내 메일이 나갑니다.</p>"
        '<p class="en" lang="en">The case is in the queue again, and the applicant is told.</p>',
    )
