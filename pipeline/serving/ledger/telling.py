"""Events as they are made, and as other systems get them.

What they tell may be personal (a sole trader's company, a file's name): it is looked up when an event is sent, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.document import Json
from pipeline.registrations.kinds import machine_of
from pipeline.serving.columns import Table
from pipeline.serving.event_tables import Event
from pipeline.serving.ledger.rows import known
from pipeline.serving.registration_tables import Registration, RegistrationStep
from pipeline.serving.tables import Application, DecisionRow, Upload


def of_step(row: Registration, step: RegistrationStep) -> Event:
    """The event of a step that was written: `number.in_use`."""
    name = machine_of(row.machine).told(row.state)
    return Event(name=name, stream=f"registration:{row.id}", place=step.number, step_id=step.id, made_at=step.at)


def of_decision(row: DecisionRow, now: datetime) -> Event:
    """The event of a decision that was written: `application.approved`, `upload.needs_review`."""
    name = f"{row.subject.partition(':')[0]}.{row.verdict.replace('-', '_')}"
    return Event(name=name, stream=row.subject, place=row.number, decision_id=row.id, made_at=now)


def told_all(session: Session, events: Sequence[Event]) -> list[Json]:
    """Events as other systems get them. What they tell of is fetched together: the session has it at hand while it is `held`."""
    held = _fetched(session, DecisionRow, {one.decision_id for one in events})
    held += _fetched(session, RegistrationStep, {one.step_id for one in events})
    subjects = [row.subject.partition(":") for row in held if isinstance(row, DecisionRow)]
    for word, table in (("application", Application), ("upload", Upload)):
        held += _fetched(session, table, {int(number) for kind, _, number in subjects if kind == word})
    return [_told(session, one) for one in events]


def _fetched(session: Session, table: type[Table], keys: Collection[Any]) -> list[Table]:
    """The rows of these primary keys."""
    wanted = [one for one in keys if one is not None]
    (key,) = table.__table__.primary_key
    return list(session.scalars(select(table).where(key.in_(wanted)))) if wanted else []


def _told(session: Session, event: Event) -> Json:
    head = {"schema": 1, "id": event.id, "event": event.name, "at": event.made_at.isoformat()}
    if event.decision_id is not None:
        return head | _decision(session, known(session.get(DecisionRow, event.decision_id)))
    return head | _step(session, known(session.get(RegistrationStep, event.step_id)))


def short_id(row: Registration) -> str:
    """As people call it: N3, O3, K3."""
    return f"{machine_of(row.machine).letter}{row.id}"


def _step(session: Session, step: RegistrationStep) -> Json:
    row = known(session.get(Registration, step.registration_id))
    return {
        "registration": short_id(row),
        "step": step.number,
        "company": row.company,
        "name": row.name,
        "state": step.target,
        "before": step.source or None,
        "reason": step.noted.get("reason") or None,
    }


def _decision(session: Session, row: DecisionRow) -> Json:
    """`application` is the operator's own id of it, `key` that of a file which belongs to none."""
    kind, _, number = row.subject.partition(":")
    application = known(session.get(Application, int(number))).name if kind == "application" else None
    key = known(session.get(Upload, int(number))).key if kind == "upload" else None
    return {
        "application": application,
        "key": key,
        "decision": row.number,
        "verdict": row.verdict,
        "before": _before(session, row),
        "score": row.score,
        "kind": row.kind,
        "reason": row.reason,
        "by": "machine" if row.via == "machine" else "person",
    }


def _before(session: Session, row: DecisionRow) -> str | None:
    """The verdict of the decision before."""
    if row.number == 1:
        return None
    mine = (DecisionRow.subject == row.subject, DecisionRow.number == row.number - 1)
    return session.scalar(select(DecisionRow.verdict).where(*mine))
