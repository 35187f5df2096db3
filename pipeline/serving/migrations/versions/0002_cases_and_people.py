"""Cases instead of leased uploads; people who decide; mail that can fail; a log that PostgreSQL guards too.

Revision ID: 0002
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

_INSTANT = sa.DateTime(timezone=True)
_SEOUL = ZoneInfo("Asia/Seoul")
_REVIEW_DAYS = 3
_REFUSE = """CREATE FUNCTION decision_log_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'restrict_violation'; END $$"""
_GUARD = """CREATE TRIGGER decision_log_no_{name} BEFORE {verbs} ON decision_log
FOR EACH {each} EXECUTE FUNCTION decision_log_append_only()"""


def upgrade() -> None:
    """Alters what 0001 made; every row stays."""
    _cases()
    _uploads()
    _decisions()
    _people()
    _outbox()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE)
        op.execute(_GUARD.format(name="change", verbs="UPDATE OR DELETE", each="ROW"))
        op.execute(_GUARD.format(name="truncate", verbs="TRUNCATE", each="STATEMENT"))


def downgrade() -> None:
    """There is no way back: what people decided would be lost. A backup from before can be restored."""
    raise RuntimeError("the ledger's schema only goes forward")


def _cases() -> None:
    """Every bare file and every application becomes a case; applications are looked at once more, which repeats nothing."""
    cases = op.create_table(
        "cases",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("store", sa.Text, nullable=False, index=True),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("lease_until", _INSTANT),
        sa.Column("not_before", _INSTANT),
        sa.Column("run_id", sa.Text, index=True),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("error", sa.Text),
    )
    rows = [*_bare_files(), *_applications()]
    if rows:
        op.bulk_insert(cases, rows)


def _bare_files() -> list[dict[str, object]]:
    uploads = sa.table(
        "uploads", *map(sa.column, ("id", "store", "state", "application_id")), sa.column("seen_at", _INSTANT)
    )
    bare = sa.select(uploads).where(uploads.c.application_id.is_(None)).order_by(uploads.c.id)
    return [
        _case(f"upload:{row.id}", row.store, row.seen_at, done=row.state not in {"new", "leased"})
        for row in op.get_bind().execute(bare)
    ]


def _applications() -> list[dict[str, object]]:
    applications = sa.table("applications", sa.column("id"), sa.column("store"), sa.column("seen_at", _INSTANT))
    found = op.get_bind().execute(sa.select(applications).order_by(applications.c.id))
    return [_case(f"application:{row.id}", row.store, row.seen_at, done=False) for row in found]


def _case(subject: str, store: str, seen_at: datetime, *, done: bool) -> dict[str, object]:
    moment = seen_at if seen_at.tzinfo else seen_at.replace(tzinfo=UTC)
    due_on = moment.astimezone(_SEOUL).date() + timedelta(days=_REVIEW_DAYS)
    counts = {"wanted": 1, "done": int(done), "tries": 0, "fence": 0}
    return {"subject": subject, "store": store, "due_on": due_on, **counts}


def _uploads() -> None:
    op.execute("UPDATE uploads SET state = 'new' WHERE state = 'leased'")
    for column in ("tries", "owner", "fence", "lease_until"):
        op.drop_column("uploads", column)


def _decisions() -> None:
    """What was decided until now, the rules decided."""
    for name in ("machine", "mode", "asked"):
        op.add_column("decisions", sa.Column(name, sa.String(16)))
    op.add_column("decisions", sa.Column("verified", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("decisions", sa.Column("via", sa.String(16), nullable=False, server_default="machine"))
    op.execute("UPDATE decisions SET machine = verdict")


def _people() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("paper", sa.Integer, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("decision_id", sa.String(32), sa.ForeignKey("decisions.id"), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
    )
    op.create_table(
        "viewings",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
    )
    op.create_table(
        "reviewers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("accepted", sa.Boolean),
    )


def _outbox() -> None:
    """Made anew: SQLite cannot take a constraint away from a table."""
    op.create_table(
        "outbox_new",
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("decision_id", sa.String(32), sa.ForeignKey("decisions.id"), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("occasion", sa.String(32), nullable=False),
        sa.Column("message", sa.LargeBinary),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", _INSTANT),
        sa.Column("error", sa.Text),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT),
        sa.UniqueConstraint("decision_id", "recipient", "occasion", name="outbox_once"),
    )
    kept = "message_id, decision_id, recipient, message, state, made_at, sent_at"
    op.execute(f"INSERT INTO outbox_new ({kept}, occasion, tries) SELECT {kept}, 'decision', 0 FROM outbox")  # noqa: S608 - names of ours
    op.drop_table("outbox")
    op.rename_table("outbox_new", "outbox")
    op.create_index("ix_outbox_state", "outbox", ["state"])
