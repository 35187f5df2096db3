"""Strips read with white above and below: letters that are printed sharply read as well a little smaller, and sooner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipeline.document import Box, Picture, Word
from pipeline.recognisers import Look, Recogniser

SLACK = 8
"""Rows of white on either side of a strip of 34 (measured: a quarter less work than with none, and no letter lost)."""


def read_loosely(crops: Sequence[Picture], recogniser: Recogniser) -> list[tuple[Word, ...]]:
    """The first look at crops; the words' boxes are fractions of the crops as they were given."""
    found = recogniser.read([_loose(crop) for crop in crops], Look.TEXT)
    return [tuple(_back(word, crop.shape[0]) for word in words) for words, crop in zip(found, crops, strict=True)]


def _loose(crop: Picture) -> Picture:
    around = cv2.copyMakeBorder(crop, SLACK, SLACK, 0, 0, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(around, dtype=np.uint8)


def _back(word: Word, height: int) -> Word:
    left, top, right, bottom = word.box

    def share(place: float) -> float:
        return min(max((place * (height + 2 * SLACK) - SLACK) / height, 0.0), 1.0)

    return replace(word, box=Box(left, share(top), right, share(bottom)))
