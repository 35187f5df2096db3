"""People's decisions and the rules' beside each other: counted, bounded, and what they speak for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checks.bookfile import Mode
from pipeline.document import Outcome, Verdict
from pipeline.errors import DojangError
from pipeline.shadowing import Pair, Report, shadowed

APPROVED, REJECTED, REVIEW = Verdict.APPROVED, Verdict.REJECTED, Verdict.NEEDS_REVIEW


def pairs(people: Verdict, machine: Verdict | None, count: int = 1) -> list[Pair]:
    found = {"employment.stamp": (Outcome.FAIL if machine is REJECTED else Outcome.PASS, "stamp-missing")}
    return [Pair(f"{place}.pdf", people, machine, frozenset({"stamp-missing"}), found) for place in range(count)]


def test_agreement_is_counted() -> None:
    told = Report((*pairs(APPROVED, APPROVED, 3), *pairs(REJECTED, REVIEW), *pairs(APPROVED, None))).to_json()
    assert (told["cases"], told["unread"], told["proposed"], told["agreed"]) == (5, 1, 3, 3)
    assert told["by_rule"] == []


def test_a_wrong_approval_and_a_needless_rejection_are_named() -> None:
    told = Report((*pairs(REJECTED, APPROVED), *pairs(APPROVED, REJECTED))).to_json()
    assert told["wrong_approvals"] == {"count": 1, "of": 1, "share_95": [0.025, 1.0], "names": ["0.pdf"]}
    assert told["needless_rejections"]["count"] == 1
    (rule,) = told["by_rule"]
    assert rule == {"check": "employment.stamp", "machine": "fail", "cases": 1, "told": 1, "people": {"approved": 1}}


@pytest.mark.parametrize(
    ("approvals", "wrong", "rejections", "mode"),
    [
        (10, 0, 10, Mode.SHADOW),
        (100, 0, 100, Mode.ASSIST),
        (400, 0, 400, Mode.AUTO),
        (400, 1, 400, Mode.ASSIST),
        (400, 40, 400, Mode.SHADOW),
        (400, 0, 10, Mode.ASSIST),
    ],
)
def test_the_more_is_right_the_more_is_trusted(approvals: int, wrong: int, rejections: int, mode: Mode) -> None:
    right = pairs(APPROVED, APPROVED, approvals - wrong) + pairs(REJECTED, REJECTED, rejections)
    assert Report((*right, *pairs(REJECTED, APPROVED, wrong))).suggested is mode


def test_what_nobody_decided_is_no_backlog(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    (tmp_path / "a.pdf.json").write_text(json.dumps({"decision": "needs-review"}))
    with pytest.raises(DojangError, match="labels-too-few: 0 of 1"):
        shadowed(tmp_path, None, 1)


def test_a_folder_is_judged_anew(tmp_path: Path) -> None:
    """A file that cannot be opened, and an application without papers: no recognition is needed for either."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    (tmp_path / "a.pdf.json").write_text(json.dumps({"decision": "rejected", "submitted": "2026-11-21"}))
    sample = Path(__file__).parent.parent / "fixtures" / "samples" / "applications" / "A-1101"
    (tmp_path / "A-1").mkdir()
    (tmp_path / "A-1" / "application.json").write_bytes((sample / "application.json").read_bytes())
    (tmp_path / "A-1.truth.json").write_text(json.dumps({"decision": "incomplete", "reasons": ["documents-owed"]}))
    told = shadowed(tmp_path, None, 1).to_json()
    assert (told["cases"], told["unread"], told["agreed"]) == (2, 1, 1)
    assert any(one["check"] == "application.documents" and one["told"] == 1 for one in told["by_rule"])
