"""Service and workers on a bucket and a database of their own, with those that they tell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.intake.buckets import CephBucket, FolderBucket, bucket
from benchmarks.intake.hearers import Hearers, hearing
from benchmarks.intake.killing import OwnPrefect, Unit
from tests.keys import DATA_KEY
from tests.services.dojang import START_SECONDS, Served
from tests.services.postgres import Cluster, cluster

QUICK = (sys.executable, "-m", "benchmarks.intake.quick_reader", "serve")
LEASE = "6"


class Wanted(NamedTuple):
    """What a stage is made of: which bucket and database, how often a case is tried, how many workers stand beside the service."""

    store: str
    database: str
    seed: int
    tries: int
    quick: bool = True
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """All that runs; `units` is what may be killed, by name."""

    bucket: FolderBucket | CephBucket
    served: Served
    workers: list[Served]
    hearers: Hearers
    units: dict[str, Unit]


@contextmanager
def stage(wanted: Wanted, home: Path) -> Iterator[Stage]:
    """Everything started and ready, until the block ends. Nothing of it is left then."""
    with ExitStack() as stack:
        hearers = stack.enter_context(hearing(wanted.seed))
        place = stack.enter_context(bucket(wanted.store, home))
        base = stack.enter_context(cluster(durable=True)) if wanted.database == "postgresql" else None
        served = Served(home / "data", _settings(wanted, place.address, hearers, base))
        workers = [
            Served(served.data, served.settings, served.ui_port, served.port, f"worker-{at}", ("--worker",))
            for at in range(wanted.workers)
        ]
        if wanted.quick:
            for one in (served, *workers):
                one.command = QUICK
        units: dict[str, Unit] = {"service": served, "prefect": OwnPrefect(served)}
        units |= {one.name: one for one in workers}
        units |= {"ceph": place} if isinstance(place, CephBucket) else {}
        units |= {"postgresql": base} if base is not None else {}
        served.data.mkdir()
        for one in (served, *workers):
            stack.callback(_end, one)
            one.start()
        served.ready()
        for one in workers:
            one.until(lambda one=one: " ready in " in one.log, START_SECONDS)
        yield Stage(place, served, workers, hearers, units)


def _settings(wanted: Wanted, address: str, hearers: Hearers, base: Cluster | None) -> dict[str, str]:
    hook = hearers.receiver.hook
    told = {
        "NOW": "",
        "BUCKET": address,
        "SMTP_URL": hearers.mailbox.url,
        "WEBHOOK": hook.url,
        "WEBHOOK_SECRET": hook.secret.decode(),
        "LEASE_SECONDS": LEASE,
        "TRIES": str(wanted.tries),
        "WORKERS": "2" if wanted.quick else "1",
    }
    if base is None:
        return told
    urls = {"LEDGER_URL": base.server.database(), "PREFECT_DATABASE_URL": base.server.database("asyncpg")}
    return told | urls | {"DATA_KEY": DATA_KEY}


def _end(one: Served) -> None:
    if one.alive:
        one.kill()
