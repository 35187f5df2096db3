"""The measurement's own arithmetic."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.calibrating.comparing import outcome, plain

PLACE = Path(__file__).parents[1] / "benchmarks" / "bench_samples.py"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_samples", PLACE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_samples"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("hits", "count", "bound"), [(0, 100, 0.02951), (1, 20, 0.21611), (3, 50, 0.14784), (5, 5, 1.0)]
)
def test_bounds_are_those_of_clopper_and_pearson(bench: ModuleType, hits: int, count: int, bound: float) -> None:
    assert bench.upper_bound(hits, count) == pytest.approx(bound, abs=2e-4)


def test_values_are_compared_as_the_contract_normalises() -> None:
    same = {
        plain("company_name", text)
        for text in ("주식회사 한빛테크", "(주)한빛테크", "㈜ 한빛 테크", "주식회사한빛테크")
    }
    assert same == {"(주)한빛테크"}
    assert plain("company_name", "한빛테크 주식회사") != same.pop()
    assert plain("issuance_number", "제 2026-12 호") == plain("issuance_number", "2026-12")
    assert plain("issuer", " ") is None


def test_a_doubt_is_missing_and_an_invention_is_wrong() -> None:
    assert outcome("exposed", "unclear") == "missing"
    assert outcome("2026-01-02", None) == "missing"
    assert outcome(None, "2026-01-02") == "wrong"
    assert outcome(None, None) == "right"


def result(bench: ModuleType, truth: str, decision: str, reasons: list[str]) -> object:
    told = {"kind": "employment-certificate", "decision": truth, "reasons": ["stamp-missing"], "damage": "clean"}
    fields = {"stamp": ("wrong", "absent", "present", 0.95), "person_name": ("right", "김하늘", "김하늘", 0.9)}
    return bench.Result("x", told, "employment-certificate", decision, reasons, fields, 2.0)


def test_figures_count_wrong_approvals_and_rejections(bench: ModuleType) -> None:
    results = [
        result(bench, "rejected", "approved", []),
        result(bench, "rejected", "rejected", ["fail:number-masked"]),
        result(bench, "approved", "rejected", ["fail:stamp-missing"]),
        result(bench, "approved", "needs-review", []),
    ]
    line = bench.figures(results)
    assert (line["n"], line["unfit_n"], line["wrong_approvals"]) == (4, 2, 1)
    assert (line["fit_n"], line["wrong_rejections"], line["rejected_for_another_reason"]) == (2, 1, 1)
    assert (line["fields_right"], line["sure_n"], line["sure_wrong"]) == (0.5, 8, 4)
    assert (line["decided_without_a_person"], line["seconds_a_page"]) == (0.75, 2.0)


def test_the_page_shows_every_level_and_the_whole(bench: ModuleType) -> None:
    results = [result(bench, "rejected", "approved", []), result(bench, "approved", "needs-review", [])]
    table = bench.samples_page.Table(bench.figures(results), bench.by_damage(results), "2026-11-21, tesseract")
    page = bench.samples_page.markdown(table)
    assert "| papers | 2 | 2 |" in page
    assert "| wrong approvals | 1 of 1 | 1 of 1 |" in page
    assert "| decided without a person | 50.0 % | 50.0 % |" in page
    assert "| `stamp` | 0 / 2 / 2 | 0 / 2 / 2 |" in page
    assert "wrong approvals at most 100.0 %" in page
    assert {line.count("|") for line in page.splitlines() if line.startswith("|")} == {4}
