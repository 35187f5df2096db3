"""Who may ask: loopback by default, beyond it only behind a password or a declared proxy; and who looked is logged."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request

from pipeline.document import Kind
from pipeline.errors import DojangError
from pipeline.serving.links import open_links
from pipeline.serving.office import day_of
from pipeline.serving.sheets import making
from pipeline.serving.web.doors import open_doors
from pipeline.settings import Settings
from service.serve import check_access, empty, temporary_folder
from tests import sheet_stage as stage
from tests.made_facts import field, paper
from tests.test_http import Site, guarded, serving, target

ROOT = Path(__file__).parents[1]
NOWHERE = "http://127.0.0.1:9/api"
"""Where no Prefect server answers: nothing here asks it."""
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there
PROXY: dict[str, Any] = {"reviewer_header": "X-Reviewer", "proxies": "10.0.0.0/24, 192.0.2.7"}
NAMED: dict[str, Any] = {"basic_auth": "kim:s3cret:with colon,이심사:비밀"}


def basic(told: str) -> str:
    return "Basic " + base64.b64encode(told.encode()).decode()


# --- where it listens -------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_on_this_machine_alone_nobody_need_say_who_they_are(host: str) -> None:
    check_access(Settings(host=host))


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.0.2.1", "example.com", "localhost.example", "::ffff:1.2.3.4"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"reviewer_header": "X-Reviewer"},
        {"proxies": "10.0.0.5"},
        {"reviewer_header": "X-Reviewer", "proxies": " , "},
        {"reviewer_header": " ", "proxies": "10.0.0.5"},
    ],
)
def test_it_does_not_listen_wider_for_everybody(host: str, more: dict[str, Any]) -> None:
    with pytest.raises(DojangError) as refused:
        check_access(Settings(host=host, **more))
    assert refused.value.code == "access-open"
    for kept in (PROXY, NAMED):
        check_access(Settings(host=host, **kept))


@pytest.mark.parametrize(
    "more", [{"basic_auth": ""}, {"basic_auth": "kim"}, {"basic_auth": "kim:x,"}, {"proxies": "x"}]
)
def test_what_would_keep_nobody_out_is_told_at_the_start(more: dict[str, Any]) -> None:
    told = PROXY | more if "proxies" in more else more
    with pytest.raises(DojangError) as refused:
        check_access(Settings(host=EVERYWHERE, **told))
    assert refused.value.code == "settings-invalid"


def started(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    told = {f"DOJANG_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [Path(sys.executable).parent / "dojang", "serve"],
        env={"PATH": "/usr/bin:/bin", "DOJANG_DATA": str(data), **told},
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_service_ends_before_it_listens(tmp_path: Path) -> None:
    told = started(tmp_path / "data", host=EVERYWHERE)
    assert told.returncode != 0
    assert "access-open" in told.stderr
    assert "DOJANG_BASIC_AUTH" in told.stderr
    assert not (tmp_path / "data" / "prefect").exists()


# --- who is answered --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def behind_password(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = stage.office(tmp_path_factory.mktemp("password"), **NAMED)
    with serving(office, NOWHERE) as port:
        yield Site(office, port, "", "")


@pytest.mark.parametrize("given", ["kim:s3cret:with colon", "이심사:비밀"])
def test_who_has_a_password_is_answered(behind_password: Site, given: str) -> None:
    assert behind_password.ask("/nothing", Authorization=basic(given)).status == 404


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        basic(""),
        basic("kim"),
        basic("kim:"),
        basic("kim:s3cret"),
        basic("Kim:s3cret:with colon"),
        basic("kim:비밀"),
        basic("kim:s3cret:with colon,이심사:비밀"),
        "Bearer " + basic("kim:s3cret:with colon").partition(" ")[2],
    ],
)
@pytest.mark.parametrize("path", ["/nothing", "/pictures/x.jpg", "/may-send", "/api/flow_runs/x/resume", "/health/"])
def test_who_has_none_is_asked_for_it_whatever_they_want(behind_password: Site, path: str, header: str) -> None:
    more: dict[str, Any] = {"Authorization": header} if header else {}
    for method in ("GET", "POST"):
        answer = behind_password.ask(path, method, **more)
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Basic ")
        assert guarded(answer)
        assert answer.body == b""


def test_health_alone_is_told_to_everybody(behind_password: Site) -> None:
    assert behind_password.ask("/health").status == 503, "no Prefect here"
    assert behind_password.ask("/readyz").status == 503
    assert behind_password.ask("/healthz").status == 200
    assert behind_password.ask("/metrics").status == 401
    told: dict[str, Any] = {"Authorization": basic("kim:s3cret:with colon")}
    assert behind_password.ask("/metrics", **told).status == 200


@pytest.mark.parametrize("host", ["127.0.0.1/health?", "127.0.0.1/health#", "x/health?:80", "127.0.0.1\\health?"])
def test_a_host_that_spells_health_opens_no_door(behind_password: Site, host: str) -> None:
    assert behind_password.ask("/nothing", Host=host).status in {400, 401, 421}


def asked_from(host: str) -> Request:
    return Request({"type": "http", "path": "/pictures/x.jpg", "headers": [], "client": (host, 4000)})


@pytest.mark.parametrize(
    ("host", "refused"),
    [
        ("10.0.0.9", False),
        ("192.0.2.7", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("10.0.1.9", True),
        ("192.0.2.8", True),
        ("2001:db8::1", True),
        ("testclient", True),
        ("", True),
    ],
)
def test_only_the_proxy_is_answered(tmp_path: Path, host: str, *, refused: bool) -> None:
    answer = open_doors(Settings(data=tmp_path, **PROXY))(asked_from(host))
    assert (answer is not None and answer.status_code == 403) is refused


def test_a_header_moves_nobody_elsewhere(tmp_path: Path) -> None:
    """The proxy of this machine passes on for whom it asks; that is no address of its own."""
    office = stage.office(tmp_path, **PROXY)
    with serving(office, NOWHERE) as port:
        site = Site(office, port, "", "")
        assert site.ask("/nothing", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https").status == 404


# --- who looked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "headers", "by"),
    [
        ({}, {"X_Reviewer": "lee"}, "(unnamed)"),
        ({"reviewer_header": "X-Reviewer"}, {"X_Reviewer": "kim"}, "kim"),
        (NAMED, {"Authorization": basic("이심사:비밀")}, "이심사"),
    ],
)
def test_every_look_at_a_covered_picture_is_logged(
    tmp_path: Path, settings: dict[str, Any], headers: dict[str, Any], by: str
) -> None:
    office = stage.office(tmp_path, **settings)
    judged = stage.bare(office, stage.facts(paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field(None, 0.4)})))
    row = stage.decided(office, judged)
    making.make(office, row, judged)
    name = f"{row.id}-1-page-1"
    link = target(open_links(office.data, office.settings.public).picture(name, row.id, day_of(stage.NOW)))
    with serving(office, NOWHERE) as port:
        site = Site(office, port, name, link)
        assert site.ask(link, "HEAD", **headers).status == 200
        assert site.ask(link[:-1] + "x", **headers).status == 403
        assert not office.ledger.viewings.covered(row.subject), "nothing was shown"
        for _ in range(2):
            assert site.ask(link, **headers).status == 200
    seen = office.ledger.viewings.covered(row.subject)
    assert [(one.by, one.token.split()[1]) for one in seen] == [(by, name)] * 2
    assert all(one.at >= stage.NOW for one in seen)
    assert not office.ledger.viewings.of(row.subject), "no original was shown"


# --- what a kill leaves -----------------------------------------------------------------------

WORKING = """
import tempfile, time
from service.serve import set_up
set_up({})
folder = tempfile.mkdtemp()
open(f"{folder}/page.png", "wb").write(b"half a page")
file = tempfile.NamedTemporaryFile(delete=False)
print("working", flush=True)
time.sleep(60)
"""


def test_a_start_empties_what_a_killed_service_left(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    kept.mkdir()
    (kept / "a").write_bytes(b"a")
    environment = {"PATH": "/usr/bin:/bin", "DOJANG_DATA": str(data)}
    with subprocess.Popen([sys.executable, "-c", WORKING], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"working\n"
        killed.kill()
    left = temporary_folder(data)
    assert left.stat().st_mode & 0o077 == 0
    assert sorted(one.is_dir() for one in left.iterdir()) == [False, True], "it lies in our own folder"
    (left / "link").symlink_to(kept)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = started(data, port=str(taken.getsockname()[1]))
    assert "port-taken" in told.stderr, "it began, and went no further than it need"
    assert not list(left.iterdir())
    assert (kept / "a").read_bytes() == b"a", "a link is removed, not what it leads to"


def test_emptying_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").touch()
    (tmp_path / "c").touch()
    empty(tmp_path)
    assert not list(tmp_path.iterdir())
