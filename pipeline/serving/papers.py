"""What was handed in: the paper of a bare file, and an application's manifest with all its papers, read.

Every function here may be run again after a crash: what is done already is found done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from checks.rule import Handed
from checks.rulebook import load
from pipeline.document import Facts, Kind, Verdict
from pipeline.errors import DojangError
from pipeline.serving import books, intake, manifests
from pipeline.serving.buckets import BucketError, GoneError
from pipeline.serving.ledger import MACHINE
from pipeline.serving.office import Office, day_of, kept_facts, read
from pipeline.serving.tables import DecisionRow, Upload, UploadState


def read_upload(office: Office, upload: Upload, now: datetime) -> tuple[str | None, Facts | DojangError]:
    """The hash of an upload's bytes and what was read there, or why nothing was. Raises `GoneError`.

    What was read before needs no bucket: the paper counts even when its file has been removed since.
    """
    sha256 = upload.sha256
    if upload.exposing:
        return sha256, DojangError("number-in-name")
    if sha256 is not None and (known := kept_facts(office, sha256)) is not None:
        return sha256, known
    try:
        data = intake.fetch(office.store, upload, office.settings.max_bytes, office.decided)
        sha256 = hashlib.sha256(data).hexdigest()
        return sha256, read(office, data, now)
    except BucketError:
        raise
    except DojangError as error:
        return sha256, error


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one application that counts now: its manifest and its papers."""

    application_id: int
    claimed: manifests.Claimed
    papers: tuple[Upload, ...]

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"application:{self.application_id}"

    @property
    def mark(self) -> str:
        """The manifest, and whether it counted: a signature that comes later is new material."""
        return f"{self.claimed.sha256}:{'trusted' if self.claimed.trusted else 'untrusted'}"


def dossier(office: Office, application_id: int) -> Dossier | None:
    """An application's manifest and papers; `None` while the manifest is not there or not valid."""
    found = handed_over(office, application_id)
    return found if isinstance(found, Dossier) else None


def handed_over(office: Office, application_id: int) -> Dossier | manifests.Refused | None:
    """The same; or why its manifest, which is there, is none."""
    uploads = office.ledger.arrivals.papers(application_id)
    claimed = manifests.manifest_of(office.store, uploads, office.settings, office.decided)
    if not isinstance(claimed, manifests.Claimed):
        return claimed
    prefix = office.settings.trusted_prefix
    papers = (one for one in intake.current(uploads) if intake.is_paper(one, prefix))
    return Dossier(application_id, claimed, tuple(papers))


def has_run_out(office: Office, found: Dossier, patience_days: int, now: datetime) -> bool:
    """Whether the days for what is owed are over since it was last judged: only another day can change what was decided.

    They count from the day of application, or from the day on which a person asked for another copy.
    """
    last = office.ledger.decisions.last(found.subject)
    if last is None or last.verdict != Verdict.INCOMPLETE:
        return False
    over = owed_since(found, last) + timedelta(days=patience_days)
    judged_on = office.ledger.arrivals.application(found.application_id).judged_on
    return over < day_of(now) and (judged_on is None or judged_on <= over)


def owed_since(found: Dossier, last: DecisionRow) -> date:
    """The Seoul day from which the days for what is owed count."""
    return found.claimed.manifest.submitted if last.via == MACHINE else day_of(last.decided_at)


def days_ran_out(office: Office, subject: str) -> bool:
    """Whether an application's days for what is owed are over, and nobody has judged it since."""
    word, _, number = subject.partition(":")
    found = dossier(office, int(number)) if word == "application" else None
    if found is None:
        return False
    book = load(books.chosen(office.settings, found.claimed.manifest.channel))
    return has_run_out(office, found, book.patience_days, office.now())


@dataclass(frozen=True, slots=True)
class _Read:
    """One paper that was read, and when it was handed in."""

    handed: Handed
    seen_at: datetime


def hand_in(office: Office, found: Dossier, now: datetime) -> tuple[Handed, ...]:
    """Reads every paper of the application; the same bytes again are a duplicate and count once.

    A paper that another copy has taken the place of, as a person asked, counts no more. The order is that of `place`.
    """
    arrivals = office.ledger.arrivals
    by_mark: dict[str, _Read] = {}
    for upload, read_there in zip(found.papers, _read_side_by_side(office, found.papers, now), strict=True):
        if read_there is None:
            arrivals.settle(upload.id, UploadState.GONE)
            continue
        sha256, facts = read_there
        mark = sha256 or f"upload:{upload.id}"
        arrivals.settle(upload.id, UploadState.DUPLICATE if mark in by_mark else UploadState.DONE, sha256)
        seen_at = arrivals.first_seen(found.application_id, sha256) or upload.seen_at
        by_mark.setdefault(mark, _Read(Handed(upload.key, facts, day_of(seen_at), sha256), seen_at))
    kept = _without_replaced(tuple(by_mark.values()), office.ledger.decisions.of(found.subject))
    return tuple(sorted((one.handed for one in kept), key=lambda one: place(one.facts, one.sha256)))


def place(facts: Facts | DojangError | None, sha256: str | None) -> tuple[int, str]:
    """Where a file stands among those of an application: by kind as it was read, those that could not be read last.

    It depends on what is in the files alone, so that a number on a sheet means the same paper however often it is made.
    """
    if not isinstance(facts, Facts):
        return len(Kind), ""
    return list(Kind).index(facts.best.kind), sha256 or ""


def _read_side_by_side(
    office: Office, uploads: Sequence[Upload], now: datetime
) -> Sequence[tuple[str | None, Facts | DojangError] | None]:
    """What each upload is (`None`: gone), in their order. `office.readers` says how many are read at once, of all cases."""

    def one(upload: Upload) -> tuple[str | None, Facts | DojangError] | None:
        try:
            return read_upload(office, upload, now)
        except GoneError:
            return None

    with ThreadPoolExecutor(office.workers, thread_name_prefix="paper") as pool:
        return list(pool.map(one, uploads))


def _without_replaced(papers: Sequence[_Read], decisions: Sequence[DecisionRow]) -> Sequence[_Read]:
    """Leaves out what was there when another copy of its kind was asked for, once that copy has come."""
    for decision in decisions:
        for kind in decision.body.get("copies", ()):
            older = [one for one in papers if one.seen_at <= decision.decided_at and _is_only(one.handed, kind)]
            newer = any(one.seen_at > decision.decided_at and _is_only(one.handed, kind) for one in papers)
            papers = [one for one in papers if one not in older] if newer else papers
    return papers


def _is_only(handed: Handed, kind: str) -> bool:
    """Whether a file holds papers of that kind and no other."""
    facts = handed.facts
    return isinstance(facts, Facts) and {paper.kind for paper in facts.papers} == {Kind(kind)}
