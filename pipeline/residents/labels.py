"""What the printed label before a number says that it is: generous for resident numbers, strict for corporate ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from operator import ne

from pipeline.document import Box, Line


class Label(Enum):
    """What the printed label before a number says that it is."""

    RESIDENT = "resident"
    """주민등록번호, 주민번호, 외국인등록번호, 국내거소신고번호; also the mixed 주민(법인)등록번호."""
    CORPORATE = "corporate"
    """법인등록번호, surely read."""
    NONE = "none"
    """No such label was read."""


_RESIDENT_LABELS = ("주민등록번호", "주민번호", "외국인등록번호", "국내거소신고번호", "주민등록", "외국인등록")
_CORPORATE_LABELS = ("법인등록번호", "법인등록", "법인번호")
NOT_HANGUL = re.compile(r"[^가-힣]")


def label_of(text: str) -> Label:
    """What a label's text names; generous for resident numbers, strict for corporate ones.

    >>> label_of("주 민 등 록 번 호"), label_of("법인등록번호 :"), label_of("주민(법인)등록번호")
    (<Label.RESIDENT: 'resident'>, <Label.CORPORATE: 'corporate'>, <Label.RESIDENT: 'resident'>)
    """
    return _named(NOT_HANGUL.sub("", text))


@lru_cache(maxsize=4096)
def _named(letters: str) -> Label:
    """The same of the label's Hangul alone."""
    if "주민" in letters or _MIXED.search(letters) or any(_resembles(letters, label) for label in _RESIDENT_LABELS):
        return Label.RESIDENT
    if any(label in letters for label in _CORPORATE_LABELS) or _CORPORATE_SLIP.match(letters):
        return Label.CORPORATE
    return Label.NONE


_CORPORATE_SLIP = re.compile("[가-힣]?[버번벌범]인등록번호")
"""법인등록번호 with one letter (자모) lost or misread, alone: a resident number's label differs from it in four."""
_MIXED = re.compile("(?:주.|.민)법인")
"""주민(법인)등록번호, of which a letter was misread: no corporate label."""


def _resembles(letters: str, label: str) -> bool:
    """Whether the label stands in the text, misread at most so far that no other label is meant."""
    if label in letters:
        return True
    size = len(label)
    pieces = [letters[at : at + size] for at in range(len(letters) - size + 1)]
    if any(corporate in letters for corporate in _CORPORATE_LABELS):
        return False
    return any((size >= 5 and sum(map(ne, piece, label)) <= 1) or _misread(piece, label) for piece in pieces)


def _misread(piece: str, label: str) -> bool:
    """Whether each syllable is nearly that of the label: letters (자모) of bad print are taken for others.

    What tells labels apart are their first two syllables (발신번호, 차량등록번호): there one letter may be wrong, of a
    long label two.
    """
    if not label.endswith("번호") or piece in _OTHER_LABELS:
        return False
    wrong = [sum(map(ne, _jamo(one), _jamo(other))) for one, other in zip(piece, label, strict=True)]
    return bool(sum(wrong[:2]) <= (2 if len(label) >= 6 else 1) and sum(wrong[2:]) <= len(label[2:]))


_OTHER_LABELS = frozenset({"주문번호", "수신번호"})


def _jamo(syllable: str) -> tuple[int, int, int]:
    """First, middle and last letter of a Hangul syllable, as numbers."""
    number = ord(syllable) - ord("가")
    return number // 588, number // 28 % 21, number % 28


def label_before(before: str, line: Line, lines: Sequence[Line]) -> Label:
    """The label of what follows `before` in a line: nearest first, then the row's left, then above."""
    own = _last_label(before)
    if own is not Label.NONE or len(NOT_HANGUL.sub("", before)) >= 4:
        return own
    left = [other for other in lines if other.box.right <= line.box.left + 0.01 and line.box.same_row(other.box)]
    for other in sorted(left, key=lambda other: -other.box.right)[:2]:
        if NOT_HANGUL.sub("", other.text):
            return _last_label(other.text)
    above = [other for other in lines if is_above(other.box, line.box)]
    nearest = max(above, key=lambda other: other.box.bottom, default=None)
    return label_of(nearest.text) if nearest else Label.NONE


def numbers_a_paper(before: str, line: Line, lines: Sequence[Line]) -> bool:
    """Whether what follows `before` in a line stands behind the surely read label of a paper's own number (발급번호), in its row."""
    if NOT_HANGUL.sub("", before):
        return _PAPERS_NUMBER.search(NOT_HANGUL.sub("", before)) is not None
    left = [other for other in lines if other.box.right <= line.box.left + 0.01 and line.box.same_row(other.box)]
    nearest = max(left, key=lambda other: other.box.right, default=None)
    sure = nearest is not None and min(word.confidence for word in nearest.words) >= _SURE
    return nearest is not None and sure and _PAPERS_NUMBER.search(NOT_HANGUL.sub("", nearest.text)) is not None


_PAPERS_NUMBER = re.compile("(?:발급|발행|확인|증명|증명서|문서|접수|관리|일련|승인)번호$")
_SURE = 0.8


def _last_label(text: str) -> Label:
    """The label that stands nearest to the text's end; a corporate one only if no resident one follows."""
    letters = NOT_HANGUL.sub("", text)[-14:]
    if "번호" not in letters:
        return label_of(letters)
    return label_of(letters[: letters.rindex("번호") + 2][-10:])


def is_above(upper: Box, lower: Box) -> bool:
    """Whether it is the heading of the column that the other stands in."""
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    near = -0.2 * lower.height < lower.top - upper.bottom < 2.5 * lower.height
    return near and shared > 0.3 * min(upper.width, lower.width)
