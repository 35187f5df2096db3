"""Papers and whole applications with nothing, one or two rules broken: what is decided, by whom, and for which reasons.

600 papers of all kinds, each judged on its own, and 300 applications for both channels; every file is really read. Prints wrong
approvals, needless rejections, what is decided without a person, and what sends good ones to a person; then one line of JSON.
`BENCH_QUICK=1` takes a hundredth (less than three minutes); more of the command line stands in `benchmarks/parts.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from benchmarks.decisions.cases import Case, Sort, application, application_case, paper, paper_case, seeds
from benchmarks.decisions.tables import figures, table
from benchmarks.parts import Bench, Part, main
from benchmarks.workers import in_workers
from fixtures.splits import SplitName

WORKERS = 2


def one_paper(seed: int, world: SplitName) -> Case:
    """A paper made, read and judged (in a worker)."""
    return paper_case(seed, *paper(seed, world))


def one_application(seed: int, world: SplitName) -> Case:
    """An application made, read and judged (in a worker)."""
    return application_case(seed, *application(seed, world))


def measured(
    one: Callable[[int, SplitName], Case], sort: Sort, world: SplitName, seed: int, count: int
) -> dict[str, Any]:
    """The figures of so many cases of a sort."""
    return figures(in_workers(partial(one, world=world), seeds(sort, seed, count), WORKERS))


def told(sort: Sort, found: Mapping[str, Any]) -> list[str]:
    """The tables of a sort, with their number."""
    return [f"{found['n']} {sort}s.", "", *table(sort, found)]


BENCH = Bench(
    "decisions",
    {
        "papers": Part("Papers", 600, partial(measured, one_paper, "paper"), partial(told, "paper")),
        "applications": Part(
            "Whole applications", 300, partial(measured, one_application, "application"), partial(told, "application")
        ),
    },
    quick=100,
    fewest=2,
    workers=WORKERS,
)


if __name__ == "__main__":
    main(BENCH, __doc__)
