"""The measurement's own arithmetic."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks import bench_service as bench
from benchmarks import processes
from benchmarks.processes import Burned, Process


def measured() -> bench.Measured:
    idle = Burned({"serve": 1.0, "prefect": 2.0}, 60.0)
    first = bench.Round(10, 20.0, 25.0, 28.0, Burned({"serve": 3.0, "prefect": 4.0}, 30.0))
    second = bench.Round(10, 30.0, 25.0, 29.0, Burned({"serve": 2.0, "prefect": 3.0}, 30.0))
    singles = [bench.Single(5.0, 6.0), bench.Single(9.0, 9.5), bench.Single(6.0, 7.0)]
    return bench.Measured(2, 12.34, idle, singles, [first, second], 8.0, 7.0)


def test_figures_divide_by_papers_and_leave_out_what_idleness_costs() -> None:
    line = bench.figures(measured())
    assert line["n"] == 20
    assert (line["documents_per_minute"], line["documents_per_minute_review"], line["ratio"]) == (24.0, 24.0, 1.0)
    assert line["ratios"] == [0.8, 1.2]
    assert line["documents_per_minute_with_quiet_time"] == round(60 * 20 / 57, 1)
    assert line["idle_cpu_share"] == 0.05
    assert line["cpu_seconds_outside_reading_with_idle"] == 0.6
    assert line["cpu_seconds_outside_reading"] == pytest.approx((12 - 0.05 * 60) / 20)
    assert sum(line["cpu_seconds_by_part"].values()) == pytest.approx(line["cpu_seconds_outside_reading"])
    assert (line["decision_seconds"], line["decision_seconds_worst"]) == (6.0, 9.0)
    assert (line["notice_seconds"], line["notice_seconds_worst"]) == (7.0, 9.5)


def test_papers_are_split_evenly_and_none_is_lost() -> None:
    names = [str(number) for number in range(11)]
    parts = list(bench.split_evenly(names, 4))
    assert [one for part in parts for one in part] == names
    assert {len(part) for part in parts} == {2, 3}


def test_readers_and_all_below_them_are_left_out() -> None:
    known = {
        one.pid: one
        for one in (
            Process(1, 0, b"init", 100.0),
            Process(10, 1, b"dojang\0serve", 1.0),
            Process(11, 10, b"python\0-m\0pipeline.serving.lifeline\0prefect", 2.0),
            Process(12, 11, b"python\0-m\0prefect\0server", 4.0),
            Process(13, 10, b"python\0-c\0from multiprocessing.forkserver import main", 8.0),
            Process(14, 13, b"python\0-c\0from multiprocessing.forkserver import main", 16.0),
            Process(15, 14, b"tesseract", 32.0),
            Process(16, 10, b"python\0-c\0from multiprocessing.resource_tracker import main", 64.0),
        )
    }
    assert processes.by_part(10, known) == {"serve": 65.0, "prefect": 6.0}


def test_what_a_child_burned_is_seen() -> None:
    before = processes.outside_reading(os.getpid())
    subprocess.run([sys.executable, "-c", "sum(range(5_000_000))"], check=True)
    burned = processes.outside_reading(os.getpid()) - before
    assert 0.05 < burned.processor < 5
    assert burned.parts["prefect"] == 0.0
    assert burned.share == burned.processor / burned.seconds
