"""Ledgers: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.serving.ledger import Ledger
from tests.keys import copied, keyring, ledger_at
from tests.services.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where an empty ledger may be."""
    if request.param == "sqlite":
        return tmp_path / "ledger.sqlite"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def ledger(request: pytest.FixtureRequest, place: str | Path) -> Iterator[Ledger]:
    """An open, empty ledger."""
    if isinstance(place, Path):
        copied(place, keyring(place))
    else:
        server: Postgres = request.getfixturevalue("postgres")
        server.fill(place)
    opened = ledger_at(place)
    yield opened
    opened.close()
