"""The score: the weighted share of checks passed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Finding, Outcome, Severity, Text
from pipeline.scoring import score

WORDS = Text("", "")


def finding(outcome: Outcome, weight: float = 1.0) -> Finding:
    return Finding("a.b", outcome, Severity.BLOCKING, weight, None, None, WORDS, WORDS)


findings = st.lists(st.builds(finding, st.sampled_from(Outcome), st.floats(0.01, 100)), max_size=12)


def test_it_is_a_weighted_share() -> None:
    assert score([finding(Outcome.PASS, 3), finding(Outcome.FAIL, 1)]) == 75
    assert score([finding(Outcome.PASS, 2), finding(Outcome.UNSURE, 1)]) == 66


def test_nothing_checked_is_worth_nothing() -> None:
    assert score([]) == 0


@given(findings)
def test_it_lies_between_0_and_100(found: list[Finding]) -> None:
    assert 0 <= score(found) <= 100


@given(findings.filter(bool))
def test_100_means_that_everything_passed(found: list[Finding]) -> None:
    assert (score(found) == 100) == all(one.outcome is Outcome.PASS for one in found)


@given(findings, st.sampled_from([Outcome.FAIL, Outcome.UNSURE]), st.floats(0.01, 100))
def test_a_violation_more_never_raises_it(found: list[Finding], outcome: Outcome, weight: float) -> None:
    assert score([*found, finding(outcome, weight)]) <= score(found)


@given(findings.filter(bool), st.data())
def test_a_check_that_turns_bad_never_raises_it(found: list[Finding], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(found) - 1))
    worse = [replace(one, outcome=Outcome.FAIL) if number == place else one for number, one in enumerate(found)]
    assert score(worse) <= score(found)
