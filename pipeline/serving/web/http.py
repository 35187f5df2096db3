"""What `dojang serve` answers besides Prefect's UI: health and metrics, pictures by signed links, originals, and Resume."""

from __future__ import annotations

import re
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from pipeline.serving.files import Album
from pipeline.serving.links import Links, open_links
from pipeline.serving.office import Office
from pipeline.serving.web import events, objections, originals, permission, resuming, watching
from pipeline.serving.web.answering import WORDS, guard, reviewer, told
from pipeline.serving.web.valid import valid

_PICTURE = re.compile(r"[0-9a-f]{32}-[a-z0-9-]{1,60}", re.ASCII)
UNNAMED = "(unnamed)"
"""Who looks at pictures where neither a password nor a proxy says who asks."""


def make_app(office: Office, prefect_api: str, resting: watching.Resting = lambda: None) -> FastAPI:
    """The application. `prefect_api` is the address of Prefect's API, `http://…/api`; `resting` is what `/readyz` tells of the desk."""
    api = prefect_api.rstrip("/")
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    links = open_links(office.data, office.settings.public)
    app.include_router(resuming.router(office, api))
    app.include_router(originals.router(office, links))
    app.include_router(objections.router(office, links))
    app.include_router(permission.router(office))
    app.include_router(events.router(office))
    app.include_router(watching.router(office, api, resting))
    _add_pictures(app, office, links)
    app.middleware("http")(guard(office.settings))
    app.exception_handler(HTTPException)(_refused)
    return app


def make_server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """The server of the application. Who asks is who is at the line's other end, never who a header says it is."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
    )


def _add_pictures(app: FastAPI, office: Office, links: Links) -> None:
    """They stand on the pages of Prefect's UI, which may be of another origin; their seal is what guards them."""

    @app.api_route("/pictures/{name}.jpg", methods=["GET", "HEAD"])
    def picture(name: str, request: Request) -> Response:
        row = valid(office, links, f"pictures/{name}.jpg", request)
        if isinstance(row, Response):
            return row
        data = _picture(office.sheets, name)
        if data is None:
            return told(410)
        if request.method == "GET":
            office.ledger.viewings.saw(name, row.subject, reviewer(request, office.settings) or UNNAMED, office.now())
        return Response(data, media_type="image/jpeg", headers={"Cross-Origin-Resource-Policy": "cross-origin"})


def _picture(album: Album, name: str) -> bytes | None:
    """The picture's bytes; `None` where there is none, or the name is not one of a picture."""
    if not _PICTURE.fullmatch(name):
        return None
    try:
        return album.read(name)
    except OSError:
        return None


async def _refused(_request: Request, error: Any) -> Response:  # noqa: ANN401 - Starlette's face
    return told(error.status_code if error.status_code in WORDS else 400)
