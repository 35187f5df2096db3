"""The issuer's seal (직인, 관인, 인감): present or absent, its shape and place.

A seal must look like one (`pipeline.seals`) and stand where an issuer seals: over or behind the end of
the line that names the company, its representative or the office, or by `(인)`. A copy stamp
(원본대조필, 사본), a logo, an emblem or a signature is none. A seal taken for present that is not there is
the worst fault: doubt lowers the confidence of `present`, and of `absent` where grey hides the seal's colour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors import Extractor, Sheets
from pipeline.confidence import probability
from pipeline.document import Box, Field, Kind, Line, Page, Picture, Word
from pipeline.seals import Imprint, Inks, find_imprints, find_inks, is_code
from pipeline.seals.pale import Tints
from pipeline.seals.usual import familiar

PRESENT, BLACK = 0.5, 0.6
"""Likeness times place from which a seal is said to be there; a black one, which text and pens may look like, from more."""
_ISSUER = re.compile(
    r"대표|이사장|사장|서장|청장|시장|군수|지사|장관|원장|회장|소장|총장|교장|조합장|센터장|본부장|점장|위임[인자]|동의[인자]|승낙[인자]|신청인|소유자|명의[인자]|"
    r"주식회|유한회|법인|㈜|\(주\)|\(인\)|\[인\]|직인|날인|서명|텔레콤|통신|케이티|유플러스|브로드밴|"
    r"세무서|세무$|구청|군청|시청|보건소"
)
"""Who issues, or the place to seal. A seal lies over a name's end, so that its beginning must do."""
_DAY = re.compile(r"\D{0,8}(?:19|20)\d\d\D{0,2}[01]?\d\D{0,2}[0-3]?\d\D{0,4}")
"""A line that is a date and nothing more, as stands above the issuer's name."""
_HIGHEST, _UPPER = 0.3, 0.42
"""From where on a page seals are looked for, and where the middle of one that counts lies: an issuer signs below."""
_COPY = re.compile(r"원본|대조필|사본|상위없음|COPY|접수|수령", re.IGNORECASE)
_OMITTED = re.compile(r"직인생략|인생략|날인생략")


@dataclass(frozen=True, slots=True)
class _Candidate:
    imprint: Imprint
    inks: Inks
    page: int
    score: float

    @property
    def counts(self) -> bool:
        """Whether it is no code; asked only where it makes a difference, since that takes long."""
        return not self.score or not is_code(self.imprint, self.inks)


CALIBRATED = "stamp, present"
"""What the calibration calls a seal that was found; that there is none is left as sure as the evidence is."""


def extract(sheets: Sheets) -> Field:
    """The best seal of all pages, or how sure it is that there is none."""
    looks = [(page, find_inks(page.picture)) for page in sheets.pages]
    candidates = [one for page, inks in looks for one in _candidates(page, inks)]
    candidates.sort(key=lambda one: -one.score)
    best = next((one for one in candidates if one.counts), None)
    if best is not None and best.score >= (BLACK if best.imprint.ink == "black" else PRESENT):
        whole = _whole(best, candidates)
        sure = round(probability(CALIBRATED, best.score), 3)
        return Field("present", sure, best.page, whole.imprint.box, shape=whole.imprint.shape)
    weak = best.score if best is not None else 0.0
    return Field("absent", min((_sure_of_none(page, inks) for page, inks in looks), default=0.0) * (1 - weak))


def _whole(best: _Candidate, candidates: Sequence[_Candidate]) -> _Candidate:
    """The largest seal that the best one is a part of: with its outline, not the letters alone."""
    own = best.imprint.box
    around = [
        one
        for one in candidates
        if one.page == best.page
        and one.score > _NEARLY * best.score
        and one.imprint.box.intersection(own) > _WITHIN * own.area
    ]
    return max(around, key=lambda one: one.imprint.box.area, default=best)


_NEARLY, _WITHIN = 0.85, 0.8
"""Of the best score, and of its box: what is nearly as good and holds it."""


def _candidates(page: Page, inks: Inks) -> list[_Candidate]:
    """What is like a seal on a page, weighed by its place."""
    printed = [word.box for line in page.lines for word in _printed(line)]
    imprints = find_imprints(inks, _HIGHEST, printed)
    found = ((one, min(one.likeness * place_of(one, page.lines), 0.99) * _formed(one, inks)) for one in imprints)
    return [_Candidate(one, inks, page.number, score) for one, score in found]


def _formed(imprint: Imprint, inks: Inks) -> float:
    """How far it is formed as seals are (0 to 1), whatever else it resembles; green marks are none."""
    return familiar(imprint.form, imprint.ink) * (_MARK if _green(imprint, inks) > _GREEN else 1.0)


def _green(imprint: Imprint, inks: Inks) -> float:
    """The share of dark ink that is green."""
    if imprint.ink != "black":
        return 0.0
    dark, green = imprint.box.crop(inks.dark), imprint.box.crop(inks.green)
    return cv2.countNonZero(cv2.bitwise_and(dark, green)) / max(cv2.countNonZero(dark), 1)


_GREEN, _MARK = 0.5, 0.2
"""Share of its ink from which a dark thing is a green mark, and what that leaves of its score."""


def place_of(imprint: Imprint, lines: Sequence[Line]) -> float:
    """How much sense the imprint's place makes (0 to 1)."""
    if any(_is_letter_of(imprint.box, line) for line in lines):
        return 0.0
    near = [line for line in lines if _beside(imprint.box, line.box)]
    issuer = [line for line in near if _ISSUER.search(_squeezed(line))]
    if any(_COPY.search(_squeezed(line)) for line in _around(imprint.box, lines)) and not issuer:
        return 0.1
    if any(_OMITTED.search(_squeezed(line)) for line in near):
        return 0.3
    signs = _Signs(bool(issuer), bool(near), _is_dated(imprint.box, lines), bool(_issuers(lines)))
    if imprint.ink == "black":
        return _black_place(imprint, signs) * (_ODD if imprint.shape == "other" else 1.0)
    return _coloured_place(imprint.box.centre[1], signs)


_ODD = 0.8
"""A black thing that is neither square nor round nor oval is seldom a seal, and never surely."""


def _issuers(lines: Sequence[Line]) -> list[Line]:
    """The lines, low enough, that say who issues."""
    return [line for line in lines if _ISSUER.search(_squeezed(line)) and line.box.centre[1] > _UPPER]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for an issuer's place."""

    issuer: bool
    """On the row of who issues."""
    near: bool
    """On the row of any text."""
    dated: bool
    """Below a date that stands alone."""
    elsewhere: bool
    """The page says who issues, here or on another row."""


def _black_place(imprint: Imprint, signs: _Signs) -> float:
    """Black ink is everything on a page: high on it, or smaller than any seal that a copier keeps, it is none.

    A seal over the issuer's name spoils its reading: then a row of text below the date must do, or one low on the page.
    """
    middle = imprint.box.centre[1]
    if middle < _UPPER or max(imprint.box.width, imprint.box.height * 1.4) < _LEAST_BLACK:
        return 0.2
    if signs.issuer:
        return 0.9
    if signs.near and signs.dated:
        return 0.85
    return 0.62 if (signs.near or signs.dated) and middle > 0.5 else 0.3


_LEAST_BLACK = 0.04
"""Longer side, of the page's width: under eight millimetres of A4 it may be a letter."""


def _coloured_place(middle: float, signs: _Signs) -> float:
    """By the issuer's name, else by some line low on the page, else low on the page."""
    if signs.issuer:
        return 1.0 if middle > _UPPER else 0.45
    if signs.near and middle > 0.55:
        return 0.9 if signs.dated else 0.72 if signs.elsewhere else 0.8
    if signs.near:
        return 0.6 if signs.dated and middle > _UPPER else 0.15
    return 0.55 if middle > 0.6 else 0.1


def _is_dated(seal: Box, lines: Sequence[Line]) -> bool:
    """Whether a date stands alone above a seal or its row, not far off."""
    x, y = seal.centre
    return any(
        _DAY.fullmatch(_squeezed(line))
        and 0.0 < y - line.box.centre[1] < 0.5 * seal.height + _BELOW
        and line.box.left - _ASIDE < x < line.box.right + _ASIDE
        for line in lines
    )


_BELOW, _ASIDE = 0.1, 0.2
"""Of the page's height from the date to a seal, and of its width aside."""


def _squeezed(line: Line) -> str:
    return "".join(word.text for word in line.words)


def _beside(seal: Box, line: Box) -> bool:
    """Whether the seal stands over or behind a line, on its row."""
    reach = 0.5 * seal.height + 0.8 * line.height
    on_row = abs(seal.centre[1] - line.centre[1]) < reach
    return on_row and line.left < seal.centre[0] and seal.left - line.right < 1.8 * seal.width


def _is_letter_of(seal: Box, line: Line) -> bool:
    """Whether it is a letter of a large heading: within a word that was well read, and no wider than its letters."""
    for word in _printed(line):
        inside = seal.intersection(word.box) > 0.7 * seal.width * seal.height
        pitch = word.box.width / max(len(word.text), 1)
        if inside and seal.width < 1.5 * pitch and seal.height < 1.35 * word.box.height:
            return True
    return False


def _printed(line: Line) -> list[Word]:
    """The words of a line that surely are text; a lone character is none: round seals are read as `@`, and with confidence."""
    return [word for word in line.words if word.confidence > _READ] if len(_squeezed(line)) > 1 else []


_READ = 0.7
"""Confidence of a word that is text; a seal that was taken for text reads worse."""


def _around(seal: Box, lines: Sequence[Line]) -> list[Line]:
    """The lines in and next to a seal."""
    wide = seal.grown(0.8 * seal.width, 0.4 * seal.height)
    return [line for line in lines if wide.intersection(line.box) > 0.3 * line.box.width * line.box.height]


def _sure_of_none(page: Page, inks: Inks) -> float:
    """How sure it is that a page without a seal has none.

    Little where it is black and white, where the issuer's line was not found, where there is
    ink that nothing accounts for, or a tinge of colour; more where the issuer's place is empty.
    """
    if any(_OMITTED.search(_squeezed(line)) for line in page.lines):
        return 0.9
    zones = [_zone(line.box) for line in _issuers(page.lines)]
    if inks.bilevel or not zones:
        return 0.55
    stray = max(_share(zone, inks.red) + _share(zone, inks.blue) for zone in zones)
    if stray > _STRAY:
        return 0.6
    tints = Tints(page.picture)
    if max(tints.share(zone.grown(0.02, 0.01)) for zone in zones) > _PALE:
        return 0.6
    rest = _without_print(inks.dark, page.lines)
    if max(_share(zone, rest) for zone in zones) >= _STRAY:
        return 0.6
    return 0.95 if inks.coloured else 0.85


_STRAY = 0.02
"""Share of a place that ink must cover to be more than specks."""


_PALE = 0.02
"""Share of a place whose paper is tinged: of papers without a seal 0.003 at most, of such with a faded one 0.05 and more."""


def _zone(line: Box) -> Box:
    """Where the seal to an issuer's line would stand: over its end and behind it."""
    return Box(
        max(line.right - 0.06, 0.0),
        max(line.top - 0.03, 0.0),
        min(line.right + 0.14, 1.0),
        min(line.bottom + 0.03, 1.0),
    )


def _share(zone: Box, ink: Picture) -> float:
    part = zone.crop(ink)
    return float(np.count_nonzero(part)) / part.size if part.size else 0.0


def _without_print(ink: Picture, lines: Sequence[Line]) -> Picture:
    """The ink that was not well read as text: letters that are made of a seal's are read, too, but not well."""
    rest = ink.copy()
    for word in (word for line in lines for word in _printed(line)):
        left, top, right, bottom = word.box.grown(0.004, 0.003).pixels(ink.shape[1], ink.shape[0])
        rest[top:bottom, left:right] = 0
    return rest


EXTRACTOR = Extractor(field="stamp", kinds=frozenset(Kind), extract=extract)
