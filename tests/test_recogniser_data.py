"""Lines that the recogniser learns from: what a crop says is what was drawn; and how readings are counted."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from fixtures.damage import DAMAGES, Damage
from fixtures.splits import split
from pipeline.identifiers import resident_spans
from pipeline.recognisers.own.inputs import HEIGHT, prepared
from recogniser import shards, texts
from recogniser.alphabet import JAMO, KOREAN, NUMBERS, OTHER, SYLLABLES, Alphabet
from recogniser.calibrate import rising
from recogniser.lines import cuts
from recogniser.scores import Errors, decoded, distance
from recogniser.sheets import Letters, listed, moved
from recogniser.wear import worn

LINES = (
    "123-45-67890",
    "2026년 11월 21일",
    "제2026-0012호",
    "사업자등록번호 : 123-45-67890",
    "800101-1******",
    "tax@sample.co.kr",
)


@pytest.mark.parametrize("level", DAMAGES)
def test_every_line_is_cut_and_says_what_was_drawn(level: Damage) -> None:
    face = split("train").of_package("fonts-nanum").families[0].face()
    found = list(cuts(listed([(line, face, 12.0) for line in LINES]), random.Random(3), level))
    assert {one.text for one in found} <= set(LINES)
    assert len(found) >= len(LINES) - 1


def test_the_same_seed_says_the_same() -> None:
    one, other = ([texts.line(random.Random(seed)) for seed in range(200)] for _ in range(2))
    assert one == other
    assert len(set(one)) > 190


def test_resident_numbers_are_fictitious() -> None:
    rng, weights = random.Random(1), (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    whole = ["".join(letter for letter in texts.resident(rng) if letter.isdigit()) for _ in range(600)]
    shown = [number for number in whole if len(number) == 13]
    assert len(shown) > 50
    for number in shown:
        right = (11 - sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11) % 10
        assert int(number[-1]) != right


def test_masks_keep_the_length_of_what_they_hide() -> None:
    rng = random.Random(4)
    for _ in range(200):
        number = texts.business(rng)
        assert len(texts.masked(rng, number)) == len(number)
    assert resident_spans("800101-1******")


def test_moved_boxes_stay_upright_around_what_they_held() -> None:
    turned = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert moved(np.array([[0.1, 0.2, 0.3, 0.6]]), turned).round(6).tolist() == [[0.4, 0.1, 0.8, 0.3]]
    assert Letters("a", np.zeros((1, 4))).text == "a"


# --- alphabet and scores ----------------------------------------------------------------------


def test_an_alphabet_numbers_each_letter_once() -> None:
    for letters in (NUMBERS, KOREAN):
        alphabet = Alphabet(letters)
        assert len(alphabet) == len(letters) + 1
        assert alphabet.encoded(letters[0]) == [1]
    with pytest.raises(ValueError, match="once"):
        Alphabet("00" + OTHER)


def test_unknown_letters_are_counted_and_like_signs_are_one() -> None:
    alphabet = Alphabet()
    assert alphabet.plain("등록번호：１２–３") == f"{OTHER * 2}번호:12-3"
    assert alphabet.plain("  a \t b ") == "a b"


def test_every_syllable_is_written_in_jamo() -> None:
    alphabet = Alphabet(KOREAN)
    assert all(set(alphabet.plain(one)) <= set(JAMO) and alphabet.written(one) == one for one in SYLLABLES)
    assert alphabet.plain("빛1") == "\u1107\u1175\u11be1"
    assert decoded(np.array([*alphabet.encoded("㈜빛 녘1")]), KOREAN) == "㈜빛 녘1"


def test_columns_are_read_greedily() -> None:
    assert decoded(np.array([0, 1, 1, 0, 1, 2, 3, 0]), "ab ") == "aab"


def test_distances_and_rates() -> None:
    assert [distance("kitten", "sitting"), distance("", "ab"), distance("ab", "ab")] == [3, 2, 0]
    errors = Errors()
    errors.add("1 2 3", "123")
    errors.add("12", "1")
    assert (errors.rate, errors.whole_rate) == (0.2, 0.5)


def test_a_rising_curve_pools_what_falls() -> None:
    pairs = [(0.1, False)] * 50 + [(0.5, True)] * 20 + [(0.6, False)] * 20 + [(0.9, True)] * 100
    curve = rising(pairs)
    assert curve == sorted(curve)
    shares = dict(curve)
    assert max(shares.values()) > 0.95
    raw, right = zip(*curve, strict=True)
    assert np.interp(0.55, raw, right) == pytest.approx(0.5, abs=0.1)


# --- on disk, and worn ------------------------------------------------------------------------


def test_shards_keep_lines(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    lines = [
        shards.Example(rng.integers(0, 256, (HEIGHT, width), dtype=np.uint8), f"{width}번", "x") for width in (5, 90)
    ]
    assert shards.write(tmp_path, 7, lines) == 2
    assert shards.numbers(tmp_path) == [7]
    for one, other in zip(lines, shards.load(tmp_path, 7), strict=True):
        assert (one.text, one.source) == (other.text, other.source)
        assert np.array_equal(one.pixels, other.pixels)


def test_a_worn_line_is_still_a_line() -> None:
    face = split("train").of_package("fonts-nanum").families[0].face()
    [cut] = cuts(listed([(LINES[0], face, 12.0)]), random.Random(3), "clean")
    line, rng = prepared(cut.crop), np.random.default_rng(2)
    for _ in range(150):
        after = worn(line, rng)
        assert after.shape[0] == HEIGHT
        assert 0.6 < after.shape[1] / line.shape[1] < 1.6
        assert after.min() < 120
        assert after.max() > 200
