"""The ledger's tables of registrations: what is registered, and every step of it.

What may be somebody's own (a sole trader's company) stands in `Registration.company`, `.name`, `.details` and `.noted`, and in
`CompanyApplication.company`; steps hold codes, days and the names of who did it. All but codes and days is sealed (`columns`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.serving.columns import Mark, SealedJson, Table, Typed, same_as
from pipeline.serving.tables import DecisionRow


class Registration(Table):
    """A sender number, an 080 opt-out number or a KakaoTalk profile: where it stands (`pipeline.registrations`).

    `company` is a business registration number (ten digits), `name` the number (digits) or the Yellow ID (empty for an 080
    number that is not issued yet), `details` what was entered: names, addresses. `mark` holds that nothing is registered
    twice. `application` is the subject of its application, `hindrance` the code of why the last decision did not move
    it, `taken` the number of its steps.
    """

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    machine: Mapped[str] = mapped_column(String(32), index=True)
    company: Mapped[str] = mapped_column(Typed)
    company_mark: Mapped[str] = mapped_column(Mark("company"), default=same_as("company"), index=True)
    name: Mapped[str] = mapped_column(Typed)
    name_mark: Mapped[str] = mapped_column(Mark("registrations.name"), default=same_as("name"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    mark: Mapped[str] = mapped_column(Mark("registrations.mark"), unique=True)
    state: Mapped[str] = mapped_column(String(32))
    noted: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    application: Mapped[str | None] = mapped_column(Text, index=True)
    hindrance: Mapped[str | None] = mapped_column(Text)
    taken: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    moved_at: Mapped[datetime]


class RegistrationStep(Table):
    """One step of a registration; told again in order they give its state and notes. `number` counts from 1 within it.

    `decision_id` is the decision that made it, if one did. `via` and `by` are as with decisions. Like the decision log, the
    database refuses to change or remove one (`append_only`).
    """

    __tablename__ = "registration_steps"
    __table_args__ = (UniqueConstraint("registration_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    number: Mapped[int]
    event: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(32))
    noted: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    by: Mapped[str] = mapped_column(Typed)
    via: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    decision_id: Mapped[str | None] = mapped_column(ForeignKey(DecisionRow.id))


class CompanyApplication(Table):
    """The decision that holds for an application, by the company that applies. Only applications that are surely the operator's."""

    __tablename__ = "company_applications"

    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    company: Mapped[str] = mapped_column(Typed)
    company_mark: Mapped[str] = mapped_column(Mark("company"), default=same_as("company"), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey(DecisionRow.id))
    verdict: Mapped[str] = mapped_column(String(16))
    decided_at: Mapped[datetime]
