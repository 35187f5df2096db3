"""The one view of an original page: signed, logged, and never written to disk.

Only where reading could not settle whether a resident number is covered (`sheets.UNCLEAR_NUMBER`) a sheet
links it. A GET shows what will be logged; a POST logs it and shows the page, once; after that the link is dead.
"""

from __future__ import annotations

import base64
import html
import logging
import re
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from pipeline import facts
from pipeline.document import Text
from pipeline.errors import DojangError
from pipeline.serving import intake
from pipeline.serving.buckets import BucketError, GoneError
from pipeline.serving.links import Links
from pipeline.serving.office import Office
from pipeline.serving.tables import DecisionRow, Upload
from pipeline.serving.web.answering import page, reviewer, told
from pipeline.serving.web.typed import typed
from pipeline.serving.web.valid import valid

_LONGEST_NAME = 100
_NAME = re.compile(r"(\d{1,4})-(\d{1,4})", re.ASCII)
_SEEN = Text("이 원본은 이미 한 번 열람되었습니다.", "This original has been looked at already.")
_UNKNOWN = Text("원본 파일을 더 이상 찾을 수 없습니다.", "The original file is not there any more.")
_NAMELESS = Text("이름을 적어 주세요.", "Please say who you are.")
_log = logging.getLogger(__name__)


class _Wanted(NamedTuple):
    """The page that a link opens: token, subject, content, page from 1."""

    token: str
    subject: str
    sha256: str
    page: int


def router(office: Office, links: Links) -> APIRouter:
    """GET and POST /original/{file}-{page}."""
    routes = APIRouter()

    @routes.get("/original/{name}")
    def ask(name: str, request: Request) -> Response:
        wanted = _wanted(office, links, name, request)
        return wanted if isinstance(wanted, Response) else _question(wanted, reviewer(request, office.settings))

    @routes.post("/original/{name}")
    async def show(name: str, request: Request) -> Response:
        by, verified = reviewer(request, office.settings), True
        if by is None:
            by, verified = (await typed(request, {"by": _LONGEST_NAME}))["by"], False
        wanted = await run_in_threadpool(_wanted, office, links, name, request)
        if isinstance(wanted, Response):
            return wanted
        if not by:
            return told(400, _NAMELESS)
        return await run_in_threadpool(_view, office, wanted, by if verified else f"{by} (unverified)")

    return routes


def _wanted(office: Office, links: Links, name: str, request: Request) -> _Wanted | Response:
    """What the link opens; or why it opens nothing."""
    row = valid(office, links, f"original/{name}", request)
    if isinstance(row, Response):
        return row
    parts = _NAME.fullmatch(name)
    sha256 = _sha256(row, int(parts[1])) if parts else None
    if parts is None or sha256 is None:
        return told(403)
    token = request.query_params["seal"]
    if any(one.token == token for one in office.ledger.viewings.of(row.subject)):
        return told(410, _SEEN)
    return _Wanted(token, row.subject, sha256, int(parts[2]))


def _sha256(row: DecisionRow, file: int) -> str | None:
    papers = row.body.get("papers", [])
    return papers[file]["sha256"] if file < len(papers) else None


def _question(wanted: _Wanted, named: str | None) -> Response:
    """What will be logged, and the button. The form's own address is the link itself."""
    who = f"<b>{html.escape(named)}</b>" if named else '<input name="by" required maxlength="100" aria-label="이름">'
    body = (
        f"<p>{wanted.page}쪽의 원본을 가리지 않은 채 <b>한 번만</b> 보여 드립니다. 주민등록번호가 보일 수 있습니다. "
        "열람하면 다음이 기록되고 지울 수 없습니다: 사건 번호, 쪽, 열람한 사람과 시각. 화면을 저장하거나 옮겨 적지 마세요.</p>"
        '<p class="en" lang="en">The page is shown once, with nothing covered. Who looked, when and at what is logged '
        "for good. Do not save or copy it.</p>"
        f'<form method="post"><p>열람자 · Viewer: {who}</p><button>원본 보기 · Show it once</button></form>'
    )
    return page("원본 보기 · Original", body)


def _view(office: Office, wanted: _Wanted, by: str) -> Response:
    """Made first, logged then, shown last: a page that cannot be made is not used up; of two at once one sees it."""
    try:
        data = _bytes(office, wanted)
        with office.readers:
            picture = facts.uncovered(data, wanted.page)
    except BucketError as error:
        _log.warning("%s: an original could not be fetched: %s", wanted.subject, error)
        return told(503)
    except (DojangError, GoneError, LookupError) as error:
        _log.warning("%s: an original could not be shown: %s", wanted.subject, type(error).__name__)
        return told(410, _UNKNOWN)
    if not office.ledger.viewings.view(*wanted, by, office.now()):
        return told(410, _SEEN)
    _log.info("%s: an original was looked at", wanted.subject)
    shown = base64.b64encode(picture).decode("ascii")
    body = f'<p>닫으면 다시 볼 수 없습니다 · Gone once closed</p><img alt="원본" src="data:image/jpeg;base64,{shown}">'
    return page("원본 · Original", body, wide="62em")


def _bytes(office: Office, wanted: _Wanted) -> bytes:
    """The file as handed in, from the bucket. Raises `LookupError` where no upload has these bytes."""
    for upload in _uploads(office, wanted.subject):
        if upload.sha256 == wanted.sha256:
            data = intake.fetch(office.store, upload, office.settings.max_bytes, office.decided)
            if facts.digest(data) == wanted.sha256:
                return data
    raise LookupError(wanted.subject)


def _uploads(office: Office, subject: str) -> list[Upload]:
    word, _, number = subject.partition(":")
    if word == "upload":
        return [office.ledger.arrivals.upload(int(number))]
    return office.ledger.arrivals.papers(int(number))
