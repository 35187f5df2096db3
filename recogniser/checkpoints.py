"""A training run on disk, in parts that may be carried one by one: `checkpoint-STEPS.PART-of-PARTS`, each of at most 15 MiB."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import torch

PART = 15 * 1024 * 1024
"""Bytes of a part at most."""
_NAME = re.compile(r"checkpoint-(\d+)\.(\d+)-of-(\d+)")


def save(state: dict[str, Any], folder: Path, steps: int, part: int = PART) -> None:
    """Writes the state, then removes the ones before it: a killed run leaves a whole one."""
    stream = io.BytesIO()
    torch.save(state, stream)
    data = stream.getvalue()
    count = -(-len(data) // part)
    before = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    written = []
    for number in range(count):
        path = folder / f"checkpoint-{steps:08}.{number}-of-{count}"
        path.write_bytes(data[number * part : (number + 1) * part])
        written.append(path)
    for path in set(before) - set(written):
        path.unlink()


def load(folder: Path, where: str | torch.device = "cpu") -> dict[str, Any] | None:
    """The latest state of which every part is there; nothing where there is none."""
    found: dict[tuple[int, int], dict[int, Path]] = {}
    for path in folder.glob("checkpoint-*"):
        name = _NAME.fullmatch(path.name)
        if name:
            steps, number, count = (int(one) for one in name.groups())
            found.setdefault((steps, count), {})[number] = path
    whole = [parts for (_, count), parts in sorted(found.items()) if len(parts) == count]
    if not whole:
        return None
    data = b"".join(whole[-1][number].read_bytes() for number in sorted(whole[-1]))
    state: dict[str, Any] = torch.load(io.BytesIO(data), map_location=where, weights_only=True)
    return state
