"""The desk: finds what is due in the ledger and executes its run, several side by side.

The ledger says what is due and who is at it: a case is held by a lease, which the desk keeps alive.
When this process is killed the lease runs out, and the next desk takes the case up again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import httpx
from prefect.exceptions import PrefectHTTPStatusError

import flows
from checks.rulebook import load
from pipeline.document import Verdict
from pipeline.serving import books, papers
from pipeline.serving.buckets import BucketError
from pipeline.serving.ledger import Claim
from pipeline.serving.office import Office
from pipeline.serving.tables import DecisionRow, UploadState
from service.runs import Runs, settle_in

_log = logging.getLogger(__name__)
Say = Callable[[str], None]
"""Prints one line for the operator."""

AHEAD = 2
"""Cases that are at hand besides those that are read: judged, drawn, or about to be read."""
_ASK_EVERY = 3
"""Prefect is asked for answers at every so many steps: it is the dearest of what an idle desk does."""
_TRIES = 5
"""So often a case may fail by our own software before it is left to the operator."""
_FIRST_PAUSE = 15
"""Seconds until a case that failed is tried again; doubled each time."""
_BUCKET_PAUSE = 60
"""Seconds until a case is tried again that only waits for the bucket."""


class Desk:
    """Executes runs of cases until it is closed. `step` looks once at what is due."""

    def __init__(self, office: Office, runs: Runs, say: Say) -> None:
        self._office = office
        self._runs = runs
        self._say = say
        self._slots = office.workers + AHEAD
        self._pool = ThreadPoolExecutor(self._slots, thread_name_prefix="case", initializer=settle_in)
        self._at: dict[str, Claim | None] = {}
        self._steps = 0
        self._lock = threading.Lock()

    def step(self) -> int:
        """Begins what is due, as far as there are hands. Returns how many cases are being worked on."""
        self._steps += 1
        if self._steps % _ASK_EVERY == 1:
            for run_id in self._runs.answered():
                self._heed(run_id)
        ledger, store = self._office.ledger, self._office.store.address
        for subject in ledger.cases.due(store, self._office.now()):
            with self._lock:
                if len(self._at) >= self._slots or subject in self._at:
                    continue
                self._at[subject] = None
            self._pool.submit(self._attend, subject).add_done_callback(partial(self._ended, subject))
        return len(self._at)

    def beat(self) -> None:
        """Keeps the leases alive; to be called three times as often as they run out."""
        with self._lock:
            held = [claim for claim in self._at.values() if claim is not None]
        for claim in held:
            extended = self._office.ledger.cases.extend(claim, self._office.lease, self._office.now())
            if not extended and self._at.get(claim.subject) is claim:
                _log.warning("%s: its lease has passed to another", claim.subject)

    def count(self) -> int:
        """Sees to it that every case that waits for a person has a run to answer on; returns how many had none."""
        ledger, store = self._office.ledger, self._office.store.address
        waiting = {case.subject: case for case in ledger.cases.all(store)}
        held = [waiting[row.subject] for row in ledger.decisions.held(store) if row.subject in waiting]
        there = self._runs.known_open(case.run_id for case in held if case.run_id)
        lost = [case.subject for case in held if case.run_id not in there and case.subject not in self._at]
        for subject in lost:
            ledger.cases.want(subject)
        return len(lost)

    def look_again(self) -> int:
        """Makes due what only waiting has changed: applications whose days for what is owed are over."""
        office = self._office
        owing = [
            case.subject
            for case in office.ledger.cases.all(office.store.address)
            if case.wanted <= case.done and days_ran_out(office, case.subject)
        ]
        for subject in owing:
            office.ledger.cases.want(subject)
        return len(owing)

    def close(self, patience: float) -> bool:
        """Begins nothing more, and waits so many seconds for what is being done. Returns whether all was done."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        pause = threading.Event()
        for _ in range(int(patience * 10)):
            if not self._at:
                return True
            pause.wait(0.1)
        return not self._at

    def _heed(self, run_id: str) -> None:
        """Somebody answered: the case is due. A run that is no case's own (any more) is left alone."""
        cases = self._office.ledger.cases
        case = cases.of_run(run_id)
        if case is not None and case.subject not in self._at and case.wanted <= case.done:
            cases.want(case.subject)

    def _attend(self, subject: str) -> None:
        office = self._office
        claim = office.ledger.cases.claim(subject, office.lease, office.now())
        if claim is None:
            return
        self._at[subject] = claim
        before = office.ledger.decisions.last(subject)
        try:
            failed = self._run(claim)
        except (httpx.HTTPError, PrefectHTTPStatusError) as error:
            _log.warning("%s: Prefect does not answer (%s); tried again", subject, type(error).__name__)
            office.ledger.cases.fail(claim, "prefect-unreachable", office.now() + timedelta(seconds=_FIRST_PAUSE))
            return
        except BucketError as error:
            self._wait_for_bucket(claim, error.code)
            return
        if failed:
            self._put_off(claim)
            return
        office.ledger.cases.release(claim)
        after = office.ledger.decisions.last(subject)
        if after is not None and (before is None or after.id != before.id):
            self._say(told(after))

    def _run(self, claim: Claim) -> bool:
        """Executes the case's run, or a new one if there is something to do. Returns whether it failed."""
        run = self._runs.unfinished(claim.run_id)
        if run is None:
            if not can_be_judged(self._office, claim.subject) or self._is_done(claim):
                return False
            name = f"{claim.due_on} {claim.subject.replace(':', ' ')}"
            run = self._runs.begin(claim.subject, name, claim.run_id)
            self._office.ledger.cases.set_run(claim.subject, str(run.id))
        state = self._runs.execute(run)
        if state is not None and state.name == flows.LATER:
            raise BucketError(state.message or "bucket-unreachable")
        return state is not None and not state.is_completed()

    def _is_done(self, claim: Claim) -> bool:
        """Whether its last run says what was decided, and nothing is new: it was killed just before it was released."""
        last = self._office.ledger.decisions.last(claim.subject)
        if last is None or self._runs.ended_as(claim.run_id) != flows.STATES[Verdict(last.verdict)]:
            return False
        return not has_news(self._office, claim.subject, last)

    def _wait_for_bucket(self, claim: Claim, code: str) -> None:
        """However long it takes: no try counts that the case is not to blame for."""
        _log.warning("%s: %s; tried again in %d s", claim.subject, code, _BUCKET_PAUSE)
        again_at = self._office.now() + timedelta(seconds=_BUCKET_PAUSE)
        self._office.ledger.cases.postpone(claim, code, again_at)

    def _put_off(self, claim: Claim) -> None:
        cases = self._office.ledger.cases
        if claim.tries >= _TRIES:
            cases.give_up(claim, "review-failed")
            self._say(f"{named(claim.subject)}: given up after {claim.tries} tries; its last run says why")
            return
        wait = timedelta(seconds=_FIRST_PAUSE * 2 ** (claim.tries - 1))
        cases.fail(claim, "review-failed", self._office.now() + wait)
        self._say(f"{named(claim.subject)}: its run failed; tried again in {wait.total_seconds():.0f} s")

    def _ended(self, subject: str, done: Future[None]) -> None:
        with self._lock:
            claim = self._at.pop(subject)
        error = None if done.cancelled() else done.exception()
        if error is not None:
            _log.error("%s: the desk met %s", subject, type(error).__name__)
            if claim is not None:
                self._put_off(claim)


def can_be_judged(office: Office, subject: str) -> bool:
    """Whether a case is whole enough to have a run: an application waits for its manifest; one that is none is told."""
    word, _, number = subject.partition(":")
    return word == "upload" or papers.handed_over(office, int(number)) is not None


def has_news(office: Office, subject: str, last: DecisionRow) -> bool:
    """Whether something was handed in that the decision does not know, or days have run out."""
    word, _, number = subject.partition(":")
    if word == "upload":
        return office.ledger.arrivals.upload(int(number)).state == UploadState.NEW
    found = papers.handed_over(office, int(number))
    if not isinstance(found, papers.Dossier):
        return found is not None and last.body["made_with"].get("manifest") != found.mark
    unseen = any(one.state == UploadState.NEW for one in found.papers)
    return unseen or last.body["made_with"].get("manifest") != found.mark or days_ran_out(office, subject)


def days_ran_out(office: Office, subject: str) -> bool:
    """Whether an application's days for what is owed are over, and nobody has judged it since."""
    word, _, number = subject.partition(":")
    found = papers.dossier(office, int(number)) if word == "application" else None
    if found is None:
        return False
    book = load(books.chosen(office.settings, found.claimed.manifest.channel))
    return papers.has_run_out(office, found, book.patience_days, office.now())


def named(subject: str) -> str:
    """A case as people are told of it."""
    return subject.replace(":", " ")


def told(row: DecisionRow) -> str:
    """One line about a decision: codes only."""
    return f"{named(row.subject)}: {row.verdict}, {row.score} of 100" + (f", {row.reason}" if row.reason else "")
