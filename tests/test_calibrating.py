"""An operator's own calibration: curves move only as far as labelled papers compel, and what is too little is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.rulebook import load
from pipeline import confidence
from pipeline.calibrating import picture
from pipeline.calibrating.curves import WITNESSES, Seen, moved
from pipeline.calibrating.honesty import honesty
from pipeline.calibrating.report import LEAST_PAPERS, Weighed, calibrated, report, write
from pipeline.calibrating.thresholds import BARS, Decided, Outcome, outcomes, suggested, with_bar
from pipeline.confidence import CALIBRATION, interpolated, kept, probability, uncalibrated
from pipeline.document import Kind, Paper, Verdict
from pipeline.errors import DojangError
from pipeline.labelled import Label, labelled
from pipeline.settings import Settings
from tests.made_facts import DOUBTFUL, SURE, TODAY, facts, field, paper

SHIPPED = kept(CALIBRATION)
TELECOM = Kind.TELECOM_SERVICE_CERTIFICATE


def values(right: int, wrong: int, score: float, name: str = "business_number") -> list[Seen]:
    return [(name, score, True)] * right + [(name, score, False)] * wrong


def at(found: dict[str, list[tuple[float, float]]], score: float, name: str = "business_number") -> float:
    return interpolated(tuple(found[name]), score)


def test_without_papers_a_curve_stays() -> None:
    assert {name: tuple(points) for name, points in moved([], SHIPPED).items()} == dict(SHIPPED)


def test_what_papers_bear_out_stays() -> None:
    found = moved(values(58, 2, 0.9003), SHIPPED)
    assert at(found, 0.9003) == pytest.approx(interpolated(SHIPPED["business_number"], 0.9003), abs=0.01)


def test_what_is_wrong_too_often_becomes_less_sure_in_all_fields_of_its_nature() -> None:
    found = moved(values(30, 30, 0.95), SHIPPED)
    assert at(found, 0.95) < 0.7
    assert at(found, 0.95, "corporate_number") == at(found, 0.95)
    assert at(found, 0.95, "issuer") == interpolated(SHIPPED["issuer"], 0.95)


@pytest.mark.parametrize("count", [3, 12, 30, WITNESSES, 400])
def test_a_faint_value_becomes_surer_only_as_far_as_the_bound_allows(count: int) -> None:
    base = interpolated(SHIPPED["company_name"], 0.6)
    after = at(moved(values(count, 0, 0.6, "company_name"), SHIPPED), 0.6, "company_name")
    assert after >= base - 1e-4
    assert after < (0.95 if count >= WITNESSES else 0.9)
    assert (after > base + 1e-4) == (count >= 12)


seen = st.lists(st.tuples(st.just("company_name"), st.floats(0, 1), st.booleans()), max_size=150)


@settings(deadline=None, max_examples=40)
@given(seen)
def test_a_moved_curve_rises_and_is_one_that_can_be_kept(found: list[Seen]) -> None:
    for points in moved(found, SHIPPED).values():
        assert all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(points))
        assert all(0.0 <= chance <= 1.0 for _, chance in points)


def test_honesty_counts_what_is_sure_and_wrong() -> None:
    (one,) = honesty([("issuer", 0.95, True)] * 19 + [("issuer", 0.95, False), ("issuer", 0.5, False)])
    assert (one.given, one.sure, one.wrong) == (21, 20, 1)
    assert 0.2 < one.bound < 0.3


def test_within_uncalibrated_a_score_is_its_own_confidence() -> None:
    with uncalibrated():
        assert probability("company_name", 0.6) == 0.6
    assert probability("company_name", 0.6) < 0.5


def test_the_file_that_is_set_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"fields": {"issuer": [[0.0, 0.0], [1.0, 0.25]]}}))
    monkeypatch.setattr(confidence, "settings", lambda: Settings(calibration=path))
    assert probability("issuer", 0.8) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"fields": {"issuer": [[0.5, 0.9], [0.4, 1.0]]}}', '{"fields": {"issuer": [[0, 2]]}}']
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.json"
    path.write_text(text)
    with pytest.raises(DojangError, match="calibration-invalid"):
        kept(path)


def weighed(one: Paper, decision: Verdict | None) -> Weighed:
    told = {name: {"value": seen.value} for name, seen in one.fields.items()}
    label = Label.model_validate({"kind": one.kind, "fields": told, "decision": decision, "submitted": TODAY})
    return Weighed(facts(one), facts(one), label)


def test_a_report_of_papers_and_the_file_it_writes(tmp_path: Path) -> None:
    good = weighed(paper(TELECOM), Verdict.APPROVED)
    old = weighed(paper(TELECOM, {"issuance_date": field("2020-01-01")}), Verdict.REJECTED)
    found = report([good, old] * 60)
    assert found.suggested in {0.5, found.sure_enough}
    assert {one.field for one in found.before} >= {"issuance_date", "issuer"}
    assert all(one.decided == one.papers == 120 for one in found.outcomes if one.bar < SURE)
    write(found, tmp_path / "there" / "calibration.json")
    assert set(kept(tmp_path / "there" / "calibration.json")) == set(SHIPPED)
    json.dumps(found.to_json())


def test_wrong_approvals_raise_the_bar_that_is_suggested() -> None:
    book = load("sender-number")
    unfit = facts(paper(TELECOM, {"issuance_date": field("2026-10-02", 0.93)}))
    found = outcomes([Decided(unfit, book, TODAY, Verdict.REJECTED)] * 10)
    assert next(one for one in found if one.bar == 0.9).wrong_approvals == 10
    assert suggested(found, 0.9) == 0.94


def test_a_lower_bar_is_suggested_only_within_the_bound() -> None:
    few = [Outcome(bar, 40, 20, 0, 20, 0, 40) for bar in BARS]
    many = [replace(one, unfit=1000) for one in few]
    assert suggested(few, 0.9) == 0.9
    assert suggested(many, 0.9) == 0.5
    assert suggested([replace(one, needless_rejections=1) for one in many], 0.9) == 0.9


def test_another_bar_moves_what_has_none_of_its_own() -> None:
    book = with_bar(load("sender-number"), 0.5)
    assert {bound.sure_enough for bound in book.rules_for(TELECOM)} == {0.5}


def test_curves_are_drawn() -> None:
    drawn = picture.curves([Outcome(bar, 40, 20, 1, 20, 0, 30) for bar in BARS])
    assert drawn.count("<polyline") == 4
    assert "decided without a person" in drawn


def test_too_few_papers_are_refused_before_any_is_read(tmp_path: Path) -> None:
    for place in range(LEAST_PAPERS - 1):
        (tmp_path / f"{place}.pdf").write_bytes(b"never read")
        (tmp_path / f"{place}.pdf.json").write_text('{"kind": "identity-card", "fields": {}}')
    with pytest.raises(DojangError, match=f"labels-too-few: {LEAST_PAPERS - 1} of {LEAST_PAPERS}"):
        calibrated(tmp_path, 1)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"kind": "letter"}', '{"fields": {"issuer": "김"}}', '{"decision": "perhaps"}']
)
def test_a_label_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"never read")
    (tmp_path / "a.pdf.json").write_text(text)
    with pytest.raises(DojangError, match=r"label-invalid: a\.pdf\.json"):
        list(labelled(tmp_path))


def test_what_has_a_label_is_found_by_name_in_folders_too(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/c.png", "A-1/application.json", "A-1/1.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    for name in ("b.pdf.json", "a/c.png.json", "A-1.truth.json", "A-1/1.pdf.json"):
        (tmp_path / name).write_text('{"decision": "approved"}')
    found = [(one.path.name, one.whole) for one in labelled(tmp_path)]
    assert found == [("A-1", True), ("c.png", False), ("b.pdf", False)]
    assert DOUBTFUL < SURE
