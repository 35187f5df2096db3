"""A page as it is drawn upon: at a size, and where on it something small finds room."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from PIL import Image

from pipeline.drawing.strokes import Rect

WIDTH = 1240
"""Pixels: an A4 page at 150 dpi reads well and stays small."""
HIGH = 4_000
"""The most pixels a page is high: strips of paper are drawn narrower."""
_CLEAR = 0.004
"""The share of dark pixels up to which a place counts as empty."""


def fitted(page: bytes) -> Image.Image:
    """A page (JPEG) at `WIDTH`, or at most `HIGH`; it is decoded at the least size that is large enough."""
    with Image.open(io.BytesIO(page)) as opened:
        opened.draft("RGB", (WIDTH, WIDTH))
        opened.load()
        return shrunk(opened if opened.mode == "RGB" else opened.convert("RGB"))


def shrunk(picture: Image.Image) -> Image.Image:
    """A page that is open already, at that size. It may be the very same picture, where it has that size."""
    steps = int(max(picture.width / WIDTH, picture.height / HIGH))
    if steps > 1:  # by whole steps first: a fifth of the time, and no worse to look at
        picture = picture.reduce(steps)
    scale = min(WIDTH / picture.width, HIGH / picture.height)
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    return picture if picture.size == size else picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def free_place(rect: Rect, size: tuple[int, int], grey: Image.Image, taken: Sequence[Rect]) -> Rect | None:
    """The nearest empty place beside a rectangle for a label of that size, on nothing that is taken; `None` if none is."""
    wide, high = size
    for left, top in _corners(rect, wide, high):
        spot = (left, top, left + wide, top + high)
        within = left >= 0 and top >= 0 and spot[2] <= grey.width and spot[3] <= grey.height
        if within and not any(_overlap(spot, other) for other in taken if other != rect) and _ink(grey, spot) <= _CLEAR:
            return spot
    return None


def _corners(rect: Rect, wide: int, high: int) -> Iterator[tuple[int, int]]:
    """Above, below, right and left of the rectangle; then somewhat further away."""
    left, top, right, bottom = rect
    for away in (1, 12, 24):
        for x in (left, right - wide, (left + right - wide) // 2):
            yield x, top - high - away
            yield x, bottom + away
        for y in (top, bottom - high, (top + bottom - high) // 2):
            yield right + away, y
            yield left - wide - away, y


def corner(rect: Rect, side: int, grey: Image.Image) -> Rect:
    """Where nothing is empty: a square astride the rectangle's upper left corner."""
    left, top = max(rect[0] - side, 0), max(rect[1] - side // 2, 0)
    top = min(top, grey.height - side)
    return left, top, left + side, top + side


def _overlap(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ink(grey: Image.Image, spot: Rect) -> float:
    """The share of pixels there that are darker than paper in shade."""
    counts = grey.crop(spot).histogram()
    return sum(counts[:150]) / max(sum(counts), 1)
