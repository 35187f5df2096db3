"""Tables that only grow: the database itself refuses to change or remove a row. Sealing rows anew alone lifts that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.engine import Connection

LOG, STEPS = "decision_log", "registration_steps"
TABLES = (LOG, STEPS)
_VERBS = ("UPDATE", "DELETE")
_TRIGGER = "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
_REFUSING = """CREATE TRIGGER {table}_no_{name} BEFORE {verbs} ON {table}
FOR EACH {each} EXECUTE FUNCTION decision_log_append_only()"""


def guard(connection: Connection, table: str) -> None:
    """From now on rows of that table stay as they are. Under PostgreSQL by the function that migration 0002 made."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_REFUSING.format(table=table, name="change", verbs="UPDATE OR DELETE", each="ROW"))
        connection.exec_driver_sql(_REFUSING.format(table=table, name="truncate", verbs="TRUNCATE", each="STATEMENT"))
        return
    for verb in _VERBS:
        connection.exec_driver_sql(_TRIGGER.format(table=table, verb=verb))


@contextmanager
def lifted(connection: Connection, tables: Sequence[str] = TABLES) -> Iterator[None]:
    """Lets this transaction change their rows; where it breaks off, nothing has happened."""
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    for table in tables:
        for verb in _VERBS:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
    yield
    for table in tables:
        guard(connection, table)
