"""Resident numbers: rows of drawn sheets, hidden and shown in every way, read as papers are and judged one by one.

A sheet has ten rows (`fixtures/residents.py`); of six sheets one stays clean, four are damaged (scan, photo, fax, small
picture) and one is a printed PDF, where digits may also stand in the text under a bar. What a row comes to is the worst
verdict nearest to it, and what redaction says may be a number that nobody read is `unclear`, as in a paper's facts;
nothing found there counts as `absent` on a page that reads well, else as `unclear`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import cv2
import numpy as np

from benchmarks.bench_samples import upper_bound
from extractors import Sheets, extractors
from extractors.resident_number import Verdict, reads_well, verdicts, worst
from fixtures import damage, pdf, raster
from fixtures.residents import ROWS, Row, sheet
from fixtures.splits import SPLITS, SplitName, split
from pipeline.document import Box, Field, Kind, Line, Page, Paper, Word
from pipeline.opening.leaves import Layer, Leaf
from pipeline.reading import read_page, read_pages
from pipeline.recognisers import Recogniser
from pipeline.recognisers.engines import recogniser
from pipeline.redaction import looked_over, redact_paper, redacted_lines
from pipeline.settings import Settings

LEVELS = (*damage.DAMAGES, "print")
"""Damages, and a printed PDF."""
HIDING = frozenset({"masked", "absent"})
"""Values that say that no digit of the last six can be seen."""
BARE = 0.2
"""Share of the digits' place that may stay uncovered: margins of boxes that were read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row as it was read: where it stands on the upright page."""

    row: Row
    band: Box
    shown: Box | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row came to. `bare`: digits that can be seen were left uncovered, or in a text."""

    sheet: int
    place: int
    level: str
    row: Row
    value: str
    confidence: float
    bare: bool

    @property
    def outcome(self) -> str:
        """`right`, `unclear`, or `wrong`."""
        if self.value in self.row.truths:
            return "right"
        return "unclear" if self.value == "unclear" else "wrong"

    @property
    def fault(self) -> bool:
        """A number that can be seen, taken for hidden or for none."""
        return self.row.shown is not None and self.value in HIDING


def level_of(number: int) -> str:
    """Of the sheet with that number."""
    return LEVELS[number % len(LEVELS)]


def read_sheet(name: SplitName, seed: int, number: int, engine: Recogniser) -> tuple[Page, list[Seen]]:
    """One sheet, drawn, damaged, read; and where its rows are on the upright page."""
    rng, level = random.Random(f"residents:{name}:{seed}:{number}"), level_of(number)
    canvas, rows = sheet(rng, split(name), printed=level == "print")
    if level == "print":
        page = read_pages(pdf.from_canvases([canvas]), Settings(), engine)[0]
        return page, [Seen(row, row.band, row.shown) for row in rows]
    shot = damage.apply(rng, raster.render(canvas), damage.DAMAGES[number % len(LEVELS)])
    picture = np.asarray(shot.picture.convert("RGB"))
    places = [shot.moved(box) for row in rows for box in (row.band, row.shown or row.band)]
    page = read_page(Leaf(lambda: picture, lambda: Layer(tuple(map(_marker, places)))), 1, engine)
    found = [line.box for line in page.claimed]
    seen = [Seen(row, found[2 * at], found[2 * at + 1] if row.shown else None) for at, row in enumerate(rows)]
    return replace(page, claimed=()), seen


def _marker(box: Box) -> Line:
    """A line of the text layer that says nothing: reading moves it to where its place is on the upright page."""
    return Line((Word("-", 1.0, box),), box)


def answers(name: SplitName, seed: int, count: int) -> Iterator[Answer]:
    """Of so many rows."""
    engine = recogniser(Settings())
    for number in range(-(-count // ROWS)):
        page, rows = read_sheet(name, seed, number, engine)
        yield from islice(judged(number, page, rows), count - number * ROWS)


def judged(number: int, page: Page, rows: Sequence[Seen]) -> Iterator[Answer]:
    """What each row of a sheet comes to."""
    found, (covered, unread), level = verdicts(page), looked_over(page), level_of(number)
    found += [Verdict("unclear", 0.5, page.number, box) for box in unread if not _is_told(box, found)]
    text = "\n".join(_texts(page, covered))
    beside = "absent" if reads_well(page) else "unclear"
    for place, seen in enumerate(rows):
        mine = [one for one in found if _nearest(one.box, rows) is seen]
        value, sure = (worst(mine).value, worst(mine).confidence) if mine else (beside, 0.0)
        told = any(digits in text for digits in (seen.row.text[8:], seen.row.text[-7:], seen.row.text[-6:]))
        bare = seen.shown is not None and (_bare(seen.shown, covered) or told)
        yield Answer(number, place, level, seen.row, value, sure, bare)


def _is_told(box: Box, found: Sequence[Verdict]) -> bool:
    """Whether a verdict stands in a row of digits of which nothing was read."""
    return any(one.box.same_row(box) for one in found)


def _texts(page: Page, covered: tuple[Box, ...]) -> Iterator[str]:
    """Every text that leaves reading: both looks at each line, with and without spaces, and what fields say."""
    for line in redacted_lines(page, covered):
        for words in (line.words, line.second):
            text = " ".join(word.text for word in words)
            yield from (text, text.replace(" ", ""))
    paper = redact_paper(_said(page), {page.number: covered})
    for one in (*paper.fields.values(), *paper.phone_numbers):
        yield from (one.value or "", one.text or "")


def _said(page: Page) -> Paper:
    """What fields say of the page, before it is redacted; signs in the picture say no text."""
    kind = Kind.EMPLOYMENT_CERTIFICATE
    wanted = (one for one in extractors() if kind in one.kinds and one.field not in _WORDLESS)
    found = {one.field: one.extract(Sheets(kind, (page,))) for one in wanted}
    phones = found.get("phone_numbers", ())
    return Paper(
        kind,
        1.0,
        (page.number,),
        fields={name: one for name, one in found.items() if isinstance(one, Field)},
        phone_numbers=tuple(one for one in phones if isinstance(one, Field)) if isinstance(phones, tuple) else (),
    )


_WORDLESS = frozenset({"tampering", "stamp", "signature", "resident_number"})


def _nearest(box: Box, rows: Sequence[Seen]) -> Seen:
    """The row that a verdict belongs to: the page is level."""
    return min(rows, key=lambda seen: abs(seen.band.centre[1] - box.centre[1]))


def _bare(shown: Box, covered: tuple[Box, ...]) -> bool:
    """Whether the covers leave digits open."""
    hidden = sum(shown.intersection(cover) for cover in covered)
    return hidden < (1 - BARE) * shown.area


def measured(split: SplitName, seed: int, count: int) -> dict[str, Any]:
    """Counts of so many rows, by damage and by way."""
    cv2.setNumThreads(1)
    given = list(answers(split, seed, count))
    shown = [answer for answer in given if answer.row.shown is not None]
    faults = sum(answer.fault for answer in given)
    bare = sum(answer.bare for answer in given)
    return {
        "n": len(given),
        "levels": {level: _counts(one for one in given if one.level == level) for level in LEVELS},
        "ways": {
            way: _ways(one for one in given if one.row.way == way) for way in sorted({one.row.way for one in given})
        },
        "exposed_taken_for_hidden": {
            "faults": faults,
            "n": len(shown),
            "upper_95": round(upper_bound(faults, len(shown)), 4),
        },
        "left_bare": {"faults": bare, "n": len(shown), "upper_95": round(upper_bound(bare, len(shown)), 4)},
    }


def _counts(given: Iterator[Answer]) -> dict[str, int]:
    """Right, unclear, wrong."""
    found = Counter(answer.outcome for answer in given)
    return {name: found[name] for name in ("right", "unclear", "wrong")}


def _ways(given: Iterator[Answer]) -> dict[str, dict[str, int]]:
    """The same by level."""
    levels: dict[str, list[Answer]] = defaultdict(list)
    for answer in given:
        levels[answer.level].append(answer)
    return {level: _counts(iter(levels[level])) for level in LEVELS}


def table(found: Mapping[str, Any]) -> list[str]:
    """Markdown: right / unclear / wrong by way and level, and the faults that matter."""
    lines = [f"| right / unclear / wrong of {found['n']} | {' | '.join(LEVELS)} |", "|---" * (len(LEVELS) + 1) + "|"]
    lines += [
        f"| {way} | {' | '.join(_cell(levels[level]) for level in LEVELS)} |" for way, levels in found["ways"].items()
    ]
    lines += [f"| all | {' | '.join(_cell(found['levels'][level]) for level in LEVELS)} |"]
    lines += [f"| right | {' | '.join(_share(found['levels'][level]) for level in LEVELS)} |", ""]
    for key, words in (
        ("exposed_taken_for_hidden", "Exposed taken for masked or absent"),
        ("left_bare", "Digits left uncovered"),
    ):
        one = found[key]
        lines.append(
            f"{words}: {one['faults']} of {one['n']} (with 95 % confidence at most {100 * one['upper_95']:.2f} %)."
        )
    return lines


def _cell(counts: Mapping[str, int]) -> str:
    return " / ".join(str(count) for count in counts.values()) if sum(counts.values()) else ""


def _share(counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    return f"{100 * counts['right'] / total:.1f} %" if total else ""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="tune")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=600)
    wanted = parser.parse_args()
    found = measured(wanted.split, wanted.seed, wanted.count)
    print("\n".join(table(found)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
