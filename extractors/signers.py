"""Who signs at the foot of a paper: `주식회사 한빛테크 대표이사 홍길동 (인)`, on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors import Sheets
from pipeline.rows import Span, rows
from pipeline.wording import carrier, person

_SIGNED = re.compile(
    r"^(?:(?:동\s*의|위\s*임|승\s*낙|소\s*유|명\s*의)\s*(?:자|인|회\s*사)\s*:?\s+)?(?P<firm>\S.{1,38}?)\s+"
    r"(?:대\s*표\s*이\s*사|대\s*표\s*자|대\s*표|이\s*사\s*장)\s*:?\s*(?P<name>[가-힣](?:\s*[가-힣]){1,4})(?:\s*[(\[].*)?$"
)
_UPPER = 0.45


@dataclass(frozen=True, slots=True)
class Signer:
    """A firm and the person who signs for it."""

    firm: Span
    name: Span


def signers(sheets: Sheets) -> Iterator[Signer]:
    """The lines of the lower part that name a firm, its representative's office and a person; no carrier's."""
    for page in sheets.pages:
        for row in rows(page):
            match = _SIGNED.match(row.text) if row.box.centre[1] > _UPPER else None
            if match is None or carrier(match["firm"]) or person(match["name"]) is None:
                continue
            firm = row.span.between(match.start("firm"), match.end("firm"))
            name = row.span.between(match.start("name"), match.end("name"))
            if firm is not None and name is not None:
                yield Signer(firm, name)
