"""Which carrier issued a telecom certificate: by its label, at the foot, beside its head's title, in a letterhead or a site's header.

A name that stands in two such places bears itself out. A dealer, an addressee and a subscriber are no issuers, whatever
their names; a firm that is no carrier we know is told with little confidence, for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors import Sheets
from extractors.carrier_names import Named, begins, mended, named
from extractors.choosing import Candidate
from pipeline.confidence import Evidence
from pipeline.document import Page
from pipeline.jamo import fold
from pipeline.labels import Labelled, labelled
from pipeline.lexicon import CARRIERS, Label
from pipeline.rows import Row, Span, rows
from pipeline.wording import NAME_LENGTH, bare_firm, carrier, company_in, is_company, is_label, trimmed

_AT_FOOT, _SIGNING, _LETTERHEAD, _HEAD = 0.95, 0.9, 0.6, 0.5
"""A carrier's name alone at the foot; there, letter by letter, before its head's title, who signs; alone above; with a title anywhere."""
_FOOT, _HEADER = 0.45, 0.1
"""Where the foot begins, and where a site's header ends."""
_UNKNOWN = 0.5
"""A labelled institution, or a firm at the foot, that is no carrier we know."""
_DOUBT = 0.8
"""Form of a known name that was read with a slip and might be another firm's."""
_LENGTH = range(2, 26)
_NO_ISSUER = re.compile(
    "귀하|귀중|대리점|판매점|위탁|직영점|제출|수신|고객센터|상담|문의|개인정보|대리인|신청인|신청자|수임인|위임받은"
)
"""Who a row names beside a carrier: whom a paper is for, who sells, whom to ask."""
_TELECOM = re.compile("텔레콤|통신|모바일|브로드밴드|네트웍|네트워크|케이블|텔링크|커뮤니케이션|유선방송|텔레")
"""What carriers' names are made of."""


def carriers(sheets: Sheets, institutions: Sequence[Labelled]) -> list[Candidate]:
    """Every place that names the issuing carrier; the best one's name stands for each that names the same carrier."""
    places, heads = [*_places(sheets)], [*_heads(sheets)]
    surely = [one for one in (*heads, *_surely(places)) if one.weight >= _HEAD]
    expected = frozenset(usual for one in surely if (usual := carrier(one.value)))
    found = [*_labelled(institutions, expected)]
    found += [one for span, weight in places for one in _named(span, weight, expected)]
    return _agreeing([*found, *heads]) or [*_strangers(sheets)]


def _surely(places: Sequence[tuple[Span, float]]) -> Iterator[Candidate]:
    """The places that name a carrier without doubt, each by itself."""
    return (one for span, weight in places for one in _named(span, weight, frozenset()) if one.evidence.form == 1.0)


def _places(sheets: Sheets) -> Iterator[tuple[Span, float]]:
    """Where an issuer's name may stand: rows, cells at the foot, and what a site's header parts by a bar; with their weights."""
    for page in sheets.pages:
        taken = [one.value for one in labelled(page) if one.value is not None and one.label not in _OPEN]
        for row in rows(page):
            weight = _AT_FOOT if row.box.centre[1] > _FOOT else _LETTERHEAD
            if not _NO_ISSUER.search(row.span.solid):
                yield from ((span, weight) for span in _pieces(row, page) if not _within(span, taken))


_OPEN = frozenset({Label.INSTITUTION, Label.OTHER, Label.ISSUER})
"""Labels under which the issuer may stand, and those that say nothing of it."""


def _pieces(row: Row, page: Page) -> Iterator[Span]:
    yield row.span
    labels = any(one.row == row.number for one in labelled(page))
    if row.box.centre[1] > _FOOT and len(row.cells) > 1 and not labels:
        yield from row.cells
    if row.box.centre[1] < _HEADER:
        for cell in row.cells:
            yield from _barred(cell)


def _barred(cell: Span) -> Iterator[Span]:
    """The parts of a cell between bars: `SK브로드밴드 주식회사 | 서비스 이용증명서`."""
    solid, start = cell.solid, 0
    if "|" not in solid:
        yield cell
        return
    for part in solid.split("|"):
        if part:
            yield cell.part(start, start + len(part))
        start += len(part) + 1


def _within(span: Span, taken: Sequence[Span]) -> bool:
    return any(span.page == one.page and span.box.intersection(one.box) > 0.5 * span.box.area for one in taken)


def _named(span: Span, weight: float, expected: frozenset[str]) -> Iterator[Candidate]:
    """A place as the carrier it names, what runs on behind the name left off."""
    if "대표" in span.solid:
        return
    known, end = named(span.text, expected), len(span.characters)
    if known is None or known.likeness < _ALIKE:
        starts = begins(span.solid, expected) if span.box.centre[1] < _HEADER or weight == _AT_FOOT else None
        if starts is not None and _runs_on(span, starts[1]):
            known, end = starts
    if known is None:
        yield from _by_words(span, weight)
    else:
        yield Candidate(known.name, span.part(0, end), _evidence(span.part(0, end), known), weight)


def _runs_on(span: Span, end: int) -> bool:
    """Whether what stands behind a name can be a seal's letters, or a certificate's title in a site's header."""
    return span.box.centre[1] < _HEADER or len(span.characters) - end <= _RUN_ON


_RUN_ON = 8
"""The most letters that a seal adds to a name."""
_ALIKE = 0.95
"""From here on a whole place is a name, with nothing behind it."""


def _evidence(span: Span, known: Named, label: Labelled | None = None) -> Evidence:
    form = 1.0 if known.sure else _DOUBT
    found = Evidence(span.confidences, form=form, known=known.likeness)
    return found if label is None else replace(found, label=label.likeness, place=label.place)


def _labelled(institutions: Sequence[Labelled], expected: frozenset[str]) -> Iterator[Candidate]:
    for entry in institutions:
        if entry.value is None:
            continue
        known = named(entry.value.text, expected)
        name = trimmed(entry.value.printed)
        if known is not None:
            yield Candidate(known.name, entry.value, _evidence(entry.value, known, entry))
        elif len(name) in NAME_LENGTH and not is_label(name):
            grounds = Evidence(entry.value.confidences, entry.likeness, entry.place)
            yield Candidate(name, entry.value, grounds, 1.0 if _own(name) else _UNKNOWN)


def _heads(sheets: Sheets) -> Iterator[Candidate]:
    """Carriers' names before their heads' titles (`SK텔레콤 대표이사`)."""
    for row in (row for page in sheets.pages for row in rows(page)):
        at = row.span.solid.find("대표")
        if at > 0 and not _NO_ISSUER.search(row.span.solid):
            signs = row.box.centre[1] > _FOOT and _own(trimmed(row.span.part(0, at).text))
            yield from _by_words(row.span.part(0, at), _SIGNING if signs else _HEAD)


def _by_words(span: Span, weight: float) -> Iterator[Candidate]:
    """A firm's name in which a carrier's usual name stands: the carrier's where it is that and no more, but for a branch."""
    name, form = company_in(span)
    plain = mended(fold(name))
    name = name if plain == fold(name) else plain.upper()
    if len(name) in _LENGTH and carrier(name) and not any(char.isdigit() for char in name):
        share = 1.0 if _own(name) else _UNKNOWN
        yield Candidate(name, span, Evidence(span.confidences, form=form), weight * share)


def _own(name: str) -> bool:
    """Whether a name is one of a carrier's, letter by letter, or its branch's."""
    return _BRANCH.sub("", fold(bare_firm(name))) in _OWN


_OWN = frozenset(fold(bare_firm(name)) for printed in CARRIERS.values() for name in printed)
_BRANCH = re.compile("(?<=..)(?:[가-힣]{0,6}(?:지사|지점|본부|본사|플라자|고객본부))$")
"""A carrier's own branch behind its name (`KT 강남지사`)."""


def _agreeing(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates, with the best one's name for all that name its carrier in another way (`주식회사 케이티`, `(주)KT`)."""
    if not candidates:
        return []
    best = max(candidates, key=lambda one: one.score)
    usual = carrier(best.value)
    return [replace(one, value=best.value) if usual and carrier(one.value) == usual else one for one in candidates]


def _strangers(sheets: Sheets) -> Iterator[Candidate]:
    """Firms at the foot whose names are made as carriers' are, where no carrier we know is named."""
    for span, weight in _places(sheets):
        name, form = company_in(span)
        if weight == _AT_FOOT and len(name) in _LENGTH and is_company(name) and _TELECOM.search(name):
            yield Candidate(name, span, Evidence(span.confidences, form=form), _UNKNOWN)
