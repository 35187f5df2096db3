"""Malformed files of public test suites, where they are to be had: beside the checkout, or where HOSTILE_FILES says. None is kept here."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fixtures.hostile.opening import opened
from fixtures.hostile.public import public_files
from pipeline import facts
from pipeline.errors import ERRORS, DojangError
from pipeline.fence import Fence
from pipeline.settings import Settings

SMALL = 64_000
SECONDS = 20.0
WHOLE = 16
"""Of so many small files one is read as uploads are."""
FILES = [path for path in public_files() if path.stat().st_size < SMALL]

pytestmark = pytest.mark.skipif(not FILES, reason="no folder shared/hostile beside the checkout, and no HOSTILE_FILES")


@pytest.fixture(scope="module")
def fence() -> Fence:
    return Fence(seconds=SECONDS, memory_mb=1500, preload=("fixtures.hostile.opening",))


def test_there_are_many() -> None:
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_opens_or_gets_a_code_of_its_own(fence: Fence, path: Path) -> None:
    began = time.monotonic()
    try:
        assert fence.call(opened, path.read_bytes(), Settings())
    except DojangError as error:
        entry = ERRORS[error.code]
        assert entry.mendable
    assert time.monotonic() - began < SECONDS + 2


@pytest.mark.parametrize("path", FILES[::WHOLE], ids=lambda path: path.name)
def test_some_are_read_as_uploads_are(path: Path) -> None:
    try:
        assert facts.read(path.read_bytes(), pictures=True).facts.papers
    except DojangError as error:
        assert error.code not in {"reading-failed", "timed-out", "out-of-memory"}  # noqa: PT017 - likewise
