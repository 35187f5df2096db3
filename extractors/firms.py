"""A firm's name held against what else its paper says of it: its number, and where else the name stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractors import Sheets
from extractors.business_number import extract as business_number
from extractors.choosing import Candidate
from pipeline.confidence import Evidence
from pipeline.document import Field
from pipeline.firms import corporation, sign_read
from pipeline.jamo import alike
from pipeline.rows import Span, fold_each, rows
from pipeline.wording import bare_firm, is_company

_SURE_NUMBER = 0.9
_FORMLESS = 0.7
"""Share of belief in a company's name whose form (주식회사, ㈜) was not read."""
_SIGNED = 0.75
_MENTIONED = 0.45
"""Weight of a name's mention anywhere on the page: it seconds or doubts a name, and is none by itself."""
_ALIKE = 0.8
_SHORTEST = 3


def with_form(field: Field, sheets: Sheets) -> Field:
    """The name as it must be where the paper's number is a company's: with the sign that was misread, or believed less."""
    if field.value is None or is_company(field.value):
        return field
    number = business_number(sheets)
    if number.value is None or number.confidence < _SURE_NUMBER or not corporation(number.value):
        return field
    signed = sign_read(field.value, incorporated=True)
    share = _FORMLESS if signed == field.value else _SIGNED
    return replace(field, value=signed, confidence=round(field.confidence * share, 3))


def seconded(candidates: Iterable[Candidate], sheets: Sheets) -> Iterator[Candidate]:
    """The candidates, and wherever else on the pages the best one's name is printed, however it was read there."""
    known = [*candidates]
    yield from known
    best = max(known, key=lambda one: one.score, default=None)
    core = bare_firm(best.value) if best else ""
    if best is not None and len(core) >= _SHORTEST:
        taken = [one.span for one in known]
        yield from (_mention(best.value, core, span) for span in _mentions(core, sheets) if not _within(span, taken))


def _mention(name: str, core: str, span: Span) -> Candidate:
    """The name as it is printed there: the best one's form around what was read."""
    value = name.replace(core, span.solid) if core in name else span.solid
    return Candidate(value, span, Evidence(span.confidences), _MENTIONED)


def _mentions(core: str, sheets: Sheets) -> Iterator[Span]:
    """Where letters like the name's stand, one a row: the likest."""
    wanted = fold_each("".join(core.split()))
    for page in sheets.pages:
        for row in rows(page):
            solid = fold_each(row.span.solid)
            found = [(alike(solid[at : at + len(wanted)], wanted, _ALIKE), at) for at in _starts(solid, wanted)]
            likest, at = max(found, default=(0.0, 0))
            if likest:
                yield row.span.part(at, at + len(wanted))


def _starts(solid: str, wanted: str) -> Iterator[int]:
    """Where at least half of the letters are the same, one by one."""
    for at in range(len(solid) - len(wanted) + 1):
        same = sum(one == other for one, other in zip(solid[at : at + len(wanted)], wanted, strict=True))
        if 2 * same >= len(wanted):
            yield at


def _within(span: Span, taken: Sequence[Span]) -> bool:
    return any(span.page == one.page and span.box.intersection(one.box) > 0.3 * span.box.area for one in taken)
