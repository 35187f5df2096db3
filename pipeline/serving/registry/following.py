"""What a decision on an application makes of a registration: an approved one moves its number by itself.

It happens in the decision's own transaction. Only what is surely the operator's is believed (`trusted`), and nothing
follows from a rulebook on trial (`shadow`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.document import Json, Verdict
from pipeline.manifest import Channel, Manifest
from pipeline.numbers import digits
from pipeline.registrations import numbers
from pipeline.registrations.following import following
from pipeline.registrations.machine import Asked
from pipeline.registrations.numbers import SENDER_NUMBER
from pipeline.registrations.reasons import RefusedError
from pipeline.routing import Asked as AskedFor
from pipeline.serving.ledger.records import NewDecision
from pipeline.serving.ledger.registrations import (
    Taker,
    Taking,
    begin,
    exclude,
    found_by_mark,
    mark_of,
    named,
    note_application,
    of_application,
    take,
)
from pipeline.serving.office import day_of
from pipeline.serving.registration_tables import CompanyApplication, Registration
from pipeline.serving.registry.telling import tell
from pipeline.serving.tables import DecisionRow
from pipeline.settings import Settings

_IDENTITY = {numbers.ENTERED: "verify-first", numbers.ONCE: "verify-second"}
_STANDING = (numbers.IN_USE, numbers.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on an application, as far as registrations care."""

    id: str
    subject: str
    verdict: Verdict
    reason: str
    body: Json
    by: str
    via: str
    mode: str | None

    @classmethod
    def of(cls, one: NewDecision | DecisionRow) -> Decided:
        """From a decision that is being written, or stands."""
        verdict, reason = Verdict(one.verdict), one.reason or ""
        return cls(one.id, one.subject, verdict, reason, one.body, one.decided_by, one.via, one.mode)

    @property
    def taken_back(self) -> bool:
        """Whether a person revoked an approval."""
        return self.body.get("answer") == "revoke"

    @property
    def given(self) -> dict[str, str]:
        """What the guards look at."""
        return {"decision": self.id, "verdict": self.verdict.value, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Following:
    """The steps that follow from one decision, in its transaction."""

    session: Session
    settings: Settings
    decided: Decided
    now: datetime

    def follow(self, manifest: Manifest) -> Registration | None:
        """Notes the decision by company, and moves the number. The number, unless none can be registered."""
        exclude(self.session)
        self._note(manifest)
        if manifest.channel is not Channel.SENDER_NUMBER:
            return None
        row = self._number(manifest)
        if row is not None:
            row.application = self.decided.subject
            self._verify(row, manifest)
            self.advance(row)
        if self.decided.taken_back:
            self._revoke_others()
        return row

    def advance(self, row: Registration) -> None:
        """As far as the decision leads; why not further stands in `hindrance`."""
        taken_back = self.decided.taken_back
        for event in following(row.state, self.decided.verdict, taken_back=taken_back):
            if not self._take(row, event, self.decided.given):
                return

    def _note(self, manifest: Manifest) -> None:
        noted = CompanyApplication(
            subject=self.decided.subject,
            channel=manifest.channel.value,
            company=digits(manifest.business_number),
            decision_id=self.decided.id,
            verdict=self.decided.verdict.value,
            decided_at=self.now,
        )
        note_application(self.session, noted)

    def _number(self, manifest: Manifest) -> Registration | None:
        """The number that is applied for: registered already, or entered now."""
        written, company = manifest.sender_number or "", digits(manifest.business_number)
        name = digits(written)
        known = found_by_mark(self.session, mark_of(SENDER_NUMBER, company, name)) if name else None
        if known is not None:
            return known
        details = {"company_name": manifest.company_name, "email": manifest.applicant.email}
        taking = Taking(self._asked("enter", {"number": written}), self._taker, self.now, details, name)
        owed = [one for one in named(self.session, SENDER_NUMBER.name, "", numbers.OWED) if one.company == company]
        try:
            if owed:
                take(self.session, owed[0], taking)
                return owed[0]
            return begin(self.session, SENDER_NUMBER, company, taking)[0]
        except RefusedError:
            return None  # the rule about its form has said so already

    def _verify(self, row: Registration, manifest: Manifest) -> None:
        """Both steps of identity verification, as the manifest has them, where the number has not passed them yet."""
        identity = manifest.identity
        for state, step in zip(_IDENTITY, (identity.first, identity.second) if identity else (), strict=False):
            if row.state != state:
                continue
            given = {"person": step.name, "before": str(row.details.get("person", ""))}
            if not self._take(row, _IDENTITY[state], given, {"person": step.name}):
                return

    def _revoke_others(self) -> None:
        """Every number that the approval had opened, also one that the application no longer names."""
        for one in of_application(self.session, self.decided.subject):
            if one.state in _STANDING:
                self._take(one, "revoke", self.decided.given)

    def _take(
        self, row: Registration, event: str, given: dict[str, str], details: dict[str, str] | None = None
    ) -> bool:
        """One step with its notice; False, and the code noted, where it is refused."""
        try:
            step = take(self.session, row, Taking(self._asked(event, given), self._taker, self.now, details or {}))
        except RefusedError as refused:
            row.hindrance = refused.code
            return False
        tell(self.session, self.settings, row, step, self.now)
        return True

    def _asked(self, event: str, given: dict[str, str]) -> Asked:
        return Asked(event, day_of(self.now), given)

    @property
    def _taker(self) -> Taker:
        return Taker(self.decided.by, self.decided.via, self.decided.id)


def after(
    settings: Settings, new: NewDecision, manifest: Manifest | None, now: datetime, *, trusted: bool
) -> Callable[[Session], None] | None:
    """What is to be done in the transaction that writes a decision; `None` where nothing follows from it."""
    if manifest is None or not trusted or new.mode == AskedFor.SHADOW:
        return None

    def then(session: Session) -> None:
        Following(session, settings, Decided.of(new), now).follow(manifest)

    return then
