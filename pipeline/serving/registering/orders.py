"""An order: a step of a registration that somebody asks for, found, looked at and taken in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.errors import DojangError
from pipeline.identifiers import scrub
from pipeline.registrations.machine import BEGINNING, Asked, Machine
from pipeline.registrations.profiles import KAKAO_PROFILE
from pipeline.registrations.reasons import RefusedError
from pipeline.serving.database import reading, writing
from pipeline.serving.ledger.registrations import Taker, Taking, begin, exclude, take
from pipeline.serving.office import Office, day_of
from pipeline.serving.registration_tables import Registration
from pipeline.serving.registry.permission import company_of
from pipeline.serving.registry.telling import tell

_LONGEST = 200
_SHORT_ID = re.compile(r"([NOK])([1-9]\d{0,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for which step of what. `name` is a short name (`N3`), a number or a Yellow ID, `given` what goes with it."""

    machine: Machine
    name: str
    event: str
    by: str
    given: Mapping[str, str] = field(default_factory=dict)
    via: str = "shell"

    def get(self, name: str) -> str:
        """What was typed under that name: one line, scrubbed of personal numbers; empty where nothing was."""
        return line(self.given.get(name, ""))

    @property
    def taker(self) -> Taker:
        """Who takes the step. Raises `name-missing`."""
        by = line(self.by)
        if not by:
            raise DojangError("name-missing")
        return Taker(by, self.via)

    @property
    def begins(self) -> bool:
        """Whether the step can only be a registration's first."""
        found = [one for one in self.machine.steps if one.event == self.event]
        return bool(found) and all(one.sources == (BEGINNING,) for one in found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a step is given, and what it changes: `details` are kept, `name` is the number or Yellow ID from now on."""

    given: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None


Prepare = Callable[[Session, Registration | None], Wanted]
"""Looks up what the guard has to know, in the transaction of the step."""
After = Callable[[Session, Registration], None]


def line(text: str) -> str:
    """What somebody typed, on one line, without personal numbers, not too long."""
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return scrub(flat)[:_LONGEST]


def start(office: Office, order: Order, prepare: Prepare, now: datetime) -> Registration:
    """A new registration of the company. Raises `RefusedError`, `name-missing`."""
    company, taker = company_of(order.get("company")), order.taker
    with writing(office.ledger.engine) as session:
        exclude(session)
        wanted = prepare(session, None)
        row, step = begin(session, order.machine, company, _taking(order, wanted, taker, now))
        tell(session, office.settings, row, step, now)
    return row


def go_on(office: Office, order: Order, prepare: Prepare, now: datetime, after: After | None = None) -> Registration:
    """A further step of a registration; `after` does what follows from it. Raises `RefusedError`, `name-missing`."""
    taker = order.taker
    with writing(office.ledger.engine) as session:
        exclude(session)
        row = find(session, order.machine, order.name, order.get("company"))
        step = take(session, row, _taking(order, prepare(session, row), taker, now))
        tell(session, office.settings, row, step, now)
        if after is not None:
            after(session, row)
    return row


def found(office: Office, machine: Machine, name: str, company: str = "") -> Registration:
    """The registration that somebody names. Raises `registration-unknown`."""
    with reading(office.ledger.engine) as session:
        return find(session, machine, name, company)


def find(session: Session, machine: Machine, name: str, company: str) -> Registration:
    """The one registration of that short name, number or Yellow ID; of several the company's, of those the newest.

    A Yellow ID is registered once over all companies.
    """
    rows = select(Registration).where(Registration.machine == machine.name)
    short = _SHORT_ID.fullmatch(name.strip().upper())
    if short is not None and short[1] == machine.letter:
        rows = rows.where(Registration.id == int(short[2]))
    else:
        rows = rows.where(Registration.name_mark == machine.plain(name), Registration.name_mark != "")
    if company and machine is not KAKAO_PROFILE:
        rows = rows.where(Registration.company_mark == company_of(company))
    some = list(session.scalars(rows.order_by(Registration.id)))
    if not some or len({one.company for one in some}) > 1:
        raise RefusedError("registration-unknown")
    return some[-1]


def _taking(order: Order, wanted: Wanted, taker: Taker, now: datetime) -> Taking:
    asked = Asked(order.event, day_of(now), wanted.given)
    return Taking(asked, taker, now, {name: one for name, one in wanted.details.items() if one}, wanted.name)


def of_company(order: Order) -> dict[str, str]:
    """What is kept of who registers: the company's name, and where it is told."""
    return {"company_name": order.get("company_name"), "email": order.get("email")}
