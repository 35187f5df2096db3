"""Reading, side by side: Dojang, whole-page Tesseract, OCRmyPDF, and Tesseract on Dojang's own line crops (the floor).

Papers of one page of the measuring split, as many at each damage level. Prints tables of quality, time, memory, steps and
goals, then one line of JSON. `BENCH_QUICK=1` takes a page a level, and less than three minutes. `--minutes` bounds a run: it then
takes fewer pages, as many at each level, and says so. `--markdown` measures nothing: it prints the tables of the last
run. `--show` lists what was misread. How text is compared: `benchmarks/matching.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median
from typing import TypeVar

import cv2
from PIL import Image

from benchmarks import meters, reading_page
from benchmarks.bench_samples import OUT, conditions
from benchmarks.matching import Score, compared, score
from benchmarks.readers import (
    BEST,
    DOJANG,
    FIRST,
    OCRMYPDF,
    PLAIN,
    FirstLook,
    Sheet,
    missing,
    ocrmypdf_command,
    plain_text,
    png_bytes,
    prepare,
    readers,
    tesseract_command,
    workplace,
)
from fixtures import containers, raster, splits
from fixtures.damage import DAMAGES, Damage
from fixtures.generate import Made, Wish, draw, generate
from fixtures.series import KINDS
from fixtures.splits import SPLITS, SplitName
from pipeline.document import Box, Json, Kind, Page
from pipeline.facts import read_here
from pipeline.opening import open_leaves
from pipeline.reading import read_pages
from pipeline.recognisers.engines import recogniser
from pipeline.rows import Row, rows_of
from pipeline.settings import Settings

Job = tuple[int, Wish]
Asked = TypeVar("Asked")
Given = TypeVar("Given")
AHEAD = 2
"""Jobs handed out before the first is done."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    pages: int = 20
    """At each damage level."""
    timed: int = 2
    """Of those, so many at each level are timed."""
    repeats: int = 5
    turned: int = 201
    twins: int = 3
    minutes: int = 600

    def end(self, share: float) -> float:
        """When that share of the time is gone (`time.monotonic`)."""
        return BEGAN + 60 * self.minutes * share


TURNED: tuple[Damage, ...] = ("clean", "office", "lowres")
"""Damage of turned pages."""
QUICK = Extent(pages=1, timed=1, repeats=1, turned=6, twins=1, minutes=2)
BEGAN = time.monotonic()


def papers(seed: int, split: SplitName, count: int) -> Iterator[Job]:
    """So many papers of one page at each level, in the usual mixture of kinds."""
    kinds = [kind for kind in KINDS if kind.value in splits.split(split).layouts]
    rng = random.Random(f"reading:{seed}:{split}")
    for place in range(count):
        for step, level in enumerate(DAMAGES):
            wish = Wish(rng.choices(kinds, [KINDS[one] for one in kinds])[0], split, level)
            tries = ((seed * 100_000 + step * 10_000 + 100 * place + more, wish) for more in range(100))
            yield next(job for job in tries if len(draw(*job).page_kinds) == 1)


def within(
    pool: ProcessPoolExecutor, work: Callable[[Asked], Given], jobs: Iterable[Asked], end: float
) -> Iterator[Given]:
    """Each job's outcome, in order, as long as there is time."""
    waiting: deque[Future[Given]] = deque()
    for job in jobs:
        if time.monotonic() > end:
            break
        waiting.append(pool.submit(work, job))
        if len(waiting) > AHEAD:
            yield waiting.popleft().result()
    yield from (one.result() for one in waiting)


# --- quality ----------------------------------------------------------------------------------


def quality(job: Job) -> Json:
    """What every reader makes of one paper (in a worker)."""
    cv2.setNumThreads(1)
    made = generate(*job)
    drawn = [line["text"] for line in made.truth["lines"]]
    with workplace() as folder:
        sheet = prepare(made.data, made.name, Path(folder))
        page = read_pages(made.data, Settings(), recogniser(Settings()))[0]
        texts = {DOJANG: plain_text(page), FIRST: list(sheet.first)}
        texts |= {name: reader(sheet) for name, reader in readers().items() if name not in texts}
    told = {"name": made.name, "seed": job[0], "level": made.truth["damage"], "layout": made.truth["layout"]}
    counts = {name: _counts(score(drawn, text)) for name, text in texts.items()}
    return told | {"scores": counts, "together": together(made, page), "misread": misread(drawn, texts)}


def misread(drawn: Sequence[str], texts: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, str | None]]]:
    """Lines as drawn and as read where these differ."""
    return {
        name: [(one.drawn, one.read) for one in compared(drawn, text)[0] if one.errors or not one.whole]
        for name, text in texts.items()
    }


def together(made: Made, page: Page) -> tuple[int, int]:
    """Labels whose value stands on the same row as they do, and how many have a value beside them."""
    found = rows_of(page.lines, (), page.number)
    lines = [levelled(Box(*line["box"]), page) for line in made.truth["lines"]]
    homes = [(home(found, lines[label]), home(found, lines[value])) for label, value in made.truth["rows"]]
    return sum(one is not None and one == other for one, other in homes), len(homes)


def levelled(box: Box, page: Page) -> Box:
    """Where a box of the page as handed in is on the page made level (turned about its middle)."""
    angle, (x, y) = math.radians(page.turned), box.centre
    across, down = (x - 0.5) * page.width, (y - 0.5) * page.height
    right = (across * math.cos(angle) - down * math.sin(angle)) / page.width + 0.5 - x
    lower = (across * math.sin(angle) + down * math.cos(angle)) / page.height + 0.5 - y
    return Box(box.left + right, box.top + lower, box.right + right, box.bottom + lower)


def home(found: Sequence[Row], box: Box) -> int | None:
    """The row that holds most characters within a box."""
    within = Counter(row.number for row in found for one in row.characters if _inside(one.box.centre, box))
    return within.most_common(1)[0][0] if within else None


def _inside(point: tuple[float, float], box: Box) -> bool:
    return box.left <= point[0] <= box.right and box.top <= point[1] <= box.bottom


# --- upright ----------------------------------------------------------------------------------


def turned_jobs(seed: int, split: SplitName, count: int) -> Iterator[tuple[Job, float]]:
    """Papers and by how many degrees clockwise each is turned: a quarter, a half, three quarters, and a skew."""
    rng = random.Random(f"turned:{seed}:{split}")
    kinds = [kind for kind in KINDS if kind.value in splits.split(split).layouts]
    for place in range(count):
        level = TURNED[place // 3 % len(TURNED)]
        wish = Wish(rng.choices(kinds, [KINDS[one] for one in kinds])[0], split, level)
        yield (seed * 100_000 + 60_000 + place, wish), 90 * (place % 3 + 1) + rng.uniform(-10, 10)


def upright(job: tuple[Job, float]) -> tuple[str, float, float]:
    """A turned page's name, by how much it was turned, and how far from upright it came out (in a worker)."""
    cv2.setNumThreads(1)
    (seed, wish), angle = job
    made = generate(seed, wish)
    picture = Image.fromarray(open_leaves(made.data, Settings())[0].render())
    lying = picture.rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=(250, 250, 250))
    page = read_pages(png_bytes(lying, 200), Settings(), FirstLook(recogniser(Settings())))[0]
    return made.name, angle, (page.turned + angle + 180) % 360 - 180


# --- time, memory, steps ----------------------------------------------------------------------


def alone() -> None:
    """This process and what it starts keep to one core."""
    cv2.setNumThreads(1)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def times(sheets: Sequence[Sheet], extent: Extent) -> Json:
    """Of each reader: mean over pages of the median on the clock, and of the processor's; and how often each was run."""
    taken: dict[str, dict[Sheet, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    done = 0
    while done < extent.repeats and (not done or time.monotonic() < extent.end(0.9)):
        for sheet in sheets:
            for name, reader in readers().items():
                taken[name][sheet].append(meters.timed(partial(reader, sheet)))
        done += 1
    return {"repeats": done, "readers": {name: _typical(list(pages.values())) for name, pages in taken.items()}}


def _typical(pages: Sequence[Sequence[tuple[float, float]]]) -> Json:
    clock = fmean(median(one for one, _ in runs) for runs in pages)
    return {"seconds": round(clock, 3), "processor": round(fmean(median(one for _, one in runs) for runs in pages), 3)}


def twins(seed: int, split: SplitName, count: int, repeats: int) -> Json:
    """Seconds a page of born-digital PDFs, and of the same pages scanned."""
    taken: dict[str, list[float]] = {"pdf-text": [], "pdf-scan": []}
    for place in range(count):
        wish = Wish(Kind.EMPLOYMENT_CERTIFICATE, split, "clean")
        both = [replace(wish, container=container) for container in ("pdf-text", "pdf-scan")]
        files = [generate(seed * 100_000 + 70_000 + place, one).data for one in both]
        spent = [[meters.timed(partial(_read, one))[1] for one in files] for _ in range(repeats)]
        taken["pdf-text"].append(median(one for one, _ in spent))
        taken["pdf-scan"].append(median(one for _, one in spent))
    return {"born_digital": round(fmean(taken["pdf-text"]), 3), "scanned": round(fmean(taken["pdf-scan"]), 3)}


def _read(data: bytes) -> object:
    return read_pages(data, Settings(), recogniser(Settings()))


def memory(seed: int, split: SplitName, folder: Path) -> Json:
    """The most that reading one A4 page at 300 dpi takes, and three; Dojang with all of its facts."""
    wish = Wish(Kind.EMPLOYMENT_CERTIFICATE, split)
    drafts = [draw(seed * 100_000 + 80_000 + place, wish) for place in range(3)]
    pictures = [raster.render(draft.desk.pages[0], 300) for draft in drafts]
    one, three, page = folder / "one.pdf", folder / "three.pdf", folder / "one.png"
    one.write_bytes(containers.pack(pictures[:1], "pdf-scan", 300))
    three.write_bytes(containers.pack(pictures, "pdf-scan", 300))
    page.write_bytes(png_bytes(pictures[0], 300))
    sheet = Sheet(b"", one, page, one)
    commands = {DOJANG: meters.read_command(one), "Dojang, three pages": meters.read_command(three)}
    commands |= {name: tesseract_command(sheet, name) for name in (PLAIN, BEST)}
    commands |= {OCRMYPDF: ocrmypdf_command(sheet)} if OCRMYPDF in readers() else {}
    return {name: round(meters.peak_mb(command)) for name, command in commands.items()}


def steps(sheets: Sequence[Sheet]) -> dict[str, float]:
    """Seconds a page by step, fields with it."""
    watch = meters.Steps()
    with watch.watched():
        for sheet in sheets:
            read_here(sheet.data, Settings())
    return {
        name: round(seconds / len(sheets), 4)
        for name, seconds in sorted(watch.seconds.items(), key=lambda one: -one[1])
    }


# --- all of it --------------------------------------------------------------------------------


def measured_quality(seed: int, split: SplitName, extent: Extent, workers: int) -> Iterator[Json]:
    """Quality on all pages, then turned pages; what there is so far after each page."""
    found: Json = {"seed": seed, "split": split, "read": [], "upright": []}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for one in within(pool, quality, papers(seed, split, extent.pages), extent.end(0.5)):
            found["read"].append(one)
            yield found | {"conditions": conditions(workers)}
        for off in within(pool, upright, turned_jobs(seed, split, extent.turned), extent.end(0.65)):
            found["upright"].append(off)
            yield found | {"conditions": conditions(workers)}


def measured_cost(seed: int, split: SplitName, extent: Extent) -> Json:
    """Time, memory and steps, one thing at a time."""
    alone()
    jobs = papers(seed, split, extent.timed)
    with workplace() as folder:
        made = [generate(*job) for job in jobs]
        sheets = [prepare(one.data, one.name, Path(folder) / str(place)) for place, one in enumerate(made)]
        taken = times(sheets, extent)
        return {
            "repeats": taken["repeats"],
            "times": taken["readers"],
            "timed": len(sheets),
            "twins": twins(seed, split, extent.twins, taken["repeats"]),
            "memory": memory(seed, split, Path(folder)),
            "steps": steps(sheets),
        }


def _counts(found: Score) -> Json:
    return {name: getattr(found, name) for name in Score.__slots__}


def keep(found: Json, path: Path) -> None:
    """For `--markdown`, `--show` and `--cost`."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Runs the measurement."""
    quick = QUICK if os.environ.get("BENCH_QUICK") == "1" else Extent()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="measure")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    for name in Extent.__slots__:
        parser.add_argument(f"--{name}", type=int, default=getattr(quick, name))
    parser.add_argument("--markdown", action="store_true", help="measure nothing: print the last run's tables")
    parser.add_argument("--cost", action="store_true", help="keep the quality of the last run of this seed")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list what was misread on the N worst pages")
    options = parser.parse_args()
    kept = OUT / f"reading-{options.split}.json"
    found: Json = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    if not options.markdown:
        extent = Extent(*(getattr(options, name) for name in Extent.__slots__))
        if not options.cost or (found["seed"], found["split"]) != (options.seed, options.split):
            for found in measured_quality(options.seed, options.split, extent, options.workers):
                keep(found, kept)
        found |= measured_cost(options.seed, options.split, extent)
        keep(found, kept)
    print(reading_page.markdown(found))
    print("\n".join(reading_page.worst(found, options.show)))
    if missing():
        print(f"\n{missing()}")
    if not options.markdown:
        print(json.dumps(reading_page.figures(found), ensure_ascii=False))


if __name__ == "__main__":
    main()
