"""`dojang serve` itself, as an operator starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pipeline.serving.buckets import FolderStore
from pipeline.serving.ledger import Ledger
from tests.keys import ledger_at
from tests.services.prefect import prefect_home
from tests.services.programs import free_port

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
COMMAND = [str(Path(sys.executable).with_name("dojang")), "serve"]
START_SECONDS = 120.0
BUSY = 503
"""Prefect's answer while its SQLite is locked: nothing was done, ask again."""
NOW = "2026-11-21T10:00:00+09:00"
"""The day of the samples."""


@dataclass
class Served:
    """A service on free ports with data of its own; `settings` are `DOJANG_…` variables without that prefix (empty: not set)."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    ui_port: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)
    name: str = "serve"
    """Of its log; workers beside it are `Served` of the same data with names of their own, and `--worker` in `words`."""
    words: tuple[str, ...] = ()
    command: tuple[str, ...] = tuple(COMMAND)
    """What starts it; a measurement may have one of its own."""
    _process: subprocess.Popen[bytes] | None = None
    _ledger: Ledger | None = None

    @property
    def url(self) -> str:
        """Prefect's server and UI."""
        return self.settings.get("PREFECT_URL", f"http://127.0.0.1:{self.ui_port}/api").removesuffix("/api")

    @property
    def inbox(self) -> Path:
        """The bucket."""
        return self.data / "inbox"

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it printed."""
        path = self.data / f"{self.name}.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def ledger(self) -> Ledger:
        """The ledger, beside the service."""
        if self._ledger is None:
            self._ledger = ledger_at(self.settings.get("LEDGER_URL") or self.data / "ledger.sqlite")
        return self._ledger

    @property
    def environment(self) -> dict[str, str]:
        """Of the service, and of the commands beside it."""
        own = {name: one for name, one in os.environ.items() if not name.startswith(("PREFECT_", "DOJANG_"))}
        told = {
            "DATA": str(self.data),
            "UI_PORT": str(self.ui_port),
            "PORT": str(self.port),
            "NOW": NOW,
            "QUIET_SECONDS": "1",
            "SCAN_SECONDS": "0.5",
            **self.settings,
        }
        return own | {f"DOJANG_{name}": one for name, one in told.items() if one}

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Starts it, and returns at once."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        prefect_home(self.data / "prefect")
        with (self.data / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self.command, *self.words], env=self.environment, stdout=log, stderr=log, cwd=self.data
            )

    def ready(self) -> float:
        """Waits until it serves; how many seconds that took since `start`."""
        began, ready = time.monotonic(), self.log.count(" ready in ")
        while self.log.count(" ready in ") == ready:
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() - began > START_SECONDS:
                pytest.fail(f"the service did not start: {self.log[-3000:]}")
            time.sleep(0.05)
        return time.monotonic() - began

    def stop(self, number: signal.Signals = signal.SIGINT, patience: float = 40.0) -> int:
        """Tells it to stop; its exit status."""
        assert self._process is not None
        self._process.send_signal(number)
        try:
            return self._process.wait(patience)
        finally:
            self._process.kill()

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def drop(self, name: str, body: bytes) -> None:
        """Puts a file into the bucket, whole at once."""
        draft = self.inbox / f".{time.monotonic_ns()}.part"
        draft.write_bytes(body)
        (self.inbox / name).parent.mkdir(exist_ok=True)
        draft.rename(self.inbox / name)

    def subject(self, name: str) -> str | None:
        """What the ledger calls a file or an application."""
        return self.ledger.arrivals.subjects(FolderStore(self.inbox).address).get(name)

    def asked(self, method: str, path: str, body: object = None) -> Any:
        """What Prefect's API answers."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.url}/api/{path}", data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
            return json.loads(answer.read() or b"null")

    def runs(self) -> dict[str, list[dict[str, Any]]]:
        """Every run of every case."""
        found: dict[str, list[dict[str, Any]]] = {}
        for run in self.asked("POST", "flow_runs/filter", {"limit": 200}):
            for name, number in run["parameters"].items():
                found.setdefault(f"{name.removesuffix('_id')}:{number}", []).append(run)
        return found

    def resume(self, run_id: str, **answer: object) -> str:
        """Answers a run's form as the UI does; the server's word: ACCEPT, REJECT or ABORT."""
        deadline = time.monotonic() + 20
        while True:
            try:
                return str(self.asked("POST", f"flow_runs/{run_id}/resume", {"run_input": answer})["status"])
            except urllib.error.HTTPError as error:
                if error.code != BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def until(self, what: Callable[[], T | None], seconds: float = 60.0, pause: float = 0.1) -> T:
        """What it gives as soon as it gives anything; fails with the log's end when time is up."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if found := what():
                    return found
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass  # killed, or not yet up
            time.sleep(pause)
        pytest.fail(f"it did not happen within {seconds} s: {self.log[-3000:]}")

    def dojang(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of the shell beside it."""
        return subprocess.run(
            [COMMAND[0], *words],
            env=self.environment,
            cwd=self.data,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
