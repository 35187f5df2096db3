"""One review in the service: what was read is judged, routed, and recorded as a decision with its notice.

Every function here may be run again after a crash: what is done already is found done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from checks.rule import Handed
from checks.rulebook import Rulebook, load
from pipeline import judging
from pipeline.business_status import BusinessStatus, Genuine, Registered
from pipeline.corrections import Correction, corrected
from pipeline.document import Decision, Facts, Finding, Json, Kind, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import Manifest
from pipeline.results import ApplicationDecision
from pipeline.routing import Route, drawn, route
from pipeline.serving import books
from pipeline.serving.asking import answer, genuine, handed_in, hashed
from pipeline.serving.database import at_once
from pipeline.serving.holding import After, fenced
from pipeline.serving.keys import kept_key
from pipeline.serving.ledger import MACHINE, AlreadyDecidedError, Letter, NewDecision
from pipeline.serving.ledger.arrivals import settling
from pipeline.serving.ledger.rows import known
from pipeline.serving.mail import news, refusing
from pipeline.serving.mail.notices import News, compose
from pipeline.serving.manifests import Refused
from pipeline.serving.office import Office, day_of
from pipeline.serving.papers import Dossier
from pipeline.serving.recurring import Applicant, marked
from pipeline.serving.registry import following
from pipeline.serving.tables import DecisionRow, RegisterAnswer, Upload, UploadState
from pipeline.unread import judge_unread

BARE = "bare"
"""The channel of files that belong to no application."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a decision: what was read in it (`None`: nothing could be) and how it was judged."""

    sha256: str | None
    kind: str
    decision: Decision
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules decided, before it is routed and recorded. `material` is the hash of all that was judged.

    `about` is the file's key or the application's own ID. `manifest` and `whole` belong to applications; instead of both,
    `refused` says that the manifest is none.
    """

    subject: str
    material: str
    decision: Decision
    kind: str
    channel: str
    submitted: date
    about: str
    recipient: str
    papers: tuple[Paper, ...]
    book: Rulebook
    made_with: Json
    manifest: Manifest | None = None
    trusted: bool = True
    whole: ApplicationDecision | None = None
    refused: Refused | None = None

    def news(self, verdict: Verdict, promised: date | None = None) -> News:
        """What is told of it where it goes out under that verdict, `promised` the day by which a person decides."""
        if self.manifest is None or self.whole is None:
            told = replace(self.decision, verdict=verdict)
            return replace(news.of_file(self.about, self.papers[0].facts, told), promised=promised)
        told_of_all = replace(self.whole, decision=replace(self.whole.decision, verdict=verdict))
        until = self.manifest.submitted + timedelta(days=self.book.patience_days)
        found = news.of_application(self.manifest, told_of_all, trusted=self.trusted, until=until)
        return found if found.missing else replace(found, promised=promised)


class Corrected(Protocol):
    """A correction of the ledger, or one that is about to stand there."""

    @property
    def sha256(self) -> str:
        """Of the file."""

    @property
    def paper(self) -> int:
        """Its index in `Facts.papers`."""

    @property
    def field(self) -> str:
        """The field's name."""

    @property
    def value(self) -> str | None:
        """What a person sees there."""


def judge_upload(
    office: Office, upload: Upload, sha256: str | None, found: Facts | DojangError, more: Sequence[Corrected] = ()
) -> Judged:
    """A bare file: whether the paper in it is in order. Its age counts from the day on which it was first seen.

    The ledger's corrections count, and after them those in `more`.
    """
    subject, submitted = f"upload:{upload.id}", day_of(upload.seen_at)
    fixes = _newest([*office.ledger.readings.corrections(subject), *more])
    seen = _recurring(office, Applicant(subject), _corrected(found, sha256, fixes))
    facts = seen if isinstance(seen, Facts) else None
    kind = facts.best.kind if facts else Kind.UNKNOWN
    book = load(books.chosen_for(office.settings, kind))
    decision = judge_unread(seen) if isinstance(seen, DojangError) else judging.judge(seen, book, submitted)
    return Judged(
        subject=subject,
        material=_material(sha256 or upload.etag, fixes),
        decision=decision,
        kind=kind.value,
        channel=BARE,
        submitted=submitted,
        about=upload.key,
        recipient=office.settings.notify,
        papers=(Paper(sha256, kind.value, decision, facts),),
        book=book,
        made_with=_made_with(book, facts),
    )


def judge_application(
    office: Office, found: Dossier, handed: Sequence[Handed], now: datetime, more: Sequence[Corrected] = ()
) -> Judged:
    """An application with all its papers, on the Seoul day of `now`; corrections as in `judge_upload`."""
    manifest, trusted = found.claimed.manifest, found.claimed.trusted
    fixes = _newest([*office.ledger.readings.corrections(found.subject), *more])
    whose = Applicant(found.subject, manifest if trusted else None)
    seen = [replace(one, facts=_recurring(office, whose, _corrected(one.facts, one.sha256, fixes))) for one in handed]
    book, told = load(books.chosen(office.settings, manifest.channel)), answer(office, found, handed)
    confirmed = genuine(office, found, seen, book)
    said = Registered(BusinessStatus(told.status) if told else None, Genuine(confirmed.status) if confirmed else None)
    judged = judging.judge_application(manifest, seen, book, day_of(now), trusted=trusted, registered=said)
    facts = next((one.facts for one in seen if isinstance(one.facts, Facts)), None)
    return Judged(
        subject=found.subject,
        material=_material(handed_in(found, handed), fixes),
        decision=judged.decision,
        kind="application",
        channel=manifest.channel.value,
        submitted=day_of(now),
        about=manifest.application_id,
        recipient=manifest.applicant.email,
        papers=tuple(_paper(one, decision) for one, decision in judged.documents),
        book=book,
        made_with=_made_with(book, facts)
        | {"manifest": found.mark}
        | _asked("business", told)
        | _asked("registration", confirmed),
        manifest=manifest,
        trusted=trusted,
        whole=judged,
    )


def record(office: Office, judged: Judged, now: datetime) -> DecisionRow:
    """Routes what the rules decided, writes it with its notice in one transaction, unless what was decided before holds.

    A bare file is settled with it. Raises `LeaseLostError` where the case has passed to another.
    """
    last = office.ledger.decisions.last(judged.subject)
    if last is None or not holds(last, judged, day_of(now)):
        way = routed(office, judged)
        new = routed_decision(judged, way, last.number + 1 if last else 1)
        told = letters(office, judged, way, new, now)
        then = following.after(office.settings, new, judged.manifest, now, trusted=judged.trusted)
        with suppress(AlreadyDecidedError):  # the other one's decision holds, and its notice is the one that goes out
            return office.ledger.decisions.decide(new, told, now, then=fenced(new.subject, _settled(judged, then)))
        last = known(office.ledger.decisions.last(judged.subject))
    if (settled := _settling(judged)) is not None:
        at_once(office.ledger.engine, settled)
    return last


def _settled(judged: Judged, then: After | None) -> After | None:
    """`then`, and before it the note that the file was dealt with."""
    settled = _settling(judged)
    if settled is None:
        return then

    def both(session: Session) -> None:
        session.execute(settled)
        if then is not None:
            then(session)

    return both


def _settling(judged: Judged) -> Executable | None:
    """What notes that a bare file was dealt with; an application's papers were, when they were read."""
    word, _, number = judged.subject.partition(":")
    return settling(int(number), UploadState.DONE, judged.papers[0].sha256) if word == "upload" else None


def holds(last: DecisionRow, judged: Judged, today: date) -> bool:
    """Whether what was decided stays: the same material gives no second decision.

    Two things run out: the days for what is owed, and those for another copy that a person asked for.
    """
    if last.material != judged.material:
        return False
    if last.verdict != Verdict.INCOMPLETE:
        return True
    if by_person(last):
        return today <= day_of(last.decided_at) + timedelta(days=judged.book.patience_days)
    proposed = last.machine or last.verdict
    return proposed == judged.decision.verdict.value


def by_person(row: DecisionRow) -> bool:
    """Whether a person gave the verdict; where one only corrected what was read, the rules did."""
    return row.via != MACHINE and row.body.get("answer") != "again"


def routed(office: Office, judged: Judged) -> Route:
    """Where goes what the rules decided."""
    return route(judged.decision.verdict, judged.book.mode, audited=_is_audited(office, judged))


def letters(office: Office, judged: Judged, way: Route, new: NewDecision, now: datetime) -> list[Letter]:
    """The notices of what the rules decided, as it goes out; none where all keep silent. Notes the day that is promised."""
    due_on = promise(office, judged)
    if way.silent:
        return []
    promised = due_on if way.verdict is Verdict.NEEDS_REVIEW and due_on >= day_of(now) else None
    if judged.refused is not None:
        told = refusing.Told(judged.refused.error, judged.about, judged.refused.email, judged.refused.channel)
        return refusing.compose(told, new.id, office.settings, now)
    return [compose(judged.news(way.verdict, promised), new.id, judged.recipient, office.settings, now)]


def promise(office: Office, judged: Judged) -> date:
    """The Seoul day by which the rulebook promises an answer; noted with the case."""
    case, days = office.ledger.cases.case(judged.subject), judged.book.promise_days
    if case.opened_on is None or days is None:
        return case.due_on
    due_on = office.calendar.after(case.opened_on, days)
    if due_on != case.due_on:
        office.ledger.cases.promise(judged.subject, due_on)
    return due_on


def as_corrected(office: Office, subject: str, facts: Facts) -> Facts:
    """The facts as people corrected them for that subject."""
    fixes = _newest(office.ledger.readings.corrections(subject))
    seen = _corrected(facts, facts.sha256, fixes)
    return seen if isinstance(seen, Facts) else facts


def routed_decision(judged: Judged, way: Route, number: int) -> NewDecision:
    """What the rules decided, as it stands in the ledger: codes and numbers only."""
    return NewDecision(
        id=uuid4().hex,
        subject=judged.subject,
        number=number,
        material=judged.material,
        verdict=way.verdict.value,
        score=judged.decision.score,
        kind=judged.kind,
        reason=first_reason(judged),
        submitted=judged.submitted,
        body=body_of(judged),
        machine=judged.decision.verdict.value,
        mode=judged.book.mode.value,
        asked=way.asked.value if way.asked else None,
    )


def body_of(judged: Judged) -> Json:
    """What a decision was made of, in codes: a paper's sentences may name a day that stands on it."""
    return {
        "made_with": judged.made_with,
        "missing": [kind.value for kind in judged.decision.missing],
        "checks": [_codes(one) for one in judged.decision.findings],
        "papers": [_paper_codes(one) for one in judged.papers],
    }


def first_reason(judged: Judged) -> str | None:
    """What stands in the way first: of the papers before what concerns all, the failed before the unsure."""
    found = (*(one for paper in judged.papers for one in paper.decision.findings), *judged.decision.findings)
    return next((one.reason or one.id for one in replace(judged.decision, findings=found).reasons), None)


def _is_audited(office: Office, judged: Judged) -> bool:
    """Of bare files none: their approval grants nothing."""
    if judged.channel == BARE:
        return False
    key = kept_key(office.data / "audit.key")
    return drawn(key, judged.subject, judged.material, judged.book.audit_share)


_Fixes = Mapping[tuple[str, int, str], str | None]
"""By file, paper and field: what the newest correction says."""


def _newest(corrections: Sequence[Corrected]) -> _Fixes:
    return {(one.sha256, one.paper, one.field): one.value for one in corrections}


def _corrected(found: Facts | DojangError, sha256: str | None, fixes: _Fixes) -> Facts | DojangError:
    if isinstance(found, DojangError):
        return found
    here = (Correction(paper, field, value) for (file, paper, field), value in fixes.items() if file == sha256)
    return corrected(found, here)


def _recurring(office: Office, whose: Applicant, found: Facts | DojangError) -> Facts | DojangError:
    return marked(office, whose, found, office.now()) if isinstance(found, Facts) else found


def _material(mark: str, fixes: _Fixes) -> str:
    """The mark of all that was judged: what was handed in, and how people corrected it."""
    if not fixes:
        return mark
    told = sorted(f"{file}:{paper}:{field}:{value!r}" for (file, paper, field), value in fixes.items())
    return hashed([mark, *told])


def _paper_codes(paper: Paper) -> Json:
    kinds = [one.kind.value for one in paper.facts.papers] if paper.facts else []
    return {"sha256": paper.sha256, "kinds": kinds, "checks": [_codes(one) for one in paper.decision.findings]}


def _codes(one: Finding) -> Json:
    """A finding without its sentences."""
    kept = one.to_json()
    return {name: kept[name] for name in ("id", "outcome", "severity", "reason", "field", "page", "box")}


def _made_with(book: Rulebook, facts: Facts | None) -> Json:
    """What a decision was made with, so that it can be made again."""
    reader = {"reader": facts.reader, "recogniser": facts.recogniser} if facts else {}
    return {"rulebook": book.name, "rulebook_sha256": book.sha256} | reader


def _asked(about: str, told: RegisterAnswer | None) -> Json:
    """What the tax service said of the company or its registration, and when, where it was asked."""
    return {about: {"status": told.status, "asked_at": told.asked_at.isoformat()}} if told else {}


def _paper(handed: Handed, decision: Decision | None) -> Paper:
    if isinstance(handed.facts, DojangError):
        return Paper(None, "unknown", judge_unread(handed.facts))
    if decision is None:
        raise TypeError(handed)
    return Paper(handed.facts.sha256, handed.facts.best.kind.value, decision, handed.facts)
