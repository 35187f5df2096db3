"""Red ink, of seals (인주) and stamps: it fades from what is read, and what is written in it is looked for by itself."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

LEAST_REDNESS = 18
"""By how much red must outshine green and blue to be a colour and not a camera's tint."""
SURE_REDNESS = 50
"""By how much it does in a seal's ink."""
LEAST_RED = 2.5e-5
"""Share of the page that it must cover: 13 digits cover ten times as much."""
SAMPLE_PIXELS = 700_000
"""Size of the sample that tells whether, and on which rows, there is red ink."""
BESIDE = 0.02
"""What is looked at above and below red ink, in heights of the page."""


@dataclass(frozen=True, slots=True)
class Vermilion:
    """A page's red ink: by how much it must be brightened to fade, and the brightness of the paper all over the page.

    `gains` gives a factor for every redness from 0 to 255.
    """

    gains: NDArray[np.float32]
    paper: Picture

    def faded(self, picture: Picture, paper: Picture) -> Picture:
        """The part of the page in grey, its red ink as bright as paper, and no brighter; `paper` as large as it.

        Black ink beneath a seal stays as much darker than the seal as it was.
        """
        red, redness = cv2.extractChannel(picture, 0), _redness(picture)
        brightened = cv2.multiply(red, cv2.LUT(redness, self.gains), dtype=cv2.CV_8U)
        return np.asarray(cv2.min(brightened, cv2.max(paper, red)), dtype=np.uint8)


def find_vermilion(picture: Picture) -> Vermilion | None:
    """How the red ink of an RGB page fades; nothing where there is none."""
    redness = _redness(picture)
    sure = cv2.threshold(redness, SURE_REDNESS, 255, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(sure) < LEAST_RED * sure.size:
        return None
    red = cv2.extractChannel(picture, 0)
    gain = max(250.0 / float(np.percentile(red[sure > 0], 60)), 1.0)
    share = ((np.arange(256) - LEAST_REDNESS) / (SURE_REDNESS - LEAST_REDNESS)).clip(0, 1)
    return Vermilion((1 + share * (gain - 1)).astype(np.float32), _paper(red))


def _redness(picture: Picture) -> Picture:
    red, green, blue = cv2.split(picture)
    return np.asarray(cv2.subtract(red, cv2.max(green, blue)), dtype=np.uint8)


def _paper(grey: Picture) -> Picture:
    """The brightness of the paper around every place: what is left of a small copy when seals are closed over."""
    small = cv2.resize(grey, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    side = max(small.shape[1] // 10, 5) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    return cv2.resize(closed, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)


def is_red(patch: Picture) -> bool:
    """Whether most of what is written in a part of an RGB page is red: stamps are (사본, 원본대조필), print that names a person is not."""
    if patch.ndim != 3 or patch.size == 0:
        return False
    grey = patch.min(axis=2)
    ink = grey < np.percentile(grey, 90) - SURE_REDNESS
    return bool(ink.any()) and float(np.median(_redness(patch)[ink])) >= SURE_REDNESS


def red_rows(picture: Picture) -> tuple[int, int] | None:
    """The first row of the page near red ink, and the row after the last; nothing where there is no red ink."""
    height, width = picture.shape[:2]
    scale = min((SAMPLE_PIXELS / (height * width)) ** 0.5, 1.0)
    sample = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    sure = cv2.threshold(_redness(sample), SURE_REDNESS, 255, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(sure) < LEAST_RED * sure.size:
        return None
    _, top, _, tall = cv2.boundingRect(sure)
    rows = (top / sure.shape[0] - BESIDE) * height, ((top + tall) / sure.shape[0] + BESIDE) * height
    return max(int(rows[0]), 0), min(int(rows[1]) + 1, height)


def red_ink(picture: Picture) -> Picture:
    """The picture's red ink in black on white (RGB): what `find_ink` lets vanish."""
    return cv2.cvtColor(255 - cv2.convertScaleAbs(_redness(picture), alpha=2.0), cv2.COLOR_GRAY2RGB)
