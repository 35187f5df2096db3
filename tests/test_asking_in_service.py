"""The register asked by the real service: a case's run, on a thread, against a real server; the key stays in the settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.serving.manifests import sign
from pipeline.serving.prefect_server import PrefectServer
from tests import tax_office as of
from tests.keys import ledger_at
from tests.made_facts import manifest_json
from tests.services.prefect import prefect_home

ROOT = Path(__file__).parents[1]
SECRET = "a fictitious key"
ROUND = "from service import batch\nbatch.take_in(print)"


def test_a_run_asks_and_the_key_is_written_nowhere(tmp_path: Path) -> None:
    """An application without papers: nothing is to be read, and its company is asked about all the same."""
    folder = tmp_path / "data" / "inbox" / "A-1"
    folder.mkdir(parents=True)
    body = manifest_json(application_id="A-1", business_number=of.CLOSED)
    (folder / "application.json").write_bytes(body)
    (folder / "application.json.sig").write_text(sign(SECRET.encode(), body))
    with of.tax_office() as register, PrefectServer(prefect_home(tmp_path / "prefect"), services=False) as server:
        server.wait()
        told = {
            "DOJANG_DATA": str(tmp_path / "data"),
            "DOJANG_NOW": "2026-11-21T10:00:00+09:00",
            "DOJANG_MANIFEST_KEY": SECRET,
            "DOJANG_QUIET_SECONDS": "0",
            "DOJANG_NTS_KEY": of.KEY,
            "DOJANG_NTS_URL": register.url,
            "PREFECT_LOGGING_LEVEL": "DEBUG",
        }
        register.moods.append(of.refuse(500))
        ran = subprocess.run(
            [sys.executable, "-c", ROUND],
            cwd=ROOT,
            env=server.environment | told,
            check=True,
            timeout=120,
            capture_output=True,
        )
    assert register.asked == [{"b_no": [of.CLOSED]}] * 2
    ledger = ledger_at(tmp_path / "data" / "ledger.sqlite")
    (row,) = ledger.decisions.all()
    ledger.close()
    assert row.verdict == "needs-review"
    assert row.body["made_with"]["business"]["status"] == "closed"
    written = [ran.stdout, ran.stderr, *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())]
    assert not [one for one in written if of.KEY.encode() in one or b"a%2Bfictitious" in one]
