"""Lines on disk: `N.pixels.npy` (every line's 32 rows, one line after the other, flat) and `N.json` (width, text, source)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.recognisers.own.inputs import HEIGHT


@dataclass(frozen=True, slots=True)
class Example:
    """One line: 32 rows of grey, and what it says."""

    pixels: Picture
    text: str
    source: str


def write(folder: Path, number: int, found: Sequence[Example]) -> int:
    """Writes a shard and returns how many lines it holds. The list comes last: with it the shard is whole."""
    pixels = np.concatenate([one.pixels.ravel() for one in found] or [np.zeros(0, dtype=np.uint8)])
    np.save(folder / f"{number:05}.pixels.npy", pixels)
    told = [[one.pixels.shape[1], one.text, one.source] for one in found]
    (folder / f"{number:05}.part").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    (folder / f"{number:05}.part").rename(folder / f"{number:05}.json")
    return len(found)


def load(folder: Path, number: int) -> list[Example]:
    """A shard's lines; their pixels stay on disk."""
    flat: NDArray[np.uint8] = np.load(folder / f"{number:05}.pixels.npy", mmap_mode="r")
    found, place = [], 0
    for width, text, source in json.loads((folder / f"{number:05}.json").read_text(encoding="utf-8")):
        end = place + width * HEIGHT
        found.append(Example(flat[place:end].reshape(HEIGHT, width), text, source))
        place = end
    return found


def numbers(folder: Path) -> list[int]:
    """The shards that are whole."""
    return sorted(int(path.stem) for path in folder.glob("*.json"))
