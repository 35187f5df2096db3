"""The command line as a user has it: exit status, JSON lines, tables; real files, real reading."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.reporting import errors_page

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "fixtures" / "samples"
DOJANG = Path(sys.executable).parent / "dojang"


def dojang(*words: str | bytes | Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOJANG_")}
    command = [DOJANG, *words]
    return subprocess.run(command, env={**kept, **more}, capture_output=True, timeout=120, check=False)


def lines(told: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.mark.parametrize(
    "words",
    [
        ["review"],
        ["review", "x.pdf", "--submitted", "yesterday"],
        ["review", "x.pdf", "--submitted", "2026-02-30"],
        ["review", "x.pdf", "--kind", "invoice"],
        ["review", "x.pdf", "--workers", "0"],
        ["review", "x.pdf", "--rulebook", "no-such-book"],
        ["apply"],
        ["rules", "--rulebook", "no-such-book"],
        ["unheard-of"],
    ],
)
def test_wrong_usage_is_status_2_and_prints_nothing(words: list[str]) -> None:
    told = dojang(*words)
    assert told.returncode == 2
    assert told.stdout == b""
    assert told.stderr


def test_a_wrong_setting_is_named() -> None:
    told = dojang("review", "x.pdf", DOJANG_MAX_PAGES="0")
    assert told.returncode != 0
    assert b"DOJANG_MAX_PAGES" in told.stderr


def test_files_that_cannot_be_reviewed_are_told_in_order(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    odd = os.fsencode(tmp_path) + b"/not\xffutf8.txt"
    Path(os.fsdecode(odd)).write_bytes(b"a note, no paper")
    names = [tmp_path / name for name in ("broken.pdf", "none.pdf", "empty.png", "folder", "pipe")]
    told = dojang("review", "--json", "--workers", "3", *names, odd)
    assert told.returncode == 1
    codes = [one["error"]["code"] for one in lines(told)]
    assert codes == ["damaged-file", "file-not-found", "empty-file", "not-a-file", "not-a-file", "unsupported-type"]
    assert [one["file"] for one in lines(told)] == [*map(str, names), os.fsdecode(odd)]
    first, second, *_ = lines(told)
    assert len(first["sha256"]) == 64
    assert second["sha256"] is None
    assert first["schema"] == 1
    assert set(first["error"]) == {"code", "message", "remedy"}


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(b"%PDF" + bytes(2000))
    told = dojang("review", "--json", tmp_path / "large.pdf", DOJANG_MAX_BYTES="1000")
    assert [one["error"]["code"] for one in lines(told)] == ["too-large"]


def test_papers_are_reviewed_in_the_order_given() -> None:
    names = [SAMPLES / "employment-number-under-bar.pdf", SAMPLES / "employment-no-seal-photo.jpg"]
    told = dojang("review", "--json", "--submitted", "2026-11-21", "--workers", "2", *names)
    assert told.returncode == 0, told.stderr
    found = lines(told)
    assert [one["file"] for one in found] == [str(name) for name in names]
    for one in found:
        assert list(one)[:7] == ["schema", "file", "sha256", "kind", "kind_confidence", "pages", "page_kinds"]
        assert one["decision"] in {"rejected", "needs-review"}, "neither is in order"
        assert one["made_with"]["submitted"] == "2026-11-21"
        assert {check["outcome"] for check in one["checks"]} <= {"pass", "fail", "unsure"}


def test_a_table_is_shown_without_json(tmp_path: Path) -> None:
    (tmp_path / "[bold]x\x1b[31m.pdf").write_bytes(b"")
    told = dojang("review", tmp_path / "[bold]x\x1b[31m.pdf", COLUMNS="200")
    shown = told.stdout.decode()
    assert "[bold]x" in shown, "a name is data, no markup"
    assert "\x1b[31m" not in shown
    assert "empty-file" in shown
    assert "The file is empty." in shown


def test_reviewing_needs_no_prefect() -> None:
    script = (
        "import sys; from pipeline import cli\n"
        "sys.argv = ['dojang', 'review', '--json', '/nonexistent']\n"
        "try: cli.main()\n"
        "except SystemExit as end: assert end.code == 1, end.code\n"
        "assert not {'prefect', 'sqlalchemy', 'alembic'} & set(sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr.decode()


@pytest.mark.parametrize(
    ("manifest", "code"), [(None, "manifest-missing"), (b"{", "manifest-invalid"), (b"{}", "manifest-invalid")]
)
def test_an_application_needs_its_manifest(tmp_path: Path, manifest: bytes | None, code: str) -> None:
    if manifest is not None:
        (tmp_path / "application.json").write_bytes(manifest)
    told = dojang("apply", "--json", tmp_path)
    assert told.returncode == 1
    assert [one["error"]["code"] for one in lines(told)] == [code]


def test_an_application_tells_what_is_owed_and_what_cannot_be_opened(tmp_path: Path) -> None:
    source = next((SAMPLES / "applications").glob("*/application.json"))
    (tmp_path / "application.json").write_bytes(source.read_bytes())
    (tmp_path / "locked.pdf").write_bytes(b"%PDF-1.7 and no more")
    told = dojang("apply", "--json", tmp_path)
    assert told.returncode == 1, "a paper could not be reviewed"
    (one,) = lines(told)
    assert one["decision"] == "incomplete"
    assert "business-registration" in one["missing"]
    assert [paper["error"]["code"] for paper in one["documents"]] == ["damaged-file"]
    shown = dojang("apply", tmp_path, COLUMNS="160").stdout.decode()
    assert "incomplete" in shown
    assert "still owed" in shown


def test_the_version_and_the_rules_are_told() -> None:
    assert dojang("--version").stdout.startswith(b"dojang 0.")
    assert "employment.stamp" in dojang("rules", COLUMNS="200").stdout.decode()


def test_the_page_of_errors_is_current() -> None:
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == errors_page()
    assert dojang("errors").stdout.decode() == errors_page()
