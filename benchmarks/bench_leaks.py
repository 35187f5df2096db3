"""Sixty uploads that expose numbers, through the real service; then everything that it wrote is searched for them.

Every table of the ledger (as whoever has the key reads it) and of Prefect's database, every file under the data (but for the
bucket), temporary files, logs and mails, in every usual spelling; every picture is read by OCR, and the number's place on it
must be covered. Then three of them with redaction switched off, which must be found. Prints what was found, then one line of JSON.
`BENCH_QUICK=1` takes eight.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.leak_papers import few, papers
from benchmarks.leaking import through_the_service

UNREDACTED = Path(__file__).parents[1] / "tests" / "unredacted"


def main() -> int:
    """Both runs; the exit status says whether they came out as they must."""
    uploads = few() if os.environ.get("BENCH_QUICK") else papers()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-leaks-") as folder:
        found = through_the_service(uploads, Path(folder), seconds=1_800)
    for name, where in found.texts:
        print(f"leaked: {name}: {where}")
    for name in found.inked:
        print(f"not covered: {name}")
    for name in found.approved:
        print(f"approved: {name}")
    shown = [one for one in uploads if one.box is not None][:2] + [one for one in uploads if one.name == "named"][:1]
    with tempfile.TemporaryDirectory(prefix="bench-leaks-") as folder:
        off = through_the_service(shown, Path(folder), path=str(UNREDACTED))
    seen = {name for name, _ in off.texts} | set(off.inked)
    missed = [one.name for one in shown if one.name not in seen]
    print(f"with redaction off, {len(shown) - len(missed)} of {len(shown)} are found to leak")
    told = {
        "uploads": len(uploads),
        "hits": found.total,
        "approved": len(found.approved),
        "looked_at": dict(found.looked),
        "verdicts": dict(found.verdicts),
        "unredacted_found": len(shown) - len(missed),
        "unredacted": len(shown),
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(told, ensure_ascii=False))
    return int(bool(found.total or missed))


if __name__ == "__main__":
    sys.exit(main())
