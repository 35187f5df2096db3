"""One service a data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import DojangError


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Holds the data folder for this process. Raises `already-serving`."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(data / "serve.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DojangError("already-serving", "DOJANG_DATA") from None
        yield
    finally:
        os.close(handle)
