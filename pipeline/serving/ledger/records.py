"""What is handed to the ledger and comes back from it, beside its rows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from pipeline.document import Json


class AlreadyDecidedError(Exception):
    """Somebody else decided this subject in the meantime; nothing was written."""


class LeaseLostError(Exception):
    """Whoever works on the case has lost it to another; nothing was written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a case, until the lease runs out. `taken` is the `wanted` it was taken for.

    `owner` names machine, process and claim (`HOST:PID:…`), `run_id` is Prefect's run of the case, if it has one.
    `tries` counts this one too: 1 is the first since the case last ended well. `lapses` counts the claims since
    then whose holder was not heard of any more. Of two claims of a case the one with the higher `fence` counts.
    """

    subject: str
    owner: str
    fence: int
    taken: int
    run_id: str | None
    due_on: date
    tries: int
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision to be written: codes and numbers only, and who decided. See `tables.DecisionRow`."""

    id: str
    subject: str
    number: int
    material: str
    verdict: str
    score: int
    kind: str | None
    reason: str | None
    submitted: date
    body: Json
    decided_by: str = "dojang"
    machine: str | None = None
    mode: str | None = None
    asked: str | None = None
    verified: bool = True
    via: str = "machine"


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A field as a person read it. `paper` counts from 0 in `Facts.papers`; `value` `None`: not on the paper."""

    sha256: str
    paper: int
    field: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent, whole."""

    message_id: str
    recipient: str
    message: bytes


def columns(record: NewDecision | NewCorrection | Letter) -> dict[str, Any]:
    """What a record says, by name. Unlike `asdict` it copies nothing: a body is long, and nobody changes it."""
    return {one.name: getattr(record, one.name) for one in fields(record)}
