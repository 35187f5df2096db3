"""Sixel, the picture format of terminals since DEC's VT340: bands of six rows, a character a column and colour.

The form is that of the VT330/VT340 Programmer Reference Manual, volume 2, chapter 14.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COLOURS = 128
"""Fewer than the 256 that a VT340's successors know: what is drawn on paper needs no more."""


def sixel(picture: Image.Image) -> bytes:
    """The picture (RGB) as one sequence of escape codes."""
    reduced = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    places = np.asarray(reduced)
    palette = np.asarray(reduced.getpalette() or [], dtype=np.int64).reshape(-1, 3)
    opened = f'\x1bP0;1q"1;1;{picture.width};{picture.height}'
    colours = "".join(
        f"#{number};2;{red};{green};{blue}" for number, (red, green, blue) in enumerate((palette * 100 + 127) // 255)
    )
    bands = b"-".join(b"$".join(_band(places[top : top + 6])) for top in range(0, picture.height, 6))
    return (opened + colours).encode() + bands + b"\x1b\\"


def _band(rows: NDArray[np.uint8]) -> Iterator[bytes]:
    """Six rows (or fewer): for each colour there, which of the six are its own, column by column."""
    weights = (1 << np.arange(rows.shape[0]))[:, None]
    for colour in np.unique(rows):
        yield b"#%d" % colour + _packed(((rows == colour) * weights).sum(axis=0) + 63)


def _packed(signs: NDArray[np.int64]) -> bytes:
    """Characters with what repeats said once (`!` and how often); the empty end is left out."""
    starts = np.flatnonzero(np.diff(signs, prepend=-1))
    lengths = np.diff(starts, append=len(signs))
    runs = list(zip(signs[starts].tolist(), lengths.tolist(), strict=True))
    if runs and runs[-1][0] == 63:
        runs.pop()
    return b"".join(b"!%d%c" % (often, sign) if often > 3 else bytes([sign]) * often for sign, often in runs)
