"""Bytes → leaves: one a page, each knowing how to render itself; and the file's own text.

The type is told from the bytes, never from the name. What cannot be opened is a `DojangError`
whose code says why. Nothing is rendered before its size is known to be within the limits.

`sniffing` tells what the bytes are, `rasters` and `pixels` open pictures, `documents` renders PDF, `text_layer`
reads a PDF's own text, `painted` tells which of it the page shows, `witness` whether a second reader sees the same, and `history`
what the file tells of its past.
"""

from __future__ import annotations

from pipeline.errors import DojangError
from pipeline.opening.documents import open_pdf
from pipeline.opening.leaves import PAGE_PIXELS, Leaf
from pipeline.opening.rasters import open_picture
from pipeline.opening.sniffing import refusal, sniff
from pipeline.settings import Settings

__all__ = ["PAGE_PIXELS", "Leaf", "open_leaves", "sniff"]

OPENERS = {"pdf": open_pdf, "picture": open_picture}
"""Who opens what, by what `sniff` says."""


def open_leaves(data: bytes, limits: Settings) -> list[Leaf]:
    """The pages of a file. Raises `DojangError` with a code of `errors.ERRORS`."""
    if not data:
        raise DojangError("empty-file")
    if len(data) > limits.max_bytes:
        raise DojangError("too-large")
    opener = OPENERS.get(sniff(data))
    if opener is None:
        raise DojangError(refusal(data))
    return opener(data, limits)
