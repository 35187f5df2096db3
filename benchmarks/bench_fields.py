"""Every field of every kind against the truth, and what the pixels tell: seals, resident numbers, forgeries, foreign papers.

Five parts, each a file of `benchmarks/fields`: whole papers (400), foreign papers (100), parts of pages with and without seals
(2,000), resident numbers (3,000), forgeries beside their honest twins (300). Prints their tables, then one line of JSON.
`BENCH_QUICK=1` takes a twentieth of each (less than three minutes); more of the command line stands in `benchmarks/parts.py`.
"""

from __future__ import annotations

import cv2

from benchmarks.fields import foreign, forgeries, papers, residents, stamps
from benchmarks.parts import Bench, Part, main

BENCH = Bench(
    "fields",
    {
        "papers": Part("Whole papers", 400, papers.measured, papers.table),
        "foreign": Part("Foreign papers", 100, foreign.measured, foreign.table),
        "stamps": Part("Seals on parts of pages", 2000, stamps.measured, stamps.table),
        "residents": Part("Resident numbers", 3000, residents.measured, residents.table),
        "forgeries": Part("Forged papers and their honest twins", 300, forgeries.measured, forgeries.table),
    },
    quick=20,
    fewest=10,
)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(BENCH, __doc__)
