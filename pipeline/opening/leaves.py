"""What a page is before it is read, how large it may get, and what libraries raise on damaged files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from pipeline.document import Box, Line, Picture, Word
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
    BufferError,
    RuntimeError,
    SyntaxError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    cv2.error,
    pypdfium2.PdfiumError,
)
"""What Pillow, libheif, OpenCV and pdfium raise on damaged files; much more than `OSError`."""


class PrintedWord(NamedTuple):
    """A word that a page is painted from: `word` as high as its line, `ink` around what is drawn of it."""

    word: Word
    ink: Box


class Print(NamedTuple):
    """A page that is painted from text which two readers of the file decode alike, upright.

    `words` are in the file's order. `rest` is the page (RGB, small) without its text, `whole_rest` draws that as large as
    the page is read: ruled lines, seals, pictures, and letters that are no text.
    """

    words: tuple[PrintedWord, ...]
    rest: Picture
    whole_rest: Callable[[], Picture]


class Layer(NamedTuple):
    """A page's own text: its lines, and how it is printed where all text that is seen on it is believed."""

    lines: tuple[Line, ...] = ()
    printed: Print | None = None


class Mark(NamedTuple):
    """A sign of altering that the file itself bears: its code, and where (fractions of the page as rendered)."""

    sign: str
    box: Box | None = None


class Source(NamedTuple):
    """The picture that the file holds for a page, before anything was resampled.

    `pixels` are RGB or grey, `table` is how JPEG compressed their brightness (8 × 8 steps; `None` where it did not), `way`
    leads from fractions of these pixels to fractions of the page as rendered (3 × 3).
    """

    pixels: Picture
    table: NDArray[np.int64] | None
    way: NDArray[np.float64]


def no_source(_rendered: Picture) -> Source | None:
    """Of a page that is drawn, or whose pixels are not to be had as they were."""
    return None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as handed in.

    `render` gives its picture (RGB), `layer` its own text, `marks` what the file tells of its past, and `source` the file's own
    pixels, by the picture as rendered.
    """

    render: Callable[[], Picture]
    layer: Callable[[], Layer] = Layer
    marks: Callable[[], tuple[Mark, ...]] = tuple
    source: Callable[[Picture], Source | None] = no_source

    def claimed(self) -> tuple[Line, ...]:
        """The lines of its text layer."""
        return self.layer().lines


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
