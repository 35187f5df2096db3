"""What is surely no resident number: other numbers and words that were read well. They stay visible, as evidence for reviewers."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    r"|20[0-9]{2}[^0-9*]{1,3}[0-9]{1,2}[^0-9*]{1,3}[0-9]{1,2})(?![0-9])"
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
    """Whether what was read where a row of glyphs stands is surely something else than a resident number.

    The second look is believed where it reads three parts, as no resident number has, or Latin words.
    """
    first, second = _looks(page, run)
    return _is_other(first, run, page) or (_is_telling(second) and _is_other(second, run, page))


def _is_other(found: Sequence[tuple[Word, Line]], run: Run, page: Page) -> bool:
    """Whether words were read so well, and are so many letters, that the row is told by them, and is none of six and seven places."""
    words = [word for word, _ in found]
    text, shaped = " ".join(word.text for word in words), _is_shaped(found)
    number, hangul = places(text), _HANGUL.findall(text)
    believed = FLUENT if sum(one not in _BOXED for one in hangul) >= _FLUENTLY else SURE
    if not text or (_sure(words) < believed and not shaped):
        return False
    letters = len(re.findall("[A-Za-z]", text))
    seen = sum(letter in "0123456789*" for letter in number) + letters + 2 * len(hangul)
    if shaped and min(word.confidence for word in words) >= _SURELY:
        seen += len(_ROUND.findall(number))
    if seen < run.pieces - 2:
        return False
    if len(hangul) >= 0.3 * run.pieces or _CODE.search(text) or any(_numbers(line, number) for _, line in found):
        return True
    if _OF_SIX_AND_SEVEN.fullmatch(number.strip(" -x")):
        return any(_OTHER_LABEL.search(_before(line, page)) for _, line in found)
    return True


FLUENT, _FLUENTLY = 0.55, 6
"""Confidence from which so many syllables are believed: digits in boxes are not read as a sentence."""


def _looks(page: Page, run: Run) -> tuple[list[tuple[Word, Line]], list[tuple[Word, Line]]]:
    """The words that stand in the row, and their lines, by either look."""
    first = [(word, line) for line in page.lines for word in line.words if _within(word, run)]
    return first, [(word, line) for line in page.lines for word in line.second if _within(word, run)]


def _is_shaped(found: Sequence[tuple[Word, Line]]) -> bool:
    """Whether they read a telephone number, a business number or a date."""
    return _SHAPED.search(places(" ".join(word.text for word, _ in found))) is not None


def _is_telling(second: Sequence[tuple[Word, Line]]) -> bool:
    """Whether a second look is to be believed: digits are not read as three parts, nor surely as Latin words."""
    words = [word for word, _ in second if _LATIN.search(word.text)]
    return _is_shaped(second) or (bool(words) and min(word.confidence for word in words) >= SURE)


_LATIN = re.compile("[A-Za-z]{3}")


def is_unread(page: Page, run: Run) -> bool:
    """Whether nothing that can be believed was read where a row of glyphs stands."""
    first, second = _looks(page, run)
    return not (_is_shaped(first) or _is_telling(second)) and all(word.confidence < UNREAD for word, _ in first)


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
