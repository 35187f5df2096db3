"""Who signs as a public office: `○○세무서장`, `서울특별시 강남구청장`, letter-spaced as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Sheets
from extractors.choosing import Candidate
from pipeline.confidence import Evidence
from pipeline.jamo import distance
from pipeline.lexicon import OFFICE_ENDINGS
from pipeline.rows import Row, Span, rows

_LENGTH = range(4, 22)
_UPPER = 0.3
_MARKS = ":.,|·-~='`^"
_HEADS = {"세무서": "장", "보건소": "장", "경찰청": "장", "구청": "장", "시": "장", "군": "수"}
"""Offices, and how their heads are called: what a seal hides of `분당세무서장` can be nothing else."""
_SEALED_END = re.compile(
    r"(?P<place>[가-힣]{2,12}?)(?P<office>세무서|보건소|경찰청|구청)[장창]?[^\n]{0,6}$"
    r"|(?P<city>[가-힣]{2,3})(?P<kind>[시군])[^가-힣]{0,4}$"
)
"""A city or county only where nothing legible follows: `수원시 ¦ 》`."""
_SEALED = 0.85
"""Form of a title whose end is not all legible."""
_PROVINCE = re.compile(r"^([가-힣]{2,}?(?:특별자치시|특별자치도|특별시|광역시|도))(?=[가-힣]{2,}(?:시|군|구))")
_WITHIN = re.compile(r"([가-힣](?:시|군|구))(?=[가-힣]{2,}구청장|[가-힣]*보건소장)")
_SLIP = 1.0
"""Letters (jamo) in which an ending may be misread."""


def heads(sheets: Sheets) -> Iterator[Candidate]:
    """Every line that is the title of an office's head, its letter spacing closed."""
    for page in sheets.pages:
        for row in rows(page):
            found = _head(row)
            if found is not None:
                yield found


def office(head: str) -> str:
    """The office of its head.

    >>> office("강남세무서장"), office("서울특별시 강남구청장"), office("수원시장")
    ('강남세무서', '서울특별시 강남구청', '수원시')
    """
    return head.removesuffix("장") if not head.endswith("군수") else head.removesuffix("수")


def _head(row: Row) -> Candidate | None:
    """The head's title that a row is; else the one that it begins with, where a seal's letters follow."""
    if row.box.centre[1] < _UPPER:
        return None
    found = _titled(row.span, 1.0)
    if found is None and len(row.cells) > 1:
        found = _titled(row.cells[0], _SEALED)
    return found or _under_seal(row)


def _titled(span: Span, form: float) -> Candidate | None:
    solid = re.sub(r"[(\[]?(?:직인|인|관인)[)\]]$", "", span.solid).strip(_MARKS)
    ending = _ending(solid)
    if ending is None:
        return None
    exact = solid.endswith(ending)
    return _candidate(solid[: -len(ending)], ending, span, form if exact else 0.8 * form)


def _under_seal(row: Row) -> Candidate | None:
    """`분당세무서 ¦ 장싱모`, `성동구보건소장ㅅ<호/`: a title whose end lies under a seal, with the seal's letters behind."""
    solid = row.span.solid.lstrip(_MARKS)
    match = _SEALED_END.match(solid)
    if match is None:
        return None
    cut = len(row.span.solid) - len(solid) + match.end()
    span = row.span.part(0, min(cut, len(row.characters)))
    place, kind = match["place"] or match["city"], match["office"] or match["kind"]
    return _candidate(place, kind + _HEADS[kind], span, _SEALED)


def _candidate(place: str, ending: str, span: Span, form: float) -> Candidate | None:
    if len(place) + len(ending) not in _LENGTH or not re.fullmatch("[가-힣·]+", place):
        return None
    name = _WITHIN.sub(r"\1 ", _PROVINCE.sub(r"\1 ", place + ending))
    return Candidate(name, span, Evidence(span.confidences, form=form), 0.95)


def _ending(solid: str) -> str | None:
    """The office's ending, read exactly or with a slip: a long one first (`세무시장` is no city's mayor)."""
    for ending in sorted(OFFICE_ENDINGS, key=len, reverse=True):
        slip = _SLIP if len(ending) >= 3 else 0.0
        if len(solid) > len(ending) and distance(solid[-len(ending) :], ending) <= slip:
            return ending
    return None
