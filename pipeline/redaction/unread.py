"""Rows of digits of which nothing was read: a resident number may stand there open, so that none can be told hidden or missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.document import Box, Field, Paper

_FIELD = "resident_number"
_PASSING = ("masked", "absent")
_DOUBT = 0.5


def doubted(paper: Paper, unread: Mapping[int, Sequence[Box]]) -> Paper:
    """The paper, whose resident number is `unclear` where a row on its pages (by page number) may be one that nobody read."""
    told = paper.fields.get(_FIELD)
    if told is None or told.value not in _PASSING:
        return paper
    places = [(page, box) for page in paper.pages for box in unread.get(page, ()) if not _is_told(told, page, box)]
    if not places:
        return paper
    page, box = places[0]
    return replace(paper, fields={**paper.fields, _FIELD: Field("unclear", _DOUBT, page, box)})


def _is_told(told: Field, page: int, box: Box) -> bool:
    """Whether the row is the number that was told of."""
    return told.page == page and told.box is not None and told.box.same_row(box)
