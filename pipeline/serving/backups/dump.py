"""Tables as lines of JSON: what a backup holds, alike from every database that Dojang runs on."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Integer, LargeBinary, Table, delete, func, insert, select, text
from sqlalchemy.engine import Connection

from pipeline.serving.columns import Instant, Key, Mark, Marked, SealedBytes
from pipeline.serving.duty_tables import Discrepancy, Duty
from pipeline.serving.event_tables import Event
from pipeline.serving.fingerprint_tables import KeptPrints
from pipeline.serving.people_tables import Viewing
from pipeline.serving.tables import IndexKey

Row = dict[str, Any]
_INDEX = IndexKey.__table__
_AT_ONCE = 500
_MADE = dict.fromkeys(one for of in (Event, KeptPrints, Viewing) for one in of.metadata.sorted_tables)
TABLES = tuple(one for one in _MADE if one not in {Duty.__table__, Discrepancy.__table__})
"""Every table that holds something; what others refer to comes before them."""


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the whole ledger, whatever is written meanwhile."""
    with engine.execution_options(reading=True).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 - the same one, stricter
        with connection.begin():
            yield connection


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """A table's rows by primary key, each a line."""
    order = table.primary_key.columns
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(select(table).order_by(*order)).mappings():
        yield json.dumps({name: _plain(value) for name, value in row.items()}).encode() + b"\n"


def load(connection: Connection, table: Table, written: Iterable[bytes], change: Callable[[Row], Row]) -> None:
    """Inserts what `lines` gave, each row as `change` has it. Raises `ValueError` for what is no row of the table."""
    rows = (change(_row(table, line)) for line in written)
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(insert(table), some)
    _count_on(connection, table)


def is_empty(connection: Connection) -> bool:
    """Whether no table has a row, but for the secret that every ledger is made with."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in TABLES if table is not _INDEX)


def clear_index(connection: Connection) -> None:
    """Removes the ledger's own secret: a backup brings the one that its marks were made with."""
    connection.execute(delete(IndexKey))


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _row(table: Table, line: bytes) -> Row:
    found = json.loads(line)
    if not isinstance(found, dict) or found.keys() != set(table.columns.keys()):
        raise ValueError(table.name)
    return {name: _typed(table, name, value) for name, value in found.items()}


def _typed(table: Table, name: str, value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
    kind = table.columns[name].type
    if value is None or isinstance(kind, Key):
        return value
    if isinstance(kind, Mark):
        return Marked(value)
    if isinstance(kind, LargeBinary | SealedBytes):
        return base64.b64decode(value, validate=True)
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind.python_type is date else value


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL's counter of a table goes on after the highest number; SQLite does so by itself."""
    (key, *others) = table.primary_key.columns
    if others or not isinstance(key.type, Integer) or connection.dialect.name != "postgresql":
        return
    counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    highest = connection.scalar(select(func.max(key)))
    if counter and highest:
        connection.execute(text("SELECT setval(:counter, :highest)"), {"counter": counter, "highest": highest})
