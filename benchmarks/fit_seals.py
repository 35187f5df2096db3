"""Learns how like a seal a patch of ink is, from drawn sheets of the training split, and writes the weights and how seals spread.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.fit_seals

The same machine and the same versions of NumPy, OpenCV and fonts give the same weights to the last digit, with any
number of workers; elsewhere sums may be rounded otherwise. To be run again whenever `pipeline.seals` finds or measures
patches in another way. Patches that overlap a drawn seal well are seals, those that hardly do are none; what lies between teaches nothing.
The tuning split tells how well it went.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.fields.stamps import parted
from benchmarks.workers import in_workers
from fixtures import raster, splits
from fixtures.damage import DAMAGES, apply
from fixtures.seal_sheets import HARD, SealSheet, seal_sheet
from fixtures.seals import STRANGE
from fixtures.splits import SplitName
from pipeline.document import Box, Picture
from pipeline.seals import candidates, find_inks
from pipeline.seals.network import WEIGHTS, Floats, forms, measures
from pipeline.seals.usual import SPREAD, learned

DPI = 150
SEAL, NONE = 0.62, 0.35
"""Overlap (over the union) with a drawn seal from which a patch is one, and up to which it is none."""
COVERED = 0.1
"""Share of a word that a seal may cover, and it is read well."""
WITHIN = 0.6
"""Share of a patch that lies in a seal's box from which it is a part of one: such teach nothing either."""
HARD_FROM, FAXED_FROM, STRANGE_FROM = 10_000, 20_000, 30_000
"""The first seed of sheets without a seal, full of what comes nearest; of those that all come by fax; of those of other marks."""
HIDDEN, EPOCHS, BATCH, RATE, DECAY = 24, 60, 256, 2e-3, 2e-4
MEMBERS = 3
"""Networks that learn the same from other beginnings; their mean judges."""


def patches(split: SplitName, seed: int) -> Iterator[tuple[Floats, bool]]:
    """The measures of the patches of one sheet, and whether each is a seal."""
    rng = random.Random(f"sheet:{split}:{seed}")
    level = "fax" if FAXED_FROM <= seed < STRANGE_FROM else DAMAGES[seed % len(DAMAGES)]
    drawn = seal_sheet(rng, splits.split(split), faxed=level == "fax", marks=_marks(seed))
    shot = apply(rng, raster.render(drawn.canvas, DPI), level, DPI, small=True)
    picture = flat(shot.picture, shot.matrix)
    for one in candidates(find_inks(picture), printed=_printed(drawn)):
        label = _label(one.box, drawn)
        if label is not None:
            side = min(picture.shape[:2])
            size = one.box.width * picture.shape[1] / side, one.box.height * picture.shape[0] / side
            yield measures(one.form, one.ink, size), label


def _marks(seed: int) -> tuple[str, ...]:
    """What a sheet without a seal shows; nothing for one with seals."""
    if seed >= STRANGE_FROM:
        return tuple(STRANGE)
    return HARD if HARD_FROM <= seed < FAXED_FROM else ()


def _printed(drawn: SealSheet) -> list[Box]:
    """What a reader would read well: words that no seal covers."""
    boxes = [word.box for line in drawn.canvas.lines for word in parted(line.text, line.box)]
    return [box for box in boxes if not any(box.intersection(seal) > COVERED * box.area for seal in drawn.boxes)]


def flat(picture: Image.Image, matrix: NDArray[np.float64]) -> Picture:
    """The page made level, by the known way it went."""
    seen = np.asarray(picture.convert("RGB"))
    height, width = 1750, 1240
    way = np.diag([width, height, 1.0]) @ np.linalg.inv(matrix) @ np.diag([1 / seen.shape[1], 1 / seen.shape[0], 1.0])
    return np.asarray(cv2.warpPerspective(seen, way, (width, height), borderMode=cv2.BORDER_REPLICATE))


def _label(box: Box, drawn: SealSheet) -> bool | None:
    shared = [box.intersection(one) for one in drawn.boxes]
    unions = [part / (box.area + one.area - part) for part, one in zip(shared, drawn.boxes, strict=True)]
    best = max(unions, default=0.0)
    if best >= SEAL:
        return True
    return False if best <= NONE and max(shared, default=0.0) < WITHIN * box.area else None


def gathered(split: SplitName, seeds: Sequence[int]) -> tuple[Floats, Floats]:
    """All patches of so many sheets, in their order: measures, and 1 for a seal."""
    found = [one for sheet in in_workers(partial(_listed, split), seeds) for one in sheet]
    return np.array([row for row, _ in found]), np.array([float(label) for _, label in found])


def _listed(split: SplitName, seed: int) -> list[tuple[Floats, bool]]:
    return list(patches(split, seed))


def committee(rows: Floats, labels: Floats) -> dict[str, Floats]:
    """Several networks as one: side by side, with the mean of their sums."""
    members = [fitted(rows, labels, seed) for seed in range(1, MEMBERS + 1)]
    return {
        "mean": members[0]["mean"],
        "scale": members[0]["scale"],
        "hidden": np.concatenate([one["hidden"] for one in members], axis=1),
        "hidden_bias": np.concatenate([one["hidden_bias"] for one in members]),
        "out": np.concatenate([one["out"] for one in members]) / MEMBERS,
        "out_bias": np.mean([one["out_bias"] for one in members], axis=0),
    }


def fitted(rows: Floats, labels: Floats, seed: int) -> dict[str, Floats]:
    """A network of one hidden layer, by Adam; measures are jittered, so that it learns none by heart."""
    noise = np.random.default_rng(seed)
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 0.05)
    inputs = (rows - mean) / scale
    weights = [
        noise.normal(0, (2 / inputs.shape[1]) ** 0.5, (inputs.shape[1], HIDDEN)),
        np.zeros(HIDDEN),
        noise.normal(0, HIDDEN**-0.5, HIDDEN),
        np.zeros(()),
    ]
    moments, squares, step = [np.zeros_like(one) for one in weights], [np.zeros_like(one) for one in weights], 0
    for epoch in range(EPOCHS):
        rate = RATE * (1 - epoch / EPOCHS)
        for batch in np.array_split(noise.permutation(len(inputs)), max(len(inputs) // BATCH, 1)):
            step += 1
            jittered = inputs[batch] + noise.normal(0, 0.15, (len(batch), inputs.shape[1]))
            for place, slope in enumerate(_slopes(weights, jittered, labels[batch])):
                moments[place] = 0.9 * moments[place] + 0.1 * slope
                squares[place] = 0.999 * squares[place] + 0.001 * slope**2
                move = moments[place] / (1 - 0.9**step) / (np.sqrt(squares[place] / (1 - 0.999**step)) + 1e-8)
                weights[place] = weights[place] - rate * (move + DECAY * weights[place])
    names = ("hidden", "hidden_bias", "out", "out_bias")
    return {"mean": mean, "scale": scale, **dict(zip(names, weights, strict=True))}


def _slopes(weights: list[Floats], inputs: Floats, labels: Floats) -> tuple[Floats, ...]:
    """The slope of the mean cross entropy by each weight."""
    hidden, bias, out, last = weights
    inner = np.maximum(inputs @ hidden + bias, 0.0)
    wrong = (_chance(inner @ out + last) - labels) / len(labels)
    back = np.outer(wrong, out) * (inner > 0)
    return inputs.T @ back, back.sum(axis=0), inner.T @ wrong, wrong.sum()


def _chance(score: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -30, 30))))


def judged(net: dict[str, Floats], rows: Floats) -> Floats:
    """The chance that each row is a seal."""
    inner = np.maximum((rows - net["mean"]) / net["scale"] @ net["hidden"] + net["hidden_bias"], 0.0)
    return _chance(inner @ net["out"] + net["out_bias"])


def _write(path: Path, data: dict[str, Floats]) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **{name: one.astype(np.float32) for name, one in data.items()})


def main() -> None:
    """Draws, learns, writes, and says how well the tuning split is told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=320)
    parser.add_argument("--hard", type=int, default=280)
    parser.add_argument("--faxed", type=int, default=60)
    parser.add_argument("--strange", type=int, default=100)
    parser.add_argument("--held", type=int, default=20)
    wanted = parser.parse_args()
    counts = {0: wanted.sheets, HARD_FROM: wanted.hard, FAXED_FROM: wanted.faxed, STRANGE_FROM: wanted.strange}
    seeds = [seed for first, count in counts.items() for seed in range(first, first + count)]
    rows, labels = gathered("train", seeds)
    net = committee(rows, labels)
    _write(WEIGHTS, net)
    _write(SPREAD, learned(*forms(rows[labels == 1])))
    held, truth = gathered("tune", range(wanted.held))
    chance = judged(net, held)
    print(f"{len(labels)} patches, {int(labels.sum())} of seals; held out {len(truth)}")
    print(f"taken for seals {np.mean(chance[truth == 0] >= 0.5):.4f}, missed {np.mean(chance[truth == 1] < 0.5):.4f}")


if __name__ == "__main__":
    main()
