"""A sheet → damaged, flattened, laid out by the pipeline's own layout → crops of lines and what they say.

What the network learns from is cut by the very code that cuts what it will read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from fixtures import damage
from fixtures.damage import Damage
from pipeline.document import Picture
from pipeline.layout import Strip, find_ink, find_strips
from recogniser.sheets import Letters, Matrix, Sheet

LEVELS: dict[Damage, int] = {"clean": 36, "office": 21, "photo": 18, "fax": 11, "lowres": 14}
"""How many of a hundred sheets are damaged so; lines of clean ones are damaged further while they are learnt."""
SMALL = 0.7
"""How many of the damaged sheets are scanned or photographed coarsely."""
LOOSE = 0.45
"""By how much a crop's ends may miss the ends of what it says, in its heights."""
LEAST_PIXELS = 11
"""Height from which on a line can be read at all."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One line as the pipeline cuts it, and what it says."""

    crop: Picture
    text: str


def cuts(sheet: Sheet, rng: random.Random, level: Damage | None = None) -> Iterator[Cut]:
    """The lines of a sheet that was damaged as papers are; only those whose text is known for sure."""
    level = level or rng.choices(list(LEVELS), list(LEVELS.values()))[0]
    flat, matrix = flattened(sheet, rng, level)
    letters = sheet.stretched(matrix)
    for strip in find_strips(find_ink(flat)):
        text = said(strip, letters)
        if text and strip.box.height * flat.shape[0] >= LEAST_PIXELS:
            yield Cut(strip.crop, text)


def flattened(sheet: Sheet, rng: random.Random, level: Damage) -> tuple[Picture, Matrix]:
    """The damaged page in RGB, flat again but for a little, and where points of the page went (in fractions)."""
    shot = damage.apply(rng, sheet.picture, level, sheet.dpi, small=rng.random() < SMALL)
    picture = np.asarray(shot.picture.convert("RGB"))
    if level in {"clean", "lowres"}:
        return picture, shot.matrix
    target = _bent(rng)
    back = target @ np.linalg.inv(shot.matrix)
    height, width = picture.shape[:2]
    size = (width, round(width * sheet.picture.height / sheet.picture.width)) if level == "photo" else (width, height)
    pixels = np.diag([size[0], size[1], 1.0]) @ back @ np.diag([1 / width, 1 / height, 1.0])
    flat = cv2.warpPerspective(
        picture,
        pixels,
        size,
        flags=cv2.INTER_CUBIC if level == "photo" else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(flat, dtype=np.uint8), target


def _bent(rng: random.Random) -> Matrix:
    """What levelling leaves: the corners a few thousandths off."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
    off = np.array([[rng.gauss(0, 0.0022), rng.gauss(0, 0.0022)] for _ in corners], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, corners + off), dtype=np.float64)


def said(strip: Strip, letters: Letters) -> str:
    """What a strip says, or nothing where its edges do not fit what stands there."""
    left, top, right, bottom = strip.box
    x, y = (letters.edges[:, 0] + letters.edges[:, 2]) / 2, (letters.edges[:, 1] + letters.edges[:, 3]) / 2
    inside = np.flatnonzero((x > left) & (x < right) & (y > top) & (y < bottom))
    order = inside[np.argsort(x[inside], kind="stable")]
    text = "".join(letters.text[place] for place in order)
    inked = [place for place in order if not letters.text[place].isspace()]
    if not inked or not _fits(strip, letters.edges[inked]):
        return ""
    return " ".join(text.split())


def _fits(strip: Strip, edges: NDArray[np.float64]) -> bool:
    """Whether the characters fill the strip: one row, from end to end."""
    left, top, right, bottom = strip.box
    high = bottom - top
    loose = LOOSE * high * _ratio(strip)
    level = (edges[:, 1] + edges[:, 3]) / 2
    tall = np.median(edges[:, 3] - edges[:, 1])
    return bool(
        abs(edges[:, 0].min() - left) < loose
        and abs(edges[:, 2].max() - right) < loose
        and np.ptp(level) < 0.4 * high
        and 0.55 * high < tall < 1.3 * high
    )


def _ratio(strip: Strip) -> float:
    """Fractions of the page's width for one fraction of its height: by how pixels map."""
    across = strip.page_edges[1] - strip.page_edges[0]
    pixels = strip.crop_edges[1] - strip.crop_edges[0]
    return across / max(pixels, 1.0) * int(strip.crop.shape[0]) / max(strip.box.height, 1e-6)
