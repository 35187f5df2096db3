"""Chromium, driven as a reviewer would."""

from __future__ import annotations

import os
import shutil
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.services.proxy import REVIEWERS

_NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@dataclass
class Visitor:
    """A reviewer at a browser: pages in Korean, and a record of what they did.

    `requested`: the URLs that pages asked for and the browser tried. `complaints`: what the console
    said as an error or warning. `outside`: hosts beyond 127.0.0.1 that the browser itself tried to
    reach, seen by a proxy that lets nothing through.
    """

    context: BrowserContext
    outside: list[str]
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def page(self) -> Page:
        """A new, empty page whose requests and complaints are recorded."""
        page = self.context.new_page()
        page.on("request", lambda request: self.requested.append(request.url))
        page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    @property
    def hosts(self) -> set[str]:
        """The hosts of what was requested."""
        return {host for url in self.requested if (host := urlsplit(url).hostname) is not None}


class _Refusing(socketserver.StreamRequestHandler):
    """Notes who was to be reached (`CONNECT host:port`, `GET http://host/…`) and hangs up."""

    def handle(self) -> None:
        line = self.rfile.readline(4096).decode("latin-1").split()
        if len(line) > 1:
            noted: list[str] = self.server.outside  # type: ignore[attr-defined]  # set by `_gate`
            noted.append(line[1])
        self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


@contextmanager
def _gate() -> Iterator[tuple[str, list[str]]]:
    """A proxy that lets nothing through: its address, and whom it was asked to reach."""
    noted: list[str] = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Refusing) as server:
        server.daemon_threads = True
        server.outside = noted  # type: ignore[attr-defined]  # read by `_Refusing`
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", noted
        server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, headless. What it calls by itself goes nowhere: the discard port is its proxy.

    Of one file of tests: while it runs, its loop counts as running in this thread, and no other may be started.
    """
    path = _found() or pytest.skip("no Chromium that is not a snap; name one by CHROMIUM=/path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            headless=True,
            args=["--lang=ko-KR", "--disable-features=AutofillServerCommunication"],
            proxy={"server": "http://127.0.0.1:9"},
        )
        try:
            yield browser
        finally:
            browser.close()


def _found() -> str | None:
    for name in (os.environ.get("CHROMIUM") or _NAMES[0], *_NAMES[1:]):
        path = shutil.which(name)
        if path is None:
            continue
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        if told.returncode == 0 and "snap" not in told.stdout:
            return path
    return None


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[[str | None], Visitor]]:
    """Opens the browser as a reviewer of `REVIEWERS`, or without a password: `visit("kim")`, `visit(None)`."""
    with ExitStack() as stack:

        def open_as(name: str | None) -> Visitor:
            address, outside = stack.enter_context(_gate())
            context = chromium.new_context(
                locale="ko-KR",
                timezone_id="Asia/Seoul",
                viewport={"width": 1400, "height": 900},
                ignore_https_errors=True,
                proxy={"server": address, "bypass": "127.0.0.1"},
                http_credentials=None if name is None else {"username": name, "password": REVIEWERS[name]},
            )
            stack.callback(context.close)
            return Visitor(context, outside)

        yield open_as


@pytest.fixture
def browser(visit: Callable[[str | None], Visitor]) -> Visitor:
    """The browser of somebody who gives no password."""
    return visit(None)
