"""Page → upright lines: the first look, then the second looks where they pay.

The first look reads every line as Korean text. The second look reads the lines that hold digits
or masks, or that read badly, once more as digits and Latin; where it read a number better,
its words take the place of the first look's (`pipeline/merging.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.document import Box, Line, Page, Picture, Word
from pipeline.identifiers import resident_spans
from pipeline.layout import Strip, find_ink, find_strips, red_ink, straighten
from pipeline.merging import joined, merged
from pipeline.opening import Leaf, open_leaves
from pipeline.recognisers import Look, Recogniser
from pipeline.settings import Settings

Words = tuple[Word, ...]

SURE_UPRIGHT = 4
"""Familiar words that show a page to be upright."""
SAMPLE_PIXELS = 2_500_000
"""Size of the page for that: A4 at 160 dpi."""
SAMPLE_LINES = 14
"""Lines read each way up where it is in doubt."""
FAMILIAR = re.compile(
    "번호|성명|주소|상호|대표|사업|증명|회사|등록|발급|소재|법인|재직|서비스|이용|가입|동의|위임|신고|확인|주민|생년|용도|직위|소속|부서|전화|세무|년.*월.*일"
)
"""Words that stand on nearly every certificate, whatever its kind."""
WANTS_SECOND_LOOK = re.compile(r"\d|[*×●○•]{2}|[Xx]{3}")
RED_LINE = 4
"""Least width by height of a red line that may hold thirteen digits: a seal is square."""
LOW_CONFIDENCE = 0.6
"""First-look confidence under which a line is also read as Latin."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A page held one way up: its picture, strips, and what the first look read of them."""

    picture: Picture
    strips: list[Strip]
    words: list[Words]
    turned: float


def read_page(leaf: Leaf, number: int, recogniser: Recogniser) -> Page:
    """One leaf rendered, upright, flat and read. Raises the leaf's errors."""
    look = _upright(leaf.render(), recogniser)
    seconds = _second_look(look.strips, look.words, recogniser)
    lines = [_line(*parts) for parts in zip(look.strips, look.words, seconds, strict=True)]
    lines += _red_numbers(look.picture, recogniser)
    claimed = tuple(_turned_line(line, round(look.turned / 90) % 4) for line in leaf.claimed())
    return Page(number, look.picture, tuple(line for line in lines if line.words), claimed, look.turned)


def read_pages(data: bytes, limits: Settings, recogniser: Recogniser) -> tuple[Page, ...]:
    """All pages of a file. Raises `DojangError` where it cannot be opened."""
    return tuple(read_page(leaf, number, recogniser) for number, leaf in enumerate(open_leaves(data, limits), start=1))


def _upright(picture: Picture, recogniser: Recogniser) -> _Look:
    """The page as it is where familiar words show it upright; else the best of four ways."""
    first = _first_look(picture, 0, recogniser, None)
    if _familiar(first.words) >= SURE_UPRIGHT:
        return first
    small = _reduced(picture)
    tries = [_first_look(small, turns, recogniser, SAMPLE_LINES) for turns in range(4)]
    merits = [_legibility(look.words) for look in tries]
    turns = int(np.argmax(merits))
    if turns == 0 or merits[turns] < 1.15 * merits[0]:
        return first
    return _first_look(picture, turns, recogniser, None)


def _first_look(picture: Picture, turns: int, recogniser: Recogniser, most: int | None) -> _Look:
    """The page turned clockwise by so many quarters, straightened and read; `most` lines, spread over the page."""
    flat, skew = straighten(np.ascontiguousarray(np.rot90(picture, -turns)))
    strips = find_strips(find_ink(flat))
    if most is not None and len(strips) > most:
        longest = sorted(strips, key=lambda strip: -strip.crop.shape[1])[: 2 * most]
        strips = longest[:: max(len(longest) // most, 1)]
    words = [joined(words) for words in recogniser.read([strip.crop for strip in strips], Look.TEXT)]
    return _Look(flat, strips, words, turns * 90 + skew)


def _reduced(picture: Picture) -> Picture:
    """Small enough to be quick, large enough to read some lines."""
    scale = (SAMPLE_PIXELS / (picture.shape[0] * picture.shape[1])) ** 0.5
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _familiar(words: Sequence[Words]) -> int:
    texts = ("".join(word.text for word in line) for line in words)
    return len({found for text in texts for found in FAMILIAR.findall(text)})


def _legibility(words: Sequence[Words]) -> float:
    """Mean confidence over Hangul and digits read, and much for familiar words."""
    letters = [(len(re.sub(r"[^가-힣\d]", "", word.text)), word.confidence) for line in words for word in line]
    total = sum(count for count, _ in letters)
    mean = sum(count * confidence for count, confidence in letters) / total if total else 0.0
    return mean + 0.3 * _familiar(words)


def _second_look(strips: Sequence[Strip], words: Sequence[Words], recogniser: Recogniser) -> list[Words]:
    """What reads of the lines that want it as digits and Latin; nothing for the others."""
    wanted = [index for index, line in enumerate(words) if _wants_second(line)]
    found = recogniser.read([strips[index].crop for index in wanted], Look.LATIN)
    seconds: list[Words] = [() for _ in words]
    for index, line in zip(wanted, found, strict=True):
        seconds[index] = line
    return seconds


def _wants_second(line: Words) -> bool:
    text = "".join(word.text for word in line)
    if not text or WANTS_SECOND_LOOK.search(text):
        return True
    letters = sum(len(word.text) * word.confidence for word in line)
    return letters / len(text) < LOW_CONFIDENCE


def _red_numbers(picture: Picture, recogniser: Recogniser) -> list[Line]:
    """Lines in red ink, which the first look does not see, that hold what may be a resident number; they stand last."""
    red = red_ink(picture)
    if red is None:
        return []
    strips = [strip for strip in find_strips(find_ink(red)) if strip.crop.shape[1] > RED_LINE * strip.crop.shape[0]]
    lines = [
        _line(strip, words, ())
        for strip, words in zip(strips, recogniser.read([strip.crop for strip in strips], Look.LATIN), strict=True)
    ]
    return [line for line in lines if resident_spans(line.text)]


def _line(strip: Strip, first: Words, second: Words) -> Line:
    def placed(words: Words) -> Words:
        return tuple(Word(word.text, word.confidence, strip.to_page(word.box)) for word in words)

    words = placed(merged(first, second))
    return Line(_bulleted(words, strip), strip.box, placed(second))


def _bulleted(words: Words, strip: Strip) -> Words:
    """The line with the bullet that begins it: a word of its own, before the others, as sure as they are."""
    if not strip.bullet or not words:
        return words
    first = words[0].box
    place = Box(max(first.left - strip.box.height, 0.0), first.top, first.left, first.bottom)
    return (Word(strip.bullet, min(word.confidence for word in words), place), *words)


def _turned_line(line: Line, turns: int) -> Line:
    """A line of the text layer, moved to where it stands on the page turned by quarters."""
    words = tuple(Word(word.text, word.confidence, _turned_box(word.box, turns)) for word in line.words)
    return Line(words, _turned_box(line.box, turns))


def _turned_box(box: Box, turns: int) -> Box:
    for _ in range(turns):
        box = Box(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box
