"""The demo as `make demo` runs it, on few samples: its table, its exit status, and that it leaves no process."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from fixtures.demo_table import Sample, Seen, shortened, show

ROOT = Path(__file__).parent.parent


def sample(folder: Path, decision: str) -> None:
    folder.mkdir()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (folder / "broken.pdf.json").write_text(json.dumps({"decision": decision, "submitted": "2026-11-21"}))


def command(tmp_path: Path) -> list[str]:
    places = ["--samples", str(tmp_path / "samples"), "--home", str(tmp_path / "home")]
    return [sys.executable, "-m", "fixtures.demo", *places]


def test_a_wrong_rejection_is_told_and_is_status_1(tmp_path: Path) -> None:
    sample(tmp_path / "samples", "approved")
    told = subprocess.run(command(tmp_path), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 1, told.stderr
    assert "wrong: broken.pdf (rejected, not approved)" in told.stdout
    assert len(list((tmp_path / "home" / "outbox").glob("*.eml"))) == 1


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - loopback
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def told_until(end: str, demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    told = ""
    while end not in told:
        line = demo.stdout.readline()
        assert line, told
        told += line
    return told


def test_it_shows_what_was_decided_and_ends_its_server_when_interrupted(tmp_path: Path) -> None:
    sample(tmp_path / "samples", "rejected")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "100"}
    stay = [*command(tmp_path), "--stay"]
    with subprocess.Popen(stay, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        try:
            told = told_until("until Ctrl-C", demo)
            assert "damaged-file" in told
            assert "1 as they should be, 0 need a person instead of another decision, 0 wrong" in told
            found = re.search(r"http://127\.0\.0\.1:\d+", told)
            assert found is not None
            assert answers(f"{found[0]}/api/health")
            demo.send_signal(signal.SIGINT)
            assert demo.wait(30) == 130
        finally:
            demo.terminate()
    assert not answers(f"{found[0]}/api/health")


@pytest.mark.parametrize("width", [100, 120])
def test_a_row_stays_on_one_line(width: int) -> None:
    sample = Sample("employment-number-under-bar-of-a-long-name.pdf", Path(), "rejected", None)
    kind, reason = "telecom-service-certificate", "issuing-institution-unclear"
    row = SimpleNamespace(verdict="needs-review", kind=kind, score=100, reason=reason, id="0123456789abcdef")
    out = io.StringIO()
    show([Seen(sample, row, 12.34)], Path("/x"), 1.0, Console(file=out, width=width))  # type: ignore[arg-type]  # its columns
    head, _, line, *_ = out.getvalue().splitlines()
    assert len(line) <= width
    assert head.split() == ["file", "kind", "decision", "should", "be", "score", "first", "reason", "s", "look", "at"]
    assert re.match(
        r"employment\S*…\S*\.pdf +telecom-\S+ +needs-review +rejected +100 +issuing-\S+ +12\.3 +01234567", line
    )


def test_what_is_left_out_is_left_out_of_the_middle() -> None:
    assert shortened("employment-scan.jpg", 19) == "employment-scan.jpg"
    assert shortened("employment-number-under-bar.pdf", 16) == "employment…r.pdf"
