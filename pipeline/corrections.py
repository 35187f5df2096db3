"""What a person says a paper shows, in place of what was read there: the same facts, corrected.

A correction is a fact like any other: it has the form that reading gives, and the rules judge it.
What a person typed is scrubbed of personal numbers before it becomes one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from checks.words import FIELDS
from pipeline.document import Facts, Field, Kind, Paper
from pipeline.errors import DojangError
from pipeline.identifiers import scrub

KIND = "kind"
"""A paper's kind is corrected like a field."""
_LISTED = "phone_numbers"
_NUMBERED = {Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT}
_LONGEST = 200
_EARLIEST = date(1945, 8, 15)


class Correction(NamedTuple):
    """One field of one paper (its index in `Facts.papers`) as a person sees it; `None`: it is not on the paper."""

    paper: int
    field: str
    value: str | None


def correctable(paper: Paper) -> tuple[str, ...]:
    """The fields of a paper that a person can correct, `kind` first.

    A corporate number (법인등록번호) is none: typed, it cannot be told from a resident number.
    """
    carried = set(paper.fields) if paper.kind is not Kind.UNKNOWN else set(FIELDS)
    if paper.phone_numbers or paper.kind in _NUMBERED:
        carried.add(_LISTED)
    return (KIND, *sorted((carried & set(FIELDS)) - {"corporate_number"}))


def corrected(facts: Facts, corrections: Iterable[Correction]) -> Facts:
    """The facts with every correction in the order given: sure (confidence 1.0), the place on the page kept.

    One that names a paper which is not there is passed over: another reader found other papers.
    """
    papers = list(facts.papers)
    kinds = list(facts.page_kinds)
    for one in corrections:
        if one.paper < len(papers):
            papers[one.paper] = paper = _corrected(papers[one.paper], one)
            if one.field == KIND:
                kinds = [paper.kind if page in paper.pages else kind for page, kind in enumerate(kinds, start=1)]
    return replace(facts, papers=tuple(papers), page_kinds=tuple(kinds))


def _corrected(paper: Paper, one: Correction) -> Paper:
    if one.field == KIND:
        return replace(paper, kind=Kind(one.value or Kind.UNKNOWN), kind_confidence=1.0)
    if one.field == _LISTED:
        numbers = one.value.split(",") if one.value else []
        places = [*paper.phone_numbers, *[None] * len(numbers)]
        told = (_field(number, seen) for number, seen in zip(numbers, places, strict=False))
        return replace(paper, phone_numbers=tuple(told))
    return replace(paper, fields={**paper.fields, one.field: _named(one, paper.fields.get(one.field))})


def _named(one: Correction, seen: Field | None) -> Field:
    """A masked number says how many of its last seven digits are hidden; a seal that was seen keeps its shape."""
    if one.field == "resident_number" and one.value and one.value.startswith("masked"):
        return replace(_field("masked", seen), hidden_digits=int(one.value.partition("-")[2]))
    found = _field(one.value, seen)
    return replace(found, shape=seen.shape) if seen and seen.value == one.value else found


def _field(value: str | None, seen: Field | None) -> Field:
    return Field(value, 1.0, seen.page if seen else None, seen.box if seen else None)


def normalised(name: str, typed: str | None) -> str | None:
    """What a person typed for a field, in the form that reading gives; blank: it is not on the paper.

    Raises `field-unknown`, `value-invalid` (with the field's name, never the value).
    """
    form = _FORMS.get(name)
    if form is None:
        raise DojangError("field-unknown", name if re.fullmatch(r"[a-z_]{1,40}", name) else "")
    text = " ".join(unicodedata.normalize("NFC", typed or "").split())
    if not text or text == "-":
        return _absent(name)
    value = form(text) if len(text) <= _LONGEST and text.isprintable() else None
    if value is None:
        raise DojangError("value-invalid", name)
    return value


def _absent(name: str) -> str | None:
    """How reading says that nothing is there."""
    if name == KIND:
        raise DojangError("value-invalid", name)
    return "absent" if name in {"stamp", "signature", "resident_number", "licence_number"} else None


def _day(text: str) -> str | None:
    """`2026-10-02`, `2026.10.2.`, `2026년 10월 2일`."""
    found = re.fullmatch(r"(\d{4}) ?[-./년] ?(\d{1,2}) ?[-./월] ?(\d{1,2}) ?[.일]?", text)
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day.isoformat() if day >= _EARLIEST else None


def _business_number(text: str) -> str | None:
    """Ten digits, whatever stands between; whether they are a valid number is a rule's to say."""
    found = re.fullmatch(r"(\d{3})[- ]?(\d{2})[- ]?(\d{5})", text)
    return "-".join(found.groups()) if found and text.isascii() else None


def _numbers(text: str) -> str | None:
    """Phone numbers with commas between: digits, `*` for a masked one."""
    bare = [re.sub(r"[-() .]", "", one) for one in text.split(",")]
    return ",".join(bare) if all(re.fullmatch(r"050[0-9*]{8,9}|[01][0-9*]{6,10}", one) for one in bare) else None


def _one_of(*values: str) -> Callable[[str], str | None]:
    return lambda text: text if text in values else None


def _hidden(text: str) -> str | None:
    return {"masked": "masked-6"}.get(text, text if text in {"masked-6", "masked-7", "exposed", "absent"} else None)


_FORMS: Mapping[str, Callable[[str], str | None]] = {
    **dict.fromkeys(set(FIELDS) - {"corporate_number"}, scrub),
    KIND: _one_of(*(kind.value for kind in Kind if kind is not Kind.UNKNOWN)),
    "issuance_date": _day,
    "opening_date": _day,
    "joining_date": _day,
    "business_number": _business_number,
    _LISTED: _numbers,
    "stamp": _one_of("present", "absent"),
    "signature": _one_of("present", "absent"),
    "resident_number": _hidden,
}
