"""Whole applications as they are made, were they read without a fault: the rules decide and say what their truth says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from checks import rulebook
from checks.rule import Handed
from fixtures.faults import EVERY_FAULT
from fixtures.generate import draw
from fixtures.splits import split
from fixtures.story import SUBMITTED
from fixtures.whole import BREAKS, Whole, plot
from pipeline import judging
from pipeline.document import Kind, Verdict
from pipeline.manifest import parse
from tests.test_judging_samples import read_perfectly

WORLD = split("tune").of_package("fonts-nanum")
SHOWN = (
    "registration names another",
    "person differs",
    "number not on the certificate",
    "grantee is another",
    "owner is another",
    "number that cannot exist",
    "two people verified",
    "identity never verified",
    "opened after papers were issued",
    "paper missing for long",
    "file twice in another's place",
    "manifest nobody signed",
    "employment-certificate:stamp-missing",
    "telecom-service-certificate:too-old",
)


def plotted(name: str) -> Whole:
    """The first application that the way fits."""
    for seed in range(100):
        try:
            return plot(seed, "tune", [name], WORLD)
        except ValueError:
            continue
    raise AssertionError(name)


def decided(whole: Whole) -> judging.ApplicationDecision:
    papers = {role: draw(place, wish, WORLD).truth for place, (role, wish) in enumerate(whole.scene.papers.items())}
    told = list(papers.values())
    if whole.scene.twice:
        told.append(papers[whole.scene.twice])
    handed = [Handed(str(place), read_perfectly(one), SUBMITTED) for place, one in enumerate(told)]
    manifest = parse(whole.manifest)
    day = SUBMITTED + timedelta(days=whole.scene.waited)
    book = rulebook.load(manifest.channel.value)
    return judging.judge_application(manifest, handed, book, day, trusted=whole.scene.trusted)


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_broken_is_found_and_told(name: str) -> None:
    whole = plotted(name)
    found = decided(whole)
    told = {one.reason for one in found.decision.reasons}
    told |= {one.reason for _, each in found.documents if each for one in each.reasons}
    assert found.verdict is whole.verdict
    assert BREAKS[name].codes & told


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_one_in_order_is_approved(seed: int) -> None:
    whole = plot(seed, "tune", 0, WORLD)
    assert whole.verdict is Verdict.APPROVED
    assert decided(whole).verdict is Verdict.APPROVED


def test_two_ways_touch_nothing_in_common() -> None:
    for seed in range(60):
        one, other = plot(seed, "tune", 2, WORLD).breaks
        assert not one.everything & other.everything


def test_the_same_seed_tells_the_same() -> None:
    assert plot(5, "tune", 2, WORLD) == plot(5, "tune", 2, WORLD)


def test_every_way_is_there_for_an_application_that_has_what_it_breaks() -> None:
    never = {one.name for one in BREAKS.values()}
    for seed in range(80):
        whole = plot(seed, "tune", 0, WORLD).scene
        never -= {one.name for one in BREAKS.values() if one.fits(whole)}
    assert not never


def test_every_fault_of_a_paper_is_a_way() -> None:
    assert {f"{kind.value}:{fault}" for kind, faults in EVERY_FAULT.items() for fault in faults} <= set(BREAKS)
    assert Kind.UNKNOWN not in EVERY_FAULT
