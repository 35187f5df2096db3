"""What is registered: rows of registrations, their steps, and what is told of each; the rules of it are `pipeline.registrations`.

What changes rows takes the session of a transaction that began with `exclude`: a decision and the steps that follow from
it come true together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pipeline.registrations.kinds import machine_of
from pipeline.registrations.machine import Asked, Done, Machine, Standing
from pipeline.registrations.optouts import OPT_OUT
from pipeline.registrations.profiles import KAKAO_PROFILE
from pipeline.registrations.reasons import RefusedError
from pipeline.serving.database import lock, reading
from pipeline.serving.ledger.rows import known
from pipeline.serving.ledger.telling import of_step
from pipeline.serving.registration_tables import CompanyApplication, Registration, RegistrationStep


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a step: a name, where (`shell`, `machine`), and by which decision, if one did."""

    by: str
    via: str
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    """A step on its way into the ledger. `details` and `name` change what is kept of the registration."""

    asked: Asked
    taker: Taker
    now: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None


class Registrations:
    """Registrations by number, company and name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, machine: str) -> list[Registration]:
        """Every registration of a kind, the newest last."""
        rows = select(Registration).where(Registration.machine == machine).order_by(Registration.id)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def of(self, company: str) -> list[Registration]:
        """Every registration of a company."""
        rows = select(Registration).where(Registration.company_mark == company).order_by(Registration.id)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def get(self, number: int) -> Registration:
        """One registration. Raises `LookupError`."""
        with reading(self._engine) as session:
            return known(session.get(Registration, number))

    def history(self, number: int) -> list[RegistrationStep]:
        """The steps of a registration, in order."""
        with reading(self._engine) as session:
            return list(steps_of(session, number))

    def applications(self, company: str) -> list[CompanyApplication]:
        """What holds for the company's applications, the latest decided last."""
        rows = select(CompanyApplication).where(CompanyApplication.company_mark == company)
        with reading(self._engine) as session:
            return list(session.scalars(rows.order_by(CompanyApplication.decided_at, CompanyApplication.subject)))


def exclude(session: Session) -> None:
    """Excludes every other transaction that changes registrations; to be called before they are looked at."""
    lock(session, "registrations")


def mark_of(machine: Machine, company: str, name: str) -> str:
    """What holds that nothing is registered twice: a sender number once a company, a Yellow ID once over all.

    An 080 number may come again once it is closed: whether it is taken, a look at those in use tells.
    """
    if not name or machine is OPT_OUT:
        return uuid4().hex
    owner = "" if machine is KAKAO_PROFILE else company
    return hashlib.sha256(f"{machine.name}\0{owner}\0{name}".encode("utf-8", "replace")).hexdigest()


def found_by_mark(session: Session, mark: str) -> Registration | None:
    """The registration that has it."""
    return session.scalar(select(Registration).where(Registration.mark == mark))


def named(session: Session, machine: str, name: str, *states: str) -> list[Registration]:
    """Registrations of that name in any of these states, whosever they are."""
    same = (Registration.machine == machine, Registration.name_mark == name, Registration.state.in_(states))
    return list(session.scalars(select(Registration).where(*same).order_by(Registration.id)))


def of_application(session: Session, subject: str) -> list[Registration]:
    """Registrations that an application moves."""
    rows = select(Registration).where(Registration.application == subject).order_by(Registration.id)
    return list(session.scalars(rows))


def steps_of(session: Session, number: int) -> Sequence[RegistrationStep]:
    """The steps of a registration, in order."""
    own = RegistrationStep.registration_id == number
    return session.scalars(select(RegistrationStep).where(own).order_by(RegistrationStep.number)).all()


def begin(session: Session, machine: Machine, company: str, taking: Taking) -> tuple[Registration, RegistrationStep]:
    """A new registration with its first step. Raises `RefusedError`; `registration-exists` where there is one."""
    standing, done = machine.take(Standing(), taking.asked)
    name = taking.name or ""
    mark = mark_of(machine, company, name)
    if found_by_mark(session, mark) is not None:
        raise RefusedError("registration-exists")
    row = Registration(
        machine=machine.name,
        company=company,
        name=name,
        details=dict(taking.details),
        mark=mark,
        state=standing.state,
        noted=dict(standing.noted),
        taken=1,
        opened_at=taking.now,
        moved_at=taking.now,
    )
    session.add(row)
    session.flush()
    return row, _write(session, row, "", done, taking)


def take(session: Session, row: Registration, taking: Taking) -> RegistrationStep:
    """One more step of a registration. Raises `RefusedError`, and changes nothing then."""
    machine, source = machine_of(row.machine), row.state
    standing, done = machine.take(Standing(row.state, row.noted), taking.asked)
    if taking.name is not None and taking.name != row.name:
        mark = mark_of(machine, row.company, taking.name)
        if found_by_mark(session, mark) is not None:
            raise RefusedError("registration-exists")
        row.name, row.name_mark, row.mark = taking.name, taking.name, mark
    row.details = {**row.details, **taking.details}
    row.state, row.noted, row.hindrance = standing.state, dict(standing.noted), None
    row.taken, row.moved_at = row.taken + 1, taking.now
    return _write(session, row, source, done, taking)


def replayed(row: Registration, steps: Sequence[RegistrationStep]) -> Standing:
    """Where the history of a registration leads; it is where the registration stands."""
    return machine_of(row.machine).replay(Done(one.event, one.noted) for one in steps)


def note_application(session: Session, row: CompanyApplication) -> None:
    """Notes the decision that holds for an application now."""
    session.merge(row)


def _write(session: Session, row: Registration, source: str, done: Done, taking: Taking) -> RegistrationStep:
    """The step, and the event that tells of it."""
    step = RegistrationStep(
        registration_id=row.id,
        number=row.taken,
        event=done.event,
        source=source,
        target=row.state,
        noted=dict(done.noted),
        by=taking.taker.by,
        via=taking.taker.via,
        at=taking.now,
        decision_id=taking.taker.decision_id,
    )
    session.add(step)
    session.flush()
    session.add(of_step(row, step))
    return step
