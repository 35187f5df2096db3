"""An answer as a person gives it, on the case's page or in the shell; not yet checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Verb(StrEnum):
    """What a person can decide."""

    APPROVE = "approve"
    REJECT = "reject"
    ANOTHER_COPY = "another-copy"
    """The applicant is asked for some papers again."""
    AGAIN = "again"
    """The rules decide, on what was corrected."""
    REVOKE = "revoke"
    """An approval is taken back."""
    OBJECT = "object"
    """The applicant asks that a person decide anew what the rules rejected (개인정보 보호법 제37조의2)."""


class Correction(NamedTuple):
    """What a paper shows, as typed: `paper` is its number on the sheet (from 1); `None`: it does not show the field."""

    paper: int
    field: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered.

    `decision` is a `Verb`. `number` is the decision that the person saw (`None`: whichever holds). `verified`:
    somebody vouches for the name `by`. `via`: where it was answered, `ui` or `shell`.
    """

    decision: str
    by: str
    via: str
    reasons: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    verified: bool = False
    note: str = ""
    number: int | None = None
