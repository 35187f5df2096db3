"""What a rule is, and what it gets to see.

A rule measures and says which of its reasons holds; the rulebook's binding gives that its id,
severity and weight (`checks.rulebook`). A rule never raises for odd facts: what it cannot tell, it
calls by an unsure reason.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from checks.words import FIELDS, FieldName, Words
from pipeline.business_status import BusinessStatus, Genuine
from pipeline.document import Box, Facts, Field, Kind, Outcome, Paper, Text
from pipeline.errors import DojangError
from pipeline.manifest import Manifest


class Parameters(BaseModel):
    """What a rulebook can set of a rule; rules without parameters use it as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def words(self) -> Words:
        """What fills the blanks of the rule's sentences."""
        return {}


class OfField(Parameters):
    """Parameters of a rule about any one field."""

    field: FieldName

    def words(self) -> Words:
        """`field` is what people call it, `slug` its part of the reason code."""
        name = FIELDS[self.field]
        return {"field": name, "slug": name.slug}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule did not pass: a stable code and sentences, all of which may have blanks.

    `{slug}` and `{field}` are the field's, `{kind}` the paper's name; others come from the
    parameters or from what was found. A sentence never holds a value read from a paper but days.

    `aside`: it is told and no more, whatever the rulebook says; it holds nothing, and counts in no
    score. For what is nobody's fault who is judged: that a register could not be asked.
    """

    outcome: Outcome
    code: str
    message: Text
    remedy: Text
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: the key of one of its reasons, or `None` where all is well."""

    reason: str | None = None
    field: str | None = None
    page: int | None = None
    box: Box | None = None
    words: Words | None = None


def passed(name: str | None = None, seen: Field | None = None) -> Found:
    """All is well with the field of that name."""
    return because(None, name, seen)


def because(reason: str | None, name: str | None = None, seen: Field | None = None, **words: Text | str | int) -> Found:
    """That reason holds, shown by that field."""
    return Found(reason, name, seen.page if seen else None, seen.box if seen else None, words)


@dataclass(frozen=True, slots=True)
class DocumentCase:
    """One paper before the judge.

    `day` is the Seoul day on which it was handed in, `bar` the confidence from which a fact is
    sure. `alone`: it is no part of an application, so that its file must hold one paper. `bound`:
    the rulebook has rules for its kind. `applied_number`: the digits of the application's number.
    `repeated`: its file holds another paper of its kind, which may as well be this one's next page.
    """

    facts: Facts
    paper: Paper
    day: date
    bar: float
    alone: bool = True
    bound: bool = True
    applied_number: str | None = None
    repeated: bool = False

    def field(self, name: str) -> Field | None:
        """The field, or `None` where reading did not look for it."""
        return self.paper.fields.get(name)

    def sure(self, seen: Field | None) -> bool:
        """Whether what the field says (also that nothing is there) is sure enough."""
        return seen is not None and seen.confidence >= self.bar

    @property
    def kind_sure(self) -> bool:
        """Whether the paper and its kind are sure enough to hold its rules against it."""
        told = self.paper.kind is not Kind.UNKNOWN and self.paper.kind_confidence >= self.bar
        return told and not self.repeated


@dataclass(frozen=True, slots=True)
class Handed:
    """One file of an application: its name, what was read or why not, and since which Seoul day we have it."""

    file: str
    facts: Facts | DojangError
    first_seen: date
    sha256: str | None = None
    """Of a file that could not be read, where it is known."""


@dataclass(frozen=True, slots=True)
class ApplicationCase:
    """One application before the judge.

    `asked` are the groups of kinds it has to hand in, of each group one; `missing` those of which
    nothing was handed in; `by_paper` those asked for only because the registration shows the trade, `perhaps` those of a trade that it
    perhaps shows (`checks.trades`). `overdue`: the days of patience are over on `day`.
    `trusted`: the manifest is the operator's own. `business`: what the tax service's register said of
    the applying company, `genuine` what it said of its registration; `None`: it was not asked.
    """

    manifest: Manifest
    handed: tuple[Handed, ...]
    day: date
    bar: float
    asked: tuple[tuple[Kind, ...], ...] = ()
    missing: tuple[tuple[Kind, ...], ...] = ()
    by_paper: tuple[tuple[Kind, ...], ...] = ()
    perhaps: tuple[tuple[Kind, ...], ...] = ()
    overdue: bool = False
    trusted: bool = True
    business: BusinessStatus | None = None
    genuine: Genuine | None = None

    @property
    def facts(self) -> tuple[Facts, ...]:
        """Of every file that could be read."""
        return tuple(one.facts for one in self.handed if isinstance(one.facts, Facts))

    @property
    def errors(self) -> tuple[DojangError, ...]:
        """Of every file that could not."""
        return tuple(one.facts for one in self.handed if isinstance(one.facts, DojangError))

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper of every file."""
        return tuple(paper for facts in self.facts for paper in facts.papers)

    def of(self, *kinds: Kind) -> tuple[Paper, ...]:
        """The papers of these kinds."""
        return tuple(paper for paper in self.papers if paper.kind in kinds)

    def sure(self, paper: Paper, seen: Field | None) -> bool:
        """Whether a field is sure enough, and its paper's kind too."""
        return seen is not None and min(seen.confidence, paper.kind_confidence) >= self.bar


Case = TypeVar("Case", DocumentCase, ApplicationCase)


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Generic[Case]):
    """One rule: its name in rulebooks, what it asks, and how it finds out.

    `check` gets a case and this rule's parameters; a rule about applications gives `None` where
    it does not apply (a paper that it compares is still owed).
    """

    name: str
    about: Text
    reasons: Mapping[str, Reason]
    check: Callable[[Case, Any], Found | None]
    parameters: type[Parameters] = Parameters


def _rules(package: ModuleType) -> dict[str, Any]:
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return {module.RULE.name: module.RULE for module in modules if hasattr(module, "RULE")}


@cache
def document_rules() -> Mapping[str, Rule[DocumentCase]]:
    """Every rule about one paper, by name."""
    return _rules(importlib.import_module("checks.document"))


@cache
def application_rules() -> Mapping[str, Rule[ApplicationCase]]:
    """Every rule about one application, by name."""
    return _rules(importlib.import_module("checks.application"))
