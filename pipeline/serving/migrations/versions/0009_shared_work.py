"""Several processes share one ledger: what is due is found by an index, leases that ran out are counted, duties have one holder.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    """No case has lost a worker so far, nobody has a duty, and no notice tells of a case that was given up."""
    op.add_column("cases", sa.Column("lapses", sa.Integer, nullable=False, server_default="0"))
    is_wanted = sa.text("wanted > done")
    columns = ["store", "due_on", "subject"]
    op.create_index("cases_wanted", "cases", columns, sqlite_where=is_wanted, postgresql_where=is_wanted)
    op.create_table(
        "duties",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("subject", sa.Text))
        outbox.create_unique_constraint("notice_once_a_case", ["subject", "recipient_mark", "occasion"])


def downgrade() -> None:
    """There is no way back, as with 0002."""
    raise RuntimeError("the ledger's schema only goes forward")
