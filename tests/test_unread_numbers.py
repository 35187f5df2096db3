"""A number of which nothing was read: no paper is told to show none, nor to hide all, while one may stand there open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.document import Box, Field, Kind, Line, Page, Paper, Word
from pipeline.facts import gathered
from pipeline.redaction import doubted, looked_over
from pipeline.residents import reads_covered

WIDTH, HEIGHT, SIZE, TOP, LEFT = 1240, 1754, 34, 300, 500
SENTENCE = "위 사람은 당사에 재직하고 있음을 증명합니다"


def _page(
    number: str, read: str, *, second: str = "", bar: bool = False, colour: tuple[int, int, int] = (20, 20, 20)
) -> Page:
    """A page of words that were read well, and a row of digits that was read as something; `bar`: over its last six."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(SIZE)
    pen.text((LEFT, TOP), number, fill=colour, font=font)
    right = LEFT + font.getlength(number)
    if bar:
        pen.rectangle((LEFT + font.getlength(number[:8]) + 2, TOP - 2, right, TOP + SIZE + 6), fill="black")
    box = Box(LEFT / WIDTH, TOP / HEIGHT, right / WIDTH, (TOP + SIZE + 4) / HEIGHT)
    lines = [_line(SENTENCE, Box(0.1, top, 0.9, top + 0.02), 0.97) for top in (0.4, 0.45, 0.5, 0.55)]
    if read:
        lines.append(Line((Word(read, 0.1, box),), box, (Word(second, 0.95, box),) if second else ()))
    return Page(1, np.asarray(image), tuple(lines))


def _line(text: str, box: Box, confidence: float) -> Line:
    step = box.width / len(text.split())
    words = tuple(
        Word(part, confidence, box._replace(left=box.left + at * step, right=box.left + (at + 0.9) * step))
        for at, part in enumerate(text.split())
    )
    return Line(words, box, words)


def _told(page: Page) -> Field:
    _, (paper, *_) = gathered((page,), Kind.MAIL_ORDER_REPORT)
    return paper.fields["resident_number"]


@pytest.mark.parametrize("read", ["", "이93*.", "|9이1타|"])
def test_digits_of_which_nothing_was_read_are_no_absent_number(read: str) -> None:
    told = _told(_page("501102-7487787", read))
    assert (told.value, told.page) == ("unclear", 1)
    assert told.confidence < 0.9


def test_nor_are_six_digits_before_a_bar_and_one_beside_it() -> None:
    assert _told(_page("800316-7277349", "|9이1타|", bar=True)).value == "unclear"


def test_a_second_look_that_reads_a_date_or_latin_words_tells_what_stands_there() -> None:
    assert _told(_page("2026.10.27 09:18", "*이타", second="2026.10.27 09:18")).value == "absent"
    assert _told(_page("Nalhlfilllilitech", "3008608", second="Nalhlfilllilitech")).value == "absent"


def test_a_stamp_s_digits_are_none() -> None:
    assert _told(_page("2016.03.03", "", colour=(226, 60, 70))).value == "absent"


def test_a_number_that_was_told_of_is_not_doubted_for_itself_but_for_another() -> None:
    page = _page("501102-7487787", "이93*.")
    box = page.lines[-1].box
    paper = Paper(Kind.MAIL_ORDER_REPORT, 1.0, (1,), fields={"resident_number": Field("masked", 0.95, 1, box)})
    own = {1: looked_over(page).unread}
    assert doubted(paper, own) == paper
    other = {1: (box._replace(top=box.top + 0.2, bottom=box.bottom + 0.2),)}
    assert doubted(paper, other).fields["resident_number"].value == "unclear"
    assert doubted(paper, {2: own[1]}) == paper, "another paper's page"


@pytest.mark.parametrize(
    ("text", "is_part"),
    [
        ("주편번호 : 660330-20", True),
        ("주편번호 : 660330-2", True),
        ("660330-*", True),
        ("660399-20", False),
        ("2026-660330", False),
        ("660330", False),
    ],
)
def test_a_birth_date_and_a_few_digits_behind_a_hyphen_may_be_a_part_of_a_number(text: str, is_part: bool) -> None:  # noqa: FBT001 - what is expected
    """Strokes of a pen over the others were read as nothing (`660330-2▒▒▒▒▒0`)."""
    assert reads_covered(_line(text, Box(0.1, 0.3, 0.4, 0.32), 0.5)) is is_part


def test_a_number_whose_label_nobody_knew_and_that_is_hidden_in_part_is_for_a_person() -> None:
    """`이그인등록번호 860420-63■`: the label misread, the number read well."""
    assert reads_covered(_line("이그인등록번호 860420-63■", Box(0.1, 0.3, 0.5, 0.32), 0.9))
    page = _page("860420-63", "")
    line = _line("이그인등록번호 860420-63■", Box(0.3, TOP / HEIGHT, 0.55, (TOP + SIZE) / HEIGHT), 0.9)
    assert _told(replace(page, lines=(*page.lines, line))).value == "unclear"


def test_a_lone_digit_behind_a_gap_is_a_part_of_the_number() -> None:
    """White paint that leaves the last digit, which reading sets apart."""
    page = _page("030624-7", "")
    top, low = TOP / HEIGHT, (TOP + SIZE + 4) / HEIGHT
    number = _line("주민등록번호 030624-7", Box(0.25, top, 0.52, low), 0.95)
    last = _line("9", Box(0.60, top, 0.615, low), 0.95)
    told = [_told(replace(page, lines=(*page.lines, number, *more))).value for more in ((), (last,))]
    assert told[1] == "unclear"
    assert told[0] != "exposed"


@pytest.mark.parametrize(("grey", "value"), [(255, "unclear"), (150, "absent")])
def test_a_fax_s_line_of_which_nothing_was_read_leaves_a_number_s_absence_open(grey: int, value: str) -> None:
    page = _page("", "")
    ground = np.where(np.arange(WIDTH)[None, :, None] % 4 < 2, grey, 255).astype(np.uint8)
    picture = np.minimum(page.picture, ground)
    picture[TOP : TOP + SIZE, LEFT : LEFT + 300 : 3] = 0
    lost = _line("[자의Emgoes", Box(LEFT / WIDTH, TOP / HEIGHT, (LEFT + 300) / WIDTH, (TOP + SIZE) / HEIGHT), 0.2)
    assert _told(replace(page, picture=picture, lines=(*page.lines, lost))).value == value
