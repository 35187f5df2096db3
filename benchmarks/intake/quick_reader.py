"""`dojang` with reading replaced, for measuring everything else: `python -m benchmarks.intake.quick_reader serve [--worker]`.

A reading takes 50 ms, and gives the facts of a sample that was really read (`prepare`) with the hash of the bytes at hand. Bytes that
begin with `POISON` raise what nobody foresaw; those that begin with `KILLER` take the process with them.
"""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline import facts
from pipeline.document import Facts, Kind
from pipeline.facts import Reading

POISON, KILLER = b"%BENCH poison", b"%BENCH killer"
SECONDS = 0.05
PREPARED = "BENCH_READING"
"""The variable that names the folder of what was prepared."""


class UnforeseenError(Exception):
    """What poison raises: no error of ours."""


def prepare(sample: Path, folder: Path) -> None:
    """Really reads a sample, and keeps in the folder what every quick reading gives; this process and its children find it there."""
    found = facts.read(sample.read_bytes(), pictures=True)
    folder.mkdir()
    (folder / "facts.json").write_text(json.dumps(found.facts.to_json()), encoding="utf-8")
    for number, picture in enumerate(found.pictures):
        (folder / f"{number:03d}.jpg").write_bytes(picture)
    os.environ[PREPARED] = str(folder)


@cache
def prepared() -> Reading:
    """What was prepared."""
    folder = Path(os.environ[PREPARED])
    found = Facts.from_json(json.loads((folder / "facts.json").read_text(encoding="utf-8")))
    return Reading(found, tuple(path.read_bytes() for path in sorted(folder.glob("*.jpg"))))


def read(data: bytes, *, kind: Kind | None = None, pictures: bool = False) -> Reading:  # noqa: ARG001 - the face of `facts.read`
    """In place of `facts.read`. Raises `UnforeseenError`, or never returns."""
    time.sleep(SECONDS)
    if data.startswith(KILLER):
        os.kill(os.getpid(), signal.SIGKILL)
    if data.startswith(POISON):
        raise UnforeseenError
    found = prepared()
    return Reading(replace(found.facts, sha256=facts.digest(data)), found.pictures if pictures else ())


def take_over() -> None:
    """From now on this process reads so."""
    facts.read = read
    facts.warm = _nobody


def _nobody(workers: int) -> None:
    """No fenced processes are needed."""


if __name__ == "__main__":
    from pipeline.cli import main

    take_over()
    main()
