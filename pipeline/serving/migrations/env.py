"""Alembic's entry: runs the migrations on the connection that the ledger hands over."""

from __future__ import annotations

from alembic import context

from pipeline.serving.registration_tables import Registration

context.configure(connection=context.config.attributes["connection"], target_metadata=Registration.metadata)
context.run_migrations()
