"""A bound on what taking a page apart may need: a few kilobytes of drawings that draw each other would take all there is.

pdfium ends its process where it gets no more, which the fence tells as `damaged-file`; Python raises `MemoryError`.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MOST_MB = 1_000
"""Megabytes of addresses. A scan of 144 million pixels in colour needs 0.5 GB."""


def sparingly(function: Callable[P, T]) -> Callable[P, T]:
    """The function, within that bound."""

    @wraps(function)
    def bounded(*args: P.args, **kwargs: P.kwargs) -> T:
        with sparing():
            return function(*args, **kwargs)

    return bounded


@contextmanager
def sparing(megabytes: int = MOST_MB) -> Iterator[None]:
    """Within it the process gets at most so much more than it has. A stricter limit stays. Only Linux says what a process has."""
    if sys.platform != "linux":
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _addresses() + megabytes * 1024 * 1024
    within = most if soft == resource.RLIM_INFINITY else min(soft, most)
    resource.setrlimit(resource.RLIMIT_AS, (within, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _addresses() -> int:
    """Bytes of addresses that the process has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
