"""The uploads go in while everything is killed and started again; then what came of them is counted."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import distinct, func, select

from benchmarks.intake.buckets import Bucket
from benchmarks.intake.counting import FAULTS, counted, settled
from benchmarks.intake.gathering import books_of, heard_by
from benchmarks.intake.killing import Keeper
from benchmarks.intake.material import Plan, Put, plan, real
from benchmarks.intake.options import Options
from benchmarks.intake.quick_reader import prepare
from benchmarks.intake.stage import Stage, Wanted, stage
from pipeline.document import Json
from pipeline.serving.database import reading
from pipeline.serving.ledger import Ledger, LedgerError
from pipeline.serving.standing import standing
from pipeline.serving.tables import DecisionRow
from tests.services.dojang import ROOT

SAMPLES = ROOT / "fixtures" / "samples"
QUICKLY, KILLS = 1200, 40
"""Uploads whose reading is replaced, and how often something is killed meanwhile."""
REALLY, REAL_KILLS = 60, 10
"""The same of uploads that are really read."""
TRIES, FEW_TRIES = 5, 3
"""How often a case is tried: as set by default, and in a run of a share, which has no time for five."""
THREADS = 4
PATIENCE = 2 * 3600.0


def measured(options: Options) -> Json:
    """Both rounds."""
    tries = TRIES if options.share == 1 else FEW_TRIES
    wanted = Wanted(options.store, options.database, options.seed, tries)
    quick = plan(options.part(QUICKLY, 24), options.seed)
    rounds = [_round(quick, wanted, options.part(KILLS, 6))]
    read = real(options.part(REALLY, 6), SAMPLES)
    rounds.append(_round(read, wanted._replace(quick=False), options.part(REAL_KILLS, 3)))
    return {"rounds": rounds, "wrong": [line for one in rounds for line in one["wrong"]]}


def _round(puts: Plan, wanted: Wanted, kills: int) -> Json:
    """What came of a plan under so many kills."""
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as name:
        home = Path(name)
        if wanted.quick:
            prepare(SAMPLES / "telecom-too-old.pdf", home / "reading")
        with stage(wanted, home) as one:
            found = {"reading": "50 ms" if wanted.quick else "real", **_run(one, puts, kills, wanted.seed)}
    print(found, flush=True)
    return found


def table(found: Mapping[str, Any]) -> list[str]:
    """A column for each round."""
    rounds = found["rounds"]
    lines = [f"| reading | {' | '.join(one['reading'] for one in rounds)} |", "|---" * (len(rounds) + 1) + "|"]
    lines += [
        f"| {name.replace('_', ' ')} | {' | '.join(str(one[name]) for one in rounds)} |" for name in (*ROWS, *FAULTS)
    ]
    killed = [", ".join(f"{name} {count}" for name, count in sorted(one["killed"].items())) for one in rounds]
    return [*lines, "", *(f"Killed ({one['reading']}): {told}." for one, told in zip(rounds, killed, strict=True))]


ROWS = (
    *("uploads", "kills", "restarts", "decided", "poison", "dead", "retry_lists"),
    *("mails", "mails_again", "posts", "posts_again", "decided_seconds", "seconds"),
)


def _run(one: Stage, puts: Plan, kills: int, seed: int) -> Json:
    began = time.monotonic()
    ledger = one.served.ledger
    dice = random.Random(seed)
    keeper = Keeper(one.units, kills, partial(_progress, ledger, len(puts.final)), dice)
    uploading = threading.Thread(target=upload, args=(one.bucket, puts.puts), daemon=True)
    with keeper:
        uploading.start()
        _wait(lambda: _is_settled(ledger, one.bucket.address, puts), keeper, "decided")
        decided = time.monotonic() - began
        _wait(lambda: _is_told(ledger, one.bucket.address), keeper, "told")
    uploading.join()
    time.sleep(3.0)  # whatever would come twice may come
    found = counted(puts, books_of(ledger, one.bucket.address), heard_by(one.hearers))
    listed = one.served.dojang("retry", "--json").stdout.count("\n")
    found |= {"kills": keeper.killed.total(), "killed": dict(keeper.killed), "restarts": keeper.restarts}
    found |= {
        "retry_lists": listed,
        "decided_seconds": round(decided, 1),
        "seconds": round(time.monotonic() - began, 1),
    }
    return found | {"wrong": wrong(found, kills)}


def wrong(found: Json, kills: int) -> list[str]:
    """What is not as it should be."""
    told = [f"{found[name]} {name.replace('_', ' ')}" for name in FAULTS if found[name]]
    told += [] if found["dead"] == found["poison"] == found["retry_lists"] else ["dead letters are not the poison"]
    return told + ([] if found["kills"] >= kills else [f"only {found['kills']} kills"])


def upload(bucket: Bucket, puts: Sequence[Put]) -> None:
    """Puts everything from several threads; what has one key goes through one thread, in order."""
    shares: list[list[Put]] = [[] for _ in range(THREADS)]
    for put in puts:
        shares[crc32(put.key.encode()) % THREADS].append(put)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(partial(_upload, bucket), shares))


def _upload(bucket: Bucket, puts: Sequence[Put]) -> None:
    for put in puts:
        bucket.put(put.key, put.body)


def _wait(what: Callable[[], bool], keeper: Keeper, until: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if keeper.error is not None:
            raise RuntimeError("the keeper ended") from keeper.error
        try:
            if what():
                return
        except LedgerError:
            pass  # killed just now
        time.sleep(1.0)
    print(f"not {until} in {PATIENCE:.0f} s", flush=True)


def _progress(ledger: Ledger, total: int) -> float:
    try:
        with reading(ledger.engine) as session:
            return (session.scalar(select(func.count(distinct(DecisionRow.subject)))) or 0) / total
    except LedgerError:
        return 0.0


def _is_settled(ledger: Ledger, store: str, puts: Plan) -> bool:
    return settled(puts, books_of(ledger, store, whole=False))


def _is_told(ledger: Ledger, store: str) -> bool:
    found = standing(ledger, store, datetime.now(UTC))
    return found.unsent == found.events_unsent == 0
