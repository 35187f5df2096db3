"""A Prefect server of our own: started, waited for, and ended with all its processes.

Its home, database and address are ours, never the user's: nothing of `~/.prefect` or of the
environment's `PREFECT_…` reaches it. It calls nobody outside the machine, and it ends when the
process that started it ends, however that happens.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 120.0
_STOP_SECONDS = 10.0


class ServerFailedError(RuntimeError):
    """The server ended, or did not answer in time. The message names its log file."""


class PrefectServer:
    """A server on loopback, from `start` until `stop` (or the end of the `with` block).

    `start` returns at once, so that other work can go on; `wait` returns when it answers. Without
    `services` nothing runs by itself (schedules, automations, events) and there are no blocks: a demo
    needs none of it, and starts faster. `database` is Prefect's own (SQLAlchemy URL; a file in `home` if empty).
    Its UI asks whatever address the browser came by, so that it works behind a proxy and on the machine itself.
    """

    def __init__(self, home: Path, port: int | None = None, *, services: bool = True, database: str = "") -> None:
        self._home = home.resolve()
        self._services = services
        self._port = port or free_port()
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the UI is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> Path:
        """What the server printed."""
        return self._home / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which server and flows must run."""
        told = prefect_environment(os.environ, self._home, f"{self.url}/api")
        if self._database:
            told["PREFECT_API_DATABASE_CONNECTION_URL"] = self._database
        return told if self._services else told | {"PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false"}

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Starts the process and returns at once."""
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        python = [sys.executable, "-m"]
        server = [*python, "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self._port)]
        command = [*python, "pipeline.serving.lifeline", *server, *([] if self._services else ["--no-services"])]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
                command,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def wait(self) -> None:
        """Returns when the server answers. Raises `ServerFailedError`."""
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"{self.url}/api"):
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise ServerFailedError(f"the Prefect server did not start; see {self.log}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends the server and every process it started; twice does no harm."""
        process, self._process = self._process, None
        if process is None:
            return
        _signal_group(process.pid, signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
            self.checkpoint()

    def checkpoint(self) -> None:
        """Empties SQLite's write-ahead log into its file: what was deleted stays in the log until then.

        (SQLite overwrites deleted rows where it was built with `SECURE_DELETE`, as Debian's is.) Does nothing
        with another database, or while somebody is writing.
        """
        path = self._home / "prefect.db"
        if self._database or not path.exists():
            return
        with closing(sqlite3.connect(path, timeout=1)) as database, suppress(sqlite3.OperationalError):
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def __enter__(self) -> Self:
        """Starts it."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends it, whatever happened."""
        self.stop()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether nobody listens on that port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def prefect_environment(base: Mapping[str, str], home: Path, api: str) -> dict[str, str]:
    """`base` without any `PREFECT_…` of the user, with those of a server at `api` (`http://…/api`).

    `DO_NOT_TRACK` and the settings below keep server and client from calling hosts outside. A run that
    waits for a person waits as long as it takes: nothing may fail it when its time is over.
    """
    kept = {name: value for name, value in base.items() if not name.startswith("PREFECT_")}
    return kept | {
        "DO_NOT_TRACK": "1",
        "NO_COLOR": "1",
        "PREFECT_API_URL": api,
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_SERVER_UI_API_URL": "/api",  # of the address that the browser came by
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_LOGGING_LOG_PRINTS": "false",
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
        # Nobody uses work pools, concurrency limits, cancelling subflows or automations here; they only look, again and again.
        "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
        # Nor is every event kept: they repeat what runs and artifacts say, and outlive them.
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }


def answers(api: str) -> bool:
    """Whether a server's API (`http://…/api`) answers."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:  # noqa: S310 - our own, or the operator's address
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return
