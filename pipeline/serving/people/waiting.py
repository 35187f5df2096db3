"""The queue: the cases that wait for a person, and how people name a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.document import Json
from pipeline.errors import DojangError
from pipeline.serving.mail.mailing import printable
from pipeline.serving.office import Office
from pipeline.serving.tables import DecisionRow


@dataclass(frozen=True, slots=True)
class Held:
    """One case in the queue. It does not say why a person is asked: who knew would look less closely."""

    subject: str
    name: str
    kind: str | None
    score: int
    due_on: date
    reason: str | None
    since: datetime
    number: int

    def to_json(self) -> Json:
        """As `dojang queue --json` prints it."""
        return {
            "id": self.subject,
            "name": self.name,
            "kind": self.kind,
            "score": self.score,
            "due_on": self.due_on.isoformat(),
            "reason": self.reason,
            "since": self.since.isoformat(),
            "number": self.number,
        }


def queue(office: Office) -> list[Held]:
    """The cases that wait for a person, by due day, then score, the lowest first: as the runs' names order them."""
    names = {subject: name for name, subject in office.ledger.arrivals.subjects(office.store.address).items()}
    held = [_held(office, row, names) for row in office.ledger.decisions.held(office.store.address)]
    return sorted(held, key=lambda one: (one.due_on, one.score, one.subject))


def find(office: Office, name: str) -> str:
    """The subject that a name means: `upload:12`, `U12`, `application:3`, `A3`, or the application's own ID.

    Raises `case-unknown`, also where a name means two.
    """
    own = office.ledger.arrivals.subjects(office.store.address)
    known = set(own.values())
    short = {f"{subject[0].upper()}{subject.partition(':')[2]}": subject for subject in known}
    meant = {one for one in (own.get(name), short.get(name), name if name in known else None) if one}
    if len(meant) != 1:
        raise DojangError("case-unknown", ", ".join(sorted(meant)))
    return meant.pop()


def _held(office: Office, row: DecisionRow, names: Mapping[str, str]) -> Held:
    return Held(
        subject=row.subject,
        name=printable(names.get(row.subject, "")),
        kind=row.kind,
        score=row.score,
        due_on=office.ledger.cases.case(row.subject).due_on,
        reason=row.reason,
        since=row.decided_at,
        number=row.number,
    )
