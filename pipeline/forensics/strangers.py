"""Places whose ink and paper are not the page's: letters typed into a scan or a photo, digits moved there, seals laid over it.

A small network says of every window how strange it is among the others of its page. It has learned from forgeries of drawn papers
and from honest papers (`benchmarks/fit_strangers.py`). A place counts where several neighbouring windows agree. Pages without grain, which
no scanner and no camera made, are left out: on them seals and values are set as pictures by those who issue them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.document import Box
from pipeline.forensics.compression import Evidence
from pipeline.forensics.prints import FAR, HUE, PAPER, Floats, Prints
from pipeline.forensics.relations import COLOURED, Relations, relations

WEIGHTS = Path(__file__).with_name("strangers.npz")
GRAINED = 0.04
"""Grain of paper (grey levels, the median) from which a page was scanned or photographed."""
CERTAIN = 6.0
"""Most that one window may say (a logarithm of odds)."""
PLACE, LEAST_TOLD, FULL = (4, 3), 6, 8
"""Windows across and down of a place, how many of them must tell, and what their sum is divided by at least."""
STRANGE = 4.5
"""Mean from which a place is strange. (The strangest of 171 honest scans and photos of the tuning split, steep, curled, dark and of
screens among them: 4.3.)"""
REACH = 7
"""Blocks by which places that are one may lie apart."""


class Stranger(NamedTuple):
    """A place (fractions of the picture), whether its ink is coloured, and how strange it is."""

    box: Box
    coloured: bool
    strangeness: float


@dataclass(frozen=True, slots=True)
class Network:
    """Three layers, the first two of rectified sums. `mean` and `scale` bring each feature to about -1 to 1."""

    mean: Floats
    scale: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    out: Floats
    out_bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        """The logarithm of the odds that each row is strange."""
        inner = np.maximum(((rows - self.mean) / self.scale) @ self.first + self.first_bias, 0)
        inner = np.maximum(inner @ self.second + self.second_bias, 0)
        return np.asarray(inner @ self.out + self.out_bias, np.float32).ravel()


@cache
def network() -> Network:
    """The one that came with this version."""
    with np.load(WEIGHTS) as kept:
        return Network(**{name: kept[name].astype(np.float32) for name in kept.files})


def strangers(found: Prints, evidence: Evidence | None) -> Iterator[Stranger]:
    """The strange places of a page."""
    stand = relations(found, evidence) if grained(found) else None
    if stand is not None:
        yield from _joined(found, strangeness(stand, network()(stand.rows), found.told.shape))


def grained(found: Prints) -> bool:
    """Whether the paper has grain."""
    grain = found.measures[..., FAR][found.told & (found.measures[..., PAPER] > 0)]
    return bool(len(grain) and float(np.median(grain)) >= GRAINED)


def strangeness(stand: Relations, odds: Floats, shape: tuple[int, ...]) -> Floats:
    """What the windows about every block say together."""
    said, told = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    said[stand.places], told[stand.places] = np.clip(odds, -CERTAIN, CERTAIN), 1
    sums, count = (cv2.boxFilter(part, -1, PLACE, normalize=False) for part in (said, told))
    return np.where(count >= LEAST_TOLD, sums / np.maximum(count, FULL), -CERTAIN).astype(np.float32)


def _joined(found: Prints, values: Floats) -> Iterator[Stranger]:
    strange = (values >= STRANGE).astype(np.uint8)
    near = cv2.dilate(strange, np.ones((REACH, REACH), np.uint8))
    count, labels = cv2.connectedComponents(near)
    rows, columns = values.shape
    for index in range(1, count):
        down, across = np.nonzero((labels == index) & (strange > 0))
        box = Box(
            max(int(across.min()) - 2, 0) / columns,
            max(int(down.min()) - 1, 0) / rows,
            min(int(across.max()) + 2, columns) / columns,
            min(int(down.max()) + 2, rows) / rows,
        )
        hue = float(np.median(found.measures[down, across, HUE]))
        yield Stranger(box, hue > COLOURED, float(values[down, across].max()))
