"""Whether a page continues the paper before it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.document import Box, Line, Page, Word
from pipeline.paging import continues


def page(number: int, *rows: tuple[str, float]) -> Page:
    """A page of rows, each a text and how far down it stands."""
    lines = []
    for text, top in rows:
        box = Box(0.1, top, 0.1 + 0.014 * len(text), top + 0.014)
        lines.append(Line((Word(text, 0.95, box),), box))
    return Page(number, np.full((200, 140, 3), 255, dtype=np.uint8), tuple(lines))


FIRST = page(1, ("재직증명서", 0.12), ("발급번호 : 2026-00012", 0.2), ("성명 : 김하늘", 0.25), ("1/2", 0.96))


@pytest.mark.parametrize(
    "rows",
    [
        (("재직증명서", 0.12), ("2/2", 0.96)),
        (("재직증명서", 0.12), ("성명 : 김하늘", 0.25), ("2/2", 0.96)),
        (("재직증명서", 0.12), ("발급번호 : 2026-00012", 0.2), ("성명 : 김하늘", 0.25)),
        (("재직증명서", 0.12), ("유의 사항", 0.2)),
    ],
)
def test_a_next_page_continues(rows: tuple[tuple[str, float], ...]) -> None:
    assert continues([FIRST], page(2, *rows))


@pytest.mark.parametrize(
    "rows",
    [
        (("재직증명서", 0.12), ("발급번호 : 2026-00013", 0.2), ("성명 : 김하늘", 0.25)),
        (("재직증명서", 0.12), ("성명 : 이도현", 0.25)),
        (("재직증명서", 0.12), ("발급번호 : 2026-00012", 0.2), ("1/2", 0.96)),
        (("재직증명서", 0.12), ("유의 사항", 0.2), ("1/1", 0.96)),
    ],
)
def test_another_paper_does_not(rows: tuple[tuple[str, float], ...]) -> None:
    assert not continues([FIRST], page(2, *rows))
