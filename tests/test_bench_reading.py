"""The measurement of reading: its own arithmetic, and one page through every part of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import matching, meters, readers, reading_page
from benchmarks.bench_reading import home, levelled, together
from benchmarks.matching import Score, compared, score
from fixtures import splits
from fixtures.generate import Wish, generate
from pipeline.document import Box, Kind, Line, Page, Word
from pipeline.reading import read_pages
from pipeline.recognisers import Look
from pipeline.recognisers.tesseract import Tesseract
from pipeline.rows import rows_of
from pipeline.settings import Settings

DRAWN = ["상 호", "주식회사 다온", "대표자 홍길동", "010-1234-5678"]


@pytest.fixture(scope="module")
def made() -> object:
    world = splits.split("tune").of_package("fonts-nanum")
    return generate(3, Wish(Kind.EMPLOYMENT_CERTIFICATE, layout="two-columns", container="png"), world)


def test_what_is_read_without_an_error_has_none_whatever_its_order_and_spaces() -> None:
    assert score(DRAWN, ["010-1234-5678", "대 표 자 홍길동", "상호 주식회사다온"]) == Score(27, 0, 0, 4, 4, 4)


def test_errors_are_insertions_deletions_and_substitutions() -> None:
    told, strays = compared(["대표자 홍길동", "010-1234-5678"], ["대표자 홍김동", "010-1234-678"])
    assert [(one.errors, one.whole) for one in told] == [(1, True), (1, True)]
    assert strays == 0
    assert compared(["홍길동대표자"], ["홍길x동대표자"])[0][0].errors == 1


def test_a_torn_line_is_read_but_not_whole() -> None:
    told, strays = compared(["주식회사 다온테크"], ["주식회사", "다온테크"])
    assert (told[0].errors, told[0].whole, strays) == (0, False, 0)


def test_what_one_line_has_taken_no_other_can_have() -> None:
    assert score(["홍길동", "홍길동"], ["성명 홍길동"]) == Score(6, 3, 2, 2, 1, 1)


def test_a_line_that_is_half_wrong_is_not_read_and_the_output_is_stray() -> None:
    assert score(["주식회사다온"], ["주가나다라온"]) == Score(6, 6, 6, 1, 0, 0)
    assert score(DRAWN, []) == Score(27, 27, 0, 4, 0, 0)
    assert score([], ["가나"]) == Score(0, 0, 2, 0, 0, 0)


def test_of_equal_places_the_shortest_leaves_other_lines_theirs() -> None:
    told, strays = compared(["전화번호", ": 02-3062-7706", "대표자"], ["전화번호 02-3062-7706 대표"])
    assert [(one.read, one.errors) for one in told] == [("전화번호", 0), ("02-3062-7706", 1), ("대표", 1)]
    assert strays == 0


def test_forms_of_one_look_are_equal() -> None:
    assert matching.folded("㈜ 다온 ― “Ａ”") == '(주)다온-"A"'


def test_long_lines_are_placed_before_short_ones_within_them() -> None:
    told, _ = compared(["성명", "신청인의 성명과 주소"], ["신청인의 성명과 주수", "성멍"])
    assert [one.errors for one in told] == [1, 1]


def page(lines: list[tuple[str, Box]], turned: float = 0.0) -> Page:
    import numpy as np

    words = tuple(Line((Word(text, 0.9, box),), box) for text, box in lines)
    return Page(1, np.full((1000, 1000, 3), 255, np.uint8), words, turned=turned)


def test_a_value_on_another_row_is_told_apart() -> None:
    label, beside, below = Box(0.1, 0.1, 0.2, 0.12), Box(0.3, 0.1, 0.4, 0.12), Box(0.3, 0.2, 0.4, 0.22)
    for place, row in ((beside, 0), (below, 1)):
        found = rows_of(page([("성명", label), ("홍길동", place)]).lines, (), 1)
        assert home(found, label) == 0
        assert home(found, place) == row
    assert home(found, Box(0.6, 0.6, 0.7, 0.7)) is None


def test_places_follow_a_page_that_was_made_level() -> None:
    box = levelled(Box(0.6, 0.49, 0.62, 0.51), page([], turned=90.0))
    assert box.centre == pytest.approx((0.5, 0.61))


def test_labels_and_values_of_a_clean_table_stand_together(made: object) -> None:
    read = read_pages(made.data, Settings(), Tesseract())[0]  # type: ignore[attr-defined]
    beside, pairs = together(made, read)  # type: ignore[arg-type]
    assert pairs == len(made.truth["rows"]) > 6  # type: ignore[attr-defined]
    assert beside >= pairs - 1


def test_the_truth_names_each_label_and_its_value(made: object) -> None:
    truth = made.truth  # type: ignore[attr-defined]
    texts = [line["text"] for line in truth["lines"]]
    rows = {texts[label]: texts[value] for label, value in truth["rows"]}
    assert rows["용 도"] == "제출용"
    assert rows["성 명"] == truth["fields"]["person_name"]["value"]


def test_the_readers_read_one_page_and_without_second_looks_nothing_else_is_asked(made: object, tmp_path: Path) -> None:
    sheet = readers.prepare(made.data, made.name, tmp_path)  # type: ignore[attr-defined]
    drawn = [line["text"] for line in made.truth["lines"]]  # type: ignore[attr-defined]
    rates = {
        name: reading_page.errors(score(drawn, reader(sheet)))
        for name, reader in readers.readers().items()
        if name != readers.OCRMYPDF
    }
    assert rates[readers.DOJANG] < 0.1
    assert rates[readers.FLOOR] < 0.5
    assert set(rates) >= {readers.PLAIN, readers.BEST, readers.FIRST}
    looked = readers.FirstLook(Tesseract())
    assert looked.read([], Look.LATIN) == []
    assert looked.calls == []


def test_memory_is_that_of_a_program_and_its_children() -> None:
    held = "x = bytearray(60_000_000)"
    child = f"import subprocess, sys, time; {held}; subprocess.run([sys.executable, '-c', '{held}; import time; time.sleep(0.6)'])"
    alone = meters.peak_mb([sys.executable, "-c", f"{held}; import time; time.sleep(0.3)"])
    assert 55 < alone < 110
    assert meters.peak_mb([sys.executable, "-c", child]) > alone + 45
    with pytest.raises(RuntimeError):
        meters.peak_mb([sys.executable, "-c", "raise SystemExit(3)"])


def test_seconds_are_told_by_step(made: object) -> None:
    watch = meters.Steps()
    with watch.watched():
        read_pages(made.data, Settings(), Tesseract())  # type: ignore[attr-defined]
    assert watch.seconds["recognition, first look"] > 0.05
    assert any(name.startswith("layout/") for name in watch.seconds)
    assert not any("<" in name for name in watch.seconds)


def run_of(ours: Score, theirs: Score) -> dict[str, object]:
    scores = {
        name: {key: getattr(ours if "Dojang" in name else theirs, key) for key in Score.__slots__}
        for name in reading_page.ORDER
    }
    one = {"name": "a", "seed": 1, "level": "clean", "layout": "x", "misread": {readers.DOJANG: [("가", None)]}}
    seconds = {name: 1.0 if "Dojang" in name else 2.0 for name in reading_page.ORDER}
    return {
        "seed": 1,
        "split": "tune",
        "repeats": 5,
        "timed": 1,
        "conditions": "2026-11-21",
        "read": [one | {"scores": scores, "together": [98, 100]}],
        "upright": [["a", 93.0, 0.4], ["b", 184.0, 176.0]],
        "times": {name: {"seconds": spent, "processor": spent} for name, spent in seconds.items()},
        "twins": {"born_digital": 0.5, "scanned": 2.0},
        "memory": {readers.DOJANG: 300, "Dojang, three pages": 450, readers.PLAIN: 130, readers.BEST: 130},
        "steps": {"layout/ink": 0.2, "recognition, first look": 0.6},
    }


def test_goals_are_held_against_their_limits() -> None:
    found = run_of(Score(100, 2, 1, 10, 9, 8), Score(100, 8, 30, 10, 5, 4))
    line = reading_page.figures(found)
    assert line["goals"]["time by the faster whole-page setting"] == 0.5
    assert line["goals"]["by Tesseract's default, clean"] == 0.25
    assert line["missed"] == [
        "likewise without second looks",
        "by Tesseract's default, clean",
        "label and value on one row",
        "turned pages upright",
        "three pages by one",
    ]
    assert (line["together"], line["upright"]) == ((98, 100), (1, 2))


def test_the_tables_show_every_reader_and_step() -> None:
    found = run_of(Score(100, 2, 1, 10, 9, 8), Score(100, 8, 30, 10, 5, 4))
    shown = reading_page.markdown(found)
    assert "| Dojang | character errors | 2.0 % | 2.0 % |" in shown
    assert "|  | with strays | 3.0 % | 3.0 % |" in shown
    assert "| recognition, first look | 600 | 75.0 % |" in shown
    assert "| peak memory, one A4 page, MB | 300 | ≤ 400 | yes |" in shown
    assert [*reading_page.worst(found, 1)][1] == "    가 -> "
