"""Ledgers: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.serving.ledger import Ledger
from tests.keys import ledger_at
from tests.services.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where an empty ledger may be."""
    if request.param == "sqlite":
        return tmp_path / "ledger.sqlite"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def ledger(place: str | Path) -> Iterator[Ledger]:
    """An open, empty ledger."""
    opened = ledger_at(place)
    yield opened
    opened.close()
