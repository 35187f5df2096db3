"""What every answer of our HTTP endpoints has in common: headers, small pages in two languages, trusted hosts.

No answer holds a stack trace, a value or anything that was asked for.
"""

from __future__ import annotations

import html
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request, Response

from pipeline.document import Text
from pipeline.identifiers import scrub
from pipeline.serving.database import LedgerError
from pipeline.serving.web.doors import OPEN, open_doors, told_by_password
from pipeline.settings import Settings

_SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_LONGEST_TARGET = 4_096
"""Bytes of path and query: ours are a tenth of it."""
_PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:17px/1.6 sans-serif;max-width:{wide};margin:3em auto;padding:0 1em;color:#181c24}}
img{{max-width:100%;border:1px solid #ccd0d8}}input,button{{font:inherit;padding:.4em .9em}}button{{background:#0a5ac8;color:#fff;border:0}}
.en{{color:#606672}}</style><h1>{title}</h1>{body}</html>
"""

WORDS = {
    400: Text("요청을 이해할 수 없습니다.", "The request could not be understood."),
    403: Text("이 링크는 유효하지 않습니다.", "This link is not valid."),
    404: Text("없는 주소입니다.", "There is nothing here."),
    405: Text("이 주소에서는 할 수 없는 요청입니다.", "This cannot be done here."),
    410: Text("이 링크는 더 이상 열리지 않습니다.", "This link opens no more."),
    411: Text("요청의 길이를 알 수 없습니다.", "The request does not say its length."),
    413: Text("요청이 너무 큽니다.", "The request is too large."),
    414: Text("주소가 너무 깁니다.", "The address is too long."),
    415: Text("받지 않는 형식입니다.", "This form of request is not accepted."),
    421: Text("이 서버의 주소가 아닙니다.", "This is not the address of this server."),
    500: Text("처리하지 못했습니다. 운영자에게 알려 주세요.", "This went wrong. Please tell the operator."),
    502: Text("Prefect 서버가 응답하지 않습니다.", "The Prefect server does not answer."),
    503: Text(
        "지금은 처리할 수 없습니다. 잠시 뒤 다시 시도해 주세요.", "Not possible just now. Please try again soon."
    ),
}


def told(status: int, words: Text | None = None) -> Response:
    """A small page that says what is the matter, in Korean and English."""
    said = words or WORDS[status]
    body = f'<p>{html.escape(said.ko)}</p><p class="en" lang="en">{html.escape(said.en)}</p>'
    return page("Dojang", body, status)


def page(title: str, body: str, status: int = 200, wide: str = "40em") -> Response:
    """A page of ours; `body` is HTML already."""
    return Response(_PAGE.format(title=html.escape(title), body=body, wide=wide), status, media_type="text/html")


_log = logging.getLogger(__name__)
Next = Callable[[Request], Awaitable[Response]]


def guard(settings: Settings) -> Callable[[Request, Next], Awaitable[Response]]:
    """What every request goes through: its host must be ours, its address short; every answer gets safe headers."""
    ours = {"localhost", settings.host.casefold(), (urlsplit(settings.public).hostname or "").casefold()}

    doors = open_doors(settings)

    async def guarded(request: Request, call_next: Next) -> Response:
        answer = refusal(request) or doors(request) or await _answered(request, call_next)
        for name, value in _SAFE.items():
            answer.headers[name] = value
        return answer

    def refusal(request: Request) -> Response | None:
        hosts = request.headers.getlist("host")
        if request.scope["path"] not in OPEN and (len(hosts) != 1 or not _is_ours(hosts[0], ours)):
            return told(421)
        if len(request.scope.get("raw_path", b"")) + len(request.scope["query_string"]) > _LONGEST_TARGET:
            return told(414)
        return None

    return guarded


async def _answered(request: Request, call_next: Next) -> Response:
    """The answer; of an error that nobody foresaw only its type is logged, never its text."""
    try:
        return await call_next(request)
    except LedgerError:
        return told(503)
    except Exception as error:  # noqa: BLE001 - above us the server would print the error with all that it holds
        _log.error("a request ended by %s", type(error).__name__)
        return told(500)


def _is_ours(host: str, ours: set[str]) -> bool:
    """A known name, or an address of digits: a page of strangers that calls itself ours needs a name of its own."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").casefold()
    except ValueError:
        return False
    if name in ours:
        return bool(name)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def reviewer(request: Request, settings: Settings) -> str | None:
    """The reviewer as the authenticating proxy names them; `None` where none is set, or the name is not one name."""
    if settings.basic_auth is not None:
        return told_by_password(request, settings)
    if not settings.reviewer_header:
        return None
    named = request.headers.getlist(settings.reviewer_header)
    if len(named) != 1:
        return None
    text = named[0].encode("latin-1", "replace")
    return scrub(" ".join(text.decode("utf-8", "replace").split())[:200]) or None


def refused_form(request: Request) -> Response | None:
    """Why a form of JSON is not taken: another type, or a page of strangers behind it."""
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != "application/json":
        return told(415)
    if request.headers.get("sec-fetch-site", "same-origin").casefold() == "cross-site":
        return told(403)
    return None


async def body_of(request: Request, most: int) -> bytes | None:
    """The body, or `None` if it is larger than `most` bytes; no more than that is ever held."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > most:
            return None
    return bytes(found)
