"""The database under the ledger: opened, set up for several writers, and brought up to date.

SQLite by default, PostgreSQL by URL. Writing transactions exclude each other where they must:
SQLite has one write lock for all, PostgreSQL gets advisory locks by name (`lock`). Errors never
carry a value: what a database says may quote the row.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    BigInteger,
    Engine,
    Executable,
    Row,
    bindparam,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from pipeline.errors import DojangError
from pipeline.serving.columns import give_vault
from pipeline.serving.connections import keep_fresh
from pipeline.serving.sealing import INDEX_BYTES, Keyring, Vault

_BUSY_SECONDS = 60
_POOL = {"pool_size": 10, "max_overflow": 30, "pool_timeout": _BUSY_SECONDS, "hide_parameters": True}
"""Forty connections: more than a service has threads. Parameters are values, so no error shows them."""
_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class LedgerError(RuntimeError):
    """The database refused or did not answer. Its text names the kind of error, never a value."""


class LedgerAwayError(LedgerError):
    """It did not answer at all, or ended in the middle: nothing that was asked is to blame."""


def open_database(place: str | Path, keyring: Keyring) -> Engine:
    """The database at a URL or in an SQLite file, made or migrated to the newest schema, its sealed columns open to us.

    Several processes may open it at once: migrating is one transaction under a lock. Raises
    `settings-invalid` for a URL that names no database of ours, `ledger-unreachable`, `ledger-newer`,
    `data-key-wrong` where none of the keys opens what is there.
    """
    url = _url(place)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        with engine.begin() as connection:
            lock(connection, "migration")
            was = _migrate(connection, Vault(keyring, secrets.token_bytes(INDEX_BYTES)))
            give_vault(engine.dialect, Vault(keyring, _index(connection, keyring)))
        if was is not None and was < _SEALED:
            _empty_log(engine)
    except DBAPIError as error:
        raise DojangError("ledger-unreachable", type(error.orig).__name__) from None
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads: it waits for no writer. Each question is answered as of its own moment. Raises `LedgerError`."""
    with told_without_values(), Session(_reader(engine), expire_on_commit=False) as session:
        yield session


@contextmanager
def reading_through(engine: Engine) -> Iterator[Session]:
    """The same for what is fetched little by little (`yield_per`)."""
    with told_without_values(), Session(engine.execution_options(reading=True), expire_on_commit=False) as session:
        yield session


def at_once(engine: Engine, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
    """Executes one statement, which is a transaction by itself: the rows that it returns. Raises `LedgerError`."""
    with told_without_values(), _lone(engine).begin() as connection:
        found = connection.execute(statement, values or {})
        return found.all() if found.returns_rows else []


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose writes come true together at its end, or not at all. Raises `LedgerError`."""
    with told_without_values(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


_LOCK = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


def lock(connection: Connection | Session, name: str) -> None:
    """Excludes every other transaction that takes this lock, until this one ends.

    To be taken first. SQLite needs none: its writers exclude each other anyway.
    """
    bound = connection.get_bind() if isinstance(connection, Session) else connection
    if bound.dialect.name == "postgresql":
        connection.execute(_LOCK, {"key": zlib.crc32(f"dojang:{name}".encode())})


@contextmanager
def told_without_values() -> Iterator[None]:
    """Turns what the database says into a `LedgerError`."""
    try:
        yield
    except DBAPIError as error:
        raise (LedgerAwayError if _is_away(error) else LedgerError)(_what(error)) from None
    except PoolTimeoutError:
        raise LedgerAwayError("no connection became free") from None


_AWAY = ("08", "53", "57P")
"""What SQLSTATE begins with where a server cannot be reached, is out of means, or is being stopped or started."""


def _is_away(error: DBAPIError) -> bool:
    if not isinstance(error, OperationalError):
        return error.connection_invalidated
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorname", "SQLITE_ERROR") != "SQLITE_ERROR"
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state.startswith(_AWAY)


def _what(error: DBAPIError) -> str:
    """The error's kind, its code, and the constraint that stood in the way."""
    origin = error.orig
    code = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
    constraint = getattr(getattr(origin, "diag", None), "constraint_name", None)
    return " ".join(str(part) for part in (type(origin).__name__, code, constraint) if part)


def _url(place: str | Path) -> URL:
    if isinstance(place, Path):
        return URL.create("sqlite+pysqlite", database=str(place))
    try:
        url = make_url(place)
        return url.set(drivername=_DRIVERS[url.drivername])
    except (ArgumentError, NoSuchModuleError, KeyError, ValueError):
        raise DojangError("settings-invalid", "DOJANG_LEDGER_URL") from None


def _sqlite(url: URL) -> Engine:
    """Readable by its owner only."""
    if not url.database or url.database == ":memory:" or url.query:
        raise DojangError("settings-invalid", "DOJANG_LEDGER_URL")
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make(path)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, **_POOL)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _make(path: Path) -> None:
    """Makes the file where there is none.

    One that is there must not be opened beside SQLite: closing it again would drop all locks of this process on it
    (POSIX), and another process would take the ledger for its own.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))


def _postgresql(url: URL) -> Engine:
    """A connection that the server has closed meanwhile is noticed and made anew."""
    arguments = {"client_encoding": "utf8", "connect_timeout": 10, "application_name": "dojang"}
    engine = create_engine(url, connect_args=arguments, pool_use_lifo=True, **_POOL)
    keep_fresh(engine)
    return engine


_LONE = "dojang_lone"


def _lone(engine: Engine) -> Engine:
    """Where a statement needs neither a beginning nor an end of its own, which are two more questions to a server."""
    if engine.dialect.name != "postgresql":
        return engine
    own = vars(engine)
    if _LONE not in own:  # made once: it lives as long as its engine
        own[_LONE] = engine.execution_options(isolation_level="AUTOCOMMIT")
    found: Engine = own[_LONE]
    return found


def _reader(engine: Engine) -> Engine:
    """Each statement of PostgreSQL's usual transactions (READ COMMITTED) sees what is there when it begins: none is needed to read."""
    return _lone(engine) if engine.dialect.name == "postgresql" else engine.execution_options(reading=True)


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - for mypy: this listens to SQLite only
    connection.isolation_level = None  # transactions are ours, see _begin
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        _tell(connection, f"PRAGMA {setting}")


def _tell(connection: sqlite3.Connection, setting: str) -> None:
    """SQLite itself does not wait for another where both switch a new file to the write-ahead log."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute(setting)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


_PAUSE = 0.02


def _begin(connection: Connection) -> None:
    """A writer takes the write lock at once: one that reads first and writes later could not be saved from a rival."""
    only_reads = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


_SEALED = "0005"
"""The revision with which everything was sealed."""


def _index(connection: Connection, keyring: Keyring) -> bytes:
    """The secret of the ledger's marks. Raises `data-key-wrong`."""
    return keyring.open(bytes(connection.exec_driver_sql("SELECT secret FROM index_key").scalar_one()))


def _empty_log(engine: Engine) -> None:
    """What stood open in SQLite's write-ahead log goes with it; deleted rows are overwritten as they go (`secure_delete`)."""
    if engine.dialect.name == "sqlite":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]  # an open one has it


def _migrate(connection: Connection, vault: Vault) -> str | None:
    """Brings the schema up to date; `vault` seals what was not yet. Returns the revision that was there."""
    config = Config()
    config.set_main_option("script_location", "pipeline.serving:migrations")
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    was = _revision(connection)
    if was not in known | {None}:
        raise DojangError("ledger-newer")
    config.attributes |= {"connection": connection, "vault": vault}
    command.upgrade(config, "head")
    return was


def _revision(connection: Connection) -> str | None:
    """The schema that is there."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found
