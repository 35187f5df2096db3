"""Labels of a registration (사업자등록증) that ran into their values: a photograph loses the colons between them (`상호한울솔루션`).

A label of two syllables may begin a word as well (상호저축은행). So it is one only where the form has it: above the label that its
form prints in the next row, and where no label of the kind was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractors import Sheets
from pipeline.document import Kind
from pipeline.rows import Span, rows

_ORDER = {
    "상호": ("성명", "대표자"),
    "성명": ("생년월일", "개업연월일", "주민등록번호"),
}
"""Label → those that may stand at the next row's head (부가가치세법 시행규칙 별지 제7호서식)."""
_SHORTEST = 2


def run_on(sheets: Sheets, wording: str) -> Iterator[Span]:
    """What stands behind a label (`상호`, `성명`) that its value ran into, up to its cell's end."""
    if sheets.kind is not Kind.BUSINESS_REGISTRATION:
        return
    for page in sheets.pages:
        for row, below in pairwise(rows(page)):
            cell = row.cells[0]
            if cell.solid.startswith(wording) and below.span.solid.startswith(_ORDER[wording]):
                value = cell.part(len(wording), len(cell.characters))
                if len(value.characters) >= _SHORTEST and value.characters[0].char.isalnum():
                    yield value
