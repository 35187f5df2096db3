"""Seal imprints (직인, 인감) on a page picture, by colour and by form; where they may stand is not asked here.

An imprint is a closed outline (square, circle, oval) of 6 to 55 mm, filled with carved letters: much
ink and paper in alternation. A logo is flat, a heading has no outline, an empty frame no letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture

Mask = NDArray[np.uint8]
"""Height × width, 255 where there is ink."""

WORK_SIDE = 1400
"""Pixels of the longer side of the copy that is looked at: A4 at about 120 dpi."""
SMALLEST, LARGEST = 0.026, 0.27
"""Sides of an imprint, of the page's shorter side."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Something like a seal: `likeness` (0 to 1) is how much, by form alone."""

    box: Box
    shape: str
    """`square`, `round`, `oval` or `other`."""
    likeness: float
    ink: str
    """`red`, `blue` or `black`."""


@dataclass(frozen=True, slots=True)
class Inks:
    """A page's ink by colour, at work size, and whether the page has colours at all."""

    red: Mask
    blue: Mask
    dark: Mask
    coloured: bool
    bilevel: bool
    """Pure black and white, as from a fax: what was pale is gone."""


def find_inks(picture: Picture) -> Inks:
    """Separates coloured from dark ink, whatever the light: paper is made white first."""
    even = _even(_small(picture))
    hue, brightest = _hue(even), _brightest(even)
    chroma = brightest.astype(np.int16) - _darkest(even)
    limit = _chroma_limit(chroma)
    vivid = chroma > limit
    red = vivid & ((hue <= _RED[0]) | (hue >= _RED[1]))
    blue = vivid & (hue >= _BLUE[0]) & (hue <= _BLUE[1])
    coloured = bool(np.count_nonzero(vivid) > 2e-5 * vivid.size)
    dark = (_darker(brightest) > 0) & ~red & ~blue
    return Inks(_mask(red), _mask(blue), _mask(dark), coloured, _is_bilevel(picture))


def _is_bilevel(picture: Picture) -> bool:
    sample = picture[::7, ::7]
    return float(np.mean((sample < 12) | (sample > 243))) > 0.985 and bool(np.any(sample < 12))


_RED = (14, 152)
"""Hue (OpenCV, 0 to 179): up to the first and from the second on is vermilion, red or magenta."""
_BLUE = (95, 151)
_DARKER = 16
"""Grey levels below the neighbourhood's mean from which a pixel is dark ink: a pale grey seal, too."""


def _darker(brightest: NDArray[np.uint8]) -> Mask:
    """What is darker than its neighbourhood (a fortieth of the page wide)."""
    block = WORK_SIDE // 40 | 1
    mean, below = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return np.asarray(cv2.adaptiveThreshold(brightest, 255, mean, below, block, _DARKER), dtype=np.uint8)


def _mask(where: NDArray[np.bool_]) -> Mask:
    return where.astype(np.uint8) * 255


def _small(picture: Picture) -> Picture:
    """The picture in RGB at work size."""
    rgb = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    factor = WORK_SIDE / max(rgb.shape[:2])
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=interpolation), dtype=np.uint8)


def _even(small: Picture) -> Picture:
    """Paper made white in every channel: shade and the light's colour go."""
    tiny = cv2.resize(small, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(tiny, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(small, np.maximum(paper, 40), scale=250)
    return np.asarray(cv2.GaussianBlur(even, (3, 3), 0), dtype=np.uint8)


def _hue(even: Picture) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(even, cv2.COLOR_RGB2HSV)[..., 0], dtype=np.uint8)


def _brightest(even: Picture) -> NDArray[np.uint8]:
    red, green, blue = cv2.split(even)
    return np.asarray(np.maximum(np.maximum(red, green), blue), dtype=np.uint8)


def _darkest(even: Picture) -> NDArray[np.uint8]:
    red, green, blue = cv2.split(even)
    return np.asarray(np.minimum(np.minimum(red, green), blue), dtype=np.uint8)


def _chroma_limit(chroma: NDArray[np.int16]) -> float:
    """Above what a colour is ink and not the paper's or the camera's noise."""
    low, middle = np.percentile(chroma[::4, ::4], (25, 50))
    return float(np.clip(middle + 4.0 * (middle - low), 14.0, 40.0))


def find_imprints(inks: Inks) -> list[Imprint]:
    """Everything like a seal, the likest first; coloured anywhere, black where the outline stands alone."""
    found = [*_coloured(inks.red, "red"), *_coloured(inks.blue, "blue"), *_black(inks.dark)]
    return sorted((one for one in found if one.likeness > 0.05), key=lambda one: -one.likeness)


def _coloured(ink: Mask, name: str) -> Iterator[Imprint]:
    """Patches of one colour."""
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    reach = max(3, round(min(ink.shape) * 0.006)) | 1
    joined = cv2.dilate(closed, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for index in range(1, count):
        left, top, width, height = (int(value) for value in stats[index, :4])
        if _fits(width - reach, height - reach, ink.shape):
            own = closed[top : top + height, left : left + width].copy()
            own[labels[top : top + height, left : left + width] != index] = 0
            yield from _imprint(own.astype(np.uint8), (left, top), ink.shape, name)


def _fits(width: int, height: int, page: tuple[int, ...]) -> bool:
    """Whether the size may be a seal's."""
    side = min(page[:2])
    small, large = min(width, height), max(width, height)
    return SMALLEST * side <= small and large <= LARGEST * side and large < 2.6 * small


def _black(dark: Mask) -> Iterator[Imprint]:
    """Outlines in dark ink: what one piece of ink encloses, and white areas that are shut in."""
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8)
    for ink, areas in ((closed, closed), (dark, cv2.bitwise_not(dark)), (closed, cv2.bitwise_not(closed))):
        for part, corner in _areas(areas.astype(np.uint8)):
            yield from _imprint(_inside(ink, part, corner), corner, dark.shape, "black")


def _areas(mask: Mask) -> Iterator[tuple[Mask, tuple[int, int]]]:
    """The connected areas of a seal's size, each with a margin, and its left top corner."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    height, width = mask.shape
    sides = stats[:, 2:4]
    near = (sides.min(axis=1) >= 0.8 * SMALLEST * min(mask.shape)) & (sides.max(axis=1) <= LARGEST * min(mask.shape))
    for index in np.flatnonzero(near):
        left, top, wide, high = (int(value) for value in stats[index, :4])
        if index == 0 or not _fits(wide, high, mask.shape):
            continue
        margin = max(2, round(0.06 * max(wide, high)))
        x, y = max(left - margin, 0), max(top - margin, 0)
        part = labels[y : min(top + high + margin, height), x : min(left + wide + margin, width)] == index
        yield part.astype(np.uint8) * 255, (x, y)


def _inside(dark: Mask, part: Mask, corner: tuple[int, int]) -> Mask:
    """The dark ink within the hull of an area, and its outline: a little more all round."""
    x, y = corner
    hull = np.zeros(part.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.argwhere(part)[:, ::-1].astype(np.int32)), 255)
    thick = max(3, round(0.05 * max(part.shape))) | 1
    hull = cv2.dilate(hull, np.ones((thick, thick), np.uint8)).astype(np.uint8)
    return np.asarray(cv2.bitwise_and(dark[y : y + part.shape[0], x : x + part.shape[1]], hull), dtype=np.uint8)


def _imprint(own: Mask, corner: tuple[int, int], page: tuple[int, ...], ink: str) -> Iterator[Imprint]:
    """The patch as an imprint, if it has a form at all."""
    points = np.argwhere(own)[:, ::-1].astype(np.int32)
    if len(points) < 40:
        return
    form = _Form.of(own, points)
    left, top = points.min(axis=0) + corner
    right, bottom = points.max(axis=0) + corner + 1
    height, width = page[:2]
    box = Box(float(left / width), float(top / height), float(right / width), float(bottom / height))
    yield Imprint(box, form.shape, form.likeness(ink), ink)


@dataclass(frozen=True, slots=True)
class _Form:
    """Measures of a patch of ink within its convex hull."""

    density: float
    """Share of the hull that is ink."""
    inner: float
    """The same in its middle (within 0.62 of the way to the outline)."""
    outline: float
    """Share of directions in which there is ink at the outline."""
    strokes: float
    """Mean count of strokes that a line through the middle crosses."""
    squareness: float
    """Hull over the smallest rectangle around it: 1 for a rectangle, 0.785 for an ellipse."""
    aspect: float
    """Longer over shorter side."""

    @classmethod
    def of(cls, own: Mask, points: NDArray[np.int32]) -> _Form:
        """Measures a patch."""
        hull = cv2.convexHull(points).astype(np.int32)
        area = max(float(cv2.contourArea(hull)), 1.0)
        _, sides, _ = cv2.minAreaRect(hull)
        polar = _polar(own, hull)
        return cls(
            density=float(np.count_nonzero(own)) / area,
            inner=float((polar[:, : int(0.62 * _RADII)] * _weights(int(0.62 * _RADII))).mean()),
            outline=float(polar[:, int(0.8 * _RADII) :].any(axis=1).mean()),
            strokes=_strokes(own, points),
            squareness=area / max(float(sides[0] * sides[1]), 1.0),
            aspect=max(sides) / max(min(sides), 1.0),
        )

    @property
    def shape(self) -> str:
        """The contract's word for it."""
        if self.squareness > 0.885:
            return "square" if self.aspect < 1.45 else "other"
        if self.squareness < 0.7:
            return "other"
        return "round" if self.aspect < 1.17 else "oval"

    def likeness(self, ink: str) -> float:
        """How like a seal: every measure must speak for it."""
        long = 1.0 - _ramp(self.aspect, 1.5, 1.9) if self.squareness > 0.885 else 1.0 - _ramp(self.aspect, 2.0, 2.4)
        parts = (
            _ramp(self.outline, 0.5, 0.8) if ink != "black" else _ramp(self.outline, 0.75, 0.95),
            _ramp(self.inner, 0.06, 0.16) if ink != "black" else _ramp(self.inner, 0.12, 0.25),
            _ramp(self.strokes, 1.1, 1.8),
            1.0 - _ramp(self.density, 0.82, 0.92),
            _ramp(self.density, 0.12, 0.22),
            _ramp(self.squareness, 0.62, 0.72),
            long,
        )
        return float(np.prod(parts))


_RADII = 40
_DIRECTIONS = 72


def _polar(own: Mask, hull: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Ink by direction (rows) and by share of the way from the middle to the hull (columns)."""
    moments = cv2.moments(hull)
    middle = np.array([moments["m10"], moments["m01"]]) / max(moments["m00"], 1e-6)
    angles = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    reach = _reach(hull.reshape(-1, 2).astype(float) - middle, rays)
    shares = (np.arange(_RADII) + 0.5) / _RADII
    places = middle + rays[:, None, :] * (reach[:, None] * shares[None, :])[..., None]
    columns = np.clip(places[..., 0].round().astype(int), 0, own.shape[1] - 1)
    rows = np.clip(places[..., 1].round().astype(int), 0, own.shape[0] - 1)
    return np.asarray(own[rows, columns] > 0)


def _reach(corners: NDArray[np.float64], rays: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the hull reaches in each direction: where the ray leaves its edges."""
    starts, edges = corners, np.roll(corners, -1, axis=0) - corners
    cross = rays[:, None, 0] * edges[None, :, 1] - rays[:, None, 1] * edges[None, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (starts[None, :, 0] * edges[None, :, 1] - starts[None, :, 1] * edges[None, :, 0]) / cross
        along = (starts[None, :, 0] * rays[:, None, 1] - starts[None, :, 1] * rays[:, None, 0]) / cross
    valid = (far > 0) & (along >= -1e-6) & (along <= 1 + 1e-6)
    return np.asarray(np.where(valid, far, 0.0).max(axis=1))


def _weights(count: int) -> NDArray[np.float64]:
    """A ring's share of the area: the middle must not count more than it is."""
    radii = np.arange(count) + 0.5
    return np.asarray(radii / radii.mean())


def _strokes(own: Mask, points: NDArray[np.int32]) -> float:
    """The mean count over rows and over columns of the middle half."""
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0) + 1
    ink = own[top:bottom, left:right] > 0
    height, width = ink.shape
    rows, columns = ink[height // 4 : -(height // 4) or None], ink[:, width // 4 : -(width // 4) or None].T
    return (_starts(rows) + _starts(columns)) / 2 - 1.0


def _starts(lines: NDArray[np.bool_]) -> float:
    """Mean count of runs of ink."""
    return float((np.diff(lines.astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1).mean())


def _ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between."""
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))
