"""Where a page shows, or may show, a resident registration number: found by its shape and by its label.

Every look counts: the picture's reading, its second look at digits, and the file's own text layer.
What is found here is covered before anything leaves the reading part, and judged by its pixels.
"""

from __future__ import annotations

from pipeline.document import Page
from pipeline.residents.labels import Label, label_of
from pipeline.residents.letters import letter_boxes
from pipeline.residents.misread import may_name
from pipeline.residents.occurrence import Occurrence
from pipeline.residents.shapes import by_shape
from pipeline.residents.values import (
    by_label,
    doubted_labels,
    lines_under,
    number_row,
    owner_of,
    reads_covered,
    unlabelled_lines,
    unread_labels,
    value_place,
)

__all__ = [
    "Label",
    "Occurrence",
    "doubted_labels",
    "label_of",
    "letter_boxes",
    "lines_under",
    "may_name",
    "number_row",
    "occurrences",
    "owner_of",
    "reads_covered",
    "unlabelled_lines",
    "unread_labels",
    "value_place",
]


def occurrences(page: Page) -> list[Occurrence]:
    """Every one on the page: by shape anywhere, and the value that stands behind a resident number's label."""
    printed = (*page.lines, *page.claimed)
    found = [*by_shape(page.lines, page.lines, claimed=False), *by_shape(page.claimed, printed, claimed=True)]
    return [*found, *by_label(page, found)]
