"""What a number of six and seven places comes to: what its pixels show, weighed against every reading of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.glyphs import HIDDEN, Shows, Strip

SEEN_TWICE = 0.87
"""Confidence of six signs that every look read, and no digit behind the first: a look seldom makes a sign of one digit, none of six."""
ENDS = 0.8
"""Confidence where nothing behind the first digit was read by any look, nor seen: what blurs digits lets no recogniser see signs there."""
SURE_DIGITS = 0.9
"""Certainty of a row of seven digits, and no more than that."""
SOLID = 0.8
"""Certainty above which a bar is dark and even all over, and no smear or strokes of a pen."""
SPOILT = 0.7
"""Certainty of digits without their edges, up to which one that was read may be one that can be read."""
WHOLE = 6
"""Digits seen behind the six that are taken for an open number though nobody read one."""


def weighed(strip: Strip, readings: Sequence[str]) -> tuple[str, float, int | None]:
    """Value, confidence and hidden digits from the pixels and every reading of the last seven places."""
    if strip.shows is Shows.PARTIAL and not all(map(_is_signs, readings)):
        return "exposed", strip.certainty, max(7 - strip.shown, 1)
    if strip.shows is Shows.PARTIAL:
        return "unclear", 0.6, None
    if strip.shows not in HIDDEN:
        return _read(strip, readings)
    if any(_contradicts(reading, strip) for reading in readings):
        return "unclear", 0.6, None
    return "masked", _sure(strip, readings), 7 - strip.shown


def unread(strip: Strip) -> tuple[str, float, int | None]:
    """The same of a number that nobody read: as its pixels say alone."""
    if is_open(strip):
        return "exposed", strip.certainty, None
    if strip.shows in HIDDEN:
        return "masked", strip.certainty, 7 - strip.shown
    return weighed(strip, [""])


def _sure(strip: Strip, readings: Sequence[str]) -> float:
    """The confidence in what hides a number, by how it was seen and by every reading of it."""
    if _all_signs(readings):
        return max(strip.certainty, SEEN_TWICE)
    if any(_last_digits(reading) for reading in readings):
        return min(strip.certainty, 0.8)
    return max(strip.certainty, ENDS) if _ends(readings) else strip.certainty


def _ends(readings: Sequence[str]) -> bool:
    """Whether the number was read up to its first digit or to its hyphen, and ends there for every look."""
    return all(len(reading) <= 1 and "*" not in reading for reading in readings)


def _all_signs(readings: Sequence[str]) -> bool:
    """Whether every look read six signs or more, and no digit behind the first; there were two looks at least."""
    return len(readings) > 1 and all(map(_is_signs, readings))


def _is_signs(reading: str) -> bool:
    """Whether six signs or more were read, and no digit behind the first."""
    return reading.count("*") >= 6 and _last_digits(reading) == 0


def _contradicts(reading: str, strip: Strip) -> bool:
    """Whether what was read shows a digit behind the first where the pixels show none.

    A sign, repeated, may be read as one digit, repeated, and one that a rule crosses as another; the edge of an empty box
    as a 1. An even dark bar may be read as anything, what stands beside it was counted; but one that is read as a bar, behind
    two digits, begins there (a narrow 1 and half a 7 under its edge are one piece). Of a pen's strokes one digit may be
    read. Else every digit counts.
    """
    behind = reading[1:]
    if strip.shows is Shows.BAR and strip.certainty > SOLID:
        return len(set(behind) - {"*"}) >= 4 or _BEFORE_BAR.match(reading) is not None
    if strip.shows is Shows.SIGNS and "*" not in behind:
        return len(behind) - max(map(behind.count, behind), default=0) > (1 if len(behind) >= _ROW else 0)
    if strip.framed and behind == "1":
        return False
    return _last_digits(reading) >= (2 if strip.shows is Shows.BAR and strip.certainty > SPOILT else 1)


_BEFORE_BAR = re.compile(r"[0-9]{2,5}\*")
_ROW = 5
"""Digits alike, of which one may be another where a sign was crossed."""


def _read(strip: Strip, readings: Sequence[str]) -> tuple[str, float, int | None]:
    """The same where the pixels show digits, or nothing sure: what was read decides, `masked` last.

    A number is masked from some place on: a digit between masks is one of them misread.
    """
    digits = max(map(_last_digits, readings))
    signs = max(reading.count("*") for reading in readings)
    opened = max(map(_opened, readings))
    if all(len(reading) <= 1 for reading in readings) and is_open(strip):
        return "exposed", 0.75, None
    if digits >= (3 if strip.shows is Shows.DIGITS else 5) and signs == 0:
        return "exposed", strip.certainty or 0.7, max(6 - digits, 0)
    misread = opened == 0 and digits <= 1 and strip.alike
    if signs >= 6 and (misread or (digits == 0 and strip.shown <= 1)):
        return "masked", SEEN_TWICE if _all_signs(readings) else 0.7, min(signs, 7)
    whole = any(_opened(reading) >= 1 and 6 <= len(reading) <= 8 for reading in readings)
    if opened >= 1 and ((strip.shown >= 2 and not strip.alike) or (whole and (opened >= 2 or strip.shown >= 6))):
        return "exposed", 0.7, min(max(signs, 6 - digits), 6)
    return "unclear", 0.6, None


def _last_digits(reading: str) -> int:
    """How many of the last six places a reading has as digits."""
    return sum(letter.isdigit() for letter in reading[1:])


def _opened(reading: str) -> int:
    """How many of the last six places a reading has as digits before masks; none where masks stand between digits."""
    found = _OPEN_BEGIN.fullmatch(reading)
    return len(found[1]) if found else 0


_OPEN_BEGIN = re.compile(r"[0-9]([0-9]*)\**")


def is_open(strip: Strip) -> bool:
    """Whether the pixels show an open number, though nobody read one."""
    whole = strip.shows is Shows.DIGITS and strip.shown >= WHOLE and not strip.alike
    return whole and strip.certainty >= SURE_DIGITS
