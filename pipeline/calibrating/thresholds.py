"""What would be decided if a rulebook's `sure_enough` stood elsewhere: wrong approvals, needless rejections, what needs nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from checks.rule import ApplicationCase, DocumentCase
from checks.rulebook import Bound, Rulebook
from pipeline.document import Facts, Verdict
from pipeline.judging import judge
from pipeline.proportion import bounds

BARS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98)
"""Where it is tried."""
MOST_WRONG = 0.01
"""The upper 95 % bound of the share of wrong approvals up to which a bar below the rulebook's own is suggested."""

_Case = TypeVar("_Case", DocumentCase, ApplicationCase)


@dataclass(frozen=True, slots=True)
class Decided:
    """A paper that was read: its rulebook, the day it was handed in, and what people decided."""

    facts: Facts
    book: Rulebook
    day: date
    people: Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts at one bar. `unfit`: those that people did not approve; `fit`: that they did not reject; `decided`: by rules alone."""

    bar: float
    papers: int
    unfit: int
    wrong_approvals: int
    fit: int
    needless_rejections: int
    decided: int

    @property
    def faultless(self) -> bool:
        """Whether nothing was wrongly approved or needlessly rejected."""
        return self.wrong_approvals == self.needless_rejections == 0

    @property
    def bound(self) -> float:
        """The upper 95 % bound of the share of wrong approvals."""
        return bounds(self.wrong_approvals, self.unfit)[1]


def outcomes(papers: Sequence[Decided]) -> list[Outcome]:
    """At every bar."""
    return [_at(bar, papers) for bar in BARS]


def suggested(found: Iterable[Outcome], own: float) -> float:
    """The bar that the papers speak for: the rulebook's own, or higher until nothing is wrongly approved; lower only within the bound."""
    ranked = sorted(found, key=lambda one: one.bar)
    lower = [one.bar for one in ranked if one.bar < own and one.faultless and one.bound <= MOST_WRONG]
    if lower:
        return lower[0]
    higher = [one.bar for one in ranked if one.bar >= own and one.wrong_approvals == 0]
    return higher[0] if higher else 1.0


def _at(bar: float, papers: Sequence[Decided]) -> Outcome:
    pairs = [(one.people, judge(one.facts, with_bar(one.book, bar), one.day).verdict) for one in papers]
    unfit = [told for people, told in pairs if people is not Verdict.APPROVED]
    fit = [told for people, told in pairs if people is not Verdict.REJECTED]
    return Outcome(
        bar,
        len(pairs),
        len(unfit),
        unfit.count(Verdict.APPROVED),
        len(fit),
        fit.count(Verdict.REJECTED),
        sum(told is not Verdict.NEEDS_REVIEW for _, told in pairs),
    )


def with_bar(book: Rulebook, bar: float) -> Rulebook:
    """The rulebook with another `sure_enough`, for itself and every binding that has none of its own."""

    def moved(bounds_of: tuple[Bound[_Case], ...]) -> tuple[Bound[_Case], ...]:
        return tuple(replace(one, sure_enough=bar) if one.sure_enough == book.sure_enough else one for one in bounds_of)

    kinds = {kind: moved(own) for kind, own in book.kinds.items()}
    return replace(book, sure_enough=bar, every=moved(book.every), kinds=kinds, application=moved(book.application))
