"""The phone numbers that a telecom certificate or a consent is about: digits only, a hidden digit as `*`.

The label decides: an issuance number may look like a phone number, and the carrier's service line, a
fax or a contact is a phone number but not the subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, found, page_of, second_look
from extractors.columns import column
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind, Page
from pipeline.glyphs.rings import rings
from pipeline.jamo import fold
from pipeline.labels import Labelled, Place, labelled
from pipeline.lexicon import Label
from pipeline.numbers import narrow, one_dash, one_mask, phone_form, repaired
from pipeline.rows import Span, rows

_BARE = fold("번호")
_PIECE = r"[\dOolI|SB*]"
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z*-])(?:\+?82\s*-?\s*\(?0?\)?{_PIECE}{{1,3}}|\(?{_PIECE}{{2,4}}\)?)(?:\s?[-.)]{{1,3}}\s?|\s|(?={_PIECE}{{6}}|{_PIECE}{{4}}[-.]{_PIECE}{{4}}(?!\d)))"
    rf"{_PIECE}{{3,4}}(?:(?:\s?[-.]{{1,3}}\s?|\s)?{_PIECE}{{4}})?(?![0-9A-Za-z*]|-\d)"
    rf"|(?<![0-9A-Za-z*-])1[568]{_PIECE}{{6}}(?![0-9A-Za-z*]|-\d)"
)
_RINGED = 0.5
_SUBJECT = re.compile("번호|회선|전화.?번|화번|전화빈|화빈호|명의의전화")
"""What a sentence about the number says, and what readers make of it."""
_OTHERS = re.compile(
    "고객센터|상담|문의|팩스|fax|tel|국번없이|대표전화|콜센터|홈페이지|발급번호|문서번호", re.IGNORECASE
)


def extract(sheets: Sheets) -> tuple[Field, ...]:
    """Every number under a subject's label, in order; where there is none, those in prose about the number."""
    candidates = [one for entry in entries(sheets, Label.PHONE_NUMBER) for one in _under(entry, sheets)]
    if not candidates:
        candidates = [one for page in sheets.pages for one in _in_prose(page)]
    best: dict[str, Candidate] = {}
    for one in candidates:
        if one.value not in best or one.score > best[one.value].score:
            best[one.value] = one
    return tuple(found("phone_numbers", one) for one in best.values())


def _under(entry: Labelled, sheets: Sheets) -> Iterator[Candidate]:
    """The numbers of a value, and of the cells that follow below in a list."""
    page = page_of(sheets, entry.name)
    first = [*_numbers(entry.value, evidence(entry, entry.value), page)] if entry.value else []
    yield from first
    if entry.wording == _BARE and not first:
        return
    for cell in column(entry, page):
        yield from _numbers(cell, Evidence(cell.confidences, entry.likeness, Place.BELOW), page)


def _in_prose(page: Page) -> Iterator[Candidate]:
    """Numbers in a sentence about the number: `당사 명의의 전화번호 02-… 를`."""
    taken = [one.value for one in labelled(page) if one.label is not Label.OTHER and one.value is not None]
    boxes = {character.box for value in taken for character in value.characters}
    for row in rows(page):
        if not _SUBJECT.search(row.span.solid) or _OTHERS.search(row.span.solid):
            continue
        for one in _numbers(row.span, Evidence(()), page):
            if not any(character.box in boxes for character in one.span.characters):
                yield Candidate(one.value, one.span, one.evidence, 0.8)


def _numbers(span: Span, grounds: Evidence, page: Page) -> Iterator[Candidate]:
    text = one_mask(one_dash(narrow(_ZERO.sub(r"\g<1>0", span.text))))
    for match in _NUMBER.finditer(text):
        part = span.between(match.start(), match.end())
        value, letters = _digits(match[0])
        if part is None or not phone_form(value):
            continue
        ranged = bool(re.match(r"\s*[-~]\s*\d", text[match.end() :]))
        form = 0.85**letters * (0.4 if ranged else 1.0) * (_RINGED if "0" in value and _ringed(page, part) else 1.0)
        agreed = second_look(page, part)
        yield Candidate(value, part, Evidence(part.confidences, grounds.label, grounds.place, form, agreed))


_ZERO = re.compile(r"^[○◯〇OoQ]( ?)(?=(?:[3-6][1-5]|70|10|2)[-. ]\d{3,4}[-. ]\d{4}$)")
"""A first zero that was read as a ring or a letter: nobody hides that one."""


def _ringed(page: Page, part: Span) -> bool:
    """Whether circles stand among the digits, which a reader took for zeros."""
    return rings(part.box.crop(page.picture)) > 0


def _digits(text: str) -> tuple[str, int]:
    """Digits and masks only, the country code as 0; and how many letters stood for digits."""
    plain = re.sub(r"^\s*\+?82\s*-?\s*\(?0?\)?\s*(?=[1-9])", "0", text)
    mended, letters = repaired(re.sub(r"[\s().-]", "", plain))
    return mended, letters


EXTRACTOR = Extractor(
    field="phone_numbers",
    kinds=frozenset({Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT}),
    extract=extract,
)
