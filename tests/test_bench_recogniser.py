"""How readings of lines are counted, and what the tables say of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.bench_recogniser import KOR, KOREAN, TESSERACT, Bench, Line, invents, summary, tables, told
from pipeline.document import Box, Picture, Word
from pipeline.recognisers import Look

CROP = np.full((34, 200), 255, dtype=np.uint8)


class Says:
    """A recogniser that says the same of every line at each look."""

    name = "says"

    def __init__(self, text: str, latin: str) -> None:
        self._said = {Look.TEXT: text, Look.LATIN: latin, Look.NUMBERS: latin}

    @property
    def whole(self) -> bool:
        return False

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        return [(Word(self._said[look], 0.9, Box(0.0, 0.0, 1.0, 1.0)),) for _ in crops]


def line(text: str, sort: str) -> Line:
    return Line(CROP, text, sort, "some-font", "clean")


def test_signs_that_hide_are_one_in_masks_alone() -> None:
    assert told("800101-1●●●", "masks") == told("800101 – 1xXx", "masks")
    assert told("XX", "latin") != told("**", "latin")


def test_a_digit_for_a_mask_and_a_mask_for_a_digit_are_seen() -> None:
    assert invents(line("800101-1******", "masks"), "800101-12*****")
    assert not invents(line("800101-1******", "masks"), "800101-1*****")
    assert invents(line("123-45-67890", "numbers"), "123-45-6789*")
    assert not invents(line("123-45-67890", "numbers"), "123-45-67891")


def test_every_reader_is_counted_and_the_tables_say_so() -> None:
    bench = Bench()
    some = [line("123-45-67890", "numbers"), line("800101-1******", "masks"), line("가나다", "companies")]
    bench.read(some, Says("123-45-67890", "123-45-67890"), None, Says("800101-1******", ""))
    found = bench.to_json() | {"bench": "recogniser", "split": "tune", "conditions": "today", "seconds": 1}
    assert found["lines"] == 3
    whole = summary(found)["whole"]
    assert whole[KOR]["numbers, clean"] == 1.0
    assert (whole[KOREAN]["masks, all"], whole[KOREAN]["companies, all"]) == (1.0, 0.0)
    assert whole[TESSERACT]["masks, all"] == 0.0
    page = "\n".join(tables(found))
    assert f"| {KOR} | 100.0 % / 0.0 % | 100.0 % / 0.0 % |" in page
    assert "| a digit read where a mask stands | 1 of 1 |" in page
