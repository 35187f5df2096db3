"""What stands where a consent asks to sign, as the bench of stamps draws it: nothing but a pen's strokes is surely a signature."""

from __future__ import annotations

import random

import pytest

from benchmarks.fields import stamps
from extractors import Sheets
from extractors.signature import extract
from fixtures.damage import Damage
from fixtures.parts import page_part
from fixtures.splits import split
from pipeline.document import Field, Kind

WORLD = split("tune").of_package("fonts-nanum")
ASKED = ("(인)", "서명", "날인")


def _found(shows: str, seed: int, level: Damage) -> Field | None:
    """What is found on a part that asks to sign; `None` where it does not ask."""
    rng = random.Random(f"signed:{shows}:{seed}")
    made = page_part(rng, WORLD, faxed=level == "fax", shows=shows)
    if not any(word in line.text for line in made.canvas.lines for word in ASKED):
        return None
    found = extract(Sheets(Kind.NUMBER_USAGE_CONSENT, (stamps.seen(rng, made, level),)))
    assert isinstance(found, Field)
    return found


@pytest.mark.parametrize("trap", ["seal", "handwriting", "nameplate", "guilloche", "marked", "fingerprint"])
def test_nothing_but_strokes_of_a_pen_is_surely_a_signature(trap: str) -> None:
    levels: tuple[Damage, ...] = ("clean", "lowres", "office")
    found = [one for seed in range(6) if (one := _found(trap, seed, levels[seed % 3])) is not None]
    assert found
    assert all(one.value == "absent" or one.confidence < stamps.SURE for one in found)
