"""The decision log's guard: the database itself refuses to change or remove a line. Sealing lines anew alone lifts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection

_VERBS = ("UPDATE", "DELETE")
_TRIGGER = (
    "CREATE TRIGGER decision_log_no_{verb} BEFORE {verb} ON decision_log BEGIN SELECT RAISE(ABORT, 'append-only'); END"
)


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """Lets this transaction change lines; where it breaks off, nothing has happened."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE decision_log DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql("ALTER TABLE decision_log ENABLE TRIGGER USER")
        return
    for verb in _VERBS:
        connection.exec_driver_sql(f"DROP TRIGGER decision_log_no_{verb}")
    yield
    for verb in _VERBS:
        connection.exec_driver_sql(_TRIGGER.format(verb=verb))
