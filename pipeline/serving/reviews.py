"""One review in the service: what was read is judged, and the decision recorded with its notice.

Every function here may be run again after a crash: what is done already is found done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from checks.rule import Handed
from checks.rulebook import Rulebook, load
from pipeline import judging
from pipeline.document import Decision, Facts, Finding, Json, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import Manifest
from pipeline.serving import intake, news, sheet
from pipeline.serving.buckets import GoneError
from pipeline.serving.ledger import AlreadyDecidedError, NewDecision
from pipeline.serving.notices import News, compose
from pipeline.serving.office import Office, day_of, kept_facts, pages, read
from pipeline.serving.tables import DecisionRow, Upload, UploadState
from pipeline.unread import judge_unread

BARE = "bare"
"""The channel of files that belong to no application."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a decision: what the sheet shows of it. `facts` are `None` where it could not be read."""

    sha256: str | None
    kind: str
    decision: Decision
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision before it is recorded. `material` is the hash of all that was judged.

    `manifest` is what was claimed (`None` for a bare file), `trusted` whether it is surely the operator's own.
    """

    subject: str
    material: str
    decision: Decision
    kind: str
    channel: str
    submitted: date
    news: News
    recipient: str
    papers: tuple[Paper, ...]
    made_with: Json
    manifest: Manifest | None = None
    trusted: bool = True


def read_upload(office: Office, upload: Upload, now: datetime) -> tuple[str | None, Facts | DojangError]:
    """The hash of an upload's bytes and what was read there, or why nothing was. Raises `GoneError`.

    What was read before needs no bucket: the paper counts even when its file has been removed since.
    """
    sha256 = upload.sha256
    if sha256 is not None and (known := kept_facts(office, sha256)) is not None:
        return sha256, known
    try:
        data = intake.fetch(office.store, upload, office.settings.max_bytes)
        sha256 = hashlib.sha256(data).hexdigest()
        return sha256, read(office, data, now)
    except DojangError as error:
        return sha256, error


def judge_upload(office: Office, upload: Upload, sha256: str | None, found: Facts | DojangError) -> Judged:
    """A bare file: whether the paper in it is in order. Its age counts from the day on which it was first seen."""
    submitted = day_of(upload.seen_at)
    if isinstance(found, Facts):
        book = load(judging.rulebook_for(found.best.kind))
        decision, kind = judging.judge(found, book, submitted), found.best.kind.value
        made_with = _made_with(book, found)
    else:
        decision, kind, made_with = judge_unread(found), "unknown", {}
    return Judged(
        subject=f"upload:{upload.id}",
        material=sha256 or upload.etag,
        decision=decision,
        kind=kind,
        channel=BARE,
        submitted=submitted,
        news=news.of_file(upload.key, found if isinstance(found, Facts) else None, decision),
        recipient=office.settings.notify,
        papers=(Paper(sha256, kind, decision, found if isinstance(found, Facts) else None),),
        made_with=made_with,
    )


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one application that counts now: its manifest and its papers."""

    application_id: int
    claimed: intake.Claimed
    papers: tuple[Upload, ...]

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"application:{self.application_id}"


def dossier(office: Office, application_id: int) -> Dossier | None:
    """An application's manifest and papers; `None` while the manifest is not there or not valid."""
    uploads = office.ledger.papers(application_id)
    claimed = intake.manifest_of(office.store, uploads, office.settings)
    if claimed is None:
        return None
    prefix = office.settings.trusted_prefix
    papers = (one for one in intake.current(uploads) if intake.is_paper(one, prefix))
    return Dossier(application_id, claimed, tuple(papers))


def is_due(office: Office, found: Dossier, now: datetime) -> bool:
    """Whether there is something to judge: nothing decided yet, something new, or what is owed on a new day."""
    last = office.ledger.last_decision(found.subject)
    if last is None or any(one.state == UploadState.NEW for one in found.papers):
        return True
    if last.body["made_with"].get("manifest") != _manifest_mark(found):
        return True
    judged_on = office.ledger.application(found.application_id).judged_on
    return last.verdict == Verdict.INCOMPLETE and (judged_on is None or judged_on < day_of(now))


def hand_in(office: Office, found: Dossier, now: datetime) -> tuple[Handed, ...]:
    """Reads every paper of the application; the same bytes again are a duplicate and count once."""
    handed: dict[str, Handed] = {}
    for upload in found.papers:
        try:
            sha256, facts = read_upload(office, upload, now)
        except GoneError:
            _settle(office, upload, UploadState.GONE, None, now)
            continue
        mark = sha256 or f"upload:{upload.id}"
        _settle(office, upload, UploadState.DUPLICATE if mark in handed else UploadState.DONE, sha256, now)
        seen = day_of(office.ledger.first_seen(found.application_id, sha256) or upload.seen_at)
        handed.setdefault(mark, Handed(upload.key, facts, seen, sha256))
    return tuple(handed.values())


def judge_application(found: Dossier, handed: Sequence[Handed], now: datetime) -> Judged:
    """An application with all its papers, on the Seoul day of `now`."""
    manifest, trusted = found.claimed.manifest, found.claimed.trusted
    book = load(manifest.channel.value)
    judged = judging.judge_application(manifest, handed, book, day_of(now), trusted=trusted)
    facts = next((one.facts for one in handed if isinstance(one.facts, Facts)), None)
    return Judged(
        subject=found.subject,
        material=_hashed([_manifest_mark(found), *sorted(one.sha256 or _digest(one) for one in handed)]),
        decision=judged.decision,
        kind="application",
        channel=manifest.channel.value,
        submitted=day_of(now),
        news=news.of_application(manifest, judged, trusted=trusted),
        recipient=manifest.applicant.email,
        papers=tuple(_paper(one, decision) for one, decision in judged.documents),
        made_with=_made_with(book, facts) | {"manifest": _manifest_mark(found)},
        manifest=manifest,
        trusted=trusted,
    )


def record(office: Office, judged: Judged, now: datetime) -> DecisionRow:
    """Writes decision and notice in one transaction, unless it was decided on this material before."""
    last = office.ledger.last_decision(judged.subject)
    if last is not None and holds(last, judged):
        return last
    new = _new_decision(judged, last.number + 1 if last else 1)
    letter = compose(judged.news, new.id, judged.recipient, office.settings, now)
    with suppress(AlreadyDecidedError):  # the other one's decision holds, and its notice is the one that goes out
        office.ledger.decide(new, [letter], now)
    held = office.ledger.last_decision(judged.subject)
    if held is None:
        raise LookupError(judged.subject)
    return held


def holds(last: DecisionRow, judged: Judged) -> bool:
    """Whether what was decided stays: the same material gives no second decision, unless the days for what is owed ran out."""
    changed = last.verdict == Verdict.INCOMPLETE and last.verdict != judged.decision.verdict.value
    return last.material == judged.material and not changed


def draw(office: Office, row: DecisionRow, papers: Sequence[Paper]) -> list[Path]:
    """Draws the sheet's pictures: every page of every paper that was read."""
    drawn = []
    for number, paper in enumerate(papers, start=1):
        title = f"{paper.decision.verdict.value} {paper.decision.score}/100"
        for page, path in enumerate(pages(office, paper.sha256) if paper.sha256 else [], start=1):
            picture = sheet.annotated(path.read_bytes(), page, title, paper.decision.findings)
            drawn.append(sheet.keep(office.data / "sheets", f"{row.id}-{number}-{page}", picture))
    return drawn


def parts(judged: Judged) -> list[sheet.Part]:
    """The parts of the sheet: each paper by its number and kind, and for an application what concerns all."""
    papers = [sheet.Part(f"{number}. {one.kind}", one.decision) for number, one in enumerate(judged.papers, start=1)]
    if judged.channel == BARE:
        return papers
    return [sheet.Part("application", judged.decision), *papers]


def _hashed(parts: Sequence[str]) -> str:
    """One hash over several texts, whatever they contain."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _new_decision(judged: Judged, number: int) -> NewDecision:
    return NewDecision(
        id=uuid4().hex,
        subject=judged.subject,
        number=number,
        material=judged.material,
        verdict=judged.decision.verdict.value,
        score=judged.decision.score,
        kind=judged.kind,
        reason=_first_reason(judged),
        submitted=judged.submitted,
        body={
            "made_with": judged.made_with,
            "missing": [kind.value for kind in judged.decision.missing],
            "checks": [_codes(one) for one in judged.decision.findings],
            "papers": [
                {"sha256": paper.sha256, "checks": [_codes(one) for one in paper.decision.findings]}
                for paper in judged.papers
            ],
        },
    )


def _first_reason(judged: Judged) -> str | None:
    """What stands in the way first: of the papers before what concerns all, the failed before the unsure."""
    found = (*(one for paper in judged.papers for one in paper.decision.findings), *judged.decision.findings)
    return next((one.reason or one.id for one in replace(judged.decision, findings=found).reasons), None)


def _codes(one: Finding) -> Json:
    """A finding without its sentences: they may name a day that stands on the paper."""
    kept = one.to_json()
    return {name: kept[name] for name in ("id", "outcome", "severity", "reason", "field", "page", "box")}


def _made_with(book: Rulebook, facts: Facts | None) -> Json:
    """What a decision was made with, so that it can be made again."""
    reader = {"reader": facts.reader, "recogniser": facts.recogniser} if facts else {}
    return {"rulebook": book.name, "rulebook_sha256": book.sha256} | reader


def _manifest_mark(found: Dossier) -> str:
    """The manifest, and whether it counted: a signature that comes later is new material."""
    return f"{found.claimed.sha256}:{'trusted' if found.claimed.trusted else 'untrusted'}"


def _digest(handed: Handed) -> str:
    """A mark of a file whose bytes were never seen whole."""
    return hashlib.sha256(handed.file.encode("utf-8", "surrogateescape")).hexdigest()


def _paper(handed: Handed, decision: Decision | None) -> Paper:
    if isinstance(handed.facts, DojangError):
        return Paper(None, "unknown", judge_unread(handed.facts))
    if decision is None:
        raise TypeError(handed)
    return Paper(handed.facts.sha256, handed.facts.best.kind.value, decision, handed.facts)


def _settle(office: Office, upload: Upload, state: UploadState, sha256: str | None, now: datetime) -> None:
    """Notes how an application's paper ended, unless it is noted already or another is at it."""
    claimed = office.ledger.claim(upload.id, office.lease, now)
    if claimed is not None:
        office.ledger.settle(claimed, state, sha256)
