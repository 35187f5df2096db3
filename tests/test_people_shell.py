"""The service's commands as people have them: the real `dojang`, its exit status, JSON alone on standard output."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.document import Kind
from tests.ledger_rows import due, taken
from tests.made_cases import KEY, Cases, doubtful, in_order, open_cases, run_as
from tests.made_facts import field, paper

DOJANG = Path(sys.executable).parent / "dojang"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with cases that wait for a person, and one that does not."""
    folder = tmp_path_factory.mktemp("shell")
    cases = open_cases(folder)
    with pytest.MonkeyPatch.context() as patch:
        run_as(patch)
        for number in range(1, 7):
            cases.review(cases.apply(f"A-{number}", *doubtful()))
        cases.review(cases.apply("B-1", *in_order()))
        cases.hand_in(
            "\x1b[31m 900101-1234567.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field("absent", 0.5)})
        )
        cases.look()
        held = next(one for name, one in _subjects(cases).items() if name.endswith(".pdf"))
        cases.review(held)
    cases.office.ledger.close()
    return folder


def _subjects(cases: Cases) -> dict[str, str]:
    return cases.office.ledger.arrivals.subjects(cases.office.store.address)


def dojang(data: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOJANG_")}
    told = {
        "DOJANG_DATA": str(data),
        "DOJANG_NOTIFY": "ops@example.com",
        "DOJANG_MANIFEST_KEY": KEY,
        "DOJANG_NOW": "2026-11-21T11:00:00+09:00",
        "COLUMNS": "160",
    }
    return subprocess.run(
        [DOJANG, *words], env={**kept, **told}, capture_output=True, text=True, timeout=60, check=False
    )


def told(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def waiting(data: Path) -> dict[str, str]:
    return {one["name"]: one["id"] for one in told(dojang(data, "queue", "--json"))}


def test_the_queue_is_told_for_programs_and_for_people(data: Path) -> None:
    one = told(dojang(data, "queue", "--json"))[0]
    assert {"id", "name", "kind", "score", "due_on", "reason", "since", "number"} == set(one)
    shown = dojang(data, "queue").stdout
    assert "application:1" in shown
    assert "A-1" in shown
    assert "2026-11-24" in shown
    assert "\x1b[31m" not in shown
    assert "1234567" not in shown


def test_an_empty_folder_has_an_empty_queue(tmp_path: Path) -> None:
    assert told(dojang(tmp_path / "new", "queue", "--json")) == []
    assert "0 cases" in dojang(tmp_path / "new", "queue").stdout
    assert told(dojang(tmp_path / "new", "status", "--json"))[0]["waiting"] == 0


def test_without_a_decision_it_lists_what_can_be_answered(data: Path) -> None:
    (one,) = told(dojang(data, "decide", "A-6", "--json"))
    assert [paper["number"] for paper in one["papers"]] == [1, 2, 3, 4]
    assert "issuance_date" in one["papers"][1]["fields"]
    assert "employment-certificate/stamp-missing" in {reason["id"] for reason in one["reasons"]}
    assert one["copies"]
    shown = dojang(data, "decide", "A-6").stdout
    assert "employment-certificate/stamp-missing" in shown
    assert "재직증명서에 직인이 없습니다." in shown


def test_a_decision_is_taken_and_told_as_json(data: Path) -> None:
    run = dojang(data, "decide", "A-1", "approve", "--by", "김담당", "--number", "1", "--json")
    (one,) = told(run)
    assert (one["id"], one["number"], one["decision"], one["by"]) == ("application:1", 2, "approved", "김담당")
    assert one["at"].startswith("2026-11-21T")
    assert "A-1" not in waiting(data)
    again = dojang(data, "decide", "A-1", "reject", "--reason", "owner-differs", "--by", "이담당", "--json")
    assert (again.returncode, again.stdout) == (2, "")
    assert "already-decided" in again.stderr
    assert "이미 결정된 건입니다." in again.stderr


def test_every_kind_of_answer_can_be_given(data: Path) -> None:
    kept = cases_of(data)
    run = dojang(data, "decide", "A2", "reject", "--reason", "stamp-missing", "--reason", "owner-differs", "--by", "김")
    assert run.stdout.startswith("application:2: rejected (decision 2"), run.stderr
    run = dojang(data, "decide", "application:3", "another-copy", "--copy", "employment-certificate", "--by", "김")
    assert "incomplete" in run.stdout, run.stderr
    run = dojang(
        data, "decide", "A-4", "again", "--correct", "2.issuance_date=2026-10-02", "--by", "김", "--note", "봄"
    )
    assert run.stdout.startswith("application:4: "), run.stderr
    run = dojang(data, "decide", "A-5", "approve", "--correct", "2.person_name=김하늘 900101-1234567", "--by", "김")
    assert "approved" in run.stdout, run.stderr
    run = dojang(data, "decide", "A-5", "revoke", "--by", "김")
    assert "rejected" in run.stdout, run.stderr
    assert kept.office.ledger.decisions.first_broken_line() is None
    rows = {number: kept.office.ledger.decisions.of(f"application:{number}")[-1] for number in (2, 3, 4, 5)}
    assert {row.via for row in rows.values()} == {"shell"}
    assert not any(row.verified for row in rows.values())
    assert rows[4].machine == "approved", "the rules decided on what was corrected"
    assert all(b"1234567" not in path.read_bytes() for path in data.glob("ledger*"))
    kept.office.ledger.close()


def cases_of(data: Path) -> Cases:
    return open_cases(data)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nobody", "approve", "--by", "김"], "case-unknown"),
        (
            ["A-6", "reject", "--reason", "company-name-differs", "--by", "김"],
            "business-registration/company-name-differs",
        ),
        (["A-6", "again", "--correct", "2.issuance_date=soon", "--by", "김"], "value-invalid: issuance_date"),
        (["A-6", "maybe", "--by", "김"], "maybe"),
        (["A-6", "again", "--correct", "issuance_date", "--by", "김"], "PAPER.FIELD=VALUE"),
        ([], "ID"),
    ],
)
def test_what_is_wanting_is_status_2_and_a_code(data: Path, words: list[str], code: str) -> None:
    run = dojang(data, "decide", *words, "--json")
    assert (run.returncode, run.stdout) == (2, "")
    assert code in run.stderr
    assert "Traceback" not in run.stderr


def test_status_and_audit_are_told(data: Path) -> None:
    (status,) = told(dojang(data, "status", "--json"))
    assert status["held"] + status["waiting"] >= 2
    assert status["unsent"] >= 7
    shown = dojang(data, "status").stdout
    assert "담당자 확인" in shown
    (audit,) = told(dojang(data, "audit", "--json"))
    assert set(audit) == {"overall", "wrong_approvals", "by_asked", "by_rule", "by_confidence"}
    assert "wrong approvals" in dojang(data, "audit").stdout


def test_a_backup_is_restored_elsewhere(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.tar.gz"
    assert dojang(data, "backup", file).returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    new = tmp_path / "new"
    run = dojang(new, "restore", file)
    assert (run.returncode, "data-key-missing" in run.stderr) == (2, True)
    new.mkdir(exist_ok=True)
    shutil.copy(data / "data.key", new)
    run = dojang(new, "restore", file)
    assert run.returncode == 0, run.stderr
    assert {one["name"] for one in told(dojang(new, "queue", "--json"))} == set(waiting(data))
    run = dojang(new, "restore", file)
    assert run.returncode == 2
    assert "ledger-not-empty" in run.stderr
    run = dojang(data, "backup", tmp_path / "no" / "such" / "folder.tar.gz")
    assert (run.returncode, "Traceback" in run.stderr) == (2, False)


def test_a_ledger_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOJANG_")}
    url = "postgresql+psycopg://dojang:a-secret@127.0.0.1:1/none"
    run = subprocess.run(
        [DOJANG, "queue", "--json"],
        env={**kept, "DOJANG_DATA": str(tmp_path), "DOJANG_LEDGER_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert "ledger-unreachable" in run.stderr
    assert "a-secret" not in run.stderr


def test_no_command_but_serve_loads_prefect(data: Path) -> None:
    script = (
        "import sys; from pipeline import cli\n"
        "sys.argv = ['dojang', 'queue', '--json']\n"
        "try: cli.main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'prefect', 'uvicorn', 'fastapi'} & set(sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "DOJANG_DATA": str(data)}, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()


def test_what_was_given_up_is_listed_and_tried_again(tmp_path: Path) -> None:
    cases = open_cases(tmp_path)
    arrived = [cases.apply(f"A-{number}", *in_order()) for number in (1, 2, 3)]
    cases.look()
    now, lease = cases.office.now(), cases.office.lease
    for subject in arrived[:2]:
        claim = taken(cases.office.ledger, subject, now, lease)
        assert claim is not None
        cases.office.ledger.cases.give_up(claim, "review-failed", now)
    one, two, other = arrived
    assert told(dojang(tmp_path, "retry", "--json")) == [
        {"id": subject, "error": "review-failed", "retried": False} for subject in (one, two)
    ]
    shown = dojang(tmp_path, "retry").stdout
    assert "review-failed" in shown
    assert "2 cases were given up" in shown
    again = told(dojang(tmp_path, "retry", "A-1", "--json"))
    assert [line["retried"] for line in again] == [True, False]
    assert set(due(cases.office.ledger, now, cases.office.store.address)) == {one, other}
    assert "is tried again" in dojang(tmp_path, "retry", "--all").stdout
    assert set(due(cases.office.ledger, now, cases.office.store.address)) == {one, two, other}
    assert dojang(tmp_path, "retry", "nobody").returncode != 0
    cases.office.ledger.close()
