"""Reconciliation: bucket, ledger and Prefect held against each other. Each count should be 0; else the operator is told.

Nothing is mended here: the listing, the leases and the overseer do that. What is still there when they have had their
time is a fault, of ours or of somebody who changed bucket, ledger or Prefect by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.serving import intake
from pipeline.serving.buckets import Item
from pipeline.serving.ledger.arrivals import version_of
from pipeline.serving.office import Office

GRACE = timedelta(minutes=10)
"""What is younger may be on its way."""


class Count(StrEnum):
    """What is counted."""

    UNNOTED = "unnoted"
    """Objects in the bucket that the ledger does not know."""
    MISSING = "missing"
    """Uploads of open cases that nobody has read and the bucket no longer has."""
    HELD_TOO_LONG = "held-too-long"
    """Cases that one worker has for half an hour, or that nobody takes up from one that was lost."""
    UNDECIDED = "undecided"
    """Files that were dealt with and have no decision."""
    UNTOLD = "untold"
    """Decisions without a notice."""
    RUNLESS = "runless"
    """Cases that wait for a person and have no run to answer on."""
    STRAY_RUNS = "stray-runs"
    """Open runs of Prefect's that are no case's own, or whose case is done."""


def reconcile(office: Office, runs: Mapping[str, str], now: datetime) -> dict[str, int]:
    """All counts. `runs` are Prefect's open runs of this bucket: the case of each, by its id. Raises `BucketError`, `OSError`."""
    found, store = office.ledger.discrepancies, office.store.address
    items = [item for item in office.store.list() if intake.is_taken_in(item.key, office.settings.trusted_prefix)]
    listed = {(intake.kept_key_of(item), item.etag, item.version) for item in items}
    old = [item for item in items if item.modified < now - GRACE]
    return {
        Count.UNNOTED: _unnoted(office, old),
        Count.MISSING: _missing(office, listed, now),
        Count.HELD_TOO_LONG: found.held_too_long(store, now),
        Count.UNDECIDED: found.undecided(store),
        Count.UNTOLD: found.untold(),
        Count.RUNLESS: _runless(office, runs, now),
        Count.STRAY_RUNS: len(strays(office, runs)),
    }


def _unnoted(office: Office, items: Collection[Item]) -> int:
    kept = [item._replace(key=intake.kept_key_of(item)) for item in items]
    return office.ledger.arrivals.unknown(office.store.address, kept)


def _missing(office: Office, listed: Collection[tuple[str, str, str]], now: datetime) -> int:
    expected = office.ledger.discrepancies.expected(office.store.address, now - GRACE)
    return sum((one.key, one.etag, version_of(one.version)) not in listed for one in expected)


def _runless(office: Office, runs: Mapping[str, str], now: datetime) -> int:
    """One that is worked on, or is due, gets one."""
    held = (row for row in office.ledger.decisions.held(office.store.address) if row.decided_at < now - GRACE)
    cases = [office.ledger.cases.case(row.subject) for row in held]
    idle = [one for one in cases if one.wanted <= one.done and one.owner is None and one.error is None]
    return sum(one.run_id not in runs for one in idle)


def strays(office: Office, runs: Mapping[str, str]) -> dict[str, bool]:
    """The open runs that nobody needs, and whether each is its case's own: that case has nothing to do, and waits for nobody."""
    cases = {one.subject: one for one in office.ledger.cases.all(office.store.address)}
    held = {row.subject for row in office.ledger.decisions.held(office.store.address)}
    done = {one.subject for one in cases.values() if one.wanted <= one.done and one.owner is None} - held
    own = {one.run_id for one in cases.values()}
    return {run_id: run_id in own for run_id, subject in runs.items() if run_id not in own or subject in done}
