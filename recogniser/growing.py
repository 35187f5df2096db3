"""A trained network → a larger one, or one of another alphabet, that knows what it knew."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from recogniser.network import Network

SAID = ("said.weight", "said.bias")


def grown(network: Network, characters: str, state: dict[str, Any]) -> None:
    """Puts the weights of a checkpoint into a network at least as large.

    What is new feeds into nothing old, so that the old channels say what they said; of the classes those start
    trained that both alphabets have.
    """
    old, new = state["network"], network.state_dict()
    for name, weights in old.items():
        if name in new and name not in SAID:
            new[name] = _laid(new[name], weights)
    for name in SAID:
        new[name] = _renamed(new[name], old[name], characters, state["characters"])
    network.load_state_dict(new)


def _laid(target: Tensor, weights: Tensor) -> Tensor:
    """Old weights in the corner of new ones."""
    made = target.clone()
    places = tuple(slice(0, size) for size in weights.shape)
    if made.ndim > 1:
        made[places[0]] = 0.0
    made[places] = weights.to(made.dtype)
    return made


def _renamed(target: Tensor, weights: Tensor, characters: str, before: str) -> Tensor:
    """Scores of classes (two columns of them) by the character they are for; the blank is the first."""
    made = target.clone()
    classes, known = len(characters) + 1, len(before) + 1
    pairs = [(0, 0), *((characters.index(one) + 1, at) for at, one in enumerate(before, 1) if one in characters)]
    for column in (0, 1):
        for into, out in pairs:
            row = torch.zeros_like(made[0]) if made.ndim > 1 else made[0].clone()
            source = weights[column * known + out]
            if made.ndim > 1:
                row[: source.shape[0]] = source
            else:
                row = source
            made[column * classes + into] = row
    return made
