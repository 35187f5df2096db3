"""Which way up a page lies, and what the first look reads of it held that way.

A page is first read as it lies. Where familiar words do not show it to be upright, a sample of its
lines is read all four ways up: upside down they are the same lines, so that the page is laid out twice
only, the second time on a small copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.document import Picture, Word
from pipeline.layout import Sheet, Strip, filled_by, find_ink, find_strips, quarters, sheet_of, shrunk, straight
from pipeline.layout.straighten import Matrix
from pipeline.merging import joined
from pipeline.recognisers import Look, Recogniser

Words = tuple[Word, ...]

SURE_UPRIGHT = 4
"""Familiar words that show a page to be upright."""
SURE_LETTERS, SURE_CONFIDENCE = 14, 0.75
"""Letters, and their mean confidence, that show it as well: other ways up they read at 0.2 to 0.5."""
SAMPLE_PIXELS = 2_500_000
"""Size of the page for lines that run down it: A4 at 160 dpi."""
SAMPLE_LINES = 14
"""Lines read each way up where it is in doubt."""
MOST_AT_ONCE = 80
"""Lines that are read before it is known which way up they stand: a certificate has fewer."""
CLEARER = 1.15
"""By how much a page must read better another way up."""
FAMILIAR = re.compile(
    "번호|성명|주소|상호|대표|사업|증명|회사|등록|발급|소재|법인|재직|서비스|이용|가입|동의|위임|신고|확인|주민|생년|용도|직위|소속|부서|전화|세무|년.*월.*일"
)
"""Words that stand on nearly every certificate, whatever its kind."""
FOREIGN_CONFIDENCE, FOREIGN_LETTERS, FOREIGN_LINES = 0.75, 8, 0.85
"""Confidence and count of a line's letters as Latin, and the share of lines that read so, of a page in Latin letters."""
FIRST_LINES = 4
"""Lines that are read as Latin before more are."""
LEGIBLE = 0.5
"""Confidence from which a way up is taken for one."""


@dataclass(frozen=True, slots=True)
class Held:
    """A page held one way up: its picture, strips, and what the first look read of them.

    `turned` is by how many degrees (clockwise) it was turned, `way` leads from fractions of the picture as handed in to
    fractions of this one. Every line is read, also where a sample of them reads as
    nothing: a resident number may stand among them, which nobody could cover unread.
    """

    picture: Picture
    strips: list[Strip]
    words: list[Words]
    turned: float
    way: Matrix
    foreign: bool = False
    """Whether the page is in Latin letters throughout: `words` are what a look at Latin reads."""


def upright(picture: Picture, recogniser: Recogniser) -> Held:
    """The page flat, level and the right way up, and read: as it lies where nothing reads better."""
    sheet = sheet_of(picture)
    lying = _held(sheet, 0)
    sample = _sample(lying.strips)
    first = sample if len(lying.strips) > MOST_AT_ONCE else range(len(lying.strips))
    words = dict(zip(first, _read([lying.strips[index] for index in first], recogniser), strict=True))
    if not words or _is_upright(list(words.values())):
        return _completed(lying, words, recogniser)
    if _is_foreign([lying.strips[index].crop for index in sample], recogniser):
        crops = [strip.crop for strip in lying.strips]
        return replace(lying, words=recogniser.read(crops, Look.LATIN), foreign=True)
    ways = [
        [words[index] for index in sample],
        *_other_ways(lying.picture, [lying.strips[index] for index in sample], recogniser),
    ]
    turns = _best(ways)
    return _completed(_held(sheet, turns), {}, recogniser) if turns else _completed(lying, words, recogniser)


def _held(sheet: Sheet, turns: int) -> Held:
    """The page turned clockwise by so many quarters, level, with no line read."""
    page = straight(sheet, turns)
    return Held(page.picture, find_strips(find_ink(page.picture)), [], turns * 90 + page.skew, page.way)


def _completed(page: Held, words: dict[int, Words], recogniser: Recogniser) -> Held:
    """With every line read that has not been."""
    missing = [index for index in range(len(page.strips)) if index not in words]
    words |= dict(zip(missing, _read([page.strips[index] for index in missing], recogniser), strict=True))
    return replace(page, words=[words[index] for index in range(len(page.strips))])


def _other_ways(level: Picture, lying: Sequence[Strip], recogniser: Recogniser) -> list[list[Words]]:
    """A sample of the page's lines read a quarter, a half, and three quarters turned."""
    turned = _held(filled_by(_reduced(level)), 1).strips
    chosen = [turned[index].crop for index in _sample(turned)]
    crops = [chosen, [_upside_down(strip.crop) for strip in lying], [_upside_down(crop) for crop in chosen]]
    read = iter(_words([crop for way in crops for crop in way], recogniser))
    return [[next(read) for _ in way] for way in crops]


def _sample(strips: Sequence[Strip]) -> list[int]:
    """Places of the lines that show which way up they stand: long ones, from all over the page."""
    longest = sorted(range(len(strips)), key=lambda index: -strips[index].crop.shape[1])[: 2 * SAMPLE_LINES]
    return longest if len(strips) <= SAMPLE_LINES else longest[:: max(len(longest) // SAMPLE_LINES, 1)]


def _read(strips: Sequence[Strip], recogniser: Recogniser) -> list[Words]:
    return _words([strip.crop for strip in strips], recogniser)


def _words(crops: Sequence[Picture], recogniser: Recogniser) -> list[Words]:
    return [joined(words) for words in recogniser.read(crops, Look.TEXT)]


def _upside_down(crop: Picture) -> Picture:
    return quarters(crop, 2)


def _reduced(picture: Picture) -> Picture:
    """Small enough to be quick, large enough to read some lines."""
    return shrunk(picture, min((SAMPLE_PIXELS / (picture.shape[0] * picture.shape[1])) ** 0.5, 1.0))


def _best(ways: Sequence[Sequence[Words]]) -> int:
    """The quarters to turn by: none where no other way reads much better, and clearly."""
    merits = [_legibility(words) for words in ways]
    turns = int(np.argmax(merits))
    return turns if merits[turns] >= max(CLEARER * merits[0], LEGIBLE) else 0


def _is_foreign(sample: Sequence[Picture], recogniser: Recogniser) -> bool:
    """Whether lines that do not read as Korean clearly read as Latin: the first few all, and then nearly all of them."""
    if not all(_clear(sample[:FIRST_LINES], recogniser)):
        return False
    others = _clear(sample[FIRST_LINES:], recogniser)
    return sum(others) >= FOREIGN_LINES * len(others)


def _clear(crops: Sequence[Picture], recogniser: Recogniser) -> list[bool]:
    """Which of these lines clearly read as Latin."""
    counts = [_letters(line, r"\W") for line in recogniser.read(crops, Look.LATIN)]
    return [letters >= FOREIGN_LETTERS and confidence >= FOREIGN_CONFIDENCE for letters, confidence in counts]


def _is_upright(words: Sequence[Words]) -> bool:
    """Whether nobody need look further: familiar words, or more letters than chance reads so clearly."""
    count, confidence = _letters([word for line in words for word in line], r"\W")
    return _familiar(words) >= SURE_UPRIGHT or (count >= SURE_LETTERS and confidence >= SURE_CONFIDENCE)


def _familiar(words: Sequence[Words]) -> int:
    texts = ("".join(word.text for word in line) for line in words)
    return len({found for text in texts for found in FAMILIAR.findall(text)})


def _legibility(words: Sequence[Words]) -> float:
    """Mean confidence over Hangul and digits read, and much for familiar words."""
    return _letters([word for line in words for word in line], r"[^가-힣\d]")[1] + 0.3 * _familiar(words)


def _letters(words: Sequence[Word], but: str) -> tuple[int, float]:
    """How many letters were read, those left out that the pattern tells, and their mean confidence."""
    counts = [len(re.sub(but, "", word.text)) for word in words]
    total = sum(counts)
    return total, sum(count * word.confidence for count, word in zip(counts, words, strict=True)) / max(total, 1)
