"""Whether anybody could read a picture, and if not, why: letters too small, blurred, faint or dark, glare, edges cut off.

What counts is what reading made of the page: only where next to nothing could be read is a cause looked for, and where none
is measured the page is not called unreadable (a foreign script, a drawing). The limits are from papers made worse step by
step: where the reader loses over two letters in three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.confidence import quality
from pipeline.document import Box, Kind, Line, Page, Picture


class Cause(StrEnum):
    """Why a picture cannot be read; the detail of the error `unreadable`."""

    DARK = "dark"
    GLARE = "glare"
    CUT = "cut"
    SMALL = "small"
    BLURRED = "blurred"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Legibility:
    """Measures of a page's picture."""

    letters: float
    """Median height of a line of text, in pixels; 0 where no line was found."""
    edges: float
    """How many pixels a stroke's edge takes from paper to ink, of the line's height; 0 where no line was found."""
    contrast: float
    """Grey levels between paper and ink (0 to 255): median over lines, else of the whole page."""
    paper: float
    """Grey level of the paper."""
    glare: float
    """Share of the page that is blown out while the rest is not."""
    cut: int
    """Lines of text that run into the left, or into the right edge of the picture."""


HOPELESS = 0.45
"""Mean confidence of a page's letters up to which next to nothing of it was read."""
TITLE_ALONE = 0.4
"""The same for a page whose title was made out: a large title outlives all that it stands above."""
FEW = 40
"""Letters: a page with fewer, though they were read well, tells nothing."""
SMALL, BLURRED, FAINT, DARK = 9.0, 0.2, 22.0, 45.0
"""Limits of letter height (at least), edges (at most), contrast (at least) and paper (at least)."""
GLARE, CUT = 0.3, 5
"""Share of the page that is blown out, and rows of letters that are cut, from which they are to blame."""
LINES = 24
"""Lines that are measured, the longest."""
BLANK = 8.0
"""Contrast of an empty page: it shows nothing, and no picture of it would."""


def illegible(page: Page, kind: Kind) -> Cause | None:
    """Why nothing can be made of a page, or `None` where something could, or nothing is to blame."""
    read = quality(page.lines)
    if kind is not Kind.UNKNOWN:
        cause = _poor(measure(page)) if read <= TITLE_ALONE else None
        return cause if cause in _LETTERS else None
    seen = measure(page)
    if read <= HOPELESS:
        return _poor(seen)
    if seen.glare > GLARE and _letters(page.lines) < FEW:
        return Cause.GLARE
    return Cause.CUT if seen.cut >= CUT else None


_LETTERS = (Cause.SMALL, Cause.BLURRED, Cause.FAINT)
"""What spoils every letter of a page alike."""


def _poor(seen: Legibility) -> Cause | None:
    """What of the picture is too poor, the plainest first."""
    poor = {
        Cause.DARK: seen.paper < DARK,
        Cause.SMALL: 0 < seen.letters < SMALL,
        Cause.FAINT: BLANK < seen.contrast < FAINT,
        Cause.BLURRED: seen.edges > BLURRED,
        Cause.GLARE: seen.glare > GLARE,
    }
    return next((cause for cause, found in poor.items() if found), None)


def _letters(lines: Sequence[Line]) -> int:
    return sum(len(word.text) for line in lines for word in line.words if word.confidence > HOPELESS)


def measure(page: Page) -> Legibility:
    """Measures a page; without lines, by its whole picture."""
    grey = _grey(page.picture)
    lines = sorted(page.lines, key=lambda line: -line.box.width)[:LINES]
    crops = [crop for line in lines if min((crop := line.box.crop(grey)).shape) >= 4]
    contrasts = [_contrast(crop) for crop in crops] or [_contrast(grey, _SPARSE)]
    return Legibility(
        letters=float(np.median([crop.shape[0] for crop in crops])) if crops else 0.0,
        edges=float(np.median([_edge(crop) / crop.shape[0] for crop in crops])) if crops else _whole_edge(grey),
        contrast=float(np.median(contrasts)),
        paper=float(np.percentile(grey[::4, ::4], 80)),
        glare=_blown_out(grey),
        cut=_cut(grey, page.lines),
    )


def _grey(picture: Picture) -> Picture:
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def _contrast(crop: Picture, ink: float = 4.0) -> float:
    """Between paper and ink, noise smoothed away; `ink` is how much of it (in hundredths) is surely ink."""
    low, high = np.percentile(cv2.blur(crop, (3, 3)), (ink, 90))
    return float(high - low)


_SPARSE = 1.0
"""Hundredths of a whole page that are surely ink, if any is."""


def _edge(crop: Picture) -> float:
    """Pixels that the steepest edges take from paper to ink."""
    soft = cv2.blur(crop, (3, 3)).astype(np.float32)
    steps = np.abs(np.diff(soft, axis=1))
    steepest = float(np.percentile(steps, 98)) if steps.size else 0.0
    return _contrast(crop) / max(steepest, 1.0)


_WHOLE_LINE = 1 / 70
"""Height of a line of text, of a page's."""


def _whole_edge(grey: Picture) -> float:
    """The same for a page on which no line was found, of the height that a line would have."""
    return _edge(grey) / max(_WHOLE_LINE * grey.shape[0], 1.0) if _contrast(grey) > FAINT else 0.0


def _blown_out(grey: Picture) -> float:
    """The share in one large white spot, where the paper beside it is not white."""
    small = cv2.dilate(cv2.resize(grey, (480, 640), interpolation=cv2.INTER_AREA), np.ones((9, 9), np.uint8))
    white = (small >= _WHITE).astype(np.uint8)
    beside = small[white == 0]
    if not white.any() or beside.size < _BESIDE * white.size or float(np.median(beside)) > _PAPER:
        return 0.0
    _, _, stats, _ = cv2.connectedComponentsWithStats(white)
    return float(stats[1:, cv2.CC_STAT_AREA].max()) / white.size


_WHITE, _PAPER = 252, 245
"""Grey levels: of what is blown out, and up to which paper is not."""
_BESIDE = 0.04
"""Share of the page that shows its paper as it is."""


def _cut(grey: Picture, lines: Sequence[Line]) -> int:
    """Lines of text whose letters run into the left or the right edge, whichever has more.

    Only where text was read is ink at the edge a letter: a desk's grain, a shadow or a frame is none.
    """
    low, high = np.percentile(grey[::4, ::4], (2, 80))
    if high - low < FAINT:
        return 0
    ink = grey < low + 0.45 * (high - low)
    left, right = ink[:, :_RIM].any(axis=1), ink[:, -_RIM:].any(axis=1)
    return max(
        _rows(left, [line.box for line in lines if line.box.left < _AT_EDGE]),
        _rows(right, [line.box for line in lines if line.box.right > 1 - _AT_EDGE]),
    )


_RIM = 2
"""Pixels at the edge."""
_AT_EDGE = 0.012
"""How near to the edge a line of text ends that runs into it, of the page's width."""
_LOW, _TALL = 1 / 600, 1 / 30
"""Height of what is left of a letter at the edge, of the page's: more is a frame, a shadow, a desk."""


def _rows(rim: NDArray[np.bool_], lines: Sequence[Box]) -> int:
    """How many of these lines leave a run of ink down an edge that is as high as a letter; those of one row counted once."""
    height = len(rim)
    steps = np.diff(np.concatenate([[0], rim.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    if ((ends - starts) > _TALL * height).any():
        return 0
    letters = ((starts + ends) / 2 / height)[(ends - starts) > _LOW * height]
    cut = [line.centre[1] for line in lines if ((letters > line.top) & (letters < line.bottom)).any()]
    return int((np.diff(sorted(cut), prepend=-1.0) > _ROW).sum())


_ROW = 1 / 80
"""Height from one row to the next, of the page's."""
