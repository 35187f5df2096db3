"""What a register said, kept with its case; the day from which a promise counts.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Adds both; every row stays. When an old case came in was not noted: its due day stays as it is."""
    op.add_column("cases", sa.Column("opened_on", sa.Date))
    op.create_table(
        "register_answers",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("material", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(10), nullable=False, index=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")
