"""Papers handed in the hard way: drawn the same from the same seed, placed truly, and read."""

from __future__ import annotations

import random

import numpy as np
import pytest

from fixtures import raster
from fixtures.damage import DAMAGES
from fixtures.drawing import Canvas
from fixtures.generate import Wish, generate
from fixtures.hardships import HARDSHIPS, Hardship, apply
from fixtures.splits import split
from pipeline.document import Kind

WORLD = split("train").of_package("fonts-nanum")


def test_they_stand_beside_the_levels_that_figures_are_measured_on() -> None:
    assert not set(HARDSHIPS) & set(DAMAGES)


@pytest.mark.parametrize("way", HARDSHIPS)
def test_the_same_seed_gives_the_same_bytes(way: Hardship) -> None:
    wish = Wish(Kind.EMPLOYMENT_CERTIFICATE, damage=way, small=True)
    first, again = (generate(7, wish, WORLD) for _ in range(2))
    assert first == again
    assert first.truth["damage"] == way


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("way", HARDSHIPS)
def test_boxes_follow_the_page(way: Hardship, seed: int) -> None:
    canvas = Canvas(WORLD.font_set(random.Random(1)))
    canvas.area((100, 150, 130, 170), fill=(0, 0, 0))
    box = canvas.fractions(100, 150, 130, 170)
    shot = apply(random.Random(seed), raster.render(canvas, 110), way, 1200)
    grey = np.asarray(shot.picture.convert("L")).astype(float)
    inside = shot.moved(box).grown(-0.014, -0.01)
    around = shot.moved(box).grown(0.03, 0.02)
    assert inside.crop(grey).max() < np.median(around.crop(grey))  # type: ignore[arg-type]  # floats
