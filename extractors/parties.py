"""Whose line a label stands in on a consent: the owner who grants, or the company that may use the number.

Parties are headed by a line of their own (`위임인`, `2. 번호 사용자`), by a cell at the left, or named at once
(`이용자 : 주식회사 한빛`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Sheets
from extractors.choosing import Candidate, entries, evidence
from pipeline.labels import Labelled, Place
from pipeline.lexicon import Label
from pipeline.rows import Span
from pipeline.wording import company_in, is_company, names_firm

_FOOT = 0.5
_SIGNER = re.compile(r"(?P<firm>\S.*[가-힣A-Za-z)])\s+[가-힣](?:\s?[가-힣]){1,3}(?:\s*\(.*)?$")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,&'-]*")
_AT_ONCE = (Place.SAME, Place.NEXT)
_PARTIES = (Label.GRANTOR, Label.GRANTEE)


def names(sheets: Sheets, party: Label) -> Iterator[Candidate]:
    """The names that a party may have, as candidates."""
    for entry in entries(sheets, party):
        if entry.place in _AT_ONCE:
            yield from _name(entry, 0.9 if _plain(entry) and entry.name.box.top < _FOOT else 0.6)
    if party is Label.GRANTOR:
        for entry in entries(sheets, Label.SUBSCRIBER):
            if side_of(sheets, entry) is not Label.GRANTEE:
                yield from _name(entry, 0.95 if entry.name.box.top < _FOOT else 0.6)
    for entry in entries(sheets, Label.COMPANY_NAME):
        side = side_of(sheets, entry)
        if side is party:
            yield from _name(entry, 1.0)
        elif side is None and party is Label.GRANTOR:
            yield from _name(entry, 0.7)


def side_of(sheets: Sheets, entry: Labelled) -> Label | None:
    """The party in whose part of the paper a label stands; `None` where no party is headed above it."""
    headers = [
        one for one in entries(sheets, *_PARTIES) if one.place not in _AT_ONCE and one.name.page == entry.name.page
    ]
    if not headers:
        return None
    if _at_the_left(headers, entry):
        height = entry.name.box.centre[1]
        return min(headers, key=lambda one: abs(one.name.box.centre[1] - height)).label
    above = [one for one in headers if one.row <= entry.row]
    return above[-1].label if above else None


def _at_the_left(headers: list[Labelled], entry: Labelled) -> bool:
    """Whether the parties are named in a column at the left, in the middle of their rows."""
    return all(one.name.box.right <= entry.name.box.left + 0.01 for one in headers) and len(headers) > 1


def _without_signer(value: Span) -> Span:
    """`주식회사 한빛 홍길동` at the foot, where the person signs behind the firm: the firm."""
    if value.box.top < _FOOT:
        return value
    match = _SIGNER.match(value.text)
    firm = value.between(0, match.end("firm")) if match and is_company(match["firm"]) else None
    return firm or value


def _plain(entry: Labelled) -> bool:
    """Whether a value is one name, without the person who signs for it."""
    text = entry.value.printed if entry.value else ""
    return is_company(text) or " " not in text or _LATIN.fullmatch(text) is not None


def _name(entry: Labelled, weight: float) -> Iterator[Candidate]:
    if entry.value is None:
        return
    name, mended = company_in(_without_signer(entry.value))
    if names_firm(name):
        yield Candidate(name, entry.value, evidence(entry, entry.value, form=mended), weight)
