"""What a page is before it is read, how large it may get, and what libraries raise on damaged files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2

from pipeline.document import Line, Picture
from pipeline.errors import DojangError

PAGE_PIXELS = 9_500_000
"""A page is rendered or reduced to at most this many pixels (A4 at 300 dpi has 8.7 million)."""

LOADER_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    RuntimeError,
    SyntaxError,
    struct.error,
    zlib.error,
    pypdfium2.PdfiumError,
)
"""What Pillow, libheif and pdfium raise on damaged files; much more than `OSError`."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as handed in. `render` gives its picture (RGB), `claimed` the lines of its text layer."""

    render: Callable[[], Picture]
    claimed: Callable[[], tuple[Line, ...]]


@contextmanager
def damage_told() -> Iterator[None]:
    """Whatever a library raises on a damaged file is `damaged-file`, or `out-of-memory`; our own errors pass."""
    try:
        yield
    except DojangError:
        raise
    except MemoryError:
        raise DojangError("out-of-memory") from None
    except LOADER_ERRORS:
        raise DojangError("damaged-file") from None
