"""How far machine and people agree, on a ledger of which the truth is known."""

from __future__ import annotations

import pytest

from checks.bookfile import Mode
from pipeline.proportion import bounds
from pipeline.serving.people.agreement import agreement
from pipeline.serving.people.deciding import Correction
from tests.made_cases import Cases, doubtful, in_order, run_as
from tests.made_facts import field

STAMP = "employment-certificate/stamp-missing"


def test_nothing_decided_says_nothing(cases: Cases) -> None:
    cases.review(cases.apply("A-1", *in_order()))
    cases.review(cases.apply("A-2", *doubtful()))
    told = agreement(cases.office.ledger, cases.office.settings).to_json()
    assert told["overall"] == {"cases": 0, "proposed": 0, "agreed": 0, "people": {}}
    assert told["wrong_approvals"] == {"seen": 0, "wrong": 0, "share_95": [0.0, 1.0], "revoked": 0}
    assert told["by_rule"] == []
    assert sum(one["fields"] for one in told["by_confidence"]) == 0, "nobody looked"


def test_the_figures_are_those_of_the_cases(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    unsealed = list(in_order(employment_certificate={"stamp": field("absent")}))
    run_as(monkeypatch, Mode.SHADOW)
    for number in range(4):  # approved by the rules; people agree with three
        subject = cases.apply(f"S-{number}", *in_order())
        cases.review(subject)
        cases.answer(subject, "approve") if number else cases.answer(subject, "reject", reasons=(STAMP,))
    run_as(monkeypatch, Mode.ASSIST)
    for number in range(2):  # rejected by the rules; people agree with one
        subject = cases.apply(f"C-{number}", *unsealed)
        cases.review(subject)
        cases.answer(subject, "approve") if number else cases.answer(subject, "reject", reasons=(STAMP,))
    run_as(monkeypatch, audit_share=1.0)
    audited = cases.apply("L-0", *in_order())
    cases.review(audited)
    cases.answer(audited, "another-copy", copies=("employment-certificate",))
    run_as(monkeypatch)
    doubt = cases.apply("D-0", *doubtful())
    cases.review(doubt)
    cases.answer(doubt, "approve")
    revoked = cases.apply("R-0", *in_order())
    cases.review(revoked)
    cases.answer(revoked, "revoke")

    told = agreement(cases.office.ledger, cases.office.settings).to_json()
    assert told["overall"] == {
        "cases": 8,
        "proposed": 7,
        "agreed": 4,
        "people": {"approved": 5, "incomplete": 1, "rejected": 2},
    }
    assert {name: (one["cases"], one["proposed"], one["agreed"]) for name, one in told["by_asked"].items()} == {
        "assist": (2, 2, 1),
        "audit": (1, 1, 0),
        "doubt": (1, 0, 0),
        "shadow": (4, 4, 3),
    }
    wrong = told["wrong_approvals"]
    assert (wrong["seen"], wrong["wrong"], wrong["revoked"]) == (5, 2, 1)
    assert wrong["share_95"] == [round(one, 5) for one in bounds(2, 5)]
    rules = {(one["check"], one["machine"]): one for one in told["by_rule"]}
    stamp = {outcome: rules["employment.stamp", outcome] for outcome in ("pass", "fail")}
    assert {name: (one["told"], one["approved"], one["other"]) for name, one in stamp.items()} == {
        "pass": (1, 4, 1),
        "fail": (1, 1, 0),
    }
    assert rules["employment.issuance-date", "unsure"]["approved"] == 1


def test_corrected_fields_are_counted_by_their_confidence(cases: Cases) -> None:
    changes = {"company_name": field("㈜한빛테크", 0.97), "issuance_date": field("2026-10-02", 0.6)}
    subject = cases.apply("A-1", *in_order(employment_certificate=changes))
    cases.review(subject)
    before = {
        one["from"]: one for one in agreement(cases.office.ledger, cases.office.settings).to_json()["by_confidence"]
    }
    assert before[0.5]["fields"] == 0
    fixes = (Correction(2, "issuance_date", "2026-10-05"), Correction(2, "company_name", "㈜한빛테크"))
    cases.answer(subject, "again", corrections=fixes)
    told = {
        one["from"]: one for one in agreement(cases.office.ledger, cases.office.settings).to_json()["by_confidence"]
    }
    assert (told[0.5]["fields"], told[0.5]["corrected"]) == (1, 1), "the doubtful day was wrong"
    assert told[0.95]["fields"] > 10
    assert told[0.95]["corrected"] == 0, "confirming what was read is no correction"


def test_a_correction_that_led_the_rules_astray_is_a_case_of_its_field(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    cases.review(subject)
    cases.answer(subject, "again", corrections=(Correction(2, "issuance_date", "2026-10-02"),))
    told = agreement(cases.office.ledger, cases.office.settings).to_json()
    assert told["overall"]["cases"] == 0, "the rules decided, on what a person said: no opinion of people"


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.30850),
        (1, 10, 0.00253, 0.44502),
        (5, 10, 0.18709, 0.81291),
        (10, 10, 0.69150, 1.0),
        (3, 1000, 0.00062, 0.00874),
        (0, 3000, 0.0, 0.00123),
    ],
)
def test_bounds_are_clopper_and_pearson_s(found: int, of: int, low: float, high: float) -> None:
    assert bounds(found, of) == pytest.approx((low, high), abs=2e-5)
