"""A line as it was cut → the same line worn a little differently, each time it is learnt: blur, noise, JPEG, fax, marks."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.recognisers.own.inputs import HEIGHT, prepared

LEAST_WIDTH = 6
"""Pixels under which a line is left as it is."""


def worn(line: Picture, rng: np.random.Generator) -> Picture:
    """A line of 32 rows, worn; the same characters can still be told."""
    if line.shape[1] < LEAST_WIDTH:
        return line
    if rng.random() < 0.6:
        line = _moved(line, rng)
    if rng.random() < 0.2:
        line = _marked(line, rng)
    if rng.random() < 0.45:
        line = _coarse(line, rng)
    if rng.random() < 0.3:
        line = cv2.GaussianBlur(line, (0, 0), rng.uniform(0.4, 1.1))
    if rng.random() < 0.25:
        line = _pressed(line, int(rng.integers(25, 75)))
    if rng.random() < 0.35:
        grain = rng.normal(0, rng.uniform(3, 22), line.shape)
        line = np.clip(line.astype(np.float32) + grain, 0, 255).astype(np.uint8)
    return prepared(line)


def _moved(line: Picture, rng: np.random.Generator) -> Picture:
    """Wider or narrower, higher or lower, a little slanted or turned."""
    height, width = line.shape
    wide, high = rng.uniform(0.84, 1.18), rng.uniform(0.84, 1.06)
    slant = rng.normal(0, 0.08) if rng.random() < 0.4 else 0.0
    turn = rng.normal(0, 1.2) / max(width, 60) if rng.random() < 0.4 else 0.0
    drop = (1 - high) * height / 2 + rng.uniform(-1.5, 1.5)
    matrix = np.array([[wide, -slant, max(slant, 0) * height], [turn, high, drop - turn * width / 2]])
    size = (max(round(width * wide + abs(slant) * height), 1), HEIGHT)
    return np.asarray(cv2.warpAffine(line, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(255,)), dtype=np.uint8)


def _marked(line: Picture, rng: np.random.Generator) -> Picture:
    """With what rules, seals and dust leave: strokes along it, at its ends and across; columns that dropped out."""
    line = line.copy()
    height, width = line.shape
    way = rng.integers(5)
    shade = int(rng.integers(0, 200))
    if way == 0:
        y = int(rng.choice([0, 1, height - 2, height - 1, rng.integers(height)]))
        start = int(rng.integers(width))
        line[y : y + int(rng.integers(1, 3)), start : start + int(rng.integers(8, width + 9))] = shade
    elif way == 1:
        x = 0 if rng.random() < 0.5 else width - 2
        line[:, x : x + int(rng.integers(1, 3))] = shade
    elif way == 2:
        centre = (int(rng.integers(width)), int(rng.integers(-20, height + 20)))
        size = (int(rng.integers(15, 60)), int(rng.integers(15, 60)))
        over = np.full_like(line, 255)
        cv2.ellipse(over, centre, size, 0, 0, 360, (int(rng.integers(110, 230)),), int(rng.integers(1, 4)))
        line = np.minimum(line, over)
    elif way == 3:
        x = int(rng.integers(width))
        line[:, x : x + int(rng.integers(1, 3))] = 255
    else:
        dust = rng.random(line.shape) < rng.uniform(0.001, 0.01)
        line[dust] = shade
    return line


def _coarse(line: Picture, rng: np.random.Generator) -> Picture:
    """As from fewer dots an inch, sometimes black and white with fewer rows than columns."""
    height, width = line.shape
    rows = float(rng.uniform(11, 24))
    across = rows * rng.uniform(0.85, 1.3) / height
    small = cv2.resize(line, (max(round(width * across), 2), round(rows)), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.3:
        edge = rng.uniform(110, 185)
        small = np.where(small.astype(np.float32) + rng.normal(0, 14, small.shape) < edge, 0, 255).astype(np.uint8)
    method = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST]))
    return np.asarray(cv2.resize(small, (width, height), interpolation=method), dtype=np.uint8)


def _pressed(line: Picture, quality: int) -> Picture:
    """Once through JPEG."""
    _, coded = cv2.imencode(".jpg", line, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
