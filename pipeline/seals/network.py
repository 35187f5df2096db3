"""How like a seal a patch of ink is, by form alone: a small network over its measures.

It has learned from drawn seals and from what resembles them (`benchmarks/fit_seals.py`), in fonts, names and
marks that no figure is measured on. Its weights are data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.seals.form import Form

WEIGHTS = Path(__file__).with_name("likeness.npz")
INKS = ("red", "blue", "black")
PAGE = 210.0
"""Millimetres that stand for a page's shorter side in the measures of size."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Network:
    """Two layers, the first of rectified sums. `mean` and `scale` bring each measure to about -1 to 1."""

    mean: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: float

    def __call__(self, measures: Floats) -> float:
        """The chance (0 to 1) that the patch is a seal."""
        inner = np.maximum(((measures - self.mean) / self.scale) @ self.hidden + self.hidden_bias, 0.0)
        return float(1.0 / (1.0 + np.exp(-np.clip(inner @ self.out + self.out_bias, -30, 30))))


@cache
def network() -> Network:
    """The one that came with this version."""
    with np.load(WEIGHTS) as kept:
        parts = {name: kept[name].astype(np.float64) for name in kept.files}
    return Network(**{**parts, "out_bias": float(parts["out_bias"])})


def measures(form: Form, ink: str, size: tuple[float, float]) -> Floats:
    """What is judged: the form, the ink, and width and height as shares of the page's shorter side."""
    width, height = (one * PAGE / 30 for one in size)
    return np.concatenate([form.vector(), [float(ink == one) for one in INKS], [width, height]])


def forms(rows: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Of rows of measures, the forms' vectors, and whether each is of black ink."""
    tail = len(INKS) + len(("width", "height"))
    return rows[:, :-tail], np.asarray(rows[:, INKS.index("black") - tail] > 0)


def likeness(form: Form, ink: str, size: tuple[float, float]) -> float:
    """How like a seal (0 to 1)."""
    return network()(measures(form, ink, size)) * form.carved
