"""Files that do harm: every one is answered in bounded time, and nothing of it stays behind.

Malformed files of public test suites (where they are to be had), 10,000 good files changed at random at the openers, and every
fiftieth of those the whole way, each in the fence as uploads are. Prints a table by answer, what was left over, and what the fence
costs ordinary files; then one line of JSON. `BENCH_QUICK=1` takes a fiftieth (less than three minutes), `--share N` an N-th;
`--keep FOLDER` keeps what ran over a limit or met a fault of ours; `--markdown` measures nothing: it prints the tables of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.util import get_temp_dir
from pathlib import Path

from benchmarks.bench_samples import OUT, conditions
from benchmarks.meters import ROOT, Left, left_over, resident_mb
from fixtures.hostile.mutating import SOUND, mutant, sound
from fixtures.hostile.opening import opened
from fixtures.hostile.public import public_files
from pipeline import facts
from pipeline.document import Json
from pipeline.errors import DojangError
from pipeline.fence import Fence
from pipeline.settings import settings

LAST = OUT / "hostile.json"
MUTANTS, EACH_WHOLE, QUICK = 10_000, 50, 50
OPENING_SECONDS = 20.0
"""The limit at the openers; the whole way has that of the settings."""
GRACE = 2.0
"""Seconds over the limit that an answer may take."""
MOST_GROWTH_MB = 30.0
"""How much more memory the parent may hold at the end than when a tenth of the work was done."""
ROUNDS, FEW_ROUNDS = 7, 2
"""Of the fence's cost; of a quick run few."""
OURS = frozenset({"reading-failed", "timed-out", "out-of-memory"})
"""Answers that blame no file: they are kept, to be looked into."""


@dataclass
class Part:
    """What came of the files of one sort: how often each answer, the slowest, and what nobody foresaw."""

    limit: float
    codes: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0
    late: int = 0
    crashes: int = 0

    def to_json(self) -> Json:
        """For the last line."""
        return {
            "files": self.codes.total(),
            "limit_s": self.limit,
            "worst_s": round(self.worst, 2),
            "late": self.late,
            "crashes": self.crashes,
            "codes": dict(self.codes.most_common()),
        }


Files = Iterable[tuple[str, bytes]]


def put_through(files: Files, way: Callable[[bytes], object], limit: float, keep: Path | None) -> Part:
    """Sends every file that way, one after the other, and counts the answers."""
    part = Part(limit)
    for name, data in files:
        began = time.monotonic()
        code = _answer(part, way, data)
        seconds = time.monotonic() - began
        part.codes[code] += 1
        part.worst = max(part.worst, seconds)
        part.late += seconds > limit + GRACE
        if keep and (code in OURS or seconds > limit):
            (keep / f"{name}_{code}").write_bytes(data)
    return part


def _answer(part: Part, way: Callable[[bytes], object], data: bytes) -> str:
    try:
        way(data)
    except DojangError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - whatever else comes out of the fence would have ended the service
        part.crashes += 1
        return type(error).__name__
    return "read"


def mutants(numbers: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Changed files by their numbers."""
    for number in numbers:
        yield f"mutant-{number}", mutant(number).data


def public(share: int) -> Iterator[tuple[str, bytes]]:
    """Files of public suites; of a quick run some."""
    for path in public_files()[:: min(share, 8)]:
        yield path.name, path.read_bytes()


@contextmanager
def own_folder() -> Iterator[Path]:
    """All temporary files of this run and its children stand in one folder, so that what is left there is ours."""
    get_temp_dir()  # multiprocessing's own, which outlives ours
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="bench-hostile-") as name:
        tempfile.tempdir = os.environ["TMPDIR"] = name
        try:
            yield Path(name)
        finally:
            told, tempfile.tempdir = before
            os.environ.pop("TMPDIR")
            os.environ.update({"TMPDIR": told} if told else {})


def run(first: int, share: int, keep: Path | None, folder: Path) -> Json:
    """All parts, in order; the parent's memory is looked at on the way."""
    count = max(MUTANTS // share, 20)
    fence = Fence(seconds=OPENING_SECONDS, memory_mb=settings().read_memory_mb, preload=("pipeline.facts",))
    opening = partial(fence.call, opened, limits=settings())
    whole = partial(facts.read, pictures=True)
    for kind in SOUND:  # so that nothing is loaded or made for the first time while it is measured
        opening(sound(kind))
    whole(sound("pdf, Korean"))
    before, memory, parts = left_over(folder), [resident_mb()], {}
    tenths = [range(first + count * at // 10, first + count * (at + 1) // 10) for at in range(10)]
    at_openers = Part(OPENING_SECONDS)
    for numbers in tenths:
        _add(at_openers, put_through(mutants(numbers), opening, OPENING_SECONDS, keep))
        memory.append(resident_mb())
    seconds = settings().read_seconds
    parts["openers"] = at_openers
    parts["whole way"] = put_through(mutants(range(first, first + count, EACH_WHOLE)), whole, seconds, keep)
    memory.append(resident_mb())
    parts["public files"] = put_through(public(share), whole, seconds, keep)
    memory.append(resident_mb())
    after = left_over(folder)
    fence.close()
    return {
        "first": first,
        "parts": {name: part.to_json() for name, part in parts.items()},
        "memory_mb": [round(one, 1) for one in memory],
        "left": {name: [getattr(before, name), getattr(after, name)] for name in Left._fields},
        "cost": cost(ROUNDS if share < QUICK else FEW_ROUNDS),
    }


def _add(whole: Part, more: Part) -> None:
    whole.codes += more.codes
    whole.worst = max(whole.worst, more.worst)
    whole.late += more.late
    whole.crashes += more.crashes


def cost(rounds: int) -> Json:
    """What the fence adds to reading ordinary files: the same files in this process and in the fence, in turn, the best of each."""
    files = [path.read_bytes() for path in sorted((ROOT / "fixtures" / "samples").glob("*.p??"))]
    here, fenced = [], []
    for _ in range(rounds + 1):
        here.append([_seconds(partial(facts.read_here, data, settings())) for data in files])
        fenced.append([_seconds(partial(facts.read, data)) for data in files])
    without = [min(times) for times in zip(*here[1:], strict=True)]
    within = [min(times) for times in zip(*fenced[1:], strict=True)]
    return {
        "files": len(files),
        "rounds": rounds,
        "without_ms": round(1000 * statistics.mean(without), 1),
        "fenced_ms": round(1000 * statistics.mean(within), 1),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def verdict(found: Json) -> list[str]:
    """What is not as it should be."""
    parts, memory = found["parts"].values(), found["memory_mb"]
    return [
        *(["an answer came late"] if any(part["late"] for part in parts) else []),
        *(["the parent met an unforeseen error"] if any(part["crashes"] for part in parts) else []),
        *(["a fault of ours"] if any("reading-failed" in part["codes"] for part in parts) else []),
        *(
            f"{name}: {before} before, {after} after"
            for name, (before, after) in found["left"].items()
            if after > before
        ),
        *(["the parent's memory grows"] if memory[-1] - memory[1] > MOST_GROWTH_MB else []),
    ]


def table(found: Json) -> list[str]:
    """Answers by sort of file, then what was left over and the fence's cost."""
    parts = found["parts"]
    codes = sorted({code for part in parts.values() for code in part["codes"]}, key=lambda code: (code != "read", code))
    rows = [
        [f"`{code}`" if code != "read" else code, *(part["codes"].get(code, "") for part in parts.values())]
        for code in codes
    ]
    rows += [
        ["**files**", *(part["files"] for part in parts.values())],
        ["worst, seconds", *(part["worst_s"] for part in parts.values())],
        ["limit, seconds", *(part["limit_s"] for part in parts.values())],
        ["later than the limit and two seconds", *(part["late"] for part in parts.values())],
        ["crashes of the parent", *(part["crashes"] for part in parts.values())],
    ]
    return [
        f"| answer | {' | '.join(parts)} |",
        "|---" * (len(parts) + 1) + "|",
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
        "",
        *_sentences(found),
    ]


def _sentences(found: Json) -> list[str]:
    memory, cost_of = found["memory_mb"], found["cost"]
    left = ", ".join(f"{name.replace('_', ' ')} {before} → {after}" for name, (before, after) in found["left"].items())
    without, fenced = cost_of["without_ms"], cost_of["fenced_ms"]
    return [
        f"Before and after: {left}.",
        f"The parent's memory: {memory[0]:.0f} MB at the start, {memory[len(memory) // 2]:.0f} in the middle, {memory[-1]:.0f} at the end.",
        "",
        f"An ordinary file takes {without:.0f} ms without the fence and {fenced:.0f} ms within it ({fenced - without:+.0f} ms):",
        f"{cost_of['files']} papers in turn, the mean of the best of {cost_of['rounds']} rounds.",
    ]


def main() -> None:
    """Runs the measurement; its exit status is 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="number of the first changed file")
    parser.add_argument("--share", type=int, default=QUICK if os.environ.get("BENCH_QUICK") == "1" else 1, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    if options.markdown:
        last = json.loads(LAST.read_text(encoding="utf-8"))
        print("\n".join([f"{last['conditions']}; `--first {last['first']}`.", "", *table(last)]))
        return
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with own_folder() as folder:
        found = run(options.first, options.share, options.keep, folder)
    wrong = verdict(found)
    print("\n".join([*table(found), "", *(f"WRONG: {one}" for one in wrong)]))
    told = {"bench": "hostile", "conditions": conditions(1), "share": options.share, **found, "wrong": wrong}
    OUT.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(told, ensure_ascii=False))
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
