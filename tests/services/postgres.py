"""PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
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
    binaries = Path(program("initdb")).resolve().parent
    user = _unprivileged()
    with folder_of(user) as folder:
        server = Postgres(free_port(), uuid.uuid4().hex)
        _as_user(user, folder, [binaries / "initdb", *_initdb(folder, server.password)]).wait()
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        if not durable:
            options |= {"fsync": "off", "full_page_writes": "off"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        process = _as_user(user, folder, [binaries / "postgres", "-D", folder / "data", "-p", str(server.port), *words])
        try:
            wait_for(server.answers, process, folder / "log")
            yield server
        finally:
            end(process, signal.SIGINT if durable else signal.SIGQUIT)  # nobody wants what a test wrote: no checkpoint


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
