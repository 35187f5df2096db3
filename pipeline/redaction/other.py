"""What is surely no resident number: other numbers and words that were read well. They stay visible, as evidence for reviewers."""

from __future__ import annotations

import re
from statistics import fmean

from pipeline.document import Line, Page, Word
from pipeline.glyphs.rows import Run
from pipeline.identifiers import places

SURE = 0.7
"""Confidence from which what was read is believed."""
_HANGUL = re.compile("[가-힣]")
_OTHER_LABEL = re.compile(
    "법인|사업자|고유번호|계좌|전화|연락처|휴대|팩스|발급|확인번호|증명번호|문서번호|접수|관리번호|승인|인증|신고번호|허가|일련번호|고객|회선|이용번호|서비스번호"
)
_OF_SIX_AND_SEVEN = re.compile(r"[0-9*]{5,7} ?- ?[0-9*]{5,9}|[0-9*](?: ?[0-9*]){11,14}")
_CODE = re.compile("[A-Z]{3}")
"""Letters before digits: `CERT94299126`."""
_SHAPED = re.compile(
    r"(?<![0-9])(?:0[0-9]{1,2} ?- ?[0-9]{3,4} ?- ?[0-9]{4}|[0-9]{3}[- ]{1,3}[0-9]{2}[- ]{1,3}[0-9]{5}"
    r"|20[0-9]{2} ?- ?[0-9]{1,2} ?- ?[0-9]{1,2})(?![0-9])"
)
"""Telephone and business numbers, and dates: three parts, as no resident number has, are believed though read faintly."""
_ROUND = re.compile("[0689]")
"""Digits that a thin print leaves open above and below: two pieces each."""
_SURELY = 0.9
_NAMED = re.compile(r"제 ?([0-9]+(?:-[0-9]+)*) ?호")
"""A certificate's number (제 2026-0123 호)."""


def is_writing(line: Line) -> bool:
    """Whether a line is surely words, and no number that was read as words: digits in boxes are taken for short syllables."""
    letters = [word for word in line.words if _HANGUL.search(word.text)]
    hangul = _HANGUL.findall(line.text)
    plain = sum(syllable not in _BOXED for syllable in hangul)
    return len(hangul) >= 2 and plain >= 0.5 * len(hangul) and _sure(letters) >= SURE


_BOXED = frozenset("이히시기피지나리의하개애티해니키차카네너비미디치씨")
"""Syllables that a digit beside the edge of its box is read as."""


def explains(page: Page, run: Run) -> bool:
    """Whether what was read where a row of glyphs stands is surely something else than a resident number."""
    words = [(word, line) for line in page.lines for word in line.words if _within(word, run)]
    text = " ".join(word.text for word, _ in words)
    shaped = _SHAPED.search(places(text)) is not None
    if not text or (_sure([word for word, _ in words]) < SURE and not shaped):
        return False
    number = places(text)
    hangul = len(_HANGUL.findall(text))
    letters = len(re.findall("[A-Za-z]", text))
    seen = sum(letter in "0123456789*" for letter in number) + letters + 2 * hangul
    if shaped and min(word.confidence for word, _ in words) >= _SURELY:
        seen += len(_ROUND.findall(number))
    if seen < run.pieces - 2:
        return False
    if hangul >= 0.3 * run.pieces or _CODE.search(text) or any(_numbers(line, number) for _, line in words):
        return True
    if _OF_SIX_AND_SEVEN.fullmatch(number.strip(" -x")):
        return any(_OTHER_LABEL.search(_before(line, page)) for _, line in words)
    return True


def is_unread(page: Page, run: Run) -> bool:
    """Whether nothing that can be believed was read where a row of glyphs stands."""
    words = [word for line in page.lines for word in line.words if _within(word, run)]
    shaped = _SHAPED.search(places(" ".join(word.text for word in words)))
    return shaped is None and all(word.confidence < UNREAD for word in words)


UNREAD = 0.4
"""Confidence under which what was read says nothing."""


def _within(word: Word, run: Run) -> bool:
    """Whether a word stands in the row, by half its height and at any width."""
    shared = min(word.box.right, run.box.right) - max(word.box.left, run.box.left)
    return word.box.same_row(run.box) and shared > 0


def _numbers(line: Line, number: str) -> bool:
    """Whether a line says of that number that it is a certificate's: `제 264494539121 호`."""
    return any(re.sub("[^0-9]", "", number) == re.sub("-", "", one) for one in _NAMED.findall(line.text))


def _before(line: Line, page: Page) -> str:
    """What was surely read in the line, and left of it in its row, without spaces."""
    row = [other for other in page.lines if other.box.same_row(line.box) and other.box.left <= line.box.left]
    return "".join(word.text for other in row for word in other.words if word.confidence >= SURE)


def _sure(words: list[Word]) -> float:
    return fmean(word.confidence for word in words) if words else 0.0
