"""상호, 법인명, 회사명: the company that a paper is about, as printed (masks included).

Business registration and reports: the holder. Employment certificate: the employer who issues it, never the addressee
(제출처) or the maker of the personnel software. Telecom certificate: the subscriber, never the carrier.
Consent: the number's owner who grants it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, evidence, settle
from extractors.firms import seconded, with_form
from extractors.parties import names
from extractors.run_on import run_on
from extractors.signers import signers
from extractors.subscriber import subscribers
from pipeline import dates
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.labels import Labelled, labelled
from pipeline.lexicon import FIRM_WORDS, SOFTWARE_FOOTERS, Label
from pipeline.rows import Row, Span, rows
from pipeline.wording import carrier, company_in, is_company, names_firm

_SIGNED = 0.85
_SENT, _SENT_BARE = 0.9, 0.75
"""Weight of a letter's writer, with a firm's form and without."""
_SENDER = re.compile(r"발신(?:인|처|자)?[:：]|보내는(?:사람|이|곳)[:：]")
_RAN_ON = 0.9
"""Weight of a name that its label ran into."""
_FOOT = 0.93
_NEAR, _FAR = 2, 4
"""Rows from a firm's name to its head's: a number and an address may stand between, where the name has a firm's form or the date above."""
_BARE = 0.85
"""Weight of a name without a firm's form that stands between the date and the head who signs."""
_ONLY = 0.8
"""Share of a row that is its date, where it says nothing else."""
_DATE_LIKE = re.compile(r"20\d\d(?=(?:.*\d){2})[\d년월일年月日.,/~·-]{3,9}")
"""A row that is a date, however its signs were read (`2026709/27`)."""
_NO_ISSUERS = ("다.", "함.", "다", "귀하", "귀중", "제출용", "제출")
"""Ends of rows that are a sentence's, or name whom a paper is for."""
_HEAD = re.compile(r"(?:대표이사|대표자|이사장|원장|회장)[:：]?[가-힣]{2,4}(?![가-힣])")
_OFFICE = re.compile(r"(?<=\S{2})대표(?:이사|자)(?=.{0,8}$)")


def extract(sheets: Sheets) -> Field:
    """The name that this kind of paper is about."""
    labels = entries(sheets, Label.COMPANY_NAME)
    blank = left_blank(labels, sheets)
    candidates = seconded(_candidates(sheets), sheets)
    return with_form(settle("company_name", candidates, sheets, label_seen=bool(labels), blank=blank), sheets)


def _candidates(sheets: Sheets) -> Iterator[Candidate]:
    if sheets.kind is Kind.NUMBER_USAGE_CONSENT:
        yield from names(sheets, Label.GRANTOR)
        yield from _senders(sheets)
    elif sheets.kind is Kind.TELECOM_SERVICE_CERTIFICATE:
        yield from subscribers(sheets)
    else:
        yield from _under_label(sheets)
    if sheets.kind in {Kind.EMPLOYMENT_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT}:
        yield from _signers(sheets)
        yield from _signing(sheets)


def _under_label(sheets: Sheets) -> Iterator[Candidate]:
    labels = entries(sheets, Label.COMPANY_NAME)
    for entry in labels:
        if not _is_a_person(entry, sheets):
            yield from _candidate(entry)
    for value in () if labels else run_on(sheets, "상호"):
        name, mended = company_in(value)
        if names_firm(name):
            yield Candidate(name, value, Evidence(value.confidences, form=mended), _RAN_ON)


def _is_a_person(entry: Labelled, sheets: Sheets) -> bool:
    """Whether the value is the representative's: a blank name's label is followed by the next row (`대표자 : 정훈`)."""
    people = [one.value for one in entries(sheets, Label.REPRESENTATIVE) if one.value is not None]
    return entry.value is not None and any(
        person.page == entry.value.page and person.box.intersection(entry.value.box) > 0.3 * person.box.area
        for person in people
    )


def _candidate(entry: Labelled, weight: float = 1.0) -> Iterator[Candidate]:
    if entry.value is None:
        return
    name, mended = company_in(entry.value)
    if names_firm(name):
        yield Candidate(name, entry.value, evidence(entry, entry.value, form=mended), weight)


def _signers(sheets: Sheets) -> Iterator[Candidate]:
    """Who signs at the foot: a firm's name alone in its row, or before the representative's label."""
    for page in sheets.pages:
        lines = rows(page)
        heads = {one.row for one in labelled(page) if one.label is Label.REPRESENTATIVE}
        heads |= {row.number for row in lines if _HEAD.match(row.span.solid)}
        days = {one.row: one.name.text for one in labelled(page) if one.label is Label.ISSUANCE_DATE}
        block = _Block(lines, heads, days)
        for row in lines:
            if 0.45 < row.box.centre[1] < _FOOT and not _of_software(row, block):
                yield from _signer(row, block, labelled(page))


@dataclass(frozen=True, slots=True)
class _Block:
    """A page's rows, which of them begin with the head's office (`대표이사 홍길동`), and the date's label where one has it."""

    lines: tuple[Row, ...]
    heads: set[int]
    days: Mapping[int, str]

    def signed(self, row: Row, within: int) -> bool:
        """Whether the head signs in this row, or in one of so many below it."""
        return any(row.number + step in self.heads for step in range(within + 1))

    def dated(self, row: Row) -> bool:
        """Whether the row above is the date, and nothing but the date and its label: what stands under it is who issues the paper."""
        above = self.lines[row.number - 1] if row.number else None
        if above is None:
            return False
        text = above.text.removeprefix(self.days.get(above.number, "")).lstrip(" :：")
        return _DATE_LIKE.fullmatch("".join(text.split())) is not None or any(
            one.end - one.start > _ONLY * len(text) for one in dates.find(text) if one.value is not None
        )


def _signer(row: Row, block: _Block, known: tuple[Labelled, ...]) -> Iterator[Candidate]:
    """A row's text before any label or office, if it is a firm's name and the representative signs here or below."""
    first = min((one.name.box.left for one in known if one.row == row.number), default=1.0)
    head = tuple(one for one in row.characters if one.box.right <= first)
    office = _OFFICE.search("".join(one.char for one in head))
    head = head[: office.start()] if office else head
    if not head:
        return
    span = Span(head, row.page)
    name, mended = company_in(span)
    firm = is_company(name)
    dated = block.dated(row)
    near = block.signed(row, _FAR if firm or dated else _NEAR)
    if not names_firm(name) or not (firm or near) or carrier(name):
        return
    if (
        row.span.solid.endswith(_NO_ISSUERS)
        or span.solid.endswith(_NO_ISSUERS)
        or any(char.isdigit() for char in name[-4:])
    ):
        return
    placed = near or office is not None or dated
    weight = _SIGNED * (1.0 if placed and firm else 0.75 if firm else _BARE if dated else 0.55)
    yield Candidate(name, span, Evidence(span.confidences, form=mended), weight)


def _signing(sheets: Sheets) -> Iterator[Candidate]:
    for signer in signers(sheets):
        name, mended = company_in(signer.firm)
        if names_firm(name):
            yield Candidate(name, signer.firm, Evidence(signer.firm.confidences, form=mended), _SIGNED)


def _of_software(row: Row, block: _Block) -> bool:
    """Whether a row is what software or a site prints below the paper proper.

    Firms are named after systems and solutions, too (`한빛시스템`): where papers are signed, those are no software's.
    """
    words = {word for word in SOFTWARE_FOOTERS if word in row.span.solid}
    return bool(words) and not (words <= FIRM_WORDS and (block.dated(row) or block.signed(row, _FAR)))


def _senders(sheets: Sheets) -> Iterator[Candidate]:
    """`발신 : 주식회사 한빛`: the writer of a letter."""
    for page in sheets.pages:
        for row in rows(page):
            head = _SENDER.match(row.span.solid)
            if head is None or head.end() == len(row.characters):
                continue
            span = row.span.part(head.end(), len(row.characters))
            name, mended = company_in(span)
            if names_firm(name):
                weight = _SENT if is_company(name) else _SENT_BARE
                yield Candidate(name, span, Evidence(span.confidences, form=mended), weight)


EXTRACTOR = Extractor(field="company_name", kinds=frozenset(Kind) - {Kind.IDENTITY_CARD, Kind.UNKNOWN}, extract=extract)
