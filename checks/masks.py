"""Characters by which people hide part of a name or number."""

from __future__ import annotations

import re

_MASKS = re.compile(r"[*＊∗※●■█▇◆○◯〇◎▒▓░×✕✖□]")
_SIDE_BY_SIDE = re.compile(r"[가-힣A-Za-z)]\s?[*＊●○■]{2,}")
_PERHAPS = re.compile(r"(?<![A-Za-z])(?:[xX]{2,}|[oO]{2,})(?![A-Za-z])|[#_]{2,}")


def masked(value: str | None) -> bool:
    """Whether part of it is hidden beyond doubt.

    >>> masked("주식회사 한*테크"), masked("02345****"), masked("주식회사 한빛테크")
    (True, True, False)
    """
    return bool(value and _MASKS.search(value))


def surely_masked(value: str | None) -> bool:
    """Whether signs that hide stand side by side: nothing else is read so, however doubtful the letters beside them.

    >>> surely_masked("한***"), surely_masked("한*테크")
    (True, False)
    """
    return bool(value and _SIDE_BY_SIDE.search(value))


def perhaps_masked(value: str | None) -> bool:
    """Whether part of it may be hidden: letters that also stand in names.

    >>> perhaps_masked("한XX크"), perhaps_masked("FOOD 24")
    (True, False)
    """
    return bool(value and _PERHAPS.search(value))
