"""Resume passed on to a real Prefect server: the run is resumed, and it is known by whom."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
import pytest

from pipeline.serving.prefect_server import PrefectServer, free_port
from tests import sheet_stage as stage
from tests.services.prefect import prefect_home
from tests.test_http import guarded_headers, serving

T = TypeVar("T")
HEADER = "X-Dojang-Reviewer"
FORM = {
    "type": "object",
    "properties": {"decision": {"type": "string", "enum": ["approve", "reject"]}},
    "required": ["decision"],
}


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    with PrefectServer(prefect_home(tmp_path_factory.mktemp("prefect")), services=False) as server:
        server.wait()
        yield server


@dataclass(frozen=True)
class Desk:
    """Our endpoint in front of the server."""

    api: str
    url: str
    office: Any

    def paused(self) -> str:
        """A run that waits for an answer to `FORM`."""
        with httpx.Client(base_url=self.api, trust_env=False) as client:
            flow = client.post("/flows/", json={"name": "review"}).json()["id"]
            keys = {"response": "1-response", "schema": "1-schema", "description": "1-description"}
            state = {"type": "PAUSED", "name": "Suspended", "state_details": _details(keys)}
            made = client.post("/flow_runs/", json={"flow_id": flow, "state": state})
            run = made.raise_for_status().json()["id"]
            told = {"key": "1-schema", "value": json.dumps(FORM)}
            client.post(f"/flow_runs/{run}/input", json=told).raise_for_status()
        return str(run)

    def resume(self, run: str, name: str | None = None, decision: object = "approve", **headers: str) -> httpx.Response:
        named: dict[str, Any] = {HEADER: name.encode()} if name else {}
        with httpx.Client(trust_env=False, timeout=60) as client:
            return client.post(
                f"{self.url}/api/flow_runs/{run}/resume",
                json={"run_input": {"decision": decision}},
                headers={**named, **headers},
            )

    def state(self, run: str) -> str:
        return str(httpx.get(f"{self.api}/flow_runs/{run}", trust_env=False).json()["state"]["type"])

    def answers(self, run: str) -> list[dict[str, Any]]:
        asked = httpx.post(f"{self.api}/flow_runs/{run}/input/filter", json={"prefix": "1-response"}, trust_env=False)
        return [json.loads(one["value"]) for one in asked.json()]


def _details(keys: dict[str, str]) -> dict[str, Any]:
    return {"pause_key": "1", "pause_timeout": "2100-01-01T00:00:00Z", "run_input_keyset": keys}


@pytest.fixture
def desk(prefect: PrefectServer, tmp_path: Path) -> Iterator[Desk]:
    office = stage.office(tmp_path, reviewer_header=HEADER)
    with serving(office, f"{prefect.url}/api") as port:
        yield Desk(f"{prefect.url}/api", f"http://127.0.0.1:{port}", office)


def test_an_answer_reaches_prefect_and_the_name_the_ledger(desk: Desk) -> None:
    run = desk.paused()
    answer = desk.resume(run, "이심사")
    assert answer.json()["status"] == "ACCEPT", answer.text
    assert guarded_headers(answer.headers)
    assert desk.state(run) != "PAUSED"
    assert desk.answers(run) == [{"decision": "approve"}], "unchanged"
    assert desk.office.ledger.reviewers.name(run) == "이심사"


def test_an_answer_that_prefect_refuses_names_nobody(desk: Desk) -> None:
    run = desk.paused()
    refused = desk.resume(run, "lee", decision="perhaps")
    assert refused.is_error or refused.json()["status"] == "REJECT"
    assert desk.state(run) == "PAUSED"
    assert desk.office.ledger.reviewers.name(run) is None
    assert desk.resume(run, "kim").json()["status"] == "ACCEPT"
    assert desk.office.ledger.reviewers.name(run) == "kim"
    second = desk.resume(run, "lee")
    assert second.is_error or second.json()["status"] != "ACCEPT"
    assert desk.office.ledger.reviewers.name(run) == "kim", "who came too late is not who decided"


def test_of_two_at_once_the_one_who_was_heard_is_named(desk: Desk) -> None:
    for _ in range(5):
        run = desk.paused()
        with ThreadPoolExecutor(4) as pool:
            names = [f"reviewer-{number}" for number in range(4)]
            answers = dict(zip(names, pool.map(desk.resume, [run] * 4, names), strict=True))
        heard = [name for name, one in answers.items() if one.is_success and one.json()["status"] == "ACCEPT"]
        assert len(heard) == 1
        assert desk.office.ledger.reviewers.name(run) == heard[0]


def test_without_a_proxy_no_name_is_noted(desk: Desk) -> None:
    run = desk.paused()
    assert desk.resume(run).json()["status"] == "ACCEPT"
    assert desk.office.ledger.reviewers.name(run) is None


def test_two_names_are_no_name(desk: Desk) -> None:
    run = desk.paused()
    headers = [(HEADER, "kim"), (HEADER, "boss")]
    with httpx.Client(trust_env=False) as client:
        url = f"{desk.url}/api/flow_runs/{run}/resume"
        assert client.post(url, json={"run_input": {"decision": "approve"}}, headers=headers).is_success
    assert desk.office.ledger.reviewers.name(run) is None


def test_a_header_that_is_not_set_counts_for_nothing(prefect: PrefectServer, tmp_path: Path) -> None:
    office = stage.office(tmp_path)
    with serving(office, f"{prefect.url}/api") as port:
        desk = Desk(f"{prefect.url}/api", f"http://127.0.0.1:{port}", office)
        run = desk.paused()
        assert desk.resume(run, "kim").json()["status"] == "ACCEPT"
        assert office.ledger.reviewers.name(run) is None


def test_a_run_that_is_not_there_is_prefects_to_tell(desk: Desk) -> None:
    run = str(uuid4())
    own = httpx.post(f"{desk.api}/flow_runs/{run}/resume", json={"run_input": {}}, trust_env=False)
    told = desk.resume(run, "kim")
    assert told.is_error
    assert (told.status_code, told.content) == (own.status_code, own.content)
    assert desk.office.ledger.reviewers.name(run) is None


@pytest.mark.parametrize("run", ["..", "x", "%2e%2e%2fadmin", "0" * 40, f"{UUID(int=0)}%3fx"])
def test_what_is_no_run_is_not_passed_on(desk: Desk, run: str) -> None:
    assert desk.resume(run, "kim").status_code == 404


def test_pages_of_strangers_cannot_answer(desk: Desk) -> None:
    """A form or a script elsewhere, open in the reviewer's browser, is not what the proxy's password is for."""
    run = desk.paused()
    assert desk.resume(run, "kim", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert desk.resume(run, "kim", **{"Content-Type": "text/plain"}).status_code == 415
    assert desk.resume(run, "kim", Host="evil.example").status_code == 421
    with httpx.Client(trust_env=False) as client:
        url = f"{desk.url}/api/flow_runs/{run}/resume"
        asked = client.options(url, headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in asked.headers
    assert desk.state(run) == "PAUSED"
    assert desk.office.ledger.reviewers.name(run) is None


def test_a_huge_form_is_refused(desk: Desk) -> None:
    run = desk.paused()
    assert desk.resume(run, "kim", decision="x" * 2_000_000).status_code == 413
    assert desk.state(run) == "PAUSED"


def test_that_prefect_is_away_is_said(tmp_path: Path) -> None:
    office = stage.office(tmp_path, reviewer_header=HEADER)
    api = f"http://127.0.0.1:{free_port()}/api"
    with serving(office, api) as port:
        run = str(uuid4())
        answer = Desk(api, f"http://127.0.0.1:{port}", office).resume(run, "kim")
    assert answer.status_code == 502
    assert office.ledger.reviewers.name(run) is None, "somebody else may answer it past the proxy"
    assert "Traceback" not in answer.text


def on_a_thread_of_its_own(work: Coroutine[Any, Any, T]) -> T:
    """What it gives. A browser of other tests may keep an event loop running on this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_a_server_that_is_too_busy_is_asked_again(desk: Desk) -> None:
    """Prefect says 503 where SQLite was locked just then; a reviewer need not press twice."""
    said = [b"503 Service Unavailable", b"503 Service Unavailable", b"201 Created"]
    heard: list[bytes] = []

    async def one_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            heard.append(await reader.readexactly(int(length.partition(b":")[2])))
            body = b'{"status":"ACCEPT"}' if len(heard) == len(said) else b"{}"
            told = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
            writer.write(told % (said[len(heard) - 1], len(body), body))
            await writer.drain()

    async def run() -> httpx.Response:
        server = await asyncio.start_server(one_request, "127.0.0.1", 0)
        api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api"
        with serving(desk.office, api) as port:
            put = Desk(api, f"http://127.0.0.1:{port}", desk.office)
            answer = await asyncio.to_thread(put.resume, name, "kim")
        server.close()
        return answer

    name = str(uuid4())
    assert on_a_thread_of_its_own(run()).json() == {"status": "ACCEPT"}
    assert len(heard) == len(said)
    assert len(set(heard)) == 1, "unchanged"
    assert desk.office.ledger.reviewers.name(name) == "kim"


def test_nothing_of_the_machine_leaks_to_prefect(desk: Desk) -> None:
    """Prefect's own login goes through, cookies and other headers of the proxy's do not."""
    heard: list[bytes] = []

    async def one_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(one_request, "127.0.0.1", 0)
        api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api"
        with serving(desk.office, api) as port:
            put = Desk(api, f"http://127.0.0.1:{port}", desk.office)
            headers = {"Authorization": "Basic eDp5", "Cookie": "a=b", "X-Other": "secret"}
            await asyncio.to_thread(put.resume, str(uuid4()), "kim", **headers)
        server.close()

    on_a_thread_of_its_own(run())
    assert b"Basic eDp5" in heard[0]
    assert not any(word in heard[0].lower() for word in (b"cookie", b"secret", b"kim", HEADER.lower().encode()))
