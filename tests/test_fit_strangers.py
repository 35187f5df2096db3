"""Networks that are joined say what they say on average, in the shape in which the page's windows are judged."""

from __future__ import annotations

import numpy as np

from benchmarks.fit_strangers import fit, joined
from pipeline.forensics.strangers import Network

FEATURES = 5


def test_joined_networks_say_their_mean() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(2.0, 3.0, (400, FEATURES)).astype(np.float32)
    labels = (rows[:, 0] > rows[:, 1]).astype(np.float32)
    weights = np.ones(len(rows), np.float32)
    fitted = [fit(rows, labels, weights, np.random.default_rng(seed), steps=20) for seed in (1, 2, 3)]
    said = [Network(**parts)(rows) for parts in fitted]
    assert not np.allclose(said[0], said[1], atol=0.1)
    assert np.allclose(Network(**joined(fitted))(rows), np.mean(said, axis=0), atol=1e-2)


def test_a_network_learns_what_it_is_shown() -> None:
    rng = np.random.default_rng(4)
    rows = rng.normal(0.0, 1.0, (800, FEATURES)).astype(np.float32)
    labels = (rows[:, 2] > 0).astype(np.float32)
    parts = fit(rows, labels, np.ones(len(rows), np.float32), rng, steps=100)
    assert np.mean((Network(**parts)(rows) > 0) == (labels > 0)) > 0.9
