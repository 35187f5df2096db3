"""The rest of a list: cells below the first value of a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Page
from pipeline.labels import Labelled, labelled
from pipeline.rows import Row, Span, rows

_GAP = 3.5
"""Rows of a list follow each other within this many letter heights: the heading's, where digits alone were read lower."""
_OVER = 2.3
"""Of that: where the first row below a heading could not be read."""


def column(entry: Labelled, page: Page) -> Iterator[Span]:
    """The cells under a value that begin or end where it does and hold no label: the rest of a list.

    Where no value was read under the label, those under the label.
    """
    above = (entry.value or entry.name).box
    height = max(entry.name.box.height, above.height)
    gap = _GAP * height * (1.0 if entry.value else _OVER)
    known = [one.name.box for one in labelled(page)]
    for row in rows(page):
        for cell in row.cells:
            if not 0 < cell.box.centre[1] - above.centre[1] < gap or cell.box.top < above.top:
                continue
            shared = min(cell.box.right, above.right) - max(cell.box.left, above.left)
            if shared > 0.5 * min(cell.box.width, above.width) and not _labelled_row(row, known):
                yield cell
                above, gap = cell.box, _GAP * height


def _labelled_row(row: Row, known: Sequence[tuple[float, ...]]) -> bool:
    return any(row.box.top <= (top + bottom) / 2 <= row.box.bottom for _, top, _, bottom in known)
