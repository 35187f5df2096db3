"""The desk: takes what is due from the ledger and executes its run, several side by side.

The ledger says what is due and who is at it: a case is held by a lease, which the desk keeps alive. Any number of desks share the
cases of one ledger. When this process is killed its leases run out, and another desk, or the next one, takes the cases up again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial

import httpx
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import PrefectHTTPStatusError

import flows
from pipeline.document import Verdict
from pipeline.serving import papers
from pipeline.serving.buckets import BucketError
from pipeline.serving.holding import check, holding
from pipeline.serving.ledger import Claim, LeaseLostError, LedgerAwayError, LedgerError
from pipeline.serving.mail import dead
from pipeline.serving.office import Office
from pipeline.serving.tables import DecisionRow, UploadState
from service.hands import Hands
from service.resting import Rest
from service.runs import Runs, settle_in

_log = logging.getLogger(__name__)
Say = Callable[[str], None]
"""Prints one line for the operator."""

AHEAD = 2
"""Cases that are at hand besides those that are read: judged, drawn, or about to be read."""
_BREATH = 0.1
"""Seconds between two looks whether all is done, when the desk closes."""
_FIRST_PAUSE = 15
"""Seconds until a case that failed is tried again; doubled each time."""
_OWN_PAUSE = 60
"""Seconds until a case is tried again that alone met a bucket or ledger that does not answer; with Prefect it is the first pause."""
_FEWEST_LAPSES = 2
"""Before these no case is given up: of those that were beside each other when their worker was lost, one at most was to blame. Each is
tried again by itself."""
_NOTHING = ".dojang-answers"
"""No object is called so."""


class _LaterError(Exception):
    """The run could not go on: its text is the code of what does not answer."""


class Desk:
    """Executes runs of cases until it is closed. `step` looks for what is due; after each case the next one is taken by itself."""

    def __init__(self, office: Office, runs: Runs, say: Say) -> None:
        self._office = office
        self._runs = runs
        self._say = say
        slots = office.workers + AHEAD
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="case", initializer=settle_in)
        self._hands = Hands(slots)
        self._lost: set[str] = set()
        self._owed: list[Claim] = []
        self.rest = Rest({"bucket": self._bucket_answers, "prefect": runs.answer, "ledger": office.ledger.answers})
        """Whether nothing is begun, and why."""
        self._closing = threading.Event()

    def step(self) -> int:
        """Begins what is due, as far as there are hands, unless it rests. Returns how many cases are being worked on."""
        if not self.rest.lasts():
            try:
                self._put_back_owed()
                while self._take():
                    pass
            except LedgerAwayError:
                self.rest.begins("ledger-unreachable")
        return len(self._hands.held)

    def beat(self) -> None:
        """Keeps the leases alive; to be called three times as often as they run out."""
        for claim in self._hands.held:
            extended = self._office.ledger.cases.extend(claim, self._office.lease, self._office.now())
            if not extended and claim in self._hands.held and claim.owner not in self._lost:
                self._lost.add(claim.owner)
                _log.warning("%s: its lease has passed to another", claim.subject)

    def close(self, patience: float) -> bool:
        """Begins nothing more, and waits so many seconds for what is being done. Returns whether all was done.

        What was not is anybody's again: whoever is still at it here can decide it no more.
        """
        self.take_no_more()
        self._pool.shutdown(wait=False, cancel_futures=True)
        until, beaten = time.monotonic() + patience, 0.0
        while self._hands.held and time.monotonic() < until:
            if time.monotonic() - beaten > self._office.lease.total_seconds() / 3:
                beaten = time.monotonic()
                with suppress(LedgerError):
                    self.beat()
            time.sleep(_BREATH)
        left = self._hands.held
        with suppress(LedgerError):
            for claim in left:
                self._office.ledger.cases.put_back(claim)
        return not left

    def take_no_more(self) -> None:
        """Finishes what is begun, and begins nothing."""
        self._closing.set()

    def _take(self) -> bool:
        """Begins the case that is due first; False if no hand is free, nothing is due, or it rests."""
        claim = None if self._closing.is_set() or self.rest.code else self._hands.take(self._claim)
        if claim is not None:
            self._begin(claim)
        return claim is not None

    def _claim(self) -> Claim | None:
        return self._office.ledger.cases.claim_next(self._office.store.address, self._office.lease, self._office.now())

    def _begin(self, claim: Claim) -> None:
        try:
            work = self._pool.submit(self._attend, claim)
        except RuntimeError:  # closed just now
            self._let_go(claim)
            self._office.ledger.cases.put_back(claim)
        else:
            work.add_done_callback(partial(self._ended, claim))

    def _let_go(self, claim: Claim) -> None:
        self._lost.discard(claim.owner)
        self._hands.let_go(claim)

    def _attend(self, claim: Claim) -> None:
        if claim.lapses >= max(self._office.settings.tries, _FEWEST_LAPSES):
            self._give_up(claim, "worker-lost", claim.lapses)
        elif self._hands.wait(claim, self._closing) and not self.rest.code:
            self._work_on(claim)
        else:
            self._office.ledger.cases.put_back(claim)

    def _work_on(self, claim: Claim) -> None:
        office = self._office
        before = office.ledger.decisions.last(claim.subject)
        try:
            with holding(claim):
                failed = self._run(claim)
        except (httpx.HTTPError, PrefectHTTPStatusError):
            self._wait_for(claim, "prefect-unreachable")
            return
        except BucketError as error:
            self._wait_for(claim, error.code)
            return
        except _LaterError as error:
            self._wait_for(claim, str(error))
            return
        except LeaseLostError:
            return
        if failed:
            self._put_off(claim)
            return
        if not office.ledger.cases.release(claim):
            return
        after = office.ledger.decisions.last(claim.subject)
        if after is not None and (before is None or after.id != before.id):
            self._say(told(after))

    def _run(self, claim: Claim) -> bool:
        """Executes the case's run, or a new one if there is something to do. Returns whether it failed."""
        run = self._runs.unfinished(claim.run_id)
        if run is None:
            if not can_be_judged(self._office, claim.subject) or self._is_done(claim):
                return False
            run = self._begun(claim)
        check(self._office.ledger, claim.subject)
        state = self._runs.execute(run)
        if state is not None and state.name == flows.LATER:
            raise _LaterError(state.message or "bucket-unreachable")
        return state is not None and not state.is_completed()

    def _begun(self, claim: Claim) -> FlowRun:
        """A new run of the case. Raises `LeaseLostError`."""
        check(self._office.ledger, claim.subject)
        name = f"{claim.due_on} {claim.subject.replace(':', ' ')}"
        run = self._runs.begin(claim.subject, name, claim.run_id)
        if not self._office.ledger.cases.set_run(claim, str(run.id)):
            raise LeaseLostError(claim.subject)
        return run

    def _is_done(self, claim: Claim) -> bool:
        """Whether its last run says what was decided, and nothing is new: it was killed just before it was released."""
        last = self._office.ledger.decisions.last(claim.subject)
        if last is None or self._runs.ended_as(claim.run_id) != flows.STATES[Verdict(last.verdict)]:
            return False
        return not has_news(self._office, claim.subject, last)

    def _wait_for(self, claim: Claim, code: str) -> None:
        """However long it takes: no try counts that the case is not to blame for. What others wait for, too, this desk asks after."""
        own = _FIRST_PAUSE if code.startswith("prefect") else _OWN_PAUSE
        pause = 0 if (common := self.rest.begins(code)) else own
        if not common:
            _log.warning("%s: %s; tried again in %d s", claim.subject, code, pause)
        self._office.ledger.cases.postpone(claim, code, self._office.now() + timedelta(seconds=pause))

    def _bucket_answers(self) -> bool:
        try:
            next(iter(self._office.store.list(_NOTHING)), None)
        except (BucketError, OSError):
            return False
        return True

    def _put_back_owed(self) -> None:
        """What was at hand when the ledger went away, before its leases run out."""
        while self._owed:
            self._office.ledger.cases.put_back(self._owed[-1])
            self._owed.pop()

    def _put_off(self, claim: Claim) -> None:
        if claim.tries >= self._office.settings.tries:
            self._give_up(claim, "review-failed", claim.tries)
            return
        wait = timedelta(seconds=_FIRST_PAUSE * 2 ** (claim.tries - 1))
        if self._office.ledger.cases.fail(claim, "review-failed", self._office.now() + wait):
            self._say(f"{named(claim.subject)}: its run failed; tried again in {wait.total_seconds():.0f} s")

    def _give_up(self, claim: Claim, code: str, tries: int) -> None:
        """The case is a dead letter, and the operator is told, once."""
        office = self._office
        letters = [dead.compose(dead.Dead(claim.subject, claim.due_on, code, tries), office.settings, office.now())]
        if office.ledger.cases.give_up(claim, code, office.now(), letters):
            self._say(f"{named(claim.subject)}: given up after {tries} tries ({code}); dojang retry has it tried again")

    def _ended(self, claim: Claim, done: Future[None]) -> None:
        """Its hand is free for the next case. What the ledger cannot be told now it finds when the lease runs out."""
        self._let_go(claim)
        error = None if done.cancelled() else done.exception()
        with suppress(LedgerError):
            if done.cancelled():
                self._office.ledger.cases.put_back(claim)
            elif isinstance(error, LedgerAwayError):
                self._owed.append(claim)
                self.rest.begins("ledger-unreachable")
            elif error is not None:
                _log.error("%s: the desk met %s", claim.subject, type(error).__name__)
                self._put_off(claim)
            self._take()


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
    return unseen or last.body["made_with"].get("manifest") != found.mark or papers.days_ran_out(office, subject)


def named(subject: str) -> str:
    """A case as people are told of it."""
    return subject.replace(":", " ")


def told(row: DecisionRow) -> str:
    """One line about a decision: codes only."""
    return f"{named(row.subject)}: {row.verdict}, {row.score} of 100" + (f", {row.reason}" if row.reason else "")
