"""What a rulebook's file may say, before its rules are looked up (`checks.rulebook`)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from checks.owner import Owner
from pipeline.document import Kind, Severity
from pipeline.manifest import BusinessType, Channel


class Mode(StrEnum):
    """How far decisions are trusted to go out by themselves."""

    AUTO = "auto"
    ASSIST = "assist"
    """A person confirms each."""
    SHADOW = "shadow"
    """Nothing goes out; agreement with people is recorded."""


class Part(BaseModel):
    """Part of a rulebook's file: no key but those named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OwnerIs(StrEnum):
    """Whose the line is, as a condition on what is owed (`checks.owner`)."""

    COMPANY = "owner-is-company"
    SOLE_TRADER = "owner-is-sole-trader"
    REPRESENTATIVE = "owner-is-representative"
    EMPLOYEE = "owner-is-employee"
    ANOTHER = "owner-is-another"

    @property
    def owner(self) -> Owner:
        """The owner meant."""
        return Owner(self.value.removeprefix("owner-is-"))


def _listed(value: object) -> object:
    """One word as a list of one."""
    return [value] if isinstance(value, str) else value


Word = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^\S.*\S$")]
"""A word that 업태 or 종목 may hold."""


class Source(Part):
    """Where a rule comes from: a provider's page, a law, or us; `name` says which."""

    by: Literal["provider", "law", "ours"]
    name: Annotated[str, Field(min_length=1)]


class Binding(Part):
    """One rule bound under an id, as written in the file."""

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$")]
    rule: str
    severity: Severity
    weight: Annotated[float, Field(gt=0, le=100, strict=True, allow_inf_nan=False)]
    source: Source
    sure_enough: Annotated[float, Field(gt=0.5, le=1, strict=True)] | None = None
    parameters: dict[str, Any] = Field(default={}, alias="with")


class Owed(Part):
    """A paper that an application owes: one of these kinds, if the condition holds.

    `for_business`: only firms of that trade, which the application names, or which the registration's 업태 or 종목 show: by one of the
    words `shown_as`, unless one of `not_beside` stands in the same line; a word of `perhaps_as` makes it a person's question.
    `unless`: not where the line is of one of these owners (one or a list).
    """

    any_of: Annotated[tuple[Kind, ...], Field(min_length=1)]
    for_business: BusinessType | None = None
    shown_as: tuple[Word, ...] = ()
    perhaps_as: tuple[Word, ...] = ()
    not_beside: tuple[Word, ...] = ()
    unless: Annotated[tuple[OwnerIs, ...], BeforeValidator(_listed)] = ()
    source: Source

    @model_validator(mode="after")
    def _words_of_a_trade(self) -> Self:
        if self.for_business is None and (self.shown_as or self.perhaps_as or self.not_beside):
            raise ValueError("words of no trade")
        return self


class BookFile(Part):
    """The whole file."""

    name: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    channel: Channel
    approve_at: Annotated[int, Field(ge=0, le=100, strict=True)]
    mode: Mode
    audit_share: Annotated[float, Field(ge=0, le=1, strict=True)]
    patience_days: Annotated[int, Field(ge=0, le=365, strict=True)]
    promise_days: Annotated[int, Field(ge=0, le=60, strict=True)] | None = None
    """Business days within which the operator promises an answer; the setting's where it is left out."""
    sure_enough: Annotated[float, Field(gt=0.5, le=1, strict=True)]
    owed: tuple[Owed, ...] = ()
    every: tuple[Binding, ...] = ()
    kinds: dict[Kind, tuple[Binding, ...]] = {}
    application: tuple[Binding, ...] = ()
