"""The tables of `docs/benchmarks.md` and `docs/performance.md` that `bench_reading.py` measures, and the goals held against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.bench_samples import LEVELS, upper_bound
from benchmarks.matching import Score
from benchmarks.readers import BEST, DOJANG, FIRST, FLOOR, OCRMYPDF, PLAIN
from pipeline.document import Json

ORDER = (DOJANG, FIRST, FLOOR, PLAIN, BEST, OCRMYPDF)
UPRIGHT_WITHIN = 3.0
"""Degrees; a scan has up to 1.4 of its own."""
LIMITS = {"clean": 0.03, "office": 0.04, "photo": 0.08, "fax": 0.20, "lowres": 0.20}
"""The most character errors, a share."""


class Goal(NamedTuple):
    """One figure and its limit."""

    name: str
    value: float
    limit: float
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is within (`least`: at or over) its limit."""
        return self.value >= self.limit if self.least else self.value <= self.limit


def totals(found: Json, name: str, level: str | None = None) -> Score:
    """A reader's counts over the pages of a level, or over all."""
    pages = (one for one in found["read"] if level in {None, one["level"]} and name in one["scores"])
    return sum((Score(**one["scores"][name]) for one in pages), Score())


def errors(counts: Score) -> float:
    """Character error rate over drawn lines."""
    return counts.errors / max(counts.letters, 1)


def with_strays(counts: Score) -> float:
    """Likewise, with what no drawn line has taken as insertions."""
    return (counts.errors + counts.strays) / max(counts.letters, 1)


def goals(found: Json) -> Iterator[Goal]:
    """Every figure that has a limit."""
    times = {name: one["seconds"] for name, one in found["times"].items()}
    faster = min(times[PLAIN], times[BEST])
    yield Goal("time by the faster whole-page setting", times[DOJANG] / faster, 0.6)
    yield Goal("likewise without second looks", times[FIRST] / faster, 0.45)
    yield Goal("time by the floor", times[DOJANG] / times[FLOOR], 1.6)
    yield Goal("born-digital PDF by its scanned twin", found["twins"]["born_digital"] / found["twins"]["scanned"], 0.5)
    levels = [level for level in LEVELS if totals(found, DOJANG, level).letters]
    for level in levels:
        yield Goal(f"character errors, {level}", errors(totals(found, DOJANG, level)), LIMITS[level])
    for level in [level for level in levels if level in {"clean", "office"}]:
        ours = errors(totals(found, DOJANG, level))
        yield Goal(f"by Tesseract's default, {level}", ours / errors(totals(found, PLAIN, level)), 0.2)
        yield Goal(f"by its best setting, {level}", ours / errors(totals(found, BEST, level)), 0.5)
    yield Goal("label and value on one row", _share(*together(found)), 0.99, least=True)
    yield Goal("turned pages upright", _share(*upright(found)), 0.995, least=True)
    yield Goal("peak memory, one A4 page, MB", found["memory"][DOJANG], 400)
    yield Goal("three pages by one", found["memory"]["Dojang, three pages"] / found["memory"][DOJANG], 1.2)


def together(found: Json) -> tuple[int, int]:
    """Labels with their value on one row, of how many, on clean pages and office scans."""
    pages = [one["together"] for one in found["read"] if one["level"] in {"clean", "office"}]
    return sum(one for one, _ in pages), sum(count for _, count in pages)


def upright(found: Json) -> tuple[int, int]:
    """Turned pages that came out upright, of how many."""
    return sum(abs(off) <= UPRIGHT_WITHIN for _, _, off in found["upright"]), len(found["upright"])


def _share(part: int, whole: int) -> float:
    return part / max(whole, 1)


def figures(found: Json) -> Json:
    """The line of JSON."""
    given = list(goals(found))
    return {
        "bench": "reading",
        "split": found["split"],
        "seed": found["seed"],
        "pages": len(found["read"]),
        "character_errors": {name: round(errors(totals(found, name)), 4) for name in readers(found)},
        "seconds_a_page": {name: one["seconds"] for name, one in found["times"].items()},
        "peak_mb": found["memory"],
        "together": together(found),
        "upright": upright(found),
        "goals": {goal.name: round(goal.value, 4) for goal in given},
        "missed": [goal.name for goal in given if not goal.met],
    }


def worst(found: Json, count: int) -> Iterator[str]:
    """The pages that Dojang reads worst, and what it misreads there."""
    pages = sorted(found["read"], key=lambda one: -errors(Score(**one["scores"][DOJANG])))
    for page in pages[:count]:
        ours = Score(**page["scores"][DOJANG])
        yield f"{page['seed']} {page['name']} {page['level']} {page['layout']}: {_percent(errors(ours))}, strays {ours.strays}"
        yield from (f"    {drawn} -> {'' if read is None else read}" for drawn, read in page["misread"][DOJANG])


def readers(found: Json) -> list[str]:
    """Those that took part."""
    return [name for name in ORDER if name in found["read"][0]["scores"]]


def markdown(found: Json) -> str:
    """All tables that there are figures for: those of `docs/benchmarks.md`, a rule, those of `docs/performance.md`."""
    levels = [level for level in LEVELS if totals(found, DOJANG, level).letters]
    when = [f"{found['conditions']}; `--seed {found['seed']}`, {len(found['read'])} pages."]
    quality = [when, _quality(found, levels), _others(found)]
    cost = [_goals(found), ["---"], when, _times(found), _memory(found), _steps(found)] if "times" in found else []
    return "\n\n".join("\n".join(part) for part in [*quality, *cost])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), "|---" * len(head) + "|", *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _quality(found: Json, levels: Sequence[str]) -> list[str]:
    def rows() -> Iterator[list[str]]:
        for name in readers(found):
            counts = [totals(found, name, level) for level in (*levels, None)]
            yield [name, "character errors", *(_percent(errors(one)) for one in counts)]
            yield ["", "with strays", *(_percent(with_strays(one)) for one in counts)]
            yield ["", "lines found whole", *(_percent(_share(one.whole, one.lines)) for one in counts)]
            yield ["", "lines without an error", *(_percent(_share(one.right, one.lines)) for one in counts)]

    return _table(["reader", "", *levels, "all"], rows())


def _times(found: Json) -> list[str]:
    times, floor = found["times"], found["times"][FLOOR]["seconds"]
    faster = min(times[PLAIN]["seconds"], times[BEST]["seconds"])
    head = ["reader", "seconds a page", "of the processor", "by the faster whole page", "by the floor", "peak MB"]
    rows = [
        [
            name,
            f"{times[name]['seconds']:.2f}",
            f"{times[name]['processor']:.2f}",
            f"{times[name]['seconds'] / faster:.2f}",
            f"{times[name]['seconds'] / floor:.2f}",
            str(found["memory"].get(name, "")),
        ]
        for name in ORDER
        if name in times
    ]
    return [f"Median of {found['repeats']}, mean of {found['timed']} pages, one core each.", "", *_table(head, rows)]


def _others(found: Json) -> list[str]:
    (beside, pairs), (straight, turned) = together(found), upright(found)
    apart, lying = _percent(upper_bound(pairs - beside, pairs)), _percent(upper_bound(turned - straight, turned))
    return [
        f"Label and value on one row: {beside} of {pairs} (with 95 % confidence at most {apart} are not).",
        f"Turned pages upright: {straight} of {turned} (at most {lying} are not).",
    ]


def _memory(found: Json) -> list[str]:
    born, scanned = (f"{found['twins'][name]:.2f} s" for name in ("born_digital", "scanned"))
    return [
        f"A born-digital PDF takes {born} of the processor, its scanned twin {scanned}.",
        f"Three A4 pages at 300 dpi take {found['memory']['Dojang, three pages']} MB, one {found['memory'][DOJANG]} MB.",
    ]


def _goals(found: Json) -> list[str]:
    rows = (
        [one.name, f"{one.value:.3g}", f"{'≥' if one.least else '≤'} {one.limit:g}", "yes" if one.met else "**no**"]
        for one in goals(found)
    )
    return _table(["goal", "measured", "limit", "met"], rows)


def _steps(found: Json) -> list[str]:
    whole = sum(found["steps"].values())
    rows = [
        [name, f"{1000 * spent:.0f}", _percent(spent / whole)]
        for name, spent in found["steps"].items()
        if spent > whole / 500
    ]
    floor = 1000 * found["times"][FLOOR]["seconds"]
    rows += [["all", f"{1000 * whole:.0f}", ""], ["the floor", f"{floor:.0f}", _percent(floor / 1000 / whole)]]
    return _table(["step", "milliseconds a page", "share"], rows)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
