"""Where a page's pixels do not bear the traces of compression that the rest of it bears.

A scan or a photo that was kept as JPEG lies on a lattice: in blocks of eight by eight pixels the amount of each frequency is a multiple
of a step. Who opens it in a photo editor, alters it and saves it anew (as PNG, or as JPEG again) leaves that lattice in what was left
alone; what was typed, cut, cloned or pasted lies beside it. How often each amount occurs on this very page is held against how often it
occurs where blocks are cut four pixels off, which no lattice survives: the logarithm of the two shares, summed over a
place, says whether the place shared the page's past (above zero) or not (below). A page that was never compressed before, or that was
resampled since, shows no difference between the two, and no place on it says anything.

The idea: Z. Lin et al., "Fast, automatic and fine-grained tampered JPEG image detection via DCT coefficient analysis" (2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture

Floats = NDArray[np.float32]
Whole = NDArray[np.intp]
Mask = NDArray[np.bool_]

SIDE = 8
"""Pixels of a block's side, as JPEG has it."""
FREQUENCIES = tuple((down, across) for down in range(6) for across in range(6) if 0 < down + across <= 6)
"""Which frequencies of a block are looked at: the low ones, in which writing is rich."""
TOP = 30
"""Steps from which amounts are not told apart."""
PRIOR = 6.0
"""Blocks that are taken to have been seen with every amount, so that rare amounts say little."""
INKED = 14
"""Grey levels by which a block's mean must leave the paper around it to be looked at."""
TEXTURE = 40
"""Grey levels that a block must span."""
LEAST_BLOCKS, MOST_BLOCKS = 300, 24_000
"""Blocks of a page under which nothing can be told, and over which no more are looked at."""
CLIPPED_LOW, CLIPPED_HIGH = 2, 253
"""Values at which a channel has been cut off, which takes it off the lattice."""
REACH = 4
"""Steps to either side over which the two shares are made alike: only what comes and goes between them is a trace."""
LEAST_SHARED = 0.2
"""Mean evidence of a page under which it bears no traces of a past."""
SURELY_SHARED = 0.4
"""Likewise from which even glaring blocks tell."""
COLOURED = 40
"""Levels between red and blue from which a pixel is coloured."""
WINDOW = 3
"""Blocks of a window's side."""
LEAST_EVIDENCE = 25
"""Amounts that a window must hold to say anything."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A picture as compressed: its pixels from the corner of its first block on, and the steps of its own table, else ones."""

    picture: Picture
    steps: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Blocks down and across."""
        return self.picture.shape[0] // SIDE, self.picture.shape[1] // SIDE


@dataclass(frozen=True, slots=True)
class Evidence:
    """For every block: the sum of what its amounts say for a shared past, how many amounts that were, and whether it glares.

    A block glares where strong colour is cut off: red ink on white paper half leaves the lattice when it is decoded.
    """

    said: Floats
    count: Floats
    glaring: Mask

    @property
    def shared(self) -> float:
        """What an amount says on the whole page, on average."""
        return float(self.said.sum() / max(float(self.count.sum()), 1.0))

    def windows(self) -> tuple[Floats, Mask]:
        """For every window about a block: the mean of its amounts, and whether there were enough."""
        size = WINDOW, WINDOW
        said, count = (
            cv2.boxFilter(part, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT)
            for part in (self.said, self.count)
        )
        enough = count >= LEAST_EVIDENCE
        return np.asarray(said / np.maximum(count, 1), np.float32), np.asarray(enough)


class Amounts(NamedTuple):
    """Of blocks: how many steps of each frequency they hold; which have a channel cut off, and which a strong colour beside."""

    steps: Whole
    clipped: Mask
    glaring: Mask

    @property
    def counted(self) -> Floats:
        """How many amounts of each block say something."""
        return np.asarray(((self.steps > 0) & (self.steps < TOP)).sum(axis=1), np.float32)


def steps_of(table: NDArray[np.integer] | None) -> Floats:
    """A JPEG's table (8 × 8, down then across) as steps of the frequencies that are looked at; ones without a table."""
    if table is None:
        return np.ones(len(FREQUENCIES), np.float32)
    return np.array([max(int(table[place]), 1) for place in FREQUENCIES], np.float32)


def evidence(grid: Grid, within: Box) -> Evidence | None:
    """What every inked block within a box says; nothing where the page bears no traces or too little ink."""
    if min(grid.shape) < 2 * WINDOW:
        return None
    chosen = _inked(grid, within)
    if np.count_nonzero(chosen) < LEAST_BLOCKS:
        return None
    own, off = _amounts(grid, chosen, 0), _amounts(grid, chosen, SIDE // 2)
    said = np.zeros(len(own.steps), np.float32)
    for kind in (False, True):
        mine = own.clipped == kind
        said[mine] = _weighed(own.steps[mine], off.steps[off.clipped == kind])
    found = _laid_out(chosen, said, own.counted, own.glaring)
    if found.shared < SURELY_SHARED:
        plain = ~own.glaring
        found = _laid_out(chosen, said * plain, own.counted * plain, own.glaring)
    return found if found.shared >= LEAST_SHARED else None


def _laid_out(chosen: Mask, said: NDArray[np.floating], counted: NDArray[np.floating], glaring: Mask) -> Evidence:
    """What the chosen blocks say, each at its place."""
    empty = np.zeros(chosen.shape, np.float32)
    found = Evidence(empty, empty.copy(), np.zeros(chosen.shape, np.bool_))
    found.said[chosen], found.count[chosen], found.glaring[chosen] = said, counted, glaring
    return found


def _inked(grid: Grid, within: Box) -> Mask:
    """Blocks with writing, lines or seals in them: their means leave the paper around them."""
    rows, columns = grid.shape
    whole = grid.picture[: rows * SIDE, : columns * SIDE]
    small = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
    grey = small if small.ndim == 2 else small.min(axis=2)
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    chosen = np.zeros((rows, columns), np.bool_)
    left, top, right, bottom = within.pixels(columns - 1, rows - 1)
    inked = cv2.absdiff(paper, grey) >= INKED
    chosen[top:bottom, left:right] = inked[top:bottom, left:right]
    places = np.flatnonzero(chosen)
    chosen.flat[places[MOST_BLOCKS:]] = False
    return chosen


def _amounts(grid: Grid, chosen: Mask, off: int) -> Amounts:
    """How many steps of each frequency the chosen blocks hold (blocks × frequencies, signs left out).

    They are cut `off` pixels beside the grid.
    """
    rows, columns = np.nonzero(chosen)
    starts = (rows * SIDE + off, columns * SIDE + off)
    reach = np.arange(SIDE)
    pixels = grid.picture[starts[0][:, None, None] + reach[:, None], starts[1][:, None, None] + reach]
    clipped, coloured = _clipped(pixels), _coloured(pixels)
    grey = pixels if pixels.ndim == 3 else pixels @ np.array([0.299, 0.587, 0.114], np.float32)
    block = grey.reshape(len(grey), SIDE * SIDE).astype(np.float32)
    amounts = np.abs(np.rint((block @ _waves()) / grid.steps))
    amounts[np.ptp(block, axis=1) < TEXTURE] = 0
    return Amounts(np.minimum(amounts, TOP).astype(np.intp), clipped, clipped & coloured)


def _clipped(pixels: Picture) -> Mask:
    """Blocks in which a channel is cut off."""
    flat = pixels.reshape(len(pixels), -1)
    return np.asarray((flat <= CLIPPED_LOW).any(axis=1) | (flat >= CLIPPED_HIGH).any(axis=1))


def _coloured(pixels: Picture) -> Mask:
    """Blocks with strong colour in them."""
    if pixels.ndim == 3:
        return np.zeros(len(pixels), np.bool_)
    every = pixels[:, ::2, ::2].astype(np.int16)
    return np.asarray(np.abs(every[..., 0] - every[..., 2]).reshape(len(pixels), -1).max(axis=1) > COLOURED)


def _waves() -> Floats:
    """The cosines of JPEG: 64 pixels × frequencies."""
    place = np.arange(SIDE)
    rows = [np.cos((2 * place + 1) * wave * np.pi / 16) * (0.5 if wave else SIDE**-0.5) for wave in range(SIDE)]
    return np.stack([np.outer(rows[down], rows[across]).ravel() for down, across in FREQUENCIES], axis=1).astype(
        np.float32
    )


def _weighed(own: Whole, off: Whole) -> Floats:
    """What each block's amounts say for a past that it shares with the page."""
    if not len(own) or not len(off):
        return np.zeros(len(own), np.float32)
    said = np.zeros(len(own), np.float32)
    for place in range(own.shape[1]):
        mine, others = (np.bincount(amounts[:, place], minlength=TOP + 1).astype(float) for amounts in (own, off))
        others = _levelled(others, mine)
        says = np.log((mine + PRIOR) / (others + PRIOR))
        says[[0, TOP]] = 0.0
        said += says[own[:, place]].astype(np.float32)
    return said


def _levelled(others: NDArray[np.float64], mine: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often each amount would occur without a lattice: as off the grid, at the level that amounts near it have on the grid."""
    near = np.ones(2 * REACH + 1)
    ours, theirs = (np.convolve(counts[1:TOP], near, mode="same") for counts in (mine, others))
    expected = others.copy()
    expected[1:TOP] *= (ours + 1.0) / (theirs + 1.0)
    return expected
