"""What people decide: the answer to a case that waits for one, checked, and written with its notice.

An answer is refused, with a code, where it is wanting, where the case was decided meanwhile, or where the
person saw what no longer holds. What people typed is scrubbed of personal numbers before it is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from checks.reasons import APPROVAL_REVOKED, Tellable
from checks.words import FIELDS
from pipeline.corrections import KIND, normalised
from pipeline.document import Json, Kind, Text, Verdict
from pipeline.errors import DojangError
from pipeline.identifiers import scrub
from pipeline.manifest import Channel
from pipeline.routing import Asked
from pipeline.serving import papers, reviews
from pipeline.serving.holding import fenced
from pipeline.serving.ledger import AlreadyDecidedError, Letter, NewCorrection, NewDecision
from pipeline.serving.mail import news
from pipeline.serving.mail.notices import Reason, compose
from pipeline.serving.mail.phrases import Settled
from pipeline.serving.manifests import Refused
from pipeline.serving.office import Office, day_of
from pipeline.serving.people.answers import Answer, Correction, Verb
from pipeline.serving.people.choices import Choices, book_of, choices_of, is_application
from pipeline.serving.people.waiting import Held, find, queue
from pipeline.serving.registry import following
from pipeline.serving.reviews import Judged
from pipeline.serving.tables import DecisionRow, UploadState

__all__ = ["Answer", "Choices", "Correction", "Held", "Verb", "answer", "choices", "find", "queue"]

_log = logging.getLogger(__name__)
_LONGEST_NAME = 100
_LONGEST_NOTE = 1000


_SETTLED = {
    Verb.APPROVE: (Settled.APPROVED, Verdict.APPROVED),
    Verb.REJECT: (Settled.REJECTED, Verdict.REJECTED),
    Verb.ANOTHER_COPY: (Settled.ANOTHER_COPY, Verdict.INCOMPLETE),
    Verb.REVOKE: (Settled.REVOKED, Verdict.REJECTED),
    Verb.OBJECT: (Settled.UNDER_REVIEW, Verdict.NEEDS_REVIEW),
}


def choices(office: Office, subject: str) -> Choices:
    """What a person can answer now. Raises `case-unknown`."""
    return choices_of(office, _last(office, subject))


def answer(office: Office, subject: str, said: Answer, now: datetime) -> DecisionRow:
    """Writes what a person decided, with its notice; the decision that holds then.

    Raises `DojangError`: `case-unknown`, `already-decided`, `outdated-sheet`, `not-approved`, `not-rejected`,
    `name-missing`, `reason-missing`, `reason-unknown`, `copy-missing`, `field-unknown`, `value-invalid`, `manifest-missing`,
    `manifest-invalid`; or `LeaseLostError` where the run that took the answer has lost its case to another.
    """
    last = _last(office, subject)
    verb = Verb(said.decision)
    _check_open(last, verb, said.number)
    new, letters, fixes = _Answering(office, last, choices_of(office, last), said, verb, now).result()
    try:
        office.ledger.decisions.decide(new, letters, now, fixes, then=fenced(subject, _following(office, new, now)))
    except AlreadyDecidedError:
        raise DojangError("already-decided") from None
    if not said.verified:
        _log.warning("decision %s: nobody vouches for the name of who decided", new.id)
    return office.ledger.decisions.get(new.id)


def _following(office: Office, new: NewDecision, now: datetime) -> Callable[[Session], None] | None:
    """What registrations make of it, in the same transaction."""
    word, _, number = new.subject.partition(":")
    found = papers.dossier(office, int(number)) if word == "application" else None
    if found is None:
        return None
    return following.after(office.settings, new, found.claimed.manifest, now, trusted=found.claimed.trusted)


def _last(office: Office, subject: str) -> DecisionRow:
    last = office.ledger.decisions.last(subject)
    if last is None:
        raise DojangError("case-unknown")
    return last


def _check_open(last: DecisionRow, verb: Verb, number: int | None) -> None:
    """Open is what waits for a person, and what the rules rejected: there a person may be asked to decide anew.

    (개인정보 보호법 제37조의2.)
    """
    if number is not None and number != last.number:
        raise DojangError("already-decided" if reviews.by_person(last) else "outdated-sheet")
    if verb is Verb.REVOKE:
        if last.verdict != Verdict.APPROVED:
            raise DojangError("not-approved")
        return
    rejected = last.verdict == Verdict.REJECTED and not reviews.by_person(last)
    if verb is Verb.OBJECT and not rejected:
        raise DojangError("not-rejected")
    if last.verdict != Verdict.NEEDS_REVIEW and not rejected:
        raise DojangError("already-decided")


@dataclass(frozen=True, slots=True)
class _Told:
    """Who is told of a decision, and about what."""

    about: str
    recipient: str
    channel: Channel | None = None
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class _Answering:
    """One answer to one decision, on its way into the ledger."""

    office: Office
    last: DecisionRow
    choices: Choices
    said: Answer
    verb: Verb
    now: datetime

    def result(self) -> tuple[NewDecision, list[Letter], list[NewCorrection]]:
        """The decision to be written, its notices, and what was corrected."""
        by, reasons, kinds, fixes = self._by(), self._reasons(), self._copies(), self._fixes()
        told = self._told()
        judged = self._judged(fixes) if fixes or self.verb is Verb.AGAIN else None
        if judged is not None and self.verb is Verb.AGAIN:
            return (*self._again(judged, by), fixes)
        new = self._new(judged, by, reasons, kinds)
        return new, self._letters(new, told, reasons, kinds), fixes

    def _by(self) -> str:
        name = _line(self.said.by, _LONGEST_NAME)
        if not name:
            raise DojangError("name-missing")
        return name

    def _reasons(self) -> list[Tellable]:
        """The reasons chosen, by their ids, or by codes that only one of them has."""
        if self.verb in {Verb.APPROVE, Verb.AGAIN, Verb.OBJECT}:
            return []
        chosen = [self._reason(one) for one in dict.fromkeys(self.said.reasons)]
        if self.verb is Verb.REJECT and not chosen:
            raise DojangError("reason-missing")
        return chosen

    def _reason(self, name: str) -> Tellable:
        meant = [one for one in self.choices.tellable if one.id == name]
        meant = meant or [one for one in self.choices.tellable if one.code == name]
        if len(meant) != 1:
            raise DojangError("reason-unknown", ", ".join(one.id for one in meant))
        return meant[0]

    def _copies(self) -> list[Kind]:
        if self.verb is not Verb.ANOTHER_COPY:
            return []
        known = {kind.value: kind for kind in self.choices.kinds}
        wanted = list(dict.fromkeys(self.said.copies))
        if not wanted or not set(wanted) <= set(known):
            raise DojangError("copy-missing")
        return [known[one] for one in wanted]

    def _fixes(self) -> list[NewCorrection]:
        """What was corrected, in the form that reading gives."""
        if self.verb in {Verb.REVOKE, Verb.OBJECT} and self.said.corrections:
            raise DojangError("not-approved" if self.verb is Verb.REVOKE else "not-rejected")
        retyped = {one.paper for one in self.said.corrections if one.field == KIND}
        return [self._fix(one, any_field=one.paper in retyped) for one in self.said.corrections]

    def _fix(self, one: Correction, *, any_field: bool) -> NewCorrection:
        if not 1 <= one.paper <= len(self.choices.papers):
            raise DojangError("field-unknown")
        paper = self.choices.papers[one.paper - 1]
        value = normalised(one.field, one.value)
        if paper.sha256 is None or paper.index is None:
            raise DojangError("field-unknown", one.field)
        if one.field not in paper.fields and not (any_field and one.field in FIELDS):
            raise DojangError("field-unknown", one.field)
        return NewCorrection(paper.sha256, paper.index, one.field, value)

    def _told(self) -> _Told:
        """Who is told. Raises `manifest-missing`, or `outdated-sheet` where something new was handed in since."""
        number = int(self.last.subject.partition(":")[2])
        if not is_application(self.last):
            return _Told(self.office.ledger.arrivals.upload(number).key, self.office.settings.notify)
        found = papers.handed_over(self.office, number)
        if found is None:
            raise DojangError("manifest-missing")
        if isinstance(found, Refused):
            return self._told_of_refused(number, found)
        if self.verb is not Verb.REVOKE and self._is_new(found):
            raise DojangError("outdated-sheet")
        manifest = found.claimed.manifest
        return _Told(manifest.application_id, manifest.applicant.email, manifest.channel, found.claimed.trusted)

    def _told_of_refused(self, number: int, found: Refused) -> _Told:
        """Of a manifest that is none nothing can come but a rejection. Raises its code, or `outdated-sheet`."""
        if self.verb is not Verb.REJECT:
            raise DojangError(found.error.code)
        if self.last.body["made_with"].get("manifest") != found.mark:
            raise DojangError("outdated-sheet")
        about, channel = self.office.ledger.arrivals.application(number).name, found.channel or Channel.SENDER_NUMBER
        return _Told(about, found.email or self.office.settings.notify, channel, trusted=found.email is not None)

    def _is_new(self, found: papers.Dossier) -> bool:
        mark = self.last.body["made_with"].get("manifest")
        return mark != found.mark or any(one.state == UploadState.NEW for one in found.papers)

    def _judged(self, fixes: Sequence[NewCorrection]) -> Judged:
        """What the rules say of the case as corrected. Raises `outdated-sheet` where it is another than the person saw."""
        before = self._judge(())
        if before.material != self.last.material:
            raise DojangError("outdated-sheet")
        return self._judge(fixes)

    def _judge(self, fixes: Sequence[NewCorrection]) -> Judged:
        number = int(self.last.subject.partition(":")[2])
        if is_application(self.last):
            found = papers.handed_over(self.office, number)
            if found is None or isinstance(found, Refused):
                raise found.error if found else DojangError("manifest-missing")
            handed = papers.hand_in(self.office, found, self.now)
            return reviews.judge_application(self.office, found, handed, self.now, fixes)
        upload = self.office.ledger.arrivals.upload(number)
        sha256, facts = papers.read_upload(self.office, upload, self.now)
        return reviews.judge_upload(self.office, upload, sha256, facts, fixes)

    def _again(self, judged: Judged, by: str) -> tuple[NewDecision, list[Letter]]:
        """What the rules decide, routed as any decision of theirs."""
        routed = reviews.routed(self.office, judged)
        new = replace(
            reviews.routed_decision(judged, routed, self.last.number + 1),
            body=reviews.body_of(judged) | {"answer": self.verb.value, "note": self._note()},
            decided_by=by,
            verified=self.said.verified,
            via=self.said.via,
        )
        return new, reviews.letters(self.office, judged, routed, new, self.now)

    def _new(self, judged: Judged | None, by: str, reasons: Sequence[Tellable], kinds: Sequence[Kind]) -> NewDecision:
        codes = [APPROVAL_REVOKED.code] if self.verb is Verb.REVOKE else []
        codes += [one.id for one in reasons]
        body = reviews.body_of(judged) if judged else _without_answer(self.last.body)
        told = {
            "answer": self.verb.value,
            "reasons": codes,
            "copies": [one.value for one in kinds],
            "note": self._note(),
        }
        objects = self.verb is Verb.OBJECT
        return NewDecision(
            id=uuid4().hex,
            subject=self.last.subject,
            number=self.last.number + 1,
            material=judged.material if judged else self.last.material,
            verdict=_SETTLED[self.verb][1].value,
            score=judged.decision.score if judged else self.last.score,
            kind=judged.kind if judged else self.last.kind,
            reason=self.last.reason if objects else codes[0].rpartition("/")[2] if codes else None,
            submitted=self.last.submitted,
            body=body | told,
            decided_by=by,
            mode=self.last.mode,
            machine=self.last.verdict if objects else None,
            asked=Asked.OBJECTION.value if objects else None,
            verified=self.said.verified,
            via=self.said.via,
        )

    def _letters(
        self, new: NewDecision, told: _Told, reasons: Sequence[Tellable], kinds: Sequence[Kind]
    ) -> list[Letter]:
        """None where the rulebook is on trial."""
        if self.last.mode == Asked.SHADOW:
            return []
        about_it = news.of_person(
            _SETTLED[self.verb][0],
            told.about,
            told.channel,
            reasons=[Reason(one.message, one.remedy, _named(one)) for one in reasons],
            again=kinds,
            kind=None if told.channel else Kind(new.kind or Kind.UNKNOWN),
            until=day_of(self.now) + timedelta(days=book_of(self.office, self.last).patience_days),
            trusted=told.trusted,
        )
        return [compose(about_it, new.id, told.recipient, self.office.settings, self.now)]

    def _note(self) -> str:
        return _line(self.said.note, _LONGEST_NOTE)


def _without_answer(body: Json) -> Json:
    return {name: one for name, one in body.items() if name not in {"answer", "reasons", "copies", "note"}}


def _named(one: Tellable) -> Text | None:
    """The paper's name, unless the sentence says it already."""
    name = news.kind_name(one.kind) if one.kind else None
    return None if name is None or name.ko in one.message.ko else name


def _line(text: str, longest: int) -> str:
    """What a person typed, on one line, scrubbed, not too long."""
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return scrub(flat)[:longest]
