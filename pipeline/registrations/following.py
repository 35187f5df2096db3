"""What a decision on its application makes of a sender number: which steps follow, by where the number stands."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.document import Verdict
from pipeline.registrations.numbers import ENTERED, IN_USE, ONCE, PAPERS, REJECTED, REVIEW, REVOKED, SUSPENDED

_FROM_REVIEW: Mapping[Verdict, tuple[str, ...]] = {
    Verdict.APPROVED: ("approve",),
    Verdict.REJECTED: ("reject",),
    Verdict.INCOMPLETE: ("owe",),
    Verdict.NEEDS_REVIEW: (),
}
_ANEW = {verdict: ("hand-in-again", *steps) for verdict, steps in _FROM_REVIEW.items()} | {Verdict.REJECTED: ()}
_PATHS: Mapping[str, Mapping[Verdict, tuple[str, ...]]] = {
    PAPERS: {
        Verdict.APPROVED: ("hand-in", "approve"),
        Verdict.REJECTED: ("reject",),
        Verdict.NEEDS_REVIEW: ("hand-in",),
    },
    REVIEW: _FROM_REVIEW,
    REJECTED: _ANEW,
    REVOKED: _ANEW,
    IN_USE: {Verdict.REJECTED: ("suspend",)},
    SUSPENDED: {Verdict.APPROVED: ("approve-again",)},
}


def following(state: str, verdict: Verdict, *, taken_back: bool = False) -> tuple[str, ...]:
    """The steps that a decision on its application makes of a number, in order; none where it stays as it is.

    `taken_back`: a person revoked the approval. Raises nothing: what identity still stands in the way of, the first step refuses.

    >>> following("papers-owed", Verdict.APPROVED), following("in-use", Verdict.REJECTED, taken_back=True)
    (('hand-in', 'approve'), ('revoke',))
    """
    if state in {ENTERED, ONCE}:
        return ("hand-in",)
    if taken_back and state in {IN_USE, SUSPENDED}:
        return ("revoke",)
    return _PATHS.get(state, {}).get(verdict, ())
