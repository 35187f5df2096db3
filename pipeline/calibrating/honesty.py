"""How honest confidences are: of the values given at 0.9, nine in ten must be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.calibrating.curves import Seen, counted
from pipeline.proportion import bounds

BINS = 10
"""Steps of confidence, of one width, that the expected calibration error is summed over."""
SURE = 0.9
"""What a rulebook usually takes for sure."""


@dataclass(frozen=True, slots=True)
class Honesty:
    """One field: values given, expected calibration error, values given surely, and how many of those are wrong."""

    field: str
    given: int
    error: float
    sure: int
    wrong: int

    @property
    def bound(self) -> float:
        """The upper 95 % bound of the share wrong of those given surely."""
        return bounds(self.wrong, self.sure)[1]


def honesty(seen: Iterable[Seen]) -> list[Honesty]:
    """Each field by name."""
    return [_of(name, values) for name, values in sorted(counted(seen).items())]


def _of(name: str, values: Sequence[tuple[float, bool]]) -> Honesty:
    sure = [right for confidence, right in values if confidence >= SURE]
    return Honesty(name, len(values), round(calibration_error(values), 4), len(sure), len(sure) - sum(sure))


def calibration_error(pairs: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error: how far confidence and the share right are apart, over steps of confidence.

    >>> round(calibration_error([(0.95, True)] * 19 + [(0.95, False)]), 3)
    0.0
    """
    steps: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in pairs:
        steps[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    count = sum(len(step) for step in steps.values())
    apart = sum(abs(sum(sure for sure, _ in step) - sum(right for _, right in step)) for step in steps.values())
    return apart / count if count else 0.0
