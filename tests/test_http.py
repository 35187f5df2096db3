"""The endpoints of `dojang serve` on a real server on loopback, asked as browsers and as strangers ask."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import logging
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from PIL import Image, ImageDraw

from pipeline.document import Kind
from pipeline.drawing import typeface
from pipeline.serving.links import open_links
from pipeline.serving.office import Office, day_of
from pipeline.serving.prefect_server import free_port
from pipeline.serving.sheets import making
from pipeline.serving.tables import UploadState
from pipeline.serving.web.http import make_app, make_server
from tests import sheet_stage as stage
from tests.made_cases import in_order, open_cases
from tests.made_facts import field, paper

SECRET = "900101-1234567"  # a made-up resident number
GUARDS = ("cache-control", "content-security-policy", "referrer-policy", "x-content-type-options")


@contextmanager
def serving(office: Office, api: str) -> Iterator[int]:
    """The application on a free port, in a thread."""
    server = make_server(make_app(office, api), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


class _Healthy(BaseHTTPRequestHandler):
    """A Prefect server that is well."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Site:
    """What a test asks, and where."""

    office: Office
    port: int
    name: str
    link: str

    def ask(self, target: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Any:
        """An answer; `headers` with `_` for `-`."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            more = {name.replace("_", "-"): value for name, value in headers.items()}
            asked.request(method, target, body, more)
            answer = asked.getresponse()
            answer.body = answer.read()
            return answer
        finally:
            asked.close()


@pytest.fixture(scope="module")
def prefect() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()


def target(url: str) -> str:
    split = urlsplit(url)
    return f"{split.path}?{split.query}"


@pytest.fixture
def site(tmp_path: Path, prefect: str) -> Iterator[Site]:
    office = stage.office(tmp_path)
    judged = stage.bare(office, stage.facts(paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field(None, 0.4)})))
    row = stage.decided(office, judged)
    making.make(office, row, judged)
    name = f"{row.id}-1-page-1"
    links = open_links(office.data, office.settings.public)
    until = day_of(stage.NOW) + timedelta(days=1)
    with serving(office, prefect) as port:
        yield Site(office, port, name, target(links.picture(name, row.id, until)))


def guarded(answer: Any) -> bool:
    return guarded_headers(answer.headers)


def guarded_headers(headers: Any) -> bool:
    return all(headers[name] for name in GUARDS) and "default-src 'none'" in headers[GUARDS[1]]


def test_a_picture_is_shown_by_its_link(site: Site) -> None:
    answer = site.ask(site.link)
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert guarded(answer)
    assert Image.open(io.BytesIO(answer.body)).width == 1240
    head = site.ask(site.link, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(answer.body)))
    part = site.ask(site.link, Range="bytes=0-9")
    assert (part.status, len(part.body)) == (200, len(answer.body))


def test_a_link_that_was_changed_in_any_place_opens_nothing(site: Site) -> None:
    for place in range(len("/pictures/"), len(site.link)):
        sign = site.link[place]
        if sign not in "=&?.":
            changed = site.link[:place] + ("a" if sign != "a" else "b") + site.link[place + 1 :]
            assert site.ask(changed).status in {403, 404}, place


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/../ledger.sqlite",
        "/pictures/..%2fledger.sqlite",
        "/pictures/%2e%2e%2flink.key.jpg",
        "/pictures/..%5clink.key.jpg",
        "/pictures/%00.jpg",
        "/pictures/%ff%fe.jpg",
        "/pictures//etc/passwd",
        "/pictures/.jpg",
        "/pictures",
        "/",
        "/docs",
        "/openapi.json",
        "//evil.example/health",
        "/health/",
        f"/original/{quote(SECRET)}",
        "/original/..%2f..",
    ],
)
def test_paths_of_strangers_lead_nowhere(site: Site, path: str) -> None:
    for query in ("", site.link.partition("?")[2], "decision=x&until=2999-01-01&seal=" + "0" * 64):
        answer = site.ask(f"{path}?{query}")
        assert answer.status in {403, 404}, path
        assert guarded(answer)
        assert SECRET.encode() not in answer.body
        assert "location" not in answer.headers


def test_a_sealed_name_that_is_no_picture_opens_no_file(site: Site) -> None:
    """Even with our own seal on it: a name is never a path."""
    links = open_links(site.office.data, "http://x")
    row_id = site.name[:32]
    for name in ("../link", "link.key", "..", f"{row_id}-1-page-9"):
        link = links.picture(name, row_id, day_of(stage.NOW))
        assert site.ask(target(link).replace("/pictures/../", "/pictures/..%2f")).status in {404, 410}, name


@pytest.mark.parametrize("extra", ["&seal=0", "&decision=0", "&until=2999-01-01"])
def test_a_part_given_twice_is_no_link(site: Site, extra: str) -> None:
    assert site.ask(site.link + extra).status == 403


def test_a_huge_address_is_refused_before_anything_else(site: Site) -> None:
    assert site.ask(f"{site.link}&x={'y' * 50_000}").status == 414
    assert site.ask(f"/pictures/{'n' * 50_000}.jpg").status == 414


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:4280", 200),
        ("localhost", 200),
        ("LOCALHOST:80", 200),
        ("[::1]:4280", 200),
        ("evil.example", 421),
        ("evil.example:4280", 421),
        ("127.0.0.1.evil.example", 421),
        ("user@evil.example", 421),
        ("localhost@evil.example", 421),
        ("[::1", 421),
        ("", 421),
    ],
)
def test_only_our_own_names_are_answered_to(site: Site, host: str, status: int) -> None:
    assert site.ask(site.link, Host=host).status == status


def test_the_public_name_is_ours(tmp_path: Path, prefect: str) -> None:
    office = stage.office(tmp_path, public_url="https://dojang.example/")
    with serving(office, prefect) as port:
        site = Site(office, port, "", "")
        assert site.ask("/nothing", Host="dojang.example").status == 404
        assert site.ask("/nothing", Host="other.example").status == 421


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "POST", "TRACE", "BREW"])
def test_nothing_else_can_be_done_to_a_picture(site: Site, method: str) -> None:
    answer = site.ask(site.link, method, Origin="http://evil.example", Access_Control_Request_Method="GET")
    assert answer.status in {400, 405}
    assert "access-control-allow-origin" not in answer.headers


def test_a_link_ends_with_its_day(site: Site) -> None:
    row_id = site.name[:32]
    links = open_links(site.office.data, "http://x")
    for days, status in ((0, 200), (-1, 410)):
        link = links.picture(site.name, row_id, day_of(stage.NOW) + timedelta(days=days))
        assert site.ask(target(link)).status == status


def test_a_link_ends_with_its_decision(site: Site) -> None:
    judged = stage.bare(site.office, stage.facts(paper(Kind.EMPLOYMENT_CERTIFICATE)))
    stage.decided(site.office, judged, "approved", number=2)
    answer = site.ask(site.link)
    assert answer.status == 410
    assert "더 이상 열리지 않습니다".encode() in answer.body
    assert guarded(answer)


def test_health_says_what_answers(site: Site) -> None:
    answer = site.ask("/health", Host="any.name.example")
    assert (answer.status, answer.body) == (200, b'{"status":"ok","ledger":"ok","prefect":"ok","bucket":"ok"}')
    assert guarded(answer)
    assert site.ask("/health", "HEAD").status == 200


def test_health_tells_that_prefect_is_away(site: Site) -> None:
    with serving(site.office, f"http://127.0.0.1:{free_port()}/api") as port:
        answer = replace(site, port=port).ask("/health")
        assert (answer.status, answer.body) == (503, b'{"status":"unavailable","ledger":"ok","prefect":"unavailable","bucket":"ok"}')


def test_health_tells_that_the_ledger_is_away(site: Site) -> None:
    site.office.ledger.engine.dispose()
    path = site.office.data / "ledger.sqlite"
    for one in site.office.data.glob("ledger.sqlite*"):
        one.unlink()
    path.mkdir()
    answer = site.ask("/health")
    assert answer.status == 503
    assert b'"ledger":"unavailable"' in answer.body
    assert site.ask(site.link).status == 503


def test_an_unforeseen_error_is_not_told(site: Site, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(type(site.office.ledger.decisions), "get", broken)
    with caplog.at_level(logging.DEBUG):
        answer = site.ask(site.link)
    assert answer.status == 500
    assert guarded(answer)
    assert SECRET.encode() not in answer.body
    assert "a request ended by RuntimeError" in caplog.text
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text


# --- originals --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unclear:
    """A case with an unclear number: its office, the file's bytes, the link of the original's first page."""

    site: Site
    data: bytes
    link: str

    def post(self, by: str = "이심사", **headers: str) -> Any:
        return self.site.ask(
            self.link, "POST", f"by={quote(by)}".encode(), Content_Type="application/x-www-form-urlencoded", **headers
        )


def drawn_file(turned: int = 0) -> bytes:
    """A page with a made-up number on it, turned by so many degrees."""
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    rows = [
        "재 직 증 명 서",
        "성명 김하늘",
        f"주민등록번호 {SECRET}",
        "주소 서울특별시 강남구",
        "회사 한빛테크",
        "발급 2026년 10월 2일",
    ]
    for row, text in enumerate(rows):
        pen.text((200, 200 + 120 * row), text, "black", typeface.at(44))
    encoded = io.BytesIO()
    page.rotate(turned).save(encoded, "PNG")
    return encoded.getvalue()


def unclear_case(data: Path, prefect: str, turned: int = 0, **settings: Any) -> Iterator[Unclear]:
    office = stage.office(data, **settings)
    handed = drawn_file(turned)
    office.store.put_if_absent("scan.png", handed)
    seen = stage.facts(paper(Kind.EMPLOYMENT_CERTIFICATE, {"resident_number": field("unclear", 0.9)}))
    seen = replace(seen, sha256=hashlib.sha256(handed).hexdigest())
    item = next(office.store.list())
    office.ledger.arrivals.note(office.store.address, [(item, None)], stage.NOW, day_of(stage.NOW))
    office.ledger.readings.keep_content(seen.sha256, len(handed), stage.NOW)
    office.ledger.arrivals.settle(1, UploadState.DONE, seen.sha256)
    judged = stage.bare(office, seen)
    made = making.make(office, stage.decided(office, judged, "needs-review"), judged)
    found = re.search(r"http://[^)]*/original/[^)]*", made.text)
    assert found
    with serving(office, prefect) as port:
        yield Unclear(Site(office, port, "", ""), handed, target(found[0]))


@pytest.fixture
def unclear(tmp_path: Path, prefect: str, request: pytest.FixtureRequest) -> Iterator[Unclear]:
    yield from unclear_case(tmp_path, prefect, getattr(request, "param", 0))


def test_an_original_is_asked_about_before_it_is_shown(unclear: Unclear) -> None:
    for method in ("GET", "GET"):
        answer = unclear.site.ask(unclear.link, method)
        assert answer.status == 200
        assert "한 번만".encode() in answer.body
        assert b'<form method="post">' in answer.body
        assert b"<img" not in answer.body
    assert unclear.site.ask(unclear.link, "HEAD").status == 405
    assert not unclear.site.office.ledger.viewings.of("upload:1"), "a look at the question is no view"


@pytest.mark.parametrize("unclear", [180], indirect=True)
def test_an_original_is_shown_once_and_the_view_is_logged(unclear: Unclear, caplog: Any) -> None:
    office = unclear.site.office
    before = {path: path.stat().st_mtime_ns for path in office.data.rglob("*.*") if "ledger" not in path.name}
    with caplog.at_level(logging.DEBUG):
        answer = unclear.post()
    assert answer.status == 200
    assert guarded(answer)
    found = re.search(rb'src="data:image/jpeg;base64,([^"]*)"', answer.body)
    assert found
    picture = Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("L")
    assert picture.height > picture.width
    assert picture.crop((0, 0, picture.width, picture.height // 2)).getextrema()[0] < 100, "upright again"
    (view,) = office.ledger.viewings.of("upload:1")
    assert (view.by, view.page) == ("이심사 (unverified)", 1)
    for again in (unclear.post(), unclear.site.ask(unclear.link)):
        assert again.status == 410
        assert b"<img" not in again.body
    after = {path: path.stat().st_mtime_ns for path in office.data.rglob("*.*") if "ledger" not in path.name}
    assert before == after, "nothing of it is written to disk"
    assert "이심사" not in caplog.text


def test_of_many_who_press_at_once_one_sees_it(unclear: Unclear) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: unclear.post(), range(4)))
    assert sorted(one.status for one in answers) == [200, 410, 410, 410]
    assert len(unclear.site.office.ledger.viewings.of("upload:1")) == 1


def test_an_original_that_is_gone_uses_no_view_up(unclear: Unclear) -> None:
    scan = unclear.site.office.data / "inbox" / "scan.png"
    scan.rename(scan.with_name("elsewhere.png"))
    assert unclear.post().status == 410
    assert not unclear.site.office.ledger.viewings.of("upload:1")


def test_a_file_written_anew_is_not_shown(unclear: Unclear) -> None:
    (unclear.site.office.data / "inbox" / "scan.png").write_bytes(drawn_file() + b"x")
    assert unclear.post().status == 410


def test_nobody_looks_without_a_name(unclear: Unclear) -> None:
    for by in ("", "  ", "x" * 5_000):
        assert unclear.post(by=by).status == 400
    assert not unclear.site.office.ledger.viewings.of("upload:1")


def test_a_number_typed_as_a_name_is_scrubbed(unclear: Unclear) -> None:
    assert unclear.post(by=SECRET).status == 200
    (view,) = unclear.site.office.ledger.viewings.of("upload:1")
    assert "1234567" not in view.by


def test_the_proxy_names_the_viewer(tmp_path: Path, prefect: str) -> None:
    for unclear in unclear_case(tmp_path, prefect, reviewer_header="X-Dojang-Reviewer"):
        asked = unclear.site.ask(unclear.link, X_Dojang_Reviewer="<b>kim</b>")
        assert b"&lt;b&gt;kim" in asked.body
        assert b"<input" not in asked.body
        assert unclear.post(by="someone else", X_Dojang_Reviewer="kim").status == 200
        (view,) = unclear.site.office.ledger.viewings.of("upload:1")
        assert view.by == "kim"


def test_an_original_needs_its_own_link(unclear: Unclear) -> None:
    for link in (unclear.link.replace("/0-1?", "/0-2?"), unclear.link[:-1] + "x", unclear.link.partition("?")[0]):
        assert unclear.site.ask(link).status == 403
        assert unclear.site.ask(link, "POST", b"by=x").status == 403


# --- objections -------------------------------------------------------------------------------


def readable(office: Office) -> Office:
    """The office, with pages that can be drawn on."""
    stage.blank_pages(office)
    return office


@pytest.fixture
def rejected(tmp_path: Path, prefect: str) -> Iterator[Site]:
    """A case that the rules rejected, and the link on its sheet."""
    made = open_cases(tmp_path)
    row = made.review(made.apply("A-1", *in_order(employment_certificate={"stamp": field("absent")})))
    sheet = making.make(readable(made.office), row, made.judge(row.subject))
    found = re.search(r"http://[^)]*/objection/[^)]*", sheet.text)
    assert found is not None
    assert "/objection/" not in sheet.description, "a form is for who decides"
    with serving(made.office, prefect) as port:
        yield Site(made.office, port, row.subject, target(found[0]))


def objecting(site: Site, body: str, **headers: str) -> Any:
    return site.ask(
        site.link, "POST", body.encode(), Content_Type="application/x-www-form-urlencoded; charset=utf-8", **headers
    )


def test_an_objection_is_taken_down_once(rejected: Site) -> None:
    asked = rejected.ask(rejected.link)
    assert asked.status == 200
    assert "이의신청 접수".encode() in asked.body
    assert guarded(asked)
    assert objecting(rejected, "by=").status == 400
    assert rejected.office.ledger.decisions.last(rejected.name).verdict == "rejected"  # type: ignore[union-attr]  # it has one
    note = quote(f"11월 21일 메일 {SECRET}")
    assert objecting(rejected, f"by={quote('이심사')}&note={note}").status == 200
    row = rejected.office.ledger.decisions.last(rejected.name)
    assert row is not None
    assert (row.verdict, row.asked, row.decided_by, row.verified, row.via) == (
        "needs-review",
        "objection",
        "이심사",
        False,
        "ui",
    )
    assert SECRET not in row.body["note"]
    assert [rejected.ask(rejected.link).status, objecting(rejected, "by=x").status] == [410, 410]


@pytest.mark.parametrize("body", ["by=a&by=b", "x=1&" * 9 + "by=a", "by=" + "a" * 9_000])
def test_a_form_that_is_none_takes_nothing_down(rejected: Site, body: str) -> None:
    assert objecting(rejected, body).status == 400


def test_an_objection_needs_its_own_link(rejected: Site) -> None:
    for link in (rejected.link.replace("/objection/", "/original/"), rejected.link[:-1] + "x", "/objection/1"):
        assert replace(rejected, link=link).ask(link).status in {403, 404}


def test_what_people_decided_has_no_such_link(tmp_path: Path) -> None:
    made = open_cases(tmp_path)
    subject = made.apply("A-1", *in_order(employment_certificate={"stamp": field("present", 0.6)}))
    held = made.review(subject)
    assert "/objection/" not in making.make(readable(made.office), held, made.judge(subject)).text
    row = made.answer(subject, "reject", reasons=("employment-certificate/stamp-missing",))
    assert "/objection/" not in making.make(made.office, row, made.judge(subject)).text
