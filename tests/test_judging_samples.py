"""The samples, were they read without a fault: the rules decide as the samples' truth says.

So the rules are held against papers that others made, and a sample decided otherwise after
reading is reading's doing.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks import rulebook
from checks.rule import Handed
from checks.words import FIELDS
from pipeline import judging
from pipeline.document import Decision, Facts, Field, Finding, Kind, Paper
from pipeline.manifest import parse

SAMPLES = Path(__file__).parent.parent / "fixtures" / "samples"
SENDER = rulebook.load("sender-number")
DOCUMENTS = sorted(
    path
    for path in SAMPLES.glob("*.json")
    if SENDER.binds(Kind(json.loads(path.read_text())["kind"])) or json.loads(path.read_text())["kind"] == "unknown"
)
APPLICATIONS = sorted((SAMPLES / "applications").glob("*.truth.json"))
ABSENT = dict.fromkeys(("stamp", "signature", "resident_number"), "absent")


def sure(said: dict[str, Any] | None, name: str) -> Field:
    if said is None:
        return Field(ABSENT.get(name), 1.0)
    return Field(said["value"], 1.0, said.get("page"), hidden_digits=said.get("hidden_digits"))


def read_perfectly(truth: dict[str, Any]) -> Facts:
    said = truth["fields"]
    fields = {name: sure(said.get(name), name) for name in FIELDS if name != "phone_numbers"}
    numbers = tuple(sure(one, "phone_numbers") for one in said.get("phone_numbers", ()))
    paper = Paper(Kind(truth["kind"]), 1.0, (1,), fields, numbers)
    kinds = tuple(Kind(kind) for kind in truth["page_kinds"])
    return Facts(truth["file"], kinds, (paper,), "truth", "truth")


def failed(decision: Decision) -> set[str | None]:
    return {finding.reason for finding in decision.reasons}


def open_ones(decided: judging.ApplicationDecision) -> list[Finding]:
    return [*decided.decision.reasons, *(one for _, each in decided.documents if each for one in each.reasons)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_sample_read_perfectly(path: Path) -> None:
    truth = json.loads(path.read_text())
    decision = judging.judge(read_perfectly(truth), SENDER, date.fromisoformat(truth["submitted"]))
    assert decision.verdict.value == truth["decision"]
    assert set(truth["reasons"]) <= failed(decision)


@pytest.mark.parametrize("path", APPLICATIONS, ids=lambda path: path.stem)
def test_an_application_read_perfectly(path: Path) -> None:
    truth = json.loads(path.read_text())
    manifest = parse((path.parent / truth["application_id"] / "application.json").read_bytes())
    day = manifest.submitted
    handed = [Handed(one["file"], read_perfectly(one), day) for one in truth["documents"]]
    decided = judging.judge_application(manifest, handed, SENDER, day)
    assert decided.verdict.value == truth["decision"]
    assert set(truth["reasons"]) <= {finding.reason for finding in open_ones(decided)}
    assert [kind.value for kind in decided.decision.missing] == truth["missing"]


def test_there_are_samples() -> None:
    assert DOCUMENTS
    assert APPLICATIONS
