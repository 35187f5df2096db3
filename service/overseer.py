"""What is looked after once for all desks: a case that needs a person has a run; an answer makes it due, and so does time."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from pipeline.serving import papers, reconciling
from pipeline.serving.office import Office
from service.runs import Runs

_log = logging.getLogger(__name__)


class Overseer:
    """Looks after the cases that nobody works on."""

    def __init__(self, office: Office, runs: Runs) -> None:
        self._office = office
        self._runs = runs
        self._strays: frozenset[str] = frozenset()

    def listen(self) -> int:
        """Makes due the cases whose runs somebody answered; how many. A run that is no case's own (any more) is left alone."""
        cases = self._office.ledger.cases
        answered = (cases.of_run(run_id) for run_id in self._runs.answered())
        idle = [one.subject for one in answered if one is not None and one.owner is None and one.wanted <= one.done]
        for subject in idle:
            cases.want(subject)
        return len(idle)

    def count(self) -> int:
        """Sees to it that every case that waits for a person has a run to answer on; returns how many had none."""
        ledger, store = self._office.ledger, self._office.store.address
        waiting = {case.subject: case for case in ledger.cases.all(store)}
        held = [waiting[row.subject] for row in ledger.decisions.held(store) if row.subject in waiting]
        there = self._runs.known_open(case.run_id for case in held if case.run_id)
        lost = [case.subject for case in held if case.run_id not in there and case.owner is None]
        for subject in lost:
            ledger.cases.want(subject)
        return len(lost)

    def look_again(self) -> int:
        """Makes due what only waiting has changed: applications whose days for what is owed are over."""
        office = self._office
        owing = office.ledger.cases.owing(office.store.address)
        over = [subject for subject in owing if papers.days_ran_out(office, subject)]
        for subject in over:
            office.ledger.cases.want(subject)
        return len(over)

    def reconcile(self) -> None:
        """Holds bucket, ledger and Prefect against each other; what does not agree is noted in the ledger, and the log warns of it."""
        office = self._office
        runs = self._runs.open()
        counts = reconciling.reconcile(office, runs, office.now())
        self._tidy_runs(runs)
        office.ledger.discrepancies.keep(counts, office.now())
        if wrong := ", ".join(f"{count} {name}" for name, count in counts.items() if count):
            _log.warning("bucket, ledger and Prefect do not agree: %s", wrong)

    def _tidy_runs(self, runs: Mapping[str, str]) -> None:
        """Runs that nobody needs and nobody needed the last time, either: left by a worker that hung while it began or ended them."""
        found = reconciling.strays(self._office, runs)
        for run_id, is_own in found.items():
            if run_id not in self._strays:
                continue
            if is_own:
                self._office.ledger.cases.want(runs[run_id])  # to be ended as its decision says
            else:
                self._runs.cancel(run_id)
        self._strays = frozenset(found)
