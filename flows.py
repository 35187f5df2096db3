"""The flows: what happens to a case from the bucket to the notice, in order.

A case is a bare file or an application; each has one run, which `service.desk` executes. Every step
finds done what was done before, so a run may begin again at any time: after a crash, or when a person
has answered. Prefect keeps parameters, artifacts and exception texts in clear, so only ids, codes and the
rulebook's words pass through it. A run ends `Approved`, `Rejected`, `Incomplete` or `NeedsReview`, all of
type completed: a failed run means that the software is broken.
"""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import httpx
from prefect import Flow, flow, get_run_logger
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.objects import State
from prefect.events.worker import EventsWorker
from prefect.exceptions import Abort, PrefectException
from prefect.flow_runs import suspend_flow_run
from prefect.logging.handlers import APILogWorker
from prefect.runtime import flow_run
from prefect.states import Completed

from pipeline.document import Verdict
from pipeline.errors import DojangError
from pipeline.serving import asking, holding, papers, refusals, reviews, tidying
from pipeline.serving.buckets import BucketError, GoneError
from pipeline.serving.ledger import LeaseLostError, LedgerAwayError, LedgerError
from pipeline.serving.manifests import Refused
from pipeline.serving.office import Office, open_office
from pipeline.serving.papers import Dossier
from pipeline.serving.people import deciding
from pipeline.serving.people.answers import Answer
from pipeline.serving.reviews import Judged
from pipeline.serving.sheets import making
from pipeline.serving.sheets.making import Sheet
from pipeline.serving.tables import DecisionRow, UploadState
from pipeline.settings import settings
from service import forms

P = ParamSpec("P")
T = TypeVar("T")

STATES = {
    Verdict.APPROVED: "Approved",
    Verdict.REJECTED: "Rejected",
    Verdict.INCOMPLETE: "Incomplete",
    Verdict.NEEDS_REVIEW: "NeedsReview",
}
"""What a review's final state is called."""


LATER = "Later"
"""How a run ends that could not fetch what it needs; its message is the error's code."""


NOWHERE = Path(os.devnull)
"""Where results of runs would be kept: nothing can be written there. To name a place spares two questions a run to the server."""


class BrokenError(RuntimeError):
    """An error that nobody foresaw: its type and place. Its own text may hold what stands on a paper."""


def sealed(function: Callable[P, T]) -> Callable[P, T]:
    """Lets no text of an unforeseen error reach Prefect, which would keep and show it."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except (BrokenError, BucketError, LeaseLostError, LedgerAwayError, PrefectException, httpx.HTTPError):
            raise
        except Exception as error:  # noqa: BLE001 - nobody else may print it
            last = traceback.extract_tb(error.__traceback__)[-1]
            broken = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        raise BrokenError(broken)

    return run


def patient(function: Callable[P, State[Any]]) -> Callable[P, State[Any]]:
    """While the bucket, the ledger or Prefect does not answer a run ends `Later`: nothing is decided of papers that nobody could fetch.

    Where the case has passed to another worker, the run is that one's: it is left as it is.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> State[Any]:
        try:
            return function(*args, **kwargs)
        except BucketError as error:
            return Completed(name=LATER, message=error.code)
        except LedgerAwayError:
            return Completed(name=LATER, message="ledger-unreachable")
        except httpx.TransportError:
            return Completed(name=LATER, message="prefect-unreachable")
        except LeaseLostError:
            raise Abort("its case has passed to another") from None

    return run


# The deployment's schema validates the parameters.
@flow(name="review-document", validate_parameters=False, persist_result=False, result_storage=NOWHERE)
@patient
@sealed
def review_document(upload_id: int) -> State[Any]:
    """A bare file: read, judged, decided, shown; a person is asked where it must be."""
    refused = heed(f"upload:{upload_id}")
    read = read_document(upload_id)
    if read is None:
        office().ledger.arrivals.settle(upload_id, UploadState.GONE)
        return Completed(name="Gone", message="removed or written anew; a later listing has it")
    sha256, found = read
    upload = office().ledger.arrivals.upload(upload_id)
    judged = reviews.judge_upload(office(), upload, sha256, found)
    decision = decide(judged)
    made = show(decision, judged)
    tidying.sweep(office(), office().now(), [one.sha256 for one in judged.papers if one.sha256])
    return ended(decision, made, refused)


@flow(name="review-application", validate_parameters=False, persist_result=False, result_storage=NOWHERE)
@patient
@sealed
def review_application(application_id: int) -> State[Any]:
    """An application with all its papers; its applicant is told once of each decision."""
    refused = heed(f"application:{application_id}")
    dossier = papers.handed_over(office(), application_id)
    if dossier is None:
        return Completed(name="Waiting", message="its manifest is not there")
    if isinstance(dossier, Refused):
        unreadable = refusals.judge_refused(office(), application_id, dossier, office().now())
        decision = decide(unreadable)
        return ended(decision, show(decision, unreadable), refused)
    handed = read_application(dossier)
    asking.ask(office(), dossier, handed, office().now())
    judged = reviews.judge_application(office(), dossier, handed, office().now())
    decision = decide(judged)
    office().ledger.arrivals.note_judged(application_id, judged.submitted)
    made = show(decision, judged)
    tidying.sweep(office(), office().now(), [one.sha256 for one in judged.papers if one.sha256])
    return ended(decision, made, refused)


def heed(subject: str) -> DojangError | None:
    """Takes what a person answered on this run's page into the ledger; why it was refused, if it was."""
    if office().ledger.decisions.last(subject) is None:
        return None  # nobody has been asked yet
    run_id = own_run()
    answer = forms.answered(run_id, office().ledger.reviewers.name(run_id))
    if answer is None:
        return None
    try:
        refused = take(subject, answer)
    except (LeaseLostError, LedgerError):
        raise  # nobody took the answer yet
    except BaseException:
        forget(run_id)
        raise
    forget(run_id)
    return refused


def take(subject: str, answer: Answer) -> DojangError | None:
    """Takes an answer into the ledger; why it was refused, if it was."""
    try:
        deciding.answer(office(), subject, answer, office().now())
    except DojangError as error:
        get_run_logger().warning("an answer was refused: %s", error.code)
        return error
    if not answer.verified:
        get_run_logger().warning("the reviewer's name is unverified: no authenticating proxy named it")
    return None


def forget(run_id: str) -> None:
    """What a person typed stays no longer with Prefect."""
    office().ledger.reviewers.forget(run_id)
    forms.forget(run_id)


def own_run() -> str:
    """The id of the run that this is."""
    return str(flow_run.get_id())


def read_document(upload_id: int) -> tuple[str | None, Any] | None:
    """The hash of the bytes and the facts or the error; `None` if the file is gone."""
    try:
        return papers.read_upload(office(), office().ledger.arrivals.upload(upload_id), office().now())
    except GoneError:
        return None


def read_application(dossier: Dossier) -> Sequence[Any]:
    """What was read in every paper of the application."""
    return papers.hand_in(office(), dossier, office().now())


def decide(judged: Judged) -> DecisionRow:
    """Records decision and notice together; once, whoever else tries."""
    return reviews.record(office(), judged, office().now())


def show(decision: DecisionRow, judged: Judged) -> Sheet:
    """Draws the sheet, and puts name, tags, table and text where a reviewer looks for them."""
    holding.check(office().ledger, decision.subject)
    made = making.make(office(), decision, judged)
    key = decision.subject.replace(":", "-")
    table = json.dumps(made.table)
    with get_client(sync_client=True) as client:
        put(client, ArtifactCreate(type="table", key=f"checks-{key}", data=table, description="검사 · Checks"))
        put(client, ArtifactCreate(type="markdown", key=f"sheet-{key}", data=made.text, description="심사표 · Sheet"))
        client.update_flow_run(UUID(own_run()), name=name(decision), tags=tags(decision, judged))
    return made


def put(client: SyncPrefectClient, artifact: ArtifactCreate) -> None:
    """Keeps an artifact of this run. Prefect's own call also sends an event of it, which costs as much and is kept by nobody."""
    told = artifact.model_dump(mode="json", exclude_unset=True) | {"flow_run_id": own_run()}
    client.request("POST", "/artifacts/", json=told)


def name(decision: DecisionRow) -> str:
    """Due day, score, kind and case: runs in the order of their names are a queue."""
    due = office().ledger.cases.case(decision.subject).due_on
    return f"{due} {decision.score:03d} {decision.kind} {decision.subject.replace(':', ' ')}"


def tags(decision: DecisionRow, judged: Judged) -> list[str]:
    """What runs can be filtered by."""
    found = [f"channel:{judged.channel}", f"kind:{judged.kind}", f"outcome:{decision.verdict}"]
    return [*found, f"reason:{decision.reason}"] if decision.reason else found


def ended(decision: DecisionRow, made: Sheet, refused: DojangError | None) -> State[Any]:
    """The run's final state; where a person is asked, the run is suspended here, and begins anew with the answer."""
    log = get_run_logger()
    log.info("%s: %s, score %d, %s", decision.subject, decision.verdict, decision.score, decision.reason)
    if decision.verdict == Verdict.NEEDS_REVIEW:
        choices = deciding.choices(office(), decision.subject)
        form = forms.form(choices, made.description, refused)
        holding.check(office().ledger, decision.subject)
        seconds = office().settings.answer_days * 86_400
        suspend_flow_run(wait_for_input=form, timeout=seconds, key=forms.pause_key(decision.number))
    return Completed(name=STATES[Verdict(decision.verdict)], message=decision.reason or "every check passed")


@flow(name="tidy")
@sealed
def tidy() -> State[Any]:
    """Removes what is personal and whose days are over; the state says how much, in counts alone."""
    return Completed(name="Tidied", message=str(tidying.tidy(office(), office().now())))


FLOWS: Mapping[str, Flow[..., Any]] = {"upload": review_document, "application": review_application}
"""The flow of each kind of case, by the first word of its subject."""


def finish() -> None:
    """Hands the last logs and events to the server; to be called before it is stopped."""
    APILogWorker.drain_all(at_exit=False)
    EventsWorker.drain_all(at_exit=False)


@cache
def office() -> Office:
    """This process's place of work."""
    return open_office(settings())
