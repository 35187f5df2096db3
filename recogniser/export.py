"""Checkpoint → ONNX file with its alphabet, version and confidence curve in the metadata: `python -m recogniser.export`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from pipeline.recognisers.own.inputs import HEIGHT
from recogniser import checkpoints
from recogniser.network import Network, Sizes

SMALL = 1000
"""Weights that are left as they are."""


class Said(torch.nn.Module):
    """The network with grey bytes in and probabilities out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        """Batch × 32 × width (0 ink, 255 paper) → batch × width / 2 × classes."""
        ink = 1.0 - lines.float().unsqueeze(1) / 255.0
        return self.network(ink)


def halved(model: onnx.ModelProto) -> None:
    """Keeps large weights in half precision, cast back when the model is loaded: half the file, the same arithmetic."""
    graph = model.graph
    for weights in list(graph.initializer):
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < SMALL:
            continue
        name = weights.name
        graph.initializer.remove(weights)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), f"{name}-half"))
        graph.node.insert(0, helper.make_node("Cast", [f"{name}-half"], [name], to=onnx.TensorProto.FLOAT))


def export(state: dict[str, Any], target: Path, version: str, curve: list[tuple[float, float]]) -> None:
    """Writes the model file. `curve` maps raw confidence to how often such a word is right."""
    network = Network(len(state["characters"]) + 1, Sizes(**state["sizes"]))
    network.load_state_dict(state["network"])
    said = Said(network.eval())
    lines = torch.full((2, HEIGHT, 256), 255, dtype=torch.uint8)
    torch.onnx.export(
        said,
        (lines,),
        str(target),
        input_names=["lines"],
        output_names=["scores"],
        dynamic_axes={"lines": {0: "batch", 2: "width"}, "scores": {0: "batch", 1: "columns"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(target))
    halved(model)
    told = {"characters": state["characters"], "version": version, "curve": json.dumps(curve)}
    for key, value in told.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(model, str(target))


def main() -> None:
    """Writes the model file that the pipeline runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="the folder of a training run")
    parser.add_argument("target", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--curve", type=Path, help="JSON of recogniser.calibrate")
    asked = parser.parse_args()
    curve = json.loads(asked.curve.read_text()) if asked.curve else [(0.0, 0.0), (1.0, 1.0)]
    state = checkpoints.load(asked.work)
    if state is None:
        parser.error("there is no whole checkpoint")
    export(state, asked.target, asked.version, curve)


if __name__ == "__main__":
    main()
