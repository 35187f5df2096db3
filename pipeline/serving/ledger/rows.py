"""What every part of the ledger does with rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, FromClause, Insert, String, case, cast
from sqlalchemy import insert as sql_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipeline.serving.columns import Mark, Table
from pipeline.serving.tables import Upload

_Row = TypeVar("_Row")


def known(row: _Row | None) -> _Row:
    """The row. Raises `LookupError` where there is none."""
    if row is None:
        raise LookupError("no such row in the ledger")
    return row


def insert(place: Session | Engine, table: type[Table], **row: Any) -> sqlite.Insert | postgresql.Insert:  # noqa: ANN401 - any column's value
    """An insert that can say what happens `on_conflict`, in the database's own dialect."""
    return insert_all(place, table, [row])


def insert_all(
    place: Session | Engine, table: type[Table], rows: Sequence[dict[str, Any]]
) -> sqlite.Insert | postgresql.Insert:
    """Likewise for several rows of the same columns, at least one. Marks are of what they stand beside."""
    rows = [_marked(table, row) for row in rows]
    bound = place.get_bind() if isinstance(place, Session) else place
    if bound.dialect.name == "sqlite":
        return sqlite.insert(table).values(rows)
    return postgresql.insert(table).values(rows)


def put(session: Session, rows: Iterable[Table]) -> None:
    """Inserts new rows, in that order, at once. The session keeps no watch over them, which is more work than inserting them."""
    connection = session.connection()
    for row in rows:
        table = row.__table__
        given = vars(row)
        connection.execute(_inserting(table), {one.key: given[one.key] for one in table.columns if one.key in given})


@cache
def _inserting(table: FromClause) -> Insert:
    return sql_insert(table)  # type: ignore[arg-type]  # a mapped class stands on a table


def subject_of() -> ColumnElement[str]:
    """What decisions call what an upload belongs to."""
    own = "upload:" + cast(Upload.id, String)
    return case((Upload.application_id.is_(None), own), else_="application:" + cast(Upload.application_id, String))


_MARK = "_mark"


def _marked(table: type[Table], row: dict[str, Any]) -> dict[str, Any]:
    """Defaults that look at other columns are beyond an insert of several rows."""
    marks = [one.name for one in table.__table__.columns if isinstance(one.type, Mark) and one.name.endswith(_MARK)]
    return row | {name: row[name.removesuffix(_MARK)] for name in marks}
