"""The flows: what happens to a document from the bucket to the notice, in order.

Prefect keeps parameters, artifacts and exception texts in clear, so only ids, codes and the
rulebook's words pass through it. A review's run ends `Approved`, `Rejected`, `Incomplete` or
`NeedsReview`, all of type completed: a failed run means that the software is broken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.runtime import flow_run
from prefect.states import Completed

from pipeline.document import Verdict
from pipeline.manifest import SEOUL
from pipeline.serving import intake, notices, reviews, sheet
from pipeline.serving.buckets import GoneError
from pipeline.serving.office import Office, open_office
from pipeline.serving.reviews import Dossier, Judged
from pipeline.serving.tables import DecisionRow, UploadState
from pipeline.settings import settings

STATES = {
    Verdict.APPROVED: "Approved",
    Verdict.REJECTED: "Rejected",
    Verdict.INCOMPLETE: "Incomplete",
    Verdict.NEEDS_REVIEW: "NeedsReview",
}
"""What a review's final state is called."""

QUIET_SECONDS = 2.0
"""How long a file must have stayed as it is before it counts as whole."""


class SomeFailedError(RuntimeError):
    """Some reviews ended by an error of the software; all others are done."""


@flow(name="intake")
def take_in(now: datetime | None = None, workers: int = 2) -> int:
    """Looks into the bucket and reviews all that is new, `workers` at a time. Returns how many reviews ran.

    `now` is when things count as handed in (default: this moment).
    """
    moment = now or datetime.now(SEOUL)
    look(moment)
    waiting = due(moment)
    states = side_by_side(waiting, moment, workers)
    tell(moment)
    failed = sum(not state.is_completed() for state in states)
    if failed:
        raise SomeFailedError(f"{failed} of {len(states)} reviews failed")
    return len(states)


@flow(name="review-document", flow_run_name="upload {upload_id}")
def review_document(upload_id: int, now: datetime) -> State[Any]:
    """Reviews a bare file: reads it, judges it, decides, shows, tells the operator."""
    ledger = office().ledger
    upload = ledger.claim(upload_id, office().lease, now)
    if upload is None:
        return Completed(name="Taken", message="done, or another is at it")
    read = read_document(upload_id, now)
    if read is None:
        ledger.settle(upload, UploadState.GONE)
        return Completed(name="Gone", message="removed or written anew; a later listing has it")
    sha256, found = read
    judged = reviews.judge_upload(office(), upload, sha256, found)
    decision = decide(judged, now)
    ledger.settle(upload, UploadState.DONE, sha256)
    show(f"upload {upload_id}", decision, judged)
    tell(now)
    return ended(decision)


@flow(name="review-application", flow_run_name="application {application_id}")
def review_application(application_id: int, now: datetime) -> State[Any]:
    """Reviews an application with all its papers, and tells the applicant once."""
    dossier = reviews.dossier(office(), application_id)
    if dossier is None:
        return Completed(name="Waiting", message="its manifest is not there or not valid")
    handed = read_application(dossier, now)
    judged = reviews.judge_application(dossier, handed, now)
    decision = decide(judged, now)
    office().ledger.note_judged(application_id, judged.submitted)
    show(f"application {application_id}", decision, judged)
    tell(now)
    return ended(decision)


def look(now: datetime) -> None:
    """Lists the bucket twice, a quiet time apart: what is still being written waits for the next look."""
    store, ledger, prefix = office().store, office().ledger, office().settings.trusted_prefix
    found = intake.scan(store, ledger, prefix, now)
    time.sleep(QUIET_SECONDS)
    found += intake.scan(store, ledger, prefix, now)
    get_run_logger().info("%d new objects in the bucket", found)


def due(now: datetime) -> list[tuple[Callable[..., Any], int]]:
    """What has to be reviewed: applications first, they take longest; then bare files."""
    ledger, store = office().ledger, office().store.address
    applications = [one for one in ledger.applications(store) if application_is_due(one, now)]
    uploads = ledger.waiting_uploads(store, now)
    return [*((review_application, one) for one in applications), *((review_document, one) for one in uploads)]


def application_is_due(application_id: int, now: datetime) -> bool:
    """Whether its manifest is there and something is new."""
    dossier = reviews.dossier(office(), application_id)
    return dossier is not None and reviews.is_due(office(), dossier, now)


def side_by_side(waiting: Sequence[tuple[Callable[..., Any], int]], now: datetime, workers: int) -> list[State[Any]]:
    """Runs reviews as subflow runs on threads; reading itself happens in fenced processes."""

    def run(review: Callable[..., Any], one: int) -> State[Any]:
        ended_in: State[Any] = review(one, now, return_state=True)
        return ended_in

    pool = ThreadPoolExecutor(workers)
    try:
        runs = [pool.submit(copy_context().run, run, review, one) for review, one in waiting]
        return [one.result() for one in runs]
    finally:
        pool.shutdown(cancel_futures=True)


@task(name="read", cache_policy=NO_CACHE, persist_result=False)
def read_document(upload_id: int, now: datetime) -> tuple[str | None, Any] | None:
    """The hash of the bytes and the facts or the error; `None` if the file is gone."""
    try:
        return reviews.read_upload(office(), office().ledger.upload(upload_id), now)
    except GoneError:
        return None


@task(name="read", cache_policy=NO_CACHE, persist_result=False)
def read_application(dossier: Dossier, now: datetime) -> Sequence[Any]:
    """What was read in every paper of the application."""
    return reviews.hand_in(office(), dossier, now)


@task(name="decide", cache_policy=NO_CACHE, persist_result=False)
def decide(judged: Judged, now: datetime) -> DecisionRow:
    """Records decision and notice together; once, whoever else tries."""
    return reviews.record(office(), judged, now)


@task(name="show", cache_policy=NO_CACHE, persist_result=False)
def show(subject: str, decision: DecisionRow, judged: Judged) -> None:
    """Draws the sheet, and puts name, tags, table and text where a reviewer looks for them."""
    pictures = reviews.draw(office(), decision, judged.papers)
    parts = reviews.parts(judged)
    key = subject.replace(" ", "-")
    create_table_artifact(sheet.checks_table(parts), key=f"checks-{key}", description="검사 · Checks")
    names = [str(path.relative_to(office().data)) for path in pictures]
    text = sheet.sheet_text(f"{judged.kind}, {subject}", judged.decision, parts, names)
    create_markdown_artifact(text, key=f"sheet-{key}", description="심사표 · Sheet")
    name = f"{decision.score:03d} {judged.kind} {subject}"
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(flow_run.get_id()), name=name, tags=tags(decision, judged))


def tags(decision: DecisionRow, judged: Judged) -> list[str]:
    """What runs can be filtered by."""
    found = [f"channel:{judged.channel}", f"kind:{judged.kind}", f"outcome:{decision.verdict}"]
    return [*found, f"reason:{decision.reason}"] if decision.reason else found


def tell(now: datetime) -> None:
    """Sends every notice that has not gone out."""
    notices.deliver(office().ledger, office().data / "outbox", now)


def ended(decision: DecisionRow) -> State[Any]:
    """The run's final state, and a line in its log."""
    get_run_logger().info("%s: %s, score %d, %s", decision.subject, decision.verdict, decision.score, decision.reason)
    return Completed(name=STATES[Verdict(decision.verdict)], message=decision.reason or "every check passed")


def seconds_by_subject() -> dict[str, float]:
    """How long each review ran, in seconds, as the server has it; the newest run of each."""
    found = {}
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(sort=FlowRunSort.START_TIME_ASC):
            for name in ("upload", "application"):
                if f"{name}_id" in run.parameters:
                    found[f"{name}:{run.parameters[f'{name}_id']}"] = run.total_run_time.total_seconds()
    return found


def finish() -> None:
    """Hands the last logs and events to the server; to be called before it is stopped."""
    APILogWorker.drain_all(at_exit=False)
    EventsWorker.drain_all(at_exit=False)


@cache
def office() -> Office:
    """This process's place of work."""
    return open_office(settings(), QUIET_SECONDS)


if __name__ == "__main__":
    take_in()
