"""Two readings of a line of Korean text become one; jamo become whole syllables only."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from pipeline.document import Box, Word
from pipeline.recognisers.agreeing import agreed
from pipeline.recognisers.own.columns import Scores, seen
from pipeline.recognisers.own.gaps import with_gaps
from pipeline.recognisers.own.grammar import best_path
from pipeline.recognisers.own.inputs import MARGIN
from pipeline.recognisers.own.letters import Letter, composed
from recogniser.alphabet import KOREAN


def words(*said: tuple[str, float]) -> list[Word]:
    return [Word(text, sure, Box(place / 10, 0.0, place / 10 + 0.08, 1.0)) for place, (text, sure) in enumerate(said)]


def own(text: str, sure: float = 0.99, **unsure: float) -> list[Letter]:
    return [Letter(letter, place, place, unsure.get(letter, sure)) for place, letter in enumerate(text)]


def texts(found: tuple[Word, ...]) -> list[str]:
    return [word.text for word in found]


def test_what_both_say_is_surer_than_either() -> None:
    [word] = agreed(words(("한빛", 0.8)), own("한빛", 0.7))
    assert word.text == "한빛"
    assert word.confidence == pytest.approx(0.94)


def test_the_surer_reading_wins_and_is_believed_less() -> None:
    [word] = agreed(words(("한빚", 0.7)), own("한빛", 0.98))
    assert (word.text, word.confidence) == ("한빛", pytest.approx(0.98 * 0.85))
    [word] = agreed(words(("한빛", 0.95)), own("한빚", 0.98))
    assert word.text == "한빛"
    assert word.confidence < 0.85


def test_words_keep_their_places_and_only_those_that_differ_are_doubted() -> None:
    before = words(("동녁", 0.6), ("테크", 0.9))
    found = agreed(before, own("동녘테크"))
    assert texts(found) == ["동녘", "테크"]
    assert [one.box for one in found] == [one.box for one in before]
    assert found[1].confidence > 0.9 > found[0].confidence


def test_masks_and_latin_that_tesseract_takes_for_letters_are_mended() -> None:
    assert texts(agreed(words(("TEL", 0.9), ("02-345", 0.3)), own("TEL02-***"))) == ["TEL", "02-***"]
    assert texts(agreed(words(("48「86【6다", 0.2)), own("Naraetech"))) == ["Naraetech"]


def test_a_word_that_takes_several_words_places_stands_where_they_stood() -> None:
    """A name in Latin letters, of which Tesseract's Korean model made three words and the first letters of the next."""
    [name, firm] = agreed(
        words(("48「", 0.2), ("6【다", 0.2), ("6", 0.2), ("8주식회사", 0.9)), own("Naraetech주식회사")
    )
    assert (name.text, firm.text) == ("Naraetech", "주식회사")
    assert name.box.left == 0.0
    assert name.box.right >= 0.28
    assert 0.3 < firm.box.left < firm.box.right == pytest.approx(0.38)


def test_letters_and_the_blank_of_one_place_are_equally_wide() -> None:
    letters = [Letter(one, at, at, 0.99, apart=at == 6 if at else None) for at, one in enumerate("HANBITSoft")]
    first, second = agreed([Word("「1", 0.2, Box(0.0, 0.0, 1.1, 1.0))], letters)
    assert (first.text, second.text) == ("HANBIT", "Soft")
    assert (first.box.right, second.box.left) == (pytest.approx(0.6), pytest.approx(0.7))


def test_a_sign_that_one_reading_lacks_is_put_where_it_stands() -> None:
    assert texts(agreed(words(("나래테크", 0.7)), own("㈜나래테크"))) == ["㈜나래테크"]
    assert texts(agreed(words(("나래", 0.7), ("테크", 0.7)), own("나래테크㈜"))) == ["나래", "테크㈜"]
    assert texts(agreed(words(("@나래", 0.5)), own("㈜나래"))) == ["㈜나래"]


def test_letters_that_our_own_cannot_tell_change_nothing() -> None:
    [word] = agreed(words(("한빚", 0.5)), own("한\ufffd"))
    assert word.text == "한빚"
    assert agreed(words(("한빛", 0.5)), [])[0].text == "한빛"
    assert agreed([], own("한빛")) == ()


# --- syllables --------------------------------------------------------------------------------


def columns(*best: str, second: dict[int, str] | None = None) -> Scores:
    """Scores of which the named class is the best in each column, and perhaps another nearly as good; `_` is the blank."""
    scores = np.zeros((len(best), len(KOREAN) + 1), dtype=np.float32)
    for column, letter in enumerate(best):
        scores[column, 0 if letter == "_" else KOREAN.index(letter) + 1] = 9.0
        if second and column in second:
            scores[column, KOREAN.index(second[column]) + 1] = 8.0
    return scores


def said(scores: Scores) -> str:
    return "".join(KOREAN[one.number - 1] for one in seen(scores, best_path(scores, KOREAN)))


def test_a_path_that_makes_syllables_is_left_as_it_is() -> None:
    lead, vowel, tail = unicodedata.normalize("NFD", "빛")
    assert unicodedata.normalize("NFC", said(columns("_", lead, lead, "_", vowel, tail, "_", "1", "_", "1"))) == "빛11"


def test_of_two_letters_the_one_that_makes_a_syllable_is_read() -> None:
    lead, vowel = unicodedata.normalize("NFD", "가")
    tail = unicodedata.normalize("NFD", "각")[2]
    found = said(columns("_", tail, "_", vowel, "_", second={1: lead}))
    assert unicodedata.normalize("NFC", found) == "가"


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_scores_the_path_makes_whole_syllables(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(0, 4, (40, len(KOREAN) + 1)).astype(np.float32)
    found = [
        Letter(KOREAN[one.number - 1], one.first, one.last, 1.0) for one in seen(scores, best_path(scores, KOREAN))
    ]
    assert found
    assert not any(0x1100 <= ord(one.text) <= 0x11FF for one in composed(found))


def latin(text: str) -> list[Letter]:
    """Our reading of a line with its blanks: what stands behind a Latin letter is told apart or joined."""
    found: list[Letter] = []
    for before, letter in zip(" " + text, text, strict=False):
        if letter == " ":
            continue
        beside = (before == " " and found) or before.isascii()
        told = before == " " if found and beside and letter.isascii() else None
        found.append(Letter(letter, len(found), len(found), 0.98, told))
    return found


def test_latin_words_part_where_our_reading_has_a_blank() -> None:
    assert texts(agreed(words(("주식회사", 0.9), ("NaraetechLab", 0.6)), latin("주식회사 Naraetech Lab")))[1:] == [
        "Naraetech",
        "Lab",
    ]
    assert texts(agreed(words(("ㅁ", 0.4), ("00090", 0.5), ("60186", 0.4)), latin("Dongnyeok Lab"))) == [
        "Dongnyeok",
        "Lab",
    ]


def test_latin_words_are_whole_where_our_reading_has_none() -> None:
    [word] = agreed(words(("Narae", 0.9), ("tech", 0.8)), latin("Naraetech"))
    assert word.text == "Naraetech"
    assert word.box.right == pytest.approx(0.18)


def test_blanks_between_latin_words_show_in_the_picture() -> None:
    line = np.full((32, 120), 255, dtype=np.uint8)
    middles = [10, 22, 34, 56, 68]
    for middle in middles:
        line[8:24, middle - 4 : middle + 4] = 0
    letters = [
        Letter(letter, (middle + MARGIN) // 2, (middle + MARGIN) // 2, 0.9)
        for letter, middle in zip("abcde", middles, strict=True)
    ]
    assert [one.apart for one in with_gaps(line, letters)] == [None, False, False, True, False]


def test_latin_that_tesseract_made_digits_of_is_hardly_doubted() -> None:
    found = agreed(words(("발신:", 0.9), ("48010", 0.3), ("대표", 0.9)), latin("발신: Naraetech 대표"))
    assert texts(found) == ["발신:", "Naraetech", "대표"]
    assert found[1].confidence == pytest.approx(0.98 * 0.97)
