"""Our own recogniser: what it reads, where, how surely; and what it does without its model."""

from __future__ import annotations

import random
import unicodedata
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fixtures.damage import Damage
from fixtures.fonts import Face
from fixtures.splits import split
from pipeline.document import Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look
from pipeline.recognisers.engines import recogniser
from pipeline.recognisers.own import Own
from pipeline.recognisers.own.columns import Scores, seen
from pipeline.recognisers.own.inputs import HEIGHT, STEP, padded, prepared, width_of
from pipeline.recognisers.own.letters import Letter, composed, once
from pipeline.recognisers.own.model import KOREAN, NUMBERS, model
from pipeline.recognisers.own.numbers import as_number, is_guess, runs
from pipeline.recognisers.tesseract import Tesseract
from pipeline.settings import Settings
from recogniser.lines import Cut, cuts
from recogniser.sheets import listed

LINES = (
    "123-45-67890",
    "110111-7654321",
    "2026년 11월 21일",
    "2026. 1. 5.",
    "2026-11-21 09:12:45",
    "010-2345-6789",
    "02-345-6789",
    "1588-1234",
    "1,234,567원",
    "제2026-0012호",
)
HIDDEN = ("800101-1******", "800101-2●●●●●●", "800101-3○○○○○○", "010-****-1234", "020304-XXXXXXX")


def numbers() -> Own:
    known = model(NUMBERS)
    assert known is not None, "the model file belongs to the package"
    return Own(known)


def korean() -> Own:
    known = model(KOREAN)
    assert known is not None, "the model file belongs to the package"
    return Own(known)


def faces() -> list[Face]:
    """Faces of the one package that tests may count on."""
    return [
        family.face(bold=bold) for family in split("tune").of_package("fonts-nanum").families for bold in (False, True)
    ]


def cut(texts: tuple[str, ...], face: Face, level: Damage = "clean") -> list[Cut]:
    return list(cuts(listed([(text, face, 11.0) for text in texts]), random.Random(5), level))


def text_of(words: tuple[Word, ...]) -> str:
    return "".join(word.text for word in words)


@pytest.fixture(scope="module")
def clean() -> list[Cut]:
    return [one for face in faces() for one in cut(LINES + HIDDEN, face)]


def test_it_reads_dates_and_numbers_in_fonts_that_it_never_saw(clean: list[Cut]) -> None:
    plain = [one for one in clean if one.text in LINES]
    said = [text_of(words) for words in numbers().read([one.crop for one in plain], Look.NUMBERS)]
    right = sum(read == one.text.replace(" ", "") for read, one in zip(said, plain, strict=True))
    assert len(plain) >= 60
    assert right / len(plain) > 0.97


def test_a_mask_is_never_read_as_a_digit_nor_a_digit_as_a_mask(clean: list[Cut]) -> None:
    said = [text_of(words) for words in numbers().read([one.crop for one in clean], Look.NUMBERS)]
    for read, one in zip(said, clean, strict=True):
        shown = sum(letter.isdigit() for letter in one.text)
        assert sum(letter.isdigit() for letter in read) <= shown, (one.text, read)
        assert one.text in HIDDEN or not set(read) & set("*●○"), (one.text, read)


def test_words_stand_where_they_are_printed() -> None:
    line = ("1234 567890 12-34",)
    [found] = cut(line, faces()[0])
    words = numbers().read([found.crop], Look.NUMBERS)[0]
    assert [word.text for word in words] == line[0].split()
    ink = np.flatnonzero((prepared(found.crop) < 128).any(axis=0))
    width = prepared(found.crop).shape[1]
    for before, after in pairwise(words):
        assert before.box.right < after.box.left
        between = ink[(ink >= round(before.box.right * width)) & (ink < round(after.box.left * width))]
        assert not len(between)
    assert words[0].box.left * width == pytest.approx(ink[0], abs=1.0)
    assert words[-1].box.right * width == pytest.approx(ink[-1] + 1, abs=1.0)
    assert all(0 < word.confidence <= 1 for word in words)


def test_what_a_line_reads_as_depends_on_no_other_line(clean: list[Cut]) -> None:
    crops = [one.crop for one in clean[:20]]
    together = numbers().read(crops, Look.NUMBERS)
    assert together == numbers().read(crops, Look.NUMBERS)
    assert together == [numbers().read([crop], Look.NUMBERS)[0] for crop in crops]


def test_other_letters_are_left_to_the_korean_look() -> None:
    [found] = cut(("사업자등록번호 : 123-45-67890",), faces()[0])
    words = numbers().read([found.crop], Look.NUMBERS)[0]
    assert words[-1].text == "123-45-67890"
    assert not any(letter in text_of(words) for letter in "사업자등록")


def test_odd_crops_read_as_something_or_nothing() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (34, 300, 3), dtype=np.uint8)
    odd: list[Picture] = [
        np.zeros((0, 0), dtype=np.uint8),
        np.zeros((34, 0), dtype=np.uint8),
        np.zeros((1, 1), dtype=np.uint8),
        np.full((34, 200), 255, dtype=np.uint8),
        np.zeros((34, 200), dtype=np.uint8),
        np.full((2000, 3), 128, dtype=np.uint8),
        np.full((2, 5000), 128, dtype=np.uint8),
        noise,
    ]
    found = numbers().read(odd, Look.NUMBERS)
    assert len(found) == len(odd)
    assert found[3] == ()
    assert numbers().read([], Look.NUMBERS) == []


def test_letters_like_digits_are_digits_in_a_number_alone() -> None:
    assert [as_number(text) for text in ("88o8l4-1******", "O2-345-6789", "HELLO12", "oil", "A1O2")] == [
        "880814-1******",
        "02-345-6789",
        "HELLO12",
        "oil",
        "A1O2",
    ]


def test_a_character_seen_twice_where_there_is_no_room_is_one() -> None:
    def at(text: str, column: int, confidence: float) -> Letter:
        return Letter(text, column, column, confidence)

    letters = once([at("/", 3, 0.9), at("/", 5, 0.6), at("/", 12, 0.9)])
    assert [(one.text, one.first) for one in letters] == [("/", 3), ("/", 12)]
    assert len(once([at("1", 3, 0.99), at("1", 5, 0.99)])) == 2
    assert len(once([at(".", 3, 0.6), at(".", 5, 0.6)])) == 2


def test_jamo_make_syllables_and_what_makes_none_is_another_letter() -> None:
    written = unicodedata.normalize("NFD", "빛 녘이1") + "\u1100" + "\u1161\u1161"
    letters = [Letter(text, place, place, 1 - place / 100) for place, text in enumerate(written)]
    found = once(list(composed(letters)))
    assert "".join(one.text for one in found) == "빛 녘이1가\ufffd"
    assert (found[0].first, found[0].last, found[0].confidence) == (0, 2, 0.98)


def test_a_lone_mask_among_digits_and_an_unsure_one_are_left_to_others() -> None:
    def word(text: str, confidence: float) -> bool:
        return is_guess([Letter(letter, 0, 0, confidence) for letter in text])

    assert word("12○4", 0.99)
    assert word("1234**", 0.4)
    assert not word("1234**", 0.9)
    assert not word("******", 0.4)


def test_words_end_where_hangul_begins() -> None:
    def parts(text: str) -> list[str]:
        return [text[start:end] for start, end in runs(list(text))]

    assert parts("2026년 11월") == ["2026년", "11월"]
    assert parts("제2026-12호") == ["제2026-12호"]
    assert parts("\ufffd\ufffd번호:12-3") == ["\ufffd\ufffd번호", ":12-3"]
    assert parts("691호(\ufffd\ufffd)") == ["691호", "(\ufffd\ufffd", ")"]


# --- engines ----------------------------------------------------------------------------------


def test_engines_name_themselves() -> None:
    named = [recogniser(Settings(recogniser=which)).name for which in ("tesseract", "both", "own")]
    assert named == [
        Tesseract().name,
        f"{Tesseract().name}, {numbers().name}, {korean().name}",
        f"{korean().name}, {numbers().name}",
    ]


def test_without_its_files_tesseract_reads_alone_and_own_is_refused(tmp_path: Path) -> None:
    none = tmp_path / "none.onnx"
    assert recogniser(Settings(recogniser="both"), numbers=none).name == Tesseract().name
    with pytest.raises(DojangError, match="settings-invalid: DOJANG_RECOGNISER"):
        recogniser(Settings(recogniser="own"), korean=none)


def test_without_a_korean_model_text_is_left_to_tesseract(clean: list[Cut], tmp_path: Path) -> None:
    engine = recogniser(Settings(recogniser="both"), korean=tmp_path / "none.onnx")
    crops = [one.crop for one in clean[:3]]
    assert engine.read(crops, Look.TEXT) == Tesseract().read(crops, Look.TEXT)
    assert not engine.whole


NAMES = (
    "㈜빛녘테크",
    "주식회사 윌로우홀",
    "(주)꽃샘물류",
    "동녘사진관",
    "훈민정음 식품",
    "유한회사 뜰안",
    "Naraetech ㈜",
    "홀씨 어린이집",
)


def test_names_are_read_whole_that_tesseract_misreads() -> None:
    cuts_ = [one for face in faces() for one in cut(NAMES, face)]
    crops = [one.crop for one in cuts_]
    whole = {
        which: sum(
            text_of(words) == one.text.replace(" ", "")
            for words, one in zip(recogniser(Settings(recogniser=which)).read(crops), cuts_, strict=True)
        )
        for which in ("tesseract", "own", "both")
    }
    assert len(cuts_) > 40
    assert whole["both"] > 0.85 * len(cuts_)
    assert whole["own"] > 0.65 * len(cuts_)
    assert whole["both"] > whole["tesseract"] + 0.2 * len(cuts_)


# --- inputs and columns -----------------------------------------------------------------------


def test_a_crop_is_brought_to_one_height_and_full_contrast() -> None:
    faint = np.full((68, 100, 3), 255, dtype=np.uint8)
    faint[20:40, 20:40] = 150
    line = prepared(faint)
    assert line.shape == (HEIGHT, 47)
    assert line.min() < 30
    assert line.max() == 255


def test_white_on_dark_is_turned() -> None:
    dark = np.full((34, 100), 20, dtype=np.uint8)
    dark[10:20, 40:60] = 250
    line = prepared(dark)
    assert line[0, 0] == 255
    assert line[15, 50] < 30


def test_widths_are_whole_steps_with_a_margin() -> None:
    line = np.zeros((HEIGHT, 50), dtype=np.uint8)
    assert width_of(line) == 3 * STEP
    white = padded(line, width_of(line))
    assert white[:, :8].min() == 255
    assert white[:, 58:].min() == 255


def columns(*best: int, sure: float = 9.0) -> Scores:
    scores = np.zeros((len(best), 4), dtype=np.float32)
    scores[np.arange(len(best)), best] = sure
    return scores


def test_repeats_are_one_character_and_blanks_part_doubles() -> None:
    found = seen(columns(0, 1, 1, 0, 1, 2, 2, 0))
    assert [(one.number, one.first, one.last) for one in found] == [(1, 1, 2), (1, 4, 4), (2, 5, 6)]
    assert all(one.confidence > 0.99 for one in found)


def test_a_character_half_seen_between_two_makes_the_one_before_unsure() -> None:
    scores = columns(1, 0, 0, 2)
    scores[1, 3] = 9.0
    first, second = seen(scores)
    assert first.confidence < 0.6
    assert second.confidence > 0.99
