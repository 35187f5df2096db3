"""Rows where people cover what is personal, as they are asked to: a bar drawn over a scan there is no forgery."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Box, Line
from pipeline.identifiers import resident_spans

_LABEL = re.compile(r"주민|등록번호.*[-*●]{2}|생년|외국인등록|면허번호|주소|거소")
_HALF = re.compile(r"(?<!\d)\d{6}\s*[-–~]")
"""A date of birth, and the dash before what is covered."""
ROOM = 0.6
"""Of a row's height: how far a cover may reach beyond it."""


def personal(lines: Sequence[Line]) -> list[Box]:
    """The rows, from where the label or the number begins to the right edge of the page."""
    return [_row(line.box) for line in lines if _is_personal("".join(word.text for word in line.words))]


def _is_personal(text: str) -> bool:
    return bool(_LABEL.search(text) or _HALF.search(text) or resident_spans(text))


def _row(box: Box) -> Box:
    room = ROOM * box.height
    return Box(box.left, max(box.top - room, 0.0), 1.0, min(box.bottom + room, 1.0))
