"""A share that was counted, and between which bounds the true one lies."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log

_STEPS = 60
"""Halvings: far finer than a float's share needs."""


def bounds(found: int, of: int, sure: float = 0.95) -> tuple[float, float]:
    """The exact bounds (Clopper and Pearson, 1934) of a share of which `found` were seen in `of`.

    >>> tuple(round(one, 4) for one in bounds(0, 100))
    (0.0, 0.0362)
    """
    if of == 0:
        return 0.0, 1.0
    beyond = (1 - sure) / 2
    low = 0.0 if found == 0 else _where(lambda share: 1 - _at_most(found - 1, of, share) < beyond)
    high = 1.0 if found == of else _where(lambda share: _at_most(found, of, share) > beyond)
    return low, high


def _where(below: Callable[[float], bool]) -> float:
    """The share at which a condition that holds for small ones ends."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low


def _at_most(found: int, of: int, share: float) -> float:
    """The chance to see so many or fewer."""
    if share in {0.0, 1.0}:
        return float(share == 0.0)
    return sum(exp(_log_ways(one, of) + one * log(share) + (of - one) * log(1 - share)) for one in range(found + 1))


def _log_ways(some: int, of: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
