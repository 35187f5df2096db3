"""What a registration says that the tax service can be asked about (진위확인): its number, opening date and representative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.days import parse_day
from checks.evidence import settled
from checks.masks import masked
from checks.names import representatives
from pipeline.business_status import Registration
from pipeline.document import Kind, Paper
from pipeline.manifest import Manifest
from pipeline.numbers import digits


def askable(manifest: Manifest, papers: Sequence[Paper], bar: float) -> Registration | None:
    """What the applying company's registration says, where all three were read surely; of several representatives the first.

    `bar`: the confidence from which a reading is sure, after what the papers settle for each other.
    """
    return next(_said(settled(manifest, papers, bar), digits(manifest.business_number), bar), None)


def _said(papers: Sequence[Paper], number: str, bar: float) -> Iterator[Registration]:
    for paper in papers:
        if paper.kind is not Kind.BUSINESS_REGISTRATION or paper.kind_confidence < bar:
            continue
        named, opened, head = (
            _sure(paper, name, bar) for name in ("business_number", "opening_date", "representative")
        )
        day, persons = parse_day(opened), representatives(head or "")
        if named and digits(named) == number and day is not None and persons:
            yield Registration(number, day, persons[0])


def _sure(paper: Paper, name: str, bar: float) -> str | None:
    seen = paper.fields.get(name)
    if seen is None or not seen.value or seen.confidence < bar or masked(seen.value):
        return None
    return seen.value
