"""Events tell of decisions as well as of steps; the steps of registrations can be added to and nothing else.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.serving.append_only import STEPS, guard

revision = "0008"
down_revision: str | None = "0007"

_PLACES = """UPDATE events SET
stream = (SELECT 'registration:' || registration_id FROM registration_steps WHERE registration_steps.id = events.step_id),
place = (SELECT number FROM registration_steps WHERE registration_steps.id = events.step_id)"""


def upgrade() -> None:
    """Alters the table of events; every event stays, in the order it had. Decisions from before are not told."""
    op.add_column("events", sa.Column("stream", sa.Text))
    op.add_column("events", sa.Column("place", sa.Integer))
    op.execute(_PLACES)
    with op.batch_alter_table("events") as events:
        events.alter_column("stream", existing_type=sa.Text, nullable=False)
        events.alter_column("place", existing_type=sa.Integer, nullable=False)
        events.alter_column("step_id", existing_type=sa.Integer, nullable=True)
        events.add_column(sa.Column("decision_id", sa.String(32)))
        events.create_foreign_key("events_of_decision", "decisions", ["decision_id"], ["id"])
        events.create_unique_constraint("events_once_a_decision", ["decision_id"])
        events.create_unique_constraint("events_in_order", ["stream", "place"])
    guard(op.get_bind(), STEPS)


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")
