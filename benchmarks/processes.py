"""What a process and its descendants burned of the processor, by part, from `/proc` (Linux)."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

READERS = b"multiprocessing.forkserver"
"""Word of the command line of the process whose children read files."""
PREFECT = b"pipeline.serving.lifeline"
"""Word of the command line of the process whose child is Prefect's server."""


class Process(NamedTuple):
    """One process: its parent, its command line, and its processor's seconds, with those of children that ended."""

    pid: int
    parent: int
    command: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Burned:
    """Seconds of processor by part, until the moment `seconds` (or within so many seconds)."""

    parts: Mapping[str, float]
    seconds: float

    @property
    def processor(self) -> float:
        """All parts together, in seconds."""
        return sum(self.parts.values())

    @property
    def share(self) -> float:
        """Of one core."""
        return self.processor / self.seconds

    def __sub__(self, before: Burned) -> Burned:
        """What was burned since then."""
        parts = {name: one - before.parts.get(name, 0.0) for name, one in self.parts.items()}
        return Burned(parts, self.seconds - before.seconds)


def outside_reading(pid: int) -> Burned:
    """What a service has burned: its own process, and Prefect's server; those that read files are left out."""
    return Burned(by_part(pid, processes()), time.monotonic())


def by_part(pid: int, known: Mapping[int, Process]) -> dict[str, float]:
    """The seconds of a process and its descendants: `serve`, `prefect`; readers are left out."""
    found = {"serve": known[pid].seconds, "prefect": 0.0}
    for one in descendants(pid, known, without=READERS):
        part = "prefect" if _stems_from(one, PREFECT, known) else "serve"
        found[part] += one.seconds
    return found


def descendants(pid: int, known: Mapping[int, Process], without: bytes) -> list[Process]:
    """Everything under a process, without branches whose command line has that word."""
    found: list[Process] = []
    parents = {pid}
    while parents:
        children = [one for one in known.values() if one.parent in parents and without not in one.command]
        found += children
        parents = {one.pid for one in children}
    return found


def processes() -> dict[int, Process]:
    """Every process there is."""
    found = (_process(path) for path in Path("/proc").glob("[0-9]*"))
    return {one.pid: one for one in found if one is not None}


def _process(folder: Path) -> Process | None:
    """That of a folder of `/proc`, if it has not ended meanwhile. Fields as in proc(5): ppid, then times in ticks."""
    try:
        fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    ticks = sum(map(int, fields[11:15]))
    return Process(int(folder.name), int(fields[1]), command, ticks / os.sysconf("SC_CLK_TCK"))


def _stems_from(one: Process, word: bytes, known: Mapping[int, Process]) -> bool:
    while word not in one.command:
        parent = known.get(one.parent)
        if parent is None:
            return False
        one = parent
    return True
