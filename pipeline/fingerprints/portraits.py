"""A portrait's fingerprint, on an identity card."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Box, Picture
from pipeline.fingerprints.cells import Cells, compared, means

SIDE = 24
"""Cells a side."""
_WIDE = 480
"""Pixels across the copy of the page that the portrait is sought on."""
_STROKES = 9
"""Pixels there that no letter's strokes are as wide as."""
_DARKER = 40
"""Grey levels below its surroundings from which a pixel may be hair, a shirt or a face in shadow."""
_SIZES = (0.06, 0.5)
"""Sides of a portrait, of the page's width."""
_LEAST = 0.3
"""Share of the box that its figure fills."""


def portrait(picture: Picture) -> tuple[Box, Cells] | None:
    """Where the portrait of a card lies on the upright page, and its 576 bits; `None` where none is seen."""
    box = _place(picture)
    if box is None:
        return None
    grey = cv2.cvtColor(np.ascontiguousarray(box.crop(picture)), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (6 * SIDE, 6 * SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    cells, told = means(np.asarray(cv2.GaussianBlur(small, (0, 0), 2.0), dtype=np.float32), SIDE)
    return box, compared(cells, told, 2.5)


def _place(picture: Picture) -> Box | None:
    """The largest dark figure that is no writing."""
    factor = _WIDE / picture.shape[1]
    size = (_WIDE, max(round(picture.shape[0] * factor), 1))
    rough = picture[:: max(int(0.5 / factor), 1), :: max(int(0.5 / factor), 1), 1]
    grey = cv2.resize(np.ascontiguousarray(rough), size, interpolation=cv2.INTER_AREA)
    bare = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((_STROKES, _STROKES), np.uint8))
    figure = (bare < float(np.percentile(bare, 80)) - _DARKER).astype(np.uint8)
    count, _, found, _ = cv2.connectedComponentsWithStats(figure)
    fitting = [found[one] for one in range(1, count) if _fits(found[one])]
    if not fitting:
        return None
    left, top, wide, high, _ = (int(edge) for edge in max(fitting, key=lambda one: int(one[cv2.CC_STAT_AREA])))
    return Box(left / size[0], top / size[1], (left + wide) / size[0], (top + high) / size[1])


def _fits(found: cv2.typing.MatLike) -> bool:
    wide, high, area = (int(found[at]) for at in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    sized = all(_SIZES[0] * _WIDE <= side <= _SIZES[1] * _WIDE for side in (wide, high))
    return sized and high >= 0.9 * wide and area > _LEAST * wide * high
