"""One service a data folder, and any number of workers beside it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipeline.errors import DojangError

_SERVICE, _WORKERS = "serve.lock", "workers.lock"


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Holds the data folder as its one service; workers may be beside it. Raises `already-serving`."""
    with _held(data / _SERVICE, fcntl.LOCK_EX):
        yield


@contextmanager
def beside(data: Path) -> Iterator[None]:
    """Holds the data folder as one of its workers. Raises `already-serving` while nobody may work there."""
    with _held(data / _WORKERS, fcntl.LOCK_SH):
        yield


@contextmanager
def undisturbed(data: Path) -> Iterator[None]:
    """Holds the data folder against service and workers. Raises `already-serving`."""
    with ExitStack() as stack:
        stack.enter_context(alone(data))
        stack.enter_context(_held(data / _WORKERS, fcntl.LOCK_EX))
        yield


@contextmanager
def _held(path: Path, how: int) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DojangError("already-serving", "DOJANG_DATA") from None
        yield
    finally:
        os.close(handle)
