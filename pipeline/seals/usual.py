"""How far a patch of ink lies from all seals that were learned from: a mark of another form may please the network by chance.

Its measures are held against those of the seals by Mahalanobis's distance, coloured and black ones apart; the map of
cells is left out. Means and spreads are data (`benchmarks/fit_seals.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.seals.form import MAP, Floats, Form

SPREAD = Path(__file__).with_name("usual.npz")
BEYOND = (65.0, 100.0)
"""Squared distances: up to the first lie 49 of 50 seals, beyond the second hardly one in 200."""
STRANGE = 0.4
"""What is left of the likeness of what lies beyond."""
_RIDGE, _LEAST = 0.05, 0.02
"""Added to every measure's spread, so that one which hardly varies does not decide; and the least spread."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Mean, spread and inverse covariance of the measures of seals: first of coloured ones, then of black ones."""

    mean: Floats
    spread: Floats
    inverse: Floats

    def distance(self, form: Form, ink: str) -> float:
        """The squared distance; seals have as much as there are measures, on average."""
        black = int(ink == "black")
        away = (_without_cells(form.vector()) - self.mean[black]) / self.spread[black]
        return float(away @ self.inverse[black] @ away)


@cache
def usual() -> Usual:
    """What came with this version."""
    with np.load(SPREAD) as kept:
        return Usual(**{name: kept[name].astype(np.float64) for name in kept.files})


def familiar(form: Form, ink: str) -> float:
    """1 for what is formed as seals are, down to `STRANGE` for what is formed as none is."""
    near, far = BEYOND
    away = (usual().distance(form, ink) - near) / (far - near)
    return 1.0 - (1.0 - STRANGE) * float(np.clip(away, 0.0, 1.0))


def learned(forms: Floats, black: NDArray[np.bool_]) -> dict[str, Floats]:
    """The data, of seals by their forms' vectors (rows) and whether each is black."""
    parts = [_without_cells(forms[black == one]) for one in (False, True)]
    means, spreads = [one.mean(axis=0) for one in parts], [np.maximum(one.std(axis=0), _LEAST) for one in parts]
    aways = [(one - mean) / spread for one, mean, spread in zip(parts, means, spreads, strict=True)]
    inverses = [np.linalg.inv(np.cov(one.T) + _RIDGE * np.eye(one.shape[1])) for one in aways]
    return {"mean": np.array(means), "spread": np.array(spreads), "inverse": np.array(inverses)}


def _without_cells(vectors: Floats) -> Floats:
    return vectors[..., : -MAP * MAP]
