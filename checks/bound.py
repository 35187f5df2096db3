"""A rulebook in memory: rules bound with their parameters, severity and weight, and what else the book sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic

from checks.bookfile import Mode, Owed, Source
from checks.rule import ApplicationCase, Case, DocumentCase, Found, Parameters, Reason, Rule
from checks.words import KINDS, Words, fill
from pipeline.document import Finding, Kind, Outcome, Severity, Text
from pipeline.manifest import Channel

_NOTHING = Text("조치할 것이 없습니다.", "Nothing to do.")


@dataclass(frozen=True, slots=True)
class Bound(Generic[Case]):
    """A rule as a book binds it, its parameters checked."""

    id: str
    rule: Rule[Case]
    parameters: Parameters
    severity: Severity
    weight: float
    source: Source
    sure_enough: float

    def words(self, kind: Kind, more: Words) -> Words:
        """What fills the blanks of its sentences for a paper of that kind."""
        return {"kind": KINDS[kind], **self.parameters.words(), **more}

    def finding(self, found: Found, kind: Kind = Kind.UNKNOWN) -> Finding:
        """What the rule found, said with this binding's id, severity and weight."""
        words = self.words(kind, found.words or {})
        if found.reason is None:
            return self._finding(found, Outcome.PASS, None, fill(self.rule.about, words), _NOTHING)
        return self.because(self.rule.reasons[found.reason], found, words)

    def because(self, reason: Reason, found: Found, words: Words) -> Finding:
        """A finding with that reason."""
        code = fill(Text(reason.code, reason.code), words).en
        finding = self._finding(found, reason.outcome, code, fill(reason.message, words), fill(reason.remedy, words))
        return replace(finding, severity=Severity.ADVISORY, weight=0.0) if reason.aside else finding

    def _finding(self, found: Found, outcome: Outcome, code: str | None, message: Text, remedy: Text) -> Finding:
        return Finding(
            id=self.id,
            outcome=outcome,
            severity=self.severity,
            weight=self.weight,
            reason=code,
            field=found.field,
            message=message,
            remedy=remedy,
            page=found.page,
            box=found.box,
        )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A rulebook, checked. `sha256` is that of the file, with the one that it is `based_on`, if it is."""

    name: str
    title: str
    channel: Channel
    approve_at: int
    mode: Mode
    audit_share: float
    patience_days: int
    promise_days: int | None
    sure_enough: float
    owed: tuple[Owed, ...]
    every: tuple[Bound[DocumentCase], ...]
    kinds: Mapping[Kind, tuple[Bound[DocumentCase], ...]]
    application: tuple[Bound[ApplicationCase], ...]
    sha256: str
    based_on: str | None = None

    def binds(self, kind: Kind) -> bool:
        """Whether it has rules for papers of that kind."""
        return kind in self.kinds

    def rules_for(self, kind: Kind) -> tuple[Bound[DocumentCase], ...]:
        """Those for every paper and those for this kind; a kind's own binding of a rule takes the other's place."""
        own = self.kinds.get(kind, ())
        taken = {bound.rule.name for bound in own}
        return (*(bound for bound in self.every if bound.rule.name not in taken), *own)
