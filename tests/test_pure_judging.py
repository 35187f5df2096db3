"""A decision depends on facts, manifest, rulebook and day alone: for both channels, in any order, at any time, again and again."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import rulebook
from checks.rule import Handed
from pipeline import judging
from pipeline.document import Facts, Field, Kind, Paper, Severity, Verdict
from pipeline.manifest import Manifest, parse
from pipeline.scoring import score
from tests.made_facts import SIGN, SURE, TODAY, VALUES, facts, field, manifest_json, paper

ROOT = Path(__file__).parent.parent
PURE = sorted(
    [
        *ROOT.glob("checks/**/*.py"),
        ROOT / "pipeline/judging.py",
        ROOT / "pipeline/scoring.py",
        ROOT / "pipeline/routing.py",
    ]
)
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "environ", "getenv", "urandom", "random"}
BOOKS = {name: rulebook.load(name) for name in ("sender-number", "kakao-channel")}
KAKAO = {"channel": "kakao-channel", "sender_number": None, "business_types": ["mail-order"]}
SAID = {"sender-number": parse(manifest_json()), "kakao-channel": parse(manifest_json(**KAKAO))}
KINDS = {
    "sender-number": (
        Kind.BUSINESS_REGISTRATION,
        Kind.EMPLOYMENT_CERTIFICATE,
        Kind.TELECOM_SERVICE_CERTIFICATE,
        Kind.NUMBER_USAGE_CONSENT,
    ),
    "kakao-channel": (
        Kind.BUSINESS_REGISTRATION,
        Kind.IDENTITY_CARD,
        Kind.EMPLOYMENT_CERTIFICATE,
        Kind.MAIL_ORDER_REPORT,
    ),
}
names = st.sampled_from(sorted(BOOKS))


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_judging_asks_neither_clock_nor_environment_nor_chance(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    asked = {one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in calls}
    assert not asked & CLOCKS


odd = st.builds(
    Field,
    st.sampled_from(
        [
            None,
            "absent",
            "present",
            "exposed",
            "masked",
            "2020-01-01",
            "주식회사 푸른바다",
            "박서준",
            "한*",
            "123-45-67891",
        ]
    ),
    st.floats(0, 1).map(lambda share: round(share, 2)),
)


@st.composite
def applications(draw: st.DrawFn, name: str) -> list[Handed]:
    """Papers in order but for some fields, some of them missing, some twice, some altered."""
    chosen = draw(st.lists(st.sampled_from(KINDS[name]), max_size=5))
    return [
        Handed(f"{place}.pdf", facts(draw(broken(kind)), sha256=str(place)), TODAY) for place, kind in enumerate(chosen)
    ]


@st.composite
def broken(draw: st.DrawFn, kind: Kind) -> Paper:
    changes: dict[str, Field | None] = dict(
        draw(st.dictionaries(st.sampled_from(sorted(VALUES[kind])), odd, max_size=2))
    )
    return paper(kind, changes, tampering=draw(st.sampled_from([(), (), (SIGN,)])))


def decided(name: str, handed: list[Handed]) -> judging.ApplicationDecision:
    return judging.judge_application(SAID[name], handed, BOOKS[name], TODAY)


@settings(deadline=None, max_examples=40)
@given(names, st.data(), st.randoms(use_true_random=False))
def test_order_and_names_of_files_change_nothing(name: str, data: st.DataObject, random: Any) -> None:
    handed = data.draw(applications(name))
    mixed = [replace(one, file=f"other-{place}.png") for place, one in enumerate(random.sample(handed, len(handed)))]
    one, other = decided(name, handed), decided(name, mixed)
    assert (one.verdict, one.decision.score, one.decision.missing) == (
        other.verdict,
        other.decision.score,
        other.decision.missing,
    )
    assert [(each.id, each.outcome, each.reason) for each in one.decision.findings] == [
        (each.id, each.outcome, each.reason) for each in other.decision.findings
    ]


@settings(deadline=None, max_examples=40)
@given(names, st.data())
def test_facts_that_were_kept_and_fetched_are_judged_as_before(name: str, data: st.DataObject) -> None:
    handed = data.draw(applications(name))
    assert all(isinstance(one.facts, Facts) for one in handed)
    fetched = [
        replace(one, facts=Facts.from_json(one.facts.to_json())) for one in handed if isinstance(one.facts, Facts)
    ]
    again = Manifest.model_validate_json(SAID[name].model_dump_json())
    assert judging.judge_application(again, fetched, rulebook.load(name), TODAY) == decided(name, handed)


@settings(deadline=None, max_examples=40)
@given(names, st.data())
def test_a_field_that_breaks_never_raises_the_score_nor_makes_anything_approved(name: str, data: st.DataObject) -> None:
    good = [
        Handed(f"{place}.pdf", facts(paper(kind), sha256=str(place)), TODAY) for place, kind in enumerate(KINDS[name])
    ]
    place = data.draw(st.integers(0, len(good) - 1))
    bad = data.draw(broken(KINDS[name][place]))
    worse = [*good[:place], replace(good[place], facts=facts(bad, sha256=str(place))), *good[place + 1 :]]
    before, after = decided(name, good), decided(name, worse)
    assert (before.verdict, before.decision.score) == (Verdict.APPROVED, 100)
    assert after.decision.score <= 100
    if after.verdict is Verdict.APPROVED:
        blocking = [one for one in after.decision.findings if one.severity is Severity.BLOCKING]
        assert score(blocking) == 100


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_another_day_counts_only_where_days_do(name: str) -> None:
    """Papers keep the day on which they were first seen; only patience with what is owed runs out."""
    handed = [
        Handed(f"{place}.pdf", facts(paper(kind), sha256=str(place)), TODAY) for place, kind in enumerate(KINDS[name])
    ]
    for days in (0, 1, 400):
        later = judging.judge_application(SAID[name], handed, BOOKS[name], TODAY + timedelta(days=days))
        assert later == decided(name, handed)
    assert field("present").confidence == SURE
