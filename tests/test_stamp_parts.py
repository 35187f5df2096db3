"""Seals and traps as the bench of stamps draws them: none of the traps is surely a seal, and seals of every form are found."""

from __future__ import annotations

import random

import pytest

from benchmarks.fields import stamps
from extractors import Sheets
from extractors.stamp import extract
from fixtures.damage import Damage
from fixtures.parts import TRAPS, page_part
from fixtures.seals import STRANGE
from fixtures.splits import split
from pipeline.document import Field, Kind
from pipeline.seals import candidates, find_inks
from pipeline.seals.usual import familiar

WORLD = split("tune").of_package("fonts-nanum")


def _found(shows: str, seed: int, level: Damage = "clean") -> Field:
    rng = random.Random(f"{shows}:{seed}")
    page = stamps.seen(rng, page_part(rng, WORLD, faxed=level == "fax", shows=shows), level)
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (page,)))
    assert isinstance(found, Field)
    return found


@pytest.mark.parametrize("trap", TRAPS)
def test_no_trap_is_surely_a_seal(trap: str) -> None:
    found = _found(trap, 1)
    assert found.value == "absent" or found.confidence < stamps.SURE


@pytest.mark.parametrize("level", ["office", "fax"])
@pytest.mark.parametrize("trap", ["hazard", "sign", "badge", "flag", "approval", "placeholder", "portrait", "label"])
def test_what_papers_show_beside_a_name_is_no_seal(trap: str, level: Damage) -> None:
    found = [_found(trap, seed, level) for seed in range(10, 13)]
    assert all(one.value == "absent" or one.confidence < stamps.SURE for one in found)
    assert sum(one.value == "absent" for one in found) >= 2


@pytest.mark.parametrize("level", ["clean", "photo", "lowres"])
def test_seals_of_every_form_are_found(level: Damage) -> None:
    values = [_found("seal", seed, level).value for seed in range(8)]
    assert values.count("present") >= 7


def test_the_bench_counts_what_it_draws() -> None:
    cases = [stamps.case(seed, "tune") for seed in (1, 2)] if _all_fonts() else []
    figures = stamps.figures(cases)
    assert figures["parts"] == len(cases)
    assert stamps.table(figures)[0].startswith("| ink")


def _all_fonts() -> bool:
    try:
        split("tune").font_set(random.Random(1))
    except RuntimeError:
        return False
    return True


@pytest.mark.parametrize("mark", STRANGE)
def test_a_mark_that_no_figure_is_measured_on_is_surely_no_seal(mark: str) -> None:
    found = _found(mark, 1)
    assert found.value == "absent" or found.confidence < stamps.SURE


def test_what_is_formed_as_no_seal_is_far_from_all_seals() -> None:
    seals = [_formed("seal", seed) for seed in range(6)]
    marks = [_formed(mark, 1) for mark in ("flower", "initials", "spiral", "checks")]
    assert sorted(seals)[1] > max(marks)


def _formed(shows: str, seed: int) -> float:
    """How familiar the form of the likest of all inked patches is."""
    rng = random.Random(f"{shows}:{seed}")
    page = stamps.seen(rng, page_part(rng, WORLD, faxed=False, shows=shows), "clean")
    found = max(candidates(find_inks(page.picture), 0.5), key=lambda one: one.box.area)
    return familiar(found.form, found.ink)
