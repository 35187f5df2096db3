"""Boxes of ink."""

from __future__ import annotations

import numpy as np

from pipeline.layout.blobs import _clip_seals


def test_a_box_with_nothing_at_its_left_edge_stays_as_it_is() -> None:
    mask = np.zeros((80, 220), dtype=np.uint8)
    mask[5:55, 150:200] = 255
    boxes = np.array([[0, 0, 200, 60]], dtype=np.int32)
    assert _clip_seals(boxes, mask, 20.0).tolist() == boxes.tolist()
