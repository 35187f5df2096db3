"""A rulebook as rows of a table: one a binding, in words for people."""

from __future__ import annotations

from typing import Any, NamedTuple

from checks.bound import Bound, Rulebook
from checks.words import fill
from pipeline.document import Kind, Outcome, Text


class Row(NamedTuple):
    """One binding, as a table shows it."""

    id: str
    applies_to: str
    rule: str
    parameters: str
    severity: str
    weight: float
    source: str
    reasons: tuple[str, ...]
    asks: Text = Text("", "")
    """What the rule asks, in words."""
    fails: bool = True
    """Whether it can be broken for sure; some can only be in doubt, and then a person looks."""


def table(book: Rulebook) -> list[Row]:
    """Every binding of the book: for every paper, then by kind, then of applications."""
    rows = [_row(bound, "every", Kind.UNKNOWN) for bound in book.every]
    for kind, bounds in book.kinds.items():
        rows += [_row(bound, kind.value, kind) for bound in bounds]
    return rows + [_row(bound, "application", Kind.UNKNOWN) for bound in book.application]


def _row(bound: Bound[Any], applies_to: str, kind: Kind) -> Row:
    words = bound.words(kind, {})
    given = bound.parameters.model_dump(mode="json")
    return Row(
        id=bound.id,
        applies_to=applies_to,
        rule=bound.rule.name,
        parameters=", ".join(f"{key}={_shown(value)}" for key, value in given.items() if value not in (None, [])),
        severity=bound.severity.value,
        weight=bound.weight,
        source=f"{bound.source.by}: {bound.source.name}",
        reasons=tuple(fill(Text(one.code, one.code), words).en for one in bound.rule.reasons.values()),
        asks=fill(bound.rule.about, words),
        fails=any(one.outcome is Outcome.FAIL for one in bound.rule.reasons.values()),
    )


def _shown(value: object) -> str:
    """A parameter as people write it: a list without brackets, yes and no."""
    if isinstance(value, list):
        return "/".join(map(str, value))
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
