"""What a reader's plain text has of the lines that were drawn: the same measure for every reader.

Spaces do not count, nor does the order in which a reader gives its lines: Korean forms set labels wide, and a
table's cells have no one order. The lines of the output are laid end to end, with separators that cost nothing to
pass. Each drawn line is sought anywhere in that (free ends, errors are insertions, deletions and substitutions),
what gains most characters first; what one line has taken no other can have. A line of which over half is wrong
even at its best place is not read: all its characters are errors. What no drawn line has taken is *stray*:
noise and gibberish, but also what is printed in seals and watermarks, which the truth does not have.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]

SEPARATOR, TAKEN = 1, 2
"""Between the lines of the output; in place of what a drawn line has taken."""
ERROR, DEARER = 1 << 10, (1 << 10) + 1
"""What a missing character costs; and a wrong or further one: of equal places the shortest counts, which leaves others what is theirs."""
NEVER = 1 << 30
"""The cost of what may not be."""
READ = 0.5
"""Share of a line's characters that may be wrong for it to be read at all."""
WHOLE = 0.2
"""Share that may be wrong in a line that is found whole: in one piece, not torn, not lost in another."""
LIKE = str.maketrans(dict.fromkeys("‐‑‒–—−―", "-") | dict.fromkeys("‘’`´", "'") | dict.fromkeys("“”", '"'))  # noqa: RUF100 - dashes and quotes of one look


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over drawn lines; they add up over pages."""

    letters: int = 0
    errors: int = 0
    strays: int = 0
    lines: int = 0
    whole: int = 0
    right: int = 0

    def __add__(self, other: Score) -> Score:
        """Both pages."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line is read best: the output from `start` to before `end`, with so many errors."""

    errors: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one drawn line: as drawn and as read (spaces left out), `None` where it is not read."""

    drawn: str
    read: str | None
    errors: int
    whole: bool


def folded(text: str) -> str:
    """Without spaces, in the compatibility form (`㈜` is `(주)`), dashes and quotes of one look alike."""
    return "".join(unicodedata.normalize("NFKC", text).translate(LIKE).split())


def score(drawn: Iterable[str], output: Iterable[str]) -> Score:
    """One page's counts."""
    told, strays = compared(drawn, output)
    return Score(
        sum(len(one.drawn) for one in told),
        sum(one.errors for one in told),
        strays,
        len(told),
        sum(one.whole for one in told),
        sum(one.whole and one.errors == 0 for one in told),
    )


def compared(drawn: Iterable[str], output: Iterable[str]) -> tuple[list[Told], int]:
    """What became of each drawn line, in order, and how many characters of the output are stray."""
    lines = [text for text in map(folded, drawn) if text]
    page = "\0".join(folded(text) for text in output)
    codes = _codes(page)
    codes[codes == 0] = SEPARATOR
    told: list[Told | None] = [None] * len(lines)
    queue = [_entry(lines[number], number, codes) for number in range(len(lines))]
    heapq.heapify(queue)
    while queue:
        _, _, number, place = heapq.heappop(queue)
        line = lines[number]
        if np.any(codes[place.start : place.end] == TAKEN):
            heapq.heappush(queue, _entry(line, number, codes))
            continue
        told[number] = _told(line, place, page, codes)
        if told[number].read is not None:  # type: ignore[union-attr]  # set in the line above
            codes[place.start : place.end] = TAKEN
    return [one for one in told if one], int(np.sum(codes > TAKEN))


def _told(line: str, place: Place, page: str, codes: Codes) -> Told:
    if place.errors > READ * len(line):
        return Told(line, None, len(line), whole=False)
    torn = bool(np.any(codes[place.start : place.end] == SEPARATOR))
    whole = not torn and place.errors <= WHOLE * len(line)
    return Told(line, page[place.start : place.end].replace("\0", "|"), place.errors, whole)


def _entry(line: str, number: int, codes: Codes) -> tuple[int, int, int, Place]:
    """For the queue: what gains most characters first."""
    place = best_place(_codes(line), codes)
    return place.errors - len(line), place.errors, number, place


def _codes(text: str) -> Codes:
    return np.array([ord(char) for char in text], dtype=np.int64)


def best_place(line: Codes, page: Codes) -> Place:
    """Where in the page a line stands with the fewest errors; anything may stand before and after it."""
    step = np.where(page == SEPARATOR, 0, np.where(page == TAKEN, NEVER, DEARER))
    passed = np.concatenate([[0], np.cumsum(step)])
    sealed = np.where(page <= TAKEN, NEVER, DEARER)
    table = [np.zeros(len(page) + 1, dtype=np.int64)]
    for char in line:
        above = table[-1]
        row = above + ERROR
        row[1:] = np.minimum(row[1:], above[:-1] + np.where(page == char, 0, sealed))
        table.append(passed + np.minimum.accumulate(row - passed))
    end = int(np.argmin(table[-1]))
    return Place(int(table[-1][end]) // ERROR, _start(table, line, page, end), end)


def _start(table: Sequence[Codes], line: Codes, page: Codes, end: int) -> int:
    """Back from the end to where the line begins."""
    row, at = len(line), end
    while row:
        here = table[row][at]
        if (
            at
            and here == table[row - 1][at - 1] + (0 if page[at - 1] == line[row - 1] else DEARER)
            and page[at - 1] > TAKEN
        ):
            row, at = row - 1, at - 1
        elif here == table[row - 1][at] + ERROR:
            row -= 1
        else:
            at -= 1
    return at
