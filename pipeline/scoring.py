"""Findings to a score: the weighted share of checks passed, 0 to 100.

A check that is unsure counts as not passed: the score says how much stands, and a violation more
never raises it. 100 is kept for papers where every check passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pipeline.document import Finding, Outcome


def score(findings: Iterable[Finding]) -> int:
    """The share in whole percent, rounded down; 0 where nothing was checked."""
    return application_score(findings, 0.0)


def application_score(findings: Iterable[Finding], unchecked: float) -> int:
    """Likewise, with the weight of what could not be checked (papers still owed), which counts as not passed."""
    weighed = [(Fraction(finding.weight), finding.outcome is Outcome.PASS) for finding in findings]
    total = sum((weight for weight, _ in weighed), Fraction(unchecked))
    return int(100 * sum(weight for weight, passed in weighed if passed) / total) if total else 0
