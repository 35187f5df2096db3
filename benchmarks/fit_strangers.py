"""Learns how strange a window of a page is among the others, from drawn forgeries and their honest twins, and writes the weights.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.fit_strangers

Several networks learn from the same pages, each from its own beginning, and are joined to one that says their mean: where one of
them errs on an honest page, the others mostly do not. `--beside FILE` joins weights that are there already, as half as many networks.

The weights of this version come from 225 papers of the training split (225 pairs and honest papers of all kinds and hardships, about two to
one; three networks), joined with those of the version before, which had learned from 220 pages of the tuning split.

To be run again whenever `pipeline.forensics.prints` or `relations` measures in another way. Every page counts the same, however
many windows it has. What was altered before it was printed, and paper cloned over paper, teaches nothing: no window tells it.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.fields.forgeries import EVERY
from fixtures.forgeries import PICTURE_WAYS, forge
from fixtures.generate import Wish, generate
from fixtures.splits import SPLITS, SplitName
from pipeline.document import Box, Kind
from pipeline.forensics.compression import Grid, evidence, steps_of
from pipeline.forensics.prints import SIDE, Floats, prints
from pipeline.forensics.relations import Relations, relations
from pipeline.forensics.strangers import WEIGHTS, grained
from pipeline.layout.straighten import moved
from pipeline.opening import open_leaves
from pipeline.settings import Settings

MUTE = frozenset({"printed-typed", "printed-other-font", "wiped-cloned"})
"""Forgeries that no window tells."""
MOST_FORGED, MOST_HONEST = 150, 1500
"""Windows that are taken of a page."""
WIDTHS = (24, 12)
STEPS, BATCH, RATE, DECAY, JITTER = 2500, 2048, 2e-3, 3e-2, 0.15
HEAVIEST = 60.0


class Sheet(NamedTuple):
    """A page's rows, and which of them lie where it was altered."""

    rows: Floats
    forged: NDArray[np.bool_]


def sheet(data: bytes, box: Box | None) -> Sheet | None:
    """The windows of a file's first page, `box` where it was altered (fractions of the picture); nothing where none tells."""
    leaf = open_leaves(data, Settings())[0]
    source = leaf.source(leaf.render())
    if source is None:
        return None
    found = prints(source.pixels)
    shared = evidence(Grid(source.pixels, steps_of(source.table)), Box(0.0, 0.0, 1.0, 1.0))
    stand = relations(found, shared) if grained(found) else None
    if stand is None:
        return None
    return Sheet(
        stand.rows,
        _within(stand, box and moved(box, np.asarray(np.linalg.inv(source.way), np.float64)), source.pixels.shape),
    )


def _within(stand: Relations, box: Box | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which windows have their middle in a box."""
    down, across = ((place + 0.5) * SIDE / side for place, side in zip(stand.places, shape[:2], strict=True))
    if box is None:
        return np.zeros(len(stand.rows), np.bool_)
    return np.asarray((box.left <= across) & (across <= box.right) & (box.top <= down) & (down <= box.bottom))


def sheets(split: SplitName, seed: int, count: int) -> Iterator[Sheet]:
    """Forged pages with their twins, and half as many honest papers of all kinds."""
    ways = [way for way in PICTURE_WAYS if way not in MUTE]
    for place in range(count):
        rng = random.Random(f"strangers:{seed}:{place}")
        pair = forge(seed + place, ways[place % len(ways)], rng.choice(("office", "photo")), split)
        made = [] if pair is None else [sheet(pair.forged, pair.box), sheet(pair.twin, None)]
        if place % 2:
            wish = Wish(rng.choice(list(Kind)), split, rng.choice(EVERY))
            made.append(sheet(generate(seed + place, wish).data, None))
        yield from (one for one in made if one is not None)


def sampled(found: Sequence[Sheet], rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Rows, 1 for a forged one, and what each weighs."""
    rows, labels, weights = [], [], []
    for one in found:
        for label, most in ((True, MOST_FORGED), (False, MOST_HONEST)):
            chosen = np.flatnonzero(one.forged == label)
            if len(chosen) > most:
                chosen = rng.choice(chosen, most, replace=False)
            rows.append(one.rows[chosen])
            labels.append(np.full(len(chosen), label, np.float32))
            weights.append(np.full(len(chosen), 1 / max(len(chosen), 10), np.float32))
    weight = np.concatenate(weights)
    return (
        np.concatenate(rows).astype(np.float32),
        np.concatenate(labels),
        np.minimum(weight / weight.mean(), HEAVIEST).astype(np.float32),
    )


def fit(
    rows: Floats, labels: Floats, weights: Floats, rng: np.random.Generator, steps: int = STEPS
) -> dict[str, Floats]:
    """The network's parts, by Adam on the cross-entropy."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + np.float32(1e-3)
    rows = (rows - mean) / scale
    sizes = (rows.shape[1], *WIDTHS, 1)
    layers = [rng.normal(0, (2 / a) ** 0.5, (a, b)).astype(np.float32) for a, b in itertools.pairwise(sizes)]
    parts = [part for layer in layers for part in (layer, np.zeros(layer.shape[1], np.float32))]
    moments = [(np.zeros_like(part), np.zeros_like(part)) for part in parts]
    for step in range(1, steps + 1):
        some = rng.integers(0, len(rows), BATCH)
        noisy = rows[some] + rng.normal(0, JITTER, (BATCH, rows.shape[1])).astype(np.float32)
        slopes = _slopes(parts, noisy, labels[some], weights[some])
        for place, slope in enumerate(slopes):
            _stepped(parts[place], slope, moments[place], (step, steps))
    names = ("first", "first_bias", "second", "second_bias", "out", "out_bias")
    return {"mean": mean, "scale": scale, **dict(zip(names, parts, strict=True))}


def _stepped(part: Floats, slope: Floats, moments: tuple[Floats, Floats], at: tuple[int, int]) -> None:
    """One step of Adam (the how-manieth of how many), in place; the rate falls over the last third, weights decay."""
    slow, square = moments
    slow += 0.1 * (slope - slow)
    square += 0.001 * (slope * slope - square)
    step, steps = at
    rate = RATE * min(1.0, 3 * (1 - step / steps))
    part -= rate * (slow / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    if part.ndim > 1:
        part *= 1 - rate * DECAY


def _slopes(parts: Sequence[Floats], rows: Floats, labels: Floats, weights: Floats) -> list[Floats]:
    """The cross-entropy's slope along every part."""
    one, one_bias, two, two_bias, out, out_bias = parts
    inner = np.maximum(rows @ one + one_bias, 0)
    deeper = np.maximum(inner @ two + two_bias, 0)
    odds = np.clip((deeper @ out + out_bias).ravel(), -30, 30)
    error = ((1 / (1 + np.exp(-odds)) - labels) * weights / len(rows))[:, None].astype(np.float32)
    back = (error @ out.T) * (deeper > 0)
    further = (back @ two.T) * (inner > 0)
    return [
        rows.T @ further,
        further.sum(axis=0),
        inner.T @ back,
        back.sum(axis=0),
        deeper.T @ error,
        error.sum(axis=0),
    ]


def joined(fitted: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    """One network that says the mean of several: their layers side by side, each over features as they are measured."""
    features = len(fitted[0]["mean"])
    shifts = [parts["mean"] / parts["scale"] @ parts["first"] for parts in fitted]
    return {
        "mean": np.zeros(features, np.float32),
        "scale": np.ones(features, np.float32),
        "first": np.concatenate([parts["first"] / parts["scale"][:, None] for parts in fitted], axis=1),
        "first_bias": np.concatenate(
            [parts["first_bias"] - shift for parts, shift in zip(fitted, shifts, strict=True)]
        ),
        "second": _beside([parts["second"] for parts in fitted]),
        "second_bias": np.concatenate([parts["second_bias"] for parts in fitted]),
        "out": np.concatenate([parts["out"] for parts in fitted]) / np.float32(len(fitted)),
        "out_bias": np.asarray(np.mean([parts["out_bias"] for parts in fitted], axis=0), np.float32),
    }


def _beside(blocks: Sequence[Floats]) -> Floats:
    """Matrices along the diagonal of one, else zeros."""
    down, across = (sum(block.shape[side] for block in blocks) for side in (0, 1))
    made, row, column = np.zeros((down, across), np.float32), 0, 0
    for block in blocks:
        made[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return made


def main() -> None:
    """Draws, learns, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--seed", type=int, default=40_000)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--networks", type=int, default=3)
    parser.add_argument("--beside", type=Path, help="weights to join with the new ones")
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(wanted.seed)
    found = list(sheets(wanted.split, wanted.seed, wanted.count))
    fitted = [fit(*sampled(found, rng), rng) for _ in range(wanted.networks)]
    if wanted.beside is not None:
        with np.load(wanted.beside) as kept:
            fitted += [dict(kept)] * max(wanted.networks // 2, 1)
    np.savez_compressed(WEIGHTS, allow_pickle=False, **joined(fitted))


if __name__ == "__main__":
    main()
