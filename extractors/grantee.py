"""수임인, 이용자, 사용 업체: the company that a consent lets use the number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, settle
from extractors.parties import names
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.lexicon import Label
from pipeline.rows import rows
from pipeline.wording import company_in, is_company, names_firm

_NAMED, _FIRM, _BARE = 1.0, 0.8, 0.4
"""Weight of a name in prose: before a particle that forms write for names to be filled in, with a firm's form, else."""
_BEFORE = r"(?:번\s?호[^가-힣]*를\s+|^를\s+|위\s*번호를\s+|(?:은|는)\s+)"
_GRANTED = r"(?=.{0,40}(?:발\s?신|사\s?용|이\s?용|등\s?록))"
_FILLED_IN = re.compile(
    rf"{_BEFORE}(?P<name>\S.{{1,38}}?)\s*(?:이\s?\(\s?가\s?\)|[0Oo][lI|1!]?\s?\(\s?가\s?\)|가\s?\(\s?이\s?\))\s?{_GRANTED}"
)
"""`이(가)` read as `0l(가)` too, behind a Latin name."""
_SENTENCE = re.compile(rf"{_BEFORE}(?P<name>\S.{{1,38}}?)\s*(?:에게|에서|[이가])\s{_GRANTED}")


def extract(sheets: Sheets) -> Field:
    """The name in the grantee's part, or in the sentence that grants."""
    label_seen = bool(entries(sheets, Label.GRANTEE))
    return settle("grantee", [*names(sheets, Label.GRANTEE), *_in_prose(sheets)], sheets, label_seen=label_seen)


def _in_prose(sheets: Sheets) -> Iterator[Candidate]:
    for page in sheets.pages:
        for row in rows(page):
            filled = _FILLED_IN.search(row.text)
            match = filled or _SENTENCE.search(row.text)
            span = row.span.between(match.start("name"), match.end("name")) if match else None
            if span is None:
                continue
            name, mended = company_in(span)
            if names_firm(name) and (is_company(name) or " " not in name or name.isascii()):
                weight = _NAMED if filled else _FIRM if is_company(name) else _BARE
                yield Candidate(name, span, Evidence(span.confidences, form=mended), weight)


EXTRACTOR = Extractor(field="grantee", kinds=frozenset({Kind.NUMBER_USAGE_CONSENT}), extract=extract)
