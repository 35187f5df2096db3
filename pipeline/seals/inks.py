"""A page's ink by colour, whatever the light it was taken in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

Mask = NDArray[np.uint8]
"""Height × width, 255 where there is ink."""

WORK_SIDE = 1400
"""Pixels of the longer side of the copy that is looked at: A4 at about 120 dpi."""


@dataclass(frozen=True, slots=True)
class Inks:
    """A page's ink by colour, at work size, and whether the page has colours at all."""

    red: Mask
    blue: Mask
    dark: Mask
    coloured: bool
    green: Mask
    """What no seal is made of: such dark ink is a mark's."""
    bilevel: bool
    """Paper pure white, as from a fax: what was pale may be gone."""


def find_inks(picture: Picture) -> Inks:
    """Separates coloured from dark ink, whatever the light: paper is made white first."""
    even = even_paper(picture)
    hue, (brightest, darkest) = _hue(even), _extremes(even)
    chroma = cv2.subtract(brightest, darkest)
    vivid = cv2.threshold(chroma, _chroma_limit(chroma), 255, cv2.THRESH_BINARY)[1]
    red = _mask(cv2.bitwise_and(vivid, cv2.bitwise_not(cv2.inRange(hue, (_RED[0] + 1,), (_RED[1] - 1,)))))
    blue = _mask(cv2.bitwise_and(vivid, cv2.inRange(hue, (_BLUE[0],), (_BLUE[1],))))
    coloured = cv2.countNonZero(vivid) > 2e-5 * vivid.size
    dark = cv2.subtract(_darker(brightest), cv2.max(red, blue))
    green = _mask(cv2.bitwise_and(vivid, cv2.inRange(hue, (_GREEN[0],), (_GREEN[1],))))
    return Inks(_carved(red, darkest), _carved(blue, darkest), _mask(dark), coloured, green, is_bilevel(picture))


def even_paper(picture: Picture) -> Picture:
    """The picture in RGB at work size, its paper made white."""
    return _even(_small(picture))


def _carved(ink: Mask, darkest: Mask) -> Mask:
    """Coloured ink without the paper between its strokes, which blur and compression tinge with the ink's colour.

    A pixel is paper where it is nearer to the lightest near it than to the darkest of that colour; a flat patch stays whole.
    """
    left, top, wide, high = cv2.boundingRect(ink)
    if not wide:
        return ink
    place = slice(top, top + high), slice(left, left + wide)
    part, near = darkest[place], np.ones((_NEAR, _NEAR), np.uint8)
    low, far = cv2.erode(cv2.max(part, cv2.bitwise_not(ink[place])), near), cv2.dilate(part, near)
    apart = far.astype(np.float32) - low
    shown = (apart < _FLAT) | (part <= low + _LIGHT * apart)
    carved = np.zeros_like(ink)
    carved[place] = np.where(shown, ink[place], 0)
    return carved


_NEAR, _LIGHT, _FLAT = 13, 0.56, 36
"""Pixels across the neighbourhood; how far from its darkest to its lightest a pixel is still ink; grey levels within which it is flat."""


def is_bilevel(picture: Picture) -> bool:
    """Whether nearly every bright pixel is pure white, as no scanner's paper is."""
    sample = np.ascontiguousarray(picture[::7, ::7])
    bright, white = int(np.count_nonzero(sample > 200)), int(np.count_nonzero(sample == 255))
    return white > 0.97 * bright


_RED = (14, 152)
"""Hue (OpenCV, 0 to 179): up to the first and from the second on is vermilion, red or magenta."""

_BLUE = (95, 151)

_GREEN = (36, 94)
"""Hue from yellowish green to bluish green."""

_DARKER = 16
"""Grey levels below the neighbourhood's mean from which a pixel is dark ink: a pale grey seal, too."""


def _darker(brightest: NDArray[np.uint8]) -> Mask:
    """What is darker than its neighbourhood (a fortieth of the page wide)."""
    block = WORK_SIDE // 40 | 1
    mean, below = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return np.asarray(cv2.adaptiveThreshold(brightest, 255, mean, below, block, _DARKER), dtype=np.uint8)


def _mask(found: cv2.typing.MatLike) -> Mask:
    return np.asarray(found, dtype=np.uint8)


def _small(picture: Picture) -> Picture:
    """The picture in RGB at work size: whole pixels are averaged first, which is quick."""
    rgb = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    factor = WORK_SIDE / max(rgb.shape[:2])
    size = max(round(rgb.shape[1] * factor), 1), max(round(rgb.shape[0] * factor), 1)
    times = int(1 / factor)
    if times > 1:
        wide, high = rgb.shape[1] // times, rgb.shape[0] // times
        rgb = cv2.resize(rgb[: high * times, : wide * times], (wide, high), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _even(small: Picture) -> Picture:
    """Paper made white in every channel: shade and the light's colour go."""
    tiny = cv2.resize(small, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(tiny, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(small, cv2.max(paper, np.full_like(paper, 40)), scale=250)
    return np.asarray(cv2.GaussianBlur(even, (3, 3), 0), dtype=np.uint8)


def _hue(even: Picture) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(even, cv2.COLOR_RGB2HSV)[..., 0], dtype=np.uint8)


def _extremes(even: Picture) -> tuple[Mask, Mask]:
    """Of every pixel, the brightest channel and the darkest."""
    red, green, blue = cv2.split(even)
    return _mask(cv2.max(cv2.max(red, green), blue)), _mask(cv2.min(cv2.min(red, green), blue))


def _chroma_limit(chroma: cv2.typing.MatLike) -> float:
    """Above what a colour is ink and not the paper's or the camera's noise."""
    low, middle = np.percentile(chroma[::4, ::4], (25, 50))
    return float(np.clip(middle + 4.0 * (middle - low), 14.0, 40.0))
