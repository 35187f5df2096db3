"""What programs that watch look at: since when a case is held, what does not agree; and which uploads are to be moved away.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    """Nothing was counted so far, and no upload was tried in vain."""
    op.add_column("cases", sa.Column("claimed_at", sa.DateTime(timezone=True)))
    op.create_table(
        "discrepancies",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("uploads", sa.Column("retry_at", sa.DateTime(timezone=True)))
    is_here = sa.text("whereabouts IN ('bucket', 'copied')")
    op.create_index("uploads_here", "uploads", ["store", "id"], sqlite_where=is_here, postgresql_where=is_here)


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")
