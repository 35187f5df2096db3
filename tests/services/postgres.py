"""PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.keys import ledger_at
from tests.services.programs import end, folder_of, free_port, program, wait_for


@dataclass(frozen=True)
class Postgres:
    """A running server: its port, and the password of its user `dojang`."""

    port: int
    password: str

    def database(self, driver: str = "psycopg") -> str:
        """The SQLAlchemy URL of a new, empty database."""
        name = f"d{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}")
        return f"postgresql+{driver}://dojang:{self.password}@127.0.0.1:{self.port}/{name}"

    def fill(self, url: str) -> None:
        """Makes an empty database a ledger: a copy of one that all migrations made. Half a second less."""
        name, model = url.rpartition("/")[2], _model(self)
        self._run(f"DROP DATABASE {name}")
        self._run(f"CREATE DATABASE {name} TEMPLATE {model}")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def answers(self) -> bool:
        try:
            psycopg.connect(self._conninfo("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _conninfo(self, database: str) -> str:
        return (
            f"host=127.0.0.1 port={self.port} user=dojang password={self.password} dbname={database} connect_timeout=5"
        )


@cache
def _model(server: Postgres) -> str:
    """The database of an empty ledger on that server."""
    url = server.database()
    ledger_at(url).close()
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server on loopback, with a password as in earnest, without fsync as in tests."""
    with running() as server:
        yield server


@contextmanager
def running(*, durable: bool = False) -> Iterator[Postgres]:
    """Such a server; `durable`: it writes through to the disk, as in earnest."""
    with cluster(durable=durable) as one:
        yield one.server


@contextmanager
def cluster(*, durable: bool) -> Iterator[Cluster]:
    """The same, and with it what kills it and starts it again."""
    user = _unprivileged()
    with folder_of(user) as folder:
        one = Cluster(folder, user, Postgres(free_port(), uuid.uuid4().hex), durable=durable)
        try:
            one.start()
            yield one
        finally:
            one.end()


class Cluster:
    """A server and its data in `folder`, which outlive the processes."""

    def __init__(self, folder: Path, user: str | None, server: Postgres, *, durable: bool) -> None:
        self.server = server
        self._folder = folder
        self._user = user
        self._durable = durable
        self._binaries = Path(program("initdb")).resolve().parent
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Starts it, with an empty database the first time, with what it had every other; returns when it answers."""
        if not (self._folder / "data").exists():
            made = [self._binaries / "initdb", *_initdb(self._folder, self.server.password)]
            _as_user(self._user, self._folder, made).wait()
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        if not self._durable:
            options |= {"fsync": "off", "full_page_writes": "off"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        port = str(self.server.port)
        command = [self._binaries / "postgres", "-D", self._folder / "data", "-p", port, *words]
        self._process = _as_user(self._user, self._folder, command)
        wait_for(self.server.answers, self._process, self._folder / "log")

    def kill(self) -> None:
        """As a power cut would: itself and all that it started."""
        assert self._process is not None
        for pid in [self._process.pid, *_children(self._process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> None:
        """Nobody wants what a test wrote: no checkpoint."""
        if self._process is not None and self.alive:
            end(self._process, signal.SIGINT if self._durable else signal.SIGQUIT)


def _children(pid: int) -> list[int]:
    """The processes that it started; none of PostgreSQL's starts others."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(path.read_text(errors="replace").rpartition(")")[2].split()[1]) == pid:
                found.append(int(path.parent.name))
    return found


def _initdb(folder: Path, password: str) -> list[str | Path]:
    secret = folder / "password"
    secret.write_text(password)
    shutil.chown(secret, folder.owner())
    words = ["-U", "dojang", "-A", "scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"]
    return ["-D", folder / "data", "--pwfile", secret, *words]


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: then this user runs it."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _as_user(user: str | None, folder: Path, command: list[str | Path]) -> subprocess.Popen[bytes]:
    who: dict[str, Any] = {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **who
        )


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """The URL of an empty database of the test's own (`postgresql+psycopg://…`)."""
    return postgres.database()
