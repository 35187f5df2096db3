"""Seconds, memory and steps of what runs: the meters of `bench_reading.py`."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
READ_ONE = """
import sys
from pathlib import Path
from pipeline.facts import read_here
from pipeline.settings import settings
read_here(Path(sys.argv[1]).read_bytes(), settings())
"""
"""What a worker's child does with one file."""
TICK = 0.004
"""Seconds between two samples of the stack."""
BEAT = 0.01
"""Seconds between two looks at memory."""
RECOGNITION = {
    "_scanned": "first look",
    "_look": "first look",
    "_other_lines": "first look",
    "second_look": "second looks",
    "_second_look": "second looks",
    "_red_numbers": "second looks",
}
"""What a call of the recogniser is for, told by the function that asks."""
ASKING = ("pipeline/reading.py", "pipeline/looks.py", "pipeline/printed/page.py")
"""Where these functions are."""


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of the processor (this process and the programs that it ran)."""
    before, began = _spent(), time.perf_counter()
    work()
    return time.perf_counter() - began, _spent() - before


def _spent() -> float:
    own, others = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


# --- memory -----------------------------------------------------------------------------------


def peak_mb(command: Sequence[str]) -> float:
    """The most memory that a program and all that it starts held at one time: shared pages counted once (PSS)."""
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while child.poll() is None:
        most = max(most, sum(_proportional(pid) for pid in _family(child.pid)))
        time.sleep(BEAT)
    if child.returncode:
        raise RuntimeError(f"{command[0]} ended with {child.returncode}")
    return most / 1024


def read_command(path: Path) -> list[str]:
    """Reads one file as a worker's child does."""
    return [sys.executable, "-c", READ_ONE, str(path)]


def _family(pid: int) -> Iterator[int]:
    yield pid
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(listing).split():
            yield from _family(int(child))


def _proportional(pid: int) -> int:
    """Kilobytes."""
    line = next((one for one in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines() if one.startswith("Pss:")), "")
    return int(line.split()[1]) if line else 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has ended
        return ""


def resident_mb() -> float:
    """Memory that this process holds at the moment."""
    line = next((one for one in _read(Path("/proc/self/status")).splitlines() if one.startswith("VmRSS:")), "")
    return int(line.split()[1]) / 1024 if line else 0.0


class Left(NamedTuple):
    """What a process has open and running, and what lies in its temporary folder."""

    open_files: int
    processes: int
    temporary_files: int


def left_over(folder: Path) -> Left:
    """Of this process, with all that it started; `folder` is where it and they put temporary files."""
    handles = len(list(Path("/proc/self/fd").iterdir()))
    return Left(handles, len(list(_family(os.getpid()))), len(list(folder.iterdir())))


# --- steps ------------------------------------------------------------------------------------


class Steps:
    """Seconds of the processor by step.

    The stack is looked at every few milliseconds, and what was spent since goes to its step; what a program spent, when it has ended.

    A step is a module of the pipeline, `layout/…`, or recognition by what it is for; classifying and all that is done for fields
    are one step each.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._last = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this lasts, time is told apart."""
        before = signal.signal(signal.SIGALRM, self._look)
        self._last = _spent()
        timer = signal.setitimer(signal.ITIMER_REAL, TICK)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            signal.setitimer(signal.ITIMER_REAL, *timer)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        now = _spent()
        self.seconds[step(frame)] += now - self._last
        self._last = now
        signal.setitimer(signal.ITIMER_REAL, TICK)  # only now: a look is never within a look


def step(frame: FrameType | None) -> str:
    """The step that a stack is in."""
    ours = [one for one in _stack(frame) if _place(one).parts[:1] in {("pipeline",), ("extractors",)}]
    parts = {_place(one).parts[0] for one in ours}
    if "extractors" in parts:
        return "fields"
    if any(_place(one).stem == "classify" for one in ours):
        return "classifying"
    return _named(_place(ours[0]), ours) if ours else "other"


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    """The innermost first."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _place(frame: FrameType) -> Path:
    """A frame's file, from the project's folder."""
    return _from_root(frame.f_code.co_filename)


@cache
def _from_root(name: str) -> Path:
    path = Path(name)
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path()


def _named(place: Path, stack: Sequence[FrameType]) -> str:
    if place.parts[1] == "recognisers":
        return f"recognition, {_purpose(stack)}"
    return "/".join(place.with_suffix("").parts[1:])


def _purpose(stack: Sequence[FrameType]) -> str:
    """The function of reading that asks for it."""
    asking = (one.f_code.co_name for one in stack if _place(one).as_posix() in ASKING)
    name = next((name for name in asking if not name.startswith("<")), "")
    return RECOGNITION.get(name, name.strip("_").replace("_", " "))
