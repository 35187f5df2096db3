"""How far a text layer is believed: where the picture bears it out, nearly wholly; where it denies it, not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.document import Line, Word
from pipeline.rows import rows
from tests.hand import line, page


def told(seen: str, said: str, *, second: str = "", laid_under: bool = False) -> tuple[str, float]:
    """The text of a line that the picture shows as `seen` and the file gives as `said`; its least sure character."""
    shown = line(seen, 0.12, 0.08, confidence=0.9)
    claimed = line(said, 0.12, 0.08, confidence=0.8 if laid_under else 1.0)
    stretched = Line(tuple(Word(word.text, word.confidence, shown.box) for word in claimed.words[:1]), shown.box)
    claim = stretched if len(claimed.words) == 1 else claimed
    found = page([seen], claimed=(claim,))
    lines = (replace(found.lines[0], second=tuple(Word(word, 0.9, shown.box) for word in second.split())),)
    (row,) = rows(replace(found, lines=lines))
    return row.text, min(row.span.confidences)


@pytest.mark.parametrize(
    ("seen", "said"), [("동녘사진관", "동녘사진관"), ("동녁사진관", "동녘사진관"), ("한빚기획", "한빛기획")]
)
def test_a_readers_slip_leaves_the_claim_as_good_as_certain(seen: str, said: str) -> None:
    text, sure = told(seen, said)
    assert text == said
    assert sure >= 0.97


def test_another_syllable_gives_way_to_the_one_that_is_shown() -> None:
    text, sure = told("동해사진관", "동녘사진관")
    assert text == "동해사진관"
    assert sure < 0.7


def test_a_digit_is_believed_only_exactly() -> None:
    assert told("123-45-67890", "123-45-67891")[1] < 0.5
    assert told("123-45-67890", "123-45-67891", second="123-45-67891")[1] >= 0.97


def test_a_mask_is_never_a_slip() -> None:
    assert told("한*테크", "한빛테크")[1] < 0.7
    assert told("한빛테크", "한*테크")[1] < 0.7


def test_another_digit_gives_way_to_the_one_that_is_shown() -> None:
    assert told("123-45-67890", "123-45-67891")[0] == "123-45-67890"
    assert told("123-45-67890", "123-45-67891", second="123-45-67891")[0] == "123-45-67891"


@pytest.mark.parametrize("said", ["동녘사진관", "동해사진관", "유한회사"])
def test_what_the_page_is_not_painted_from_changes_nothing(said: str) -> None:
    assert told("동녁사진관", said, laid_under=True) == ("동녁사진관", 0.95)


def test_a_claim_of_something_else_is_dropped_and_leaves_doubt() -> None:
    text, sure = told("주식회사한빛테크", "유한회사다솜물류센터")
    assert text == "주식회사한빛테크"
    assert sure < 0.7


def test_a_digit_more_than_the_file_says_makes_it_another_number() -> None:
    assert told("2026년10월12일", "2026년10월2일")[1] < 0.5
    assert told("2026년10월12일", "2026년10월2일", second="20264102122")[1] < 0.5
    assert told("123-45-678901", "123-45-67890", second="123-45-67890")[1] >= 0.97


def test_running_text_that_was_not_read_stays_as_doubtful_as_it_is() -> None:
    said = line("위와 같이 증명합니다", 0.12, 0.08, confidence=1.0)
    unread = replace(said, words=tuple(replace(word, confidence=0.6) for word in said.words), told=True)
    (row,) = rows(replace(page(["x"]), lines=(unread,), claimed=(said,)))
    assert set(row.span.confidences) == {0.6}
