"""The shipped proxy before a real Prefect server, seen by programs and through a real browser."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Error, expect

from pipeline.serving.prefect_server import PrefectServer
from pipeline.settings import Settings
from tests.services.chromium import Visitor
from tests.services.prefect import prefect_home
from tests.services.programs import ROOT
from tests.services.proxy import SHIPPED, Proxy, credentials

REVIEW = """
import sys
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

@task
def draw():
    create_markdown_artifact(f"![page]({sys.argv[1]}/pictures/page.jpg)", key="sheet")

@flow(name="review", flow_run_name="2026-11-24 086 employment U12")
def review():
    draw()

review()
"""


class _Behind(BaseHTTPRequestHandler):
    """Stands where Dojang's own HTTP does: notes what the proxy passed on, and answers with a picture."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        noted: list[tuple[str, str, Message, bytes]] = self.server.noted  # type: ignore[attr-defined]  # set by `stand`
        noted.append((self.command, self.path, self.headers, self.rfile.read(length)))
        picture = io.BytesIO()
        Image.new("RGB", (60, 40), (200, 30, 30)).save(picture, "JPEG")
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(picture.getvalue())))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(picture.getvalue())

    do_GET = do_POST = _answer  # noqa: N815 - `http.server` asks for these names

    def log_message(self, *_: object) -> None:
        return


@dataclass
class Stand:
    """Prefect with one run, what stands behind the proxy beside it, and the proxy."""

    proxy: Proxy
    prefect: str
    run: UUID
    noted: list[tuple[str, str, Message, bytes]] = field(default_factory=list)

    def ask(self, method: str, path: str, name: str | None = "kim", **words: Any) -> httpx.Response:
        """One request through the proxy; what reached Dojang stands in `noted` afterwards."""
        self.noted.clear()
        given = words.pop("headers", {}) | (credentials(name) if name else {})
        url = self.proxy.url + path
        return httpx.request(method, url, headers=given, verify=False, trust_env=False, **words)  # noqa: S501 - our own certificate


@pytest.fixture(scope="module")
def stand(nginx: Callable[..., Proxy], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), _Behind) as behind,
        PrefectServer(prefect_home(tmp_path_factory.mktemp("prefect"))) as server,
    ):
        behind.daemon_threads = True
        noted: list[tuple[str, str, Message, bytes]] = []
        behind.noted = noted  # type: ignore[attr-defined]  # read by `_Behind`
        Thread(target=behind.serve_forever, daemon=True).start()
        server.wait()
        proxy = nginx(int(server.url.rpartition(":")[2]), behind.server_port)
        subprocess.run(
            [sys.executable, "-c", REVIEW, proxy.url], env=server.environment, check=True, capture_output=True
        )
        run = httpx.post(f"{server.url}/api/flow_runs/filter", json={}).json()[0]["id"]
        yield Stand(proxy, server.url, UUID(run), noted)
        behind.shutdown()


# --- what is written --------------------------------------------------------------------------------


def test_the_shipped_file_fits_the_settings_and_what_is_told_of_it() -> None:
    shipped, told = SHIPPED.read_text(), (ROOT / "docs" / "operating.md").read_text()
    ports = {Settings.model_fields[name].default for name in ("ui_port", "port")}
    assert {int(port) for port in re.findall(r"server 127\.0\.0\.1:(\d+)", shipped)} == ports
    assert ports <= {int(port) for port in re.findall(r"127\.0\.0\.1:(\d+)", told)}
    [header] = re.findall(r"proxy_set_header (\S+) \$remote_user;", shipped)
    assert f"DOJANG_REVIEWER_HEADER={header}" in told


# --- what a browser does -------------------------------------------------------------------------


def through_the_pages(visitor: Visitor, stand: Stand, ui: str) -> None:
    """Dashboard, list of runs, a run with its graph, its sheet."""
    page = visitor.page()
    page.goto(f"{stand.proxy.url}{ui}/dashboard")
    expect(page.get_by_text("Task Runs", exact=False).first).to_be_visible(timeout=20_000)
    keep(page.screenshot(), f"dashboard{ui}")
    page.goto(f"{stand.proxy.url}{ui}/runs")
    expect(page.get_by_text("2026-11-24 086 employment U12")).to_be_visible(timeout=20_000)
    keep(page.screenshot(), f"runs{ui}")
    page.goto(f"{stand.proxy.url}{ui}/runs/flow-run/{stand.run}")
    expect(page.get_by_text("Finished in state Completed()").first).to_be_visible(timeout=20_000)
    expect(page.locator("canvas").first).to_be_visible(timeout=20_000)
    keep(page.screenshot(), f"run{ui}")
    page.goto(f"{stand.proxy.url}{ui}/artifacts/artifact/{sheet(stand)}")
    picture = page.get_by_role("img", name="page")
    expect(picture).to_be_visible(timeout=20_000)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 60
    keep(page.screenshot(), f"sheet{ui}")


def sheet(stand: Stand) -> str:
    found = httpx.post(f"{stand.prefect}/api/artifacts/filter", json={}).json()
    return str(found[0]["id"])


def keep(picture: bytes, name: str) -> None:
    """Keeps a picture of the page where `SCREENSHOTS` names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        with open(os.path.join(folder, f"proxy-{name.replace('/', '-')}.png"), "wb") as file:  # noqa: PTH118, PTH123 - one line
            file.write(picture)


@pytest.mark.parametrize("ui", ["/v2", ""], ids=["new", "old"])
def test_the_ui_works_and_nothing_leaves_the_machine(
    visit: Callable[[str | None], Visitor], stand: Stand, ui: str
) -> None:
    visitor = visit("kim")
    through_the_pages(visitor, stand, ui)
    assert visitor.outside == []
    assert visitor.hosts == {"127.0.0.1"}
    broken = [line for line in visitor.complaints if re.search(r"Content Security|violates|unsafe-eval", line)]
    assert [line for line in broken if "amplitude.com" not in line and "Fetch API cannot load" not in line] == []


def test_without_the_proxy_the_new_ui_calls_a_host_outside(
    visit: Callable[[str | None], Visitor], stand: Stand
) -> None:
    visitor = visit(None)
    page = visitor.page()
    with page.expect_event("requestfailed", lambda request: "127.0.0.1" not in request.url, timeout=30_000):
        page.goto(f"{stand.prefect}/v2/dashboard")
    assert visitor.outside != []


def test_without_a_password_there_is_no_page(browser: Visitor, stand: Stand) -> None:
    page = browser.page()
    with pytest.raises(Error, match="ERR_INVALID_AUTH_CREDENTIALS"):
        page.goto(stand.proxy.url)
    assert page.inner_text("body") == ""


# --- what any program could ask ------------------------------------------------------------------

RESUME = "/api/flow_runs/00000000-0000-4000-8000-000000000000/resume"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v2/",
        "/api/health",
        "/ui-settings",
        "/pictures/a.jpg",
        "/original/a",
        "/objection/a",
        "/health",
        "/docs",
    ],
)
def test_nothing_is_open(stand: Stand, path: str) -> None:
    assert stand.ask("GET", path, None).status_code == 401
    wrong = {"Authorization": "Basic a2ltOndyb25n"}
    assert stand.ask("GET", path, None, headers=wrong).status_code == 401
    assert stand.noted == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/flow_runs/{run}/set_state"),
        ("POST", "/api/flow_runs/{run}/input"),
        ("POST", "/api/flow_runs/"),
        ("POST", "/api/flow_runs/{run}/set_state/../set_state"),
        ("POST", "/api/flow_runs/{run}//set_state"),
        ("POST", "/api/flow_runs/bulk_delete"),
        ("POST", "/api/artifacts/"),
        ("POST", "/api/events"),
        ("GET", "/api/block_documents/{run}?include_secrets=true"),
        ("POST", "/api/block_documents/filter"),
        ("PATCH", "/api/flow_runs/{run}"),
        ("DELETE", "/api/flow_runs/{run}"),
        ("PUT", "/api/admin/storage"),
        ("POST", "/"),
        ("DELETE", "/pictures/a.jpg"),
        ("GET", RESUME),
        ("GET", "/may-send"),
    ],
)
def test_reviewers_only_read_and_resume(stand: Stand, method: str, path: str) -> None:
    answer = stand.ask(method, path.format(run=stand.run), json={"state": {"type": "CANCELLED"}})
    assert answer.status_code == 403
    assert stand.noted == []
    assert httpx.get(f"{stand.prefect}/api/flow_runs/{stand.run}").json()["state_type"] == "COMPLETED"


@pytest.mark.parametrize("path", [RESUME, RESUME + "/", RESUME.replace("/api/", "/api//"), "/may-send"])
def test_a_resumed_run_and_a_question_go_to_dojang_with_the_name_that_logged_in(stand: Stand, path: str) -> None:
    forged = {"X-Dojang-Reviewer": "boss", "x_dojang_reviewer": "boss", "X-Forwarded-For": "10.0.0.1"}
    stand.ask("POST", path, "lee", json={"run_input": {}}, headers=forged)
    [(method, asked, headers, body)] = stand.noted
    assert (method, asked, body) == ("POST", path, b'{"run_input":{}}')
    assert headers.get_all("X-Dojang-Reviewer") == ["lee"]
    assert headers.get_all("X-Forwarded-For") == ["127.0.0.1"]
    assert "Authorization" not in headers
    assert "x_dojang_reviewer" not in headers


@pytest.mark.parametrize("path", ["/pictures/a.jpg?until=1&signature=2", "/original/token", "/health"])
def test_pictures_and_health_come_from_dojang(stand: Stand, path: str) -> None:
    answer = stand.ask("GET", path)
    assert answer.status_code == 200
    assert [(method, asked) for method, asked, _, _ in stand.noted] == [("GET", path)]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_reading_goes_to_prefect(stand: Stand) -> None:
    assert stand.ask("POST", "/api/flow_runs/filter", json={}).json()[0]["id"] == str(stand.run)
    assert stand.ask("GET", "/api/health").json() is True


@pytest.mark.parametrize("path", ["/v2/", "/api/health", "/pictures/a.jpg", "/missing/"])
@pytest.mark.parametrize("name", ["kim", None])
def test_every_answer_carries_the_headers(stand: Stand, path: str, name: str | None) -> None:
    headers = stand.ask("GET", path, name).headers
    assert "connect-src 'self';" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Server"] == "nginx"


def test_a_large_body_is_refused(stand: Stand) -> None:
    assert stand.ask("POST", RESUME, content=b"0" * 300_000).status_code == 413
    assert stand.noted == []


def test_without_tls_nothing_is_told_but_where_to_go(stand: Stand) -> None:
    answer = httpx.get(f"{stand.proxy.plain}/pictures/a.jpg", trust_env=False)
    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://127.0.0.1/pictures/a.jpg"


def test_the_log_has_no_links(stand: Stand) -> None:
    stand.ask("GET", "/pictures/a.jpg?signature=secret-of-a-link")
    stand.ask("GET", "/pictures/b.jpg")
    httpx.get(f"{stand.proxy.plain}/pictures/a.jpg?signature=secret-of-a-link", trust_env=False)
    log = stand.proxy.log.read_text()
    assert "kim" in log
    assert "GET /pictures/b.jpg 200" in log
    assert [path for path in stand.proxy.log.parent.glob("*log") if "secret-of-a-link" in path.read_text()] == []
