"""Who signs as a public office: `○○세무서장`, `서울특별시 강남구청장`, letter-spaced as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Sheets
from extractors.choosing import Candidate
from pipeline.confidence import Evidence
from pipeline.jamo import distance
from pipeline.lexicon import OFFICE_ENDINGS
from pipeline.rows import Row, rows

_LENGTH = range(4, 22)
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
    solid = re.sub(r"[(\[]?(?:직인|인|관인)[)\]]$", "", row.span.solid).strip(":.,|·-")
    ending = _ending(solid)
    if ending is None or len(solid) not in _LENGTH or row.box.centre[1] < 0.3:
        return None
    place = solid[: -len(ending)]
    if not re.fullmatch("[가-힣·]+", place):
        return None
    exact = solid.endswith(ending)
    name = _WITHIN.sub(r"\1 ", _PROVINCE.sub(r"\1 ", place + ending))
    return Candidate(name, row.span, Evidence(row.span.confidences, form=1.0 if exact else 0.8), 0.95)


def _ending(solid: str) -> str | None:
    """The office's ending, read exactly or with a slip."""
    exact = next((ending for ending in OFFICE_ENDINGS if solid.endswith(ending) and len(solid) > len(ending)), None)
    if exact is not None:
        return exact
    long = (ending for ending in OFFICE_ENDINGS if len(ending) >= 3)
    return next((ending for ending in long if distance(solid[-len(ending) :], ending) <= _SLIP), None)
