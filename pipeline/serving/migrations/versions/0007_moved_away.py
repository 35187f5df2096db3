"""Uploads whose bytes were moved out of the bucket once they were decided.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Every upload so far lies where it came in."""
    op.add_column("uploads", sa.Column("whereabouts", sa.String(16), nullable=False, server_default="bucket"))


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")
