"""The decision log's chain: each line is hashed together with the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pipeline.serving.ledger.records import NewCorrection, NewDecision, columns
from pipeline.serving.tables import LogEntry

GENESIS = "0" * 64
"""What the first line of the decision log follows."""


class End(NamedTuple):
    """Where the log ends: the number of its last line and that line's hash."""

    number: int = 0
    hash: str = GENESIS


def next_line(end: End, new: NewDecision, corrections: Iterable[NewCorrection], now: datetime) -> LogEntry:
    """The line of a decision; the caller holds the log's lock. Of a correction it names the field, never the value."""
    number, previous = end.number + 1, end.hash
    told = {**columns(new), "submitted": new.submitted.isoformat(), "at": now.isoformat()}
    told |= {"corrected": [{"sha256": one.sha256, "paper": one.paper, "field": one.field} for one in corrections]}
    line = _written(told)
    return LogEntry(
        number=number, at=now, decision_id=new.id, line=line, previous=previous, hash=_chained(previous, line)
    )


def first_broken(lines: Iterable[LogEntry]) -> int | None:
    """The number of the first line that does not follow from those before it; `None` if all do."""
    previous = GENESIS
    for number, line in enumerate(lines, start=1):
        if (line.number, line.previous, line.hash) != (number, previous, _chained(previous, line.line)):
            return number
        previous = line.hash
    return None


def _written(told: dict[str, object]) -> str:
    """As JSON that people can read; a sign that is none becomes its escape."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace").decode()


def _chained(previous: str, line: str) -> str:
    return hashlib.sha256(f"{previous}\n{line}".encode()).hexdigest()
