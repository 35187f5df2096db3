"""The writing beside a resident number's label: a date, a label of its own, words, or what may be a number."""

from __future__ import annotations

import re

from pipeline.document import Line
from pipeline.identifiers import places

READS = 0.6
"""Confidence from which Hangul beside a label is believed to be Hangul."""
WELL = 0.75
"""`quality` of a page from which on what was not seen is not there: papers that an eye reads easily are above 0.8."""
_LABELLED = 2
"""Letters of a label of another line."""
_WORDY = 6
"""Letters with which no number begins, whatever was read of it."""
LABEL_ALONE = re.compile(r"[^0-9]*번\s*호[^0-9가-힣]*")


_DATE = re.compile(r"(?:19|20)\d\d *[-.,/년 ]{1,3} *\d{1,2} *[-.,/월 ]{1,3} *\d{1,2} *[일.]?")
DATED = re.compile(rf"[^0-9*●○■]*{_DATE.pattern}")
"""A date is the first that stands behind a label."""


def is_another(line: Line) -> bool:
    """Whether a line is a date and nothing else, or surely begins with words: a label of its own, or an address."""
    if _DATE.fullmatch(line.text.strip()):
        return True
    first = re.match(r"[^0-9*]*", places(line.text))
    words = len(re.findall("[가-힣]", line.text[: first.end() if first else 0]))
    return line.confidence >= WELL and (words >= _WORDY or (words >= _LABELLED and ":" in line.text))


def is_unread(line: Line) -> bool:
    """Whether a stretch of writing stands there of which hardly a letter was read."""
    wide = line.box.width > 3 * line.box.height
    return wide and line.confidence < READS


def digits(text: str) -> int:
    """How many characters may stand for a digit."""
    return sum(letter.isdigit() for letter in places(text))


def reads(line: Line) -> bool:
    """Whether a line is writing of another kind, and no number that nobody could read."""
    return line.confidence >= READS and len(re.findall("[가-힣]", line.text)) >= 2
