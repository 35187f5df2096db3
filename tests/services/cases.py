"""An office with its cases, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.made_cases import Cases, open_cases, run_as


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cases]:
    """Empty; every rulebook decides by itself, and nothing is audited."""
    run_as(monkeypatch)
    made = open_cases(tmp_path)
    yield made
    made.office.ledger.close()
