"""Everything that may name somebody is sealed, with marks beside what equality is asked of.

Rows are sealed in Python, by the vault that the ledger is opened with.

Revision ID: 0005
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from pipeline.serving.append_only import LOG, lifted
from pipeline.serving.columns import mark_of
from pipeline.serving.sealing import Vault

revision = "0005"
down_revision: str | None = "0004"

_INSTANT = sa.DateTime(timezone=True)
_MARK = sa.String(64)
_AT_ONCE = 500
_Change = Callable[[Mapping[str, Any]], dict[str, Any]]


def upgrade() -> None:
    """Seals every row; none is lost. What SQLite cannot alter is made anew."""
    vault: Vault = context.config.attributes["vault"]
    index = op.create_table(
        "index_key",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )
    op.add_column("contents", sa.Column("erased_at", _INSTANT))
    op.bulk_insert(index, [{"id": 1, "secret": vault.keyring.seal(vault.index)}])
    seal = _Seal(vault)
    _arrivals(seal)
    _register_answers(seal)
    _outbox(seal)
    _registrations(seal)
    _in_place(seal)


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")


class _Seal:
    """Values as they stand in sealed columns."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def raw(self, value: bytes | None) -> bytes | None:
        return None if value is None else self._vault.keyring.seal(bytes(value))

    def text(self, value: str | None) -> str | None:
        return None if value is None else self._vault.keyring.seal(value.encode()).decode("ascii")

    def json(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON
        return self.text(json.dumps(value))

    def mark(self, purpose: str, value: str) -> str:
        return str(mark_of(self._vault, purpose, value))


def _key(value: bytes) -> str:
    return bytes(value).decode("utf-8", "surrogateescape")


def _arrivals(seal: _Seal) -> None:
    """Uploads refer to applications: both are made anew, then the old ones go, children first."""
    op.create_table(
        "applications_new",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("name_mark", _MARK, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("judged_on", sa.Date),
        sa.UniqueConstraint("store", "name_mark", name="application_once"),
    )
    op.create_table(
        "uploads_new",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("key_mark", _MARK, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("modified", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("application_id", sa.Integer, sa.ForeignKey("applications_new.id")),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("contents.sha256")),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("exposing", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("store", "key_mark", "etag", "version", name="upload_once"),
    )
    _copy("applications", lambda row: _named(row, "name", "applications.name", seal))
    _copy("uploads", lambda row: _named(row, "key", "uploads.key", seal) | {"exposing": False})
    _replace("uploads", numbered=True)
    _replace("applications", numbered=True)
    op.create_index("ix_uploads_application_id", "uploads", ["application_id"])
    op.create_index("ix_uploads_state", "uploads", ["state"])


def _named(row: Mapping[str, Any], name: str, purpose: str, seal: _Seal) -> dict[str, Any]:
    value = row[name]
    return {**row, name: seal.raw(value), f"{name}_mark": seal.mark(purpose, _key(value))}


def _register_answers(seal: _Seal) -> None:
    op.create_table(
        "register_answers_new",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("material", sa.String(64), primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("number_mark", _MARK, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
    )
    _copy(
        "register_answers",
        lambda row: {
            **row,
            "number": seal.text(row["number"]),
            "number_mark": seal.mark("register_answers.number", row["number"]),
        },
    )
    _replace("register_answers")
    op.create_index("ix_register_answers_number_mark", "register_answers", ["number_mark"])


def _outbox(seal: _Seal) -> None:
    op.create_table(
        "outbox_new",
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("decision_id", sa.String(32), sa.ForeignKey("decisions.id")),
        sa.Column("step_id", sa.Integer, sa.ForeignKey("registration_steps.id", name="outbox_of_step")),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("recipient_mark", _MARK, nullable=False),
        sa.Column("occasion", sa.String(32), nullable=False),
        sa.Column("message", sa.LargeBinary),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", _INSTANT),
        sa.Column("error", sa.Text),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT),
        *(
            sa.UniqueConstraint(of, "recipient_mark", "occasion", name=name)
            for of, name in (("decision_id", "notice_once"), ("step_id", "notice_once_a_step"))
        ),
    )
    _copy(
        "outbox",
        lambda row: {
            **row,
            "recipient": seal.text(row["recipient"]),
            "recipient_mark": seal.mark("outbox.recipient", row["recipient"]),
            "message": seal.raw(row["message"]),
        },
    )
    _replace("outbox")
    op.create_index("ix_outbox_state", "outbox", ["state"])


def _registrations(seal: _Seal) -> None:
    """Nothing may be made anew that steps refer to: columns come and go instead."""
    for table, key in (("registrations", "id"), ("company_applications", "subject")):
        op.add_column(table, sa.Column("company_sealed", sa.Text, nullable=False, server_default=""))
        op.add_column(table, sa.Column("company_mark", _MARK, nullable=False, server_default=""))
        _update(
            table,
            (key,),
            lambda row: {
                "company_sealed": seal.text(row["company"]),
                "company_mark": seal.mark("company", row["company"]),
            },
        )
        op.drop_index(f"ix_{table}_company", table)
        op.drop_column(table, "company")
        op.execute(f"ALTER TABLE {table} RENAME COLUMN company_sealed TO company")
        op.create_index(f"ix_{table}_company_mark", table, ["company_mark"])
    op.add_column("registrations", sa.Column("name_mark", _MARK, nullable=False, server_default=""))
    _update(
        "registrations",
        ("id",),
        lambda row: {
            "name": seal.text(row["name"]),
            "name_mark": seal.mark("registrations.name", row["name"]),
            "mark": seal.mark("registrations.mark", row["mark"]),
            "details": seal.json(row["details"]),
            "noted": seal.json(row["noted"]),
        },
    )
    op.create_index("ix_registrations_name_mark", "registrations", ["name_mark"])


def _in_place(seal: _Seal) -> None:
    """Where the sealed value is of the column's own type."""
    _update("registration_steps", ("id",), lambda row: {"by": seal.text(row["by"]), "noted": seal.json(row["noted"])})
    _update("facts", ("sha256", "reader"), lambda row: {"body": seal.json(row["body"])})
    _update(
        "decisions",
        ("id",),
        lambda row: {"body": seal.json(row["body"]), "decided_by": seal.text(row["decided_by"])},
    )
    _update("corrections", ("id",), lambda row: {"value": seal.text(row["value"]), "by": seal.text(row["by"])})
    _update("viewings", ("token",), lambda row: {"by": seal.text(row["by"])})
    _update("reviewers", ("id",), lambda row: {"name": seal.text(row["name"])})
    with lifted(op.get_bind(), [LOG]):
        _update("decision_log", ("number",), lambda row: {"line": seal.text(row["line"])})


def _table(name: str) -> sa.Table:
    """A table as it stands in the database now."""
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _copy(name: str, change: _Change) -> None:
    old, new, connection = _table(name), _table(f"{name}_new"), op.get_bind()
    rows = connection.execute(sa.select(old)).mappings()
    while some := rows.fetchmany(_AT_ONCE):
        connection.execute(sa.insert(new), [change(dict(row)) for row in some])


def _replace(name: str, *, numbered: bool = False) -> None:
    """The new table in the old one's place; PostgreSQL goes on counting after the highest number."""
    op.drop_table(name)
    op.rename_table(f"{name}_new", name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX IF EXISTS {name}_new_pkey RENAME TO {name}_pkey")
        if numbered:
            op.execute(f"ALTER SEQUENCE {name}_new_id_seq RENAME TO {name}_id_seq")
            op.execute(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")  # noqa: S608 - names of ours


def _update(name: str, keys: tuple[str, ...], change: _Change) -> None:
    table, connection = _table(name), op.get_bind()
    for row in connection.execute(sa.select(table)).mappings().all():
        mine = sa.and_(*(table.c[key] == row[key] for key in keys))
        connection.execute(sa.update(table).where(mine).values(change(dict(row))))
