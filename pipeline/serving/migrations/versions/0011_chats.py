"""Chats are told of events, each once.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    """Adds the table of messages to chats, and finds events by their time."""
    op.create_table(
        "chat_messages",
        sa.Column("event_id", sa.String(32), sa.ForeignKey("events.id"), primary_key=True),
        sa.Column("chat", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("error", sa.Text),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_events_made_at", "events", ["made_at"])


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")
