"""Registrations with their steps and events; notices of steps beside those of decisions.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables; every row stays."""
    _registrations()
    _steps()
    _applications()
    _events()
    _outbox()


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("machine", sa.String(32), nullable=False, index=True),
        sa.Column("company", sa.String(10), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False, unique=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("noted", sa.JSON, nullable=False),
        sa.Column("application", sa.Text, index=True),
        sa.Column("hindrance", sa.Text),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("moved_at", _INSTANT, nullable=False),
    )


def _steps() -> None:
    op.create_table(
        "registration_steps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("registration_id", sa.Integer, sa.ForeignKey("registrations.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("noted", sa.JSON, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("decision_id", sa.String(32), sa.ForeignKey("decisions.id")),
        sa.UniqueConstraint("registration_id", "number"),
    )


def _applications() -> None:
    op.create_table(
        "company_applications",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("company", sa.String(10), nullable=False, index=True),
        sa.Column("decision_id", sa.String(32), sa.ForeignKey("decisions.id"), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=False),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("step_id", sa.Integer, sa.ForeignKey("registration_steps.id"), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", _INSTANT),
        sa.Column("error", sa.Text),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT),
    )


def _outbox() -> None:
    """A notice may tell of a step instead of a decision; SQLite, which cannot alter a column, makes the table anew."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("decision_id", existing_type=sa.String(32), nullable=True)
        outbox.add_column(sa.Column("step_id", sa.Integer))
        outbox.create_foreign_key("outbox_of_step", "registration_steps", ["step_id"], ["id"])
        outbox.create_unique_constraint("outbox_once_a_step", ["step_id", "recipient", "occasion"])
