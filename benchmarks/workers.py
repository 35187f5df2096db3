"""One function over many seeds in several processes, the results in the seeds' order: the same with any number of them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import cv2

Found = TypeVar("Found")
SHARE = 4
"""Seeds that a process takes at a time."""


def in_workers(work: Callable[[int], Found], seeds: Sequence[int], workers: int | None = None) -> list[Found]:
    """`work` of every seed; `workers` processes (one per core if not said), each with one thread."""
    count = min(workers or len(os.sched_getaffinity(0)), max(len(seeds), 1))
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(count, context, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        return list(pool.map(work, seeds, chunksize=SHARE))
