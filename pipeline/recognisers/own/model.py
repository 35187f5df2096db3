"""The model files: what is in them, and how they are run (onnxruntime, one core)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.recognisers.own.columns import Scores

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FOLDER = Path(__file__).parent.parent / "models"
NUMBERS = FOLDER / "numbers.onnx"
"""Reads digits, masks, signs, Latin and the letters of dates."""
KOREAN = FOLDER / "korean.onnx"
"""Reads all Korean text."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model file, loaded: its session, its name, its characters by class, its version, and what its confidences mean."""

    session: InferenceSession
    name: str
    characters: str
    version: str
    curve: NDArray[np.float64]
    """Raw confidences, and how often words of such a confidence are right: two rows, both rising."""

    def scores(self, lines: NDArray[np.uint8]) -> Scores:
        """Batch × 32 × width → batch × columns × classes."""
        return np.asarray(self.session.run(None, {"lines": lines})[0], dtype=np.float32)

    def calibrated(self, confidence: float) -> float:
        """How often a word of that raw confidence is right."""
        return float(np.interp(confidence, self.curve[0], self.curve[1]))


@cache
def model(path: Path) -> Model | None:
    """The model of a file, loaded once; nothing where there is no such file."""
    if not path.is_file():
        return None
    import onnxruntime  # noqa: PLC0415 - a tenth of a second, which only those pay who read by it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map
    curve = np.array(json.loads(told["curve"]), dtype=np.float64).T
    return Model(session, path.stem, told["characters"], told["version"], curve)
