"""The calibration: curves rise, few values give no certainty, and the file is what the pipeline reads."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from benchmarks.calibrate import fitted, joined, renewed
from pipeline.calibrating.curves import FITTED, curve
from pipeline.confidence import CALIBRATION, Evidence, calibration, probability, score


def test_a_curve_rises_also_where_its_values_do_not() -> None:
    seen = [(at / 100, at % 3 != 0) for at in range(40, 100)]
    points = curve(seen)
    assert points[0] == (0.0, 0.0)
    assert points[-1][0] == 1.0
    assert all(low <= high and left < right for (left, low), (right, high) in pairwise(points))


@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_few_right_values_give_no_certainty(count: int) -> None:
    assert max(chance for _, chance in curve([(0.99, True)] * count)) < 0.95


def test_what_is_mostly_wrong_is_improbable() -> None:
    points = curve([(0.9, at % 10 == 0) for at in range(60)])
    assert max(chance for _, chance in points) < 0.2


def test_fields_of_one_nature_share_a_curve() -> None:
    found = fitted([("company_name", 0.9, True)] * 20 + [("grantee", 0.9, False)] * 20)
    assert found["fields"]["company_name"] == found["fields"]["grantee"] == found["fields"]["subscriber"]
    assert found["values"] == {"company_name": 20, "grantee": 20}


def test_the_file_was_made_from_the_tuning_split_and_rises() -> None:
    written = json.loads(CALIBRATION.read_bytes())
    assert written["split"] == "tune"
    assert set(calibration()) >= FITTED
    for points in calibration().values():
        assert all(low <= high for (_, low), (_, high) in pairwise(points))
        assert all(0.0 <= chance <= 1.0 for _, chance in points)


def test_better_evidence_never_lowers_a_probability() -> None:
    for field in sorted(FITTED):
        chances = [probability(field, score(Evidence((read / 20,)))) for read in range(21)]
        assert chances == sorted(chances)
        assert chances[-1] <= 0.99


def test_of_two_runs_the_lower_curve_is_believed_at_every_place() -> None:
    some = {"split": "tune", "values": {"stamp": 30}, "fields": {"stamp": [(0.0, 0.0), (1.0, 0.9)]}}
    others = {"split": "tune", "values": {"stamp": 10}, "fields": {"stamp": [(0.0, 0.0), (0.5, 0.25), (1.0, 0.95)]}}
    found = joined(some, others)
    assert found["values"] == {"stamp": 40}
    assert found["fields"]["stamp"] == [(0.0, 0.0), (0.5, 0.25), (1.0, 0.9)]


def test_renewing_one_group_leaves_the_curves_of_others_as_they_stand() -> None:
    kept = fitted([("company_name", 0.9, True)] * 20 + [("stamp, present", 0.9, True)] * 20)
    made = fitted([("company_name", 0.9, False)] * 30 + [("stamp, present", 0.9, False)] * 30)
    found = renewed(kept, made, ["firms"])
    assert found["fields"]["company_name"] == made["fields"]["company_name"]
    assert found["fields"]["stamp, present"] == kept["fields"]["stamp, present"]
    assert found["values"] == {"company_name": 30, "stamp, present": 20}
