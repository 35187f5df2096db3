"""Intake that is killed, told late, and filled: nothing lost, nothing decided twice, nobody told twice; how much, and how fast.

Parts (`--parts`, each keeps what it last found): `crash` (uploads while service, workers, Prefect, Ceph and PostgreSQL are killed at
random, then some that are really read), `events` (each upload's event sent 0 to 4 times, late or not), `claims` (100,000 waiting rows;
ledger and outbox alone with 8 workers), `throughput` (the whole way with 1 and 2 workers beside `dojang review`), `arrival` (from
arrival to decision at half load). Prints a table each, then one line of JSON; the exit status is 1 where something was lost or came
twice.
`--share N` takes an N-th, `--store folder|ceph`, `--database sqlite|postgresql`;
`BENCH_QUICK=1` takes a 50th of `crash` and `claims` with a folder and SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from benchmarks.bench_samples import OUT
from benchmarks.intake import arrival, claims, crash, events, throughput
from benchmarks.intake.options import Options
from pipeline.document import Json
from pipeline.manifest import SEOUL

LAST = OUT / "intake.json"
QUICK = {"share": 50, "store": "folder", "database": "sqlite", "parts": ["crash", "claims"]}


class Part(NamedTuple):
    """What is measured: by what, and how it is told."""

    measured: Callable[[Options], Json]
    table: Callable[[Mapping[str, Any]], list[str]]


PARTS = {
    "crash": Part(crash.measured, crash.table),
    "events": Part(events.measured, events.table),
    "claims": Part(claims.measured, claims.table),
    "throughput": Part(throughput.measured, throughput.table),
    "arrival": Part(arrival.measured, arrival.table),
}


def run(options: Options, names: list[str]) -> Json:
    """The parts asked for, and of the others what the last run found."""
    kept = json.loads(LAST.read_text(encoding="utf-8")).get("parts", {}) if LAST.exists() else {}
    for name in names:
        found = PARTS[name].measured(options)
        place = {"share": options.share, "store": options.store, "database": options.database, "seed": options.seed}
        kept[name] = place | {"conditions": conditions()} | found
        print("\n".join(["", *told(name, kept[name])]), flush=True)
    return {name: kept[name] for name in PARTS if name in kept}


def conditions() -> str:
    """When and on what this was measured."""
    today, load = datetime.now(tz=SEOUL).date(), os.getloadavg()[0]
    machine = f"{len(os.sched_getaffinity(0))} cores {platform.machine()}"
    return f"{today}, Python {platform.python_version()}, {machine}, load {load:.1f} at the end"


def told(name: str, found: Mapping[str, Any]) -> list[str]:
    """A part's section."""
    place = f"share {found['share']}, bucket {found['store']}, {found['database']}, `--seed {found['seed']}`"
    return [f"### {name}", "", f"{found['conditions']}; {place}.", "", *PARTS[name].table(found)]


def headline(parts: Mapping[str, Any]) -> Json:
    """What a watcher looks at; nothing (`None`) where the part was never run."""
    crashes, events_of = parts.get("crash", {}).get("rounds", []), parts.get("events")
    rounds = [*crashes, *([events_of] if events_of else [])]
    counts = {name: sum(one[name] for one in rounds) if rounds else None for name in ("lost", "decided_twice")}
    return {
        "kills": sum(one["kills"] for one in crashes) if crashes else None,
        **counts,
        "told_twice": sum(one["told_twice"] for one in crashes) if crashes else None,
        "documents_per_minute": parts.get("throughput", {}).get("documents_per_minute"),
        "claim_ms": parts.get("claims", {}).get("claim_ms"),
    }


def main() -> None:
    """Runs the measurement; its exit status is 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--share", type=int, default=1, metavar="N")
    parser.add_argument("--store", choices=("folder", "ceph"), default="ceph")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--markdown", action="store_true", help="measures nothing: prints the tables of the last run")
    parser.set_defaults(**(QUICK if os.environ.get("BENCH_QUICK") == "1" else {}))
    chosen = parser.parse_args()
    if chosen.markdown:
        parts = json.loads(LAST.read_text(encoding="utf-8"))["parts"]
        print("\n".join(line for name, found in parts.items() for line in [*told(name, found), ""]))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended, then, too
    options = Options(chosen.share, chosen.store, chosen.database, chosen.seed)
    parts = run(options, chosen.parts)
    wrong = {name: found["wrong"] for name in chosen.parts if (found := parts[name])["wrong"]}
    line = {"bench": "intake", **headline(parts), "wrong": wrong, "parts": parts}
    OUT.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(line, ensure_ascii=False))
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
