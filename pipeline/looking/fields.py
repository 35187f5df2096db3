"""The fields of a page in one order, each with a key: what the picture frames, the listing names alike."""

from __future__ import annotations

from dataclasses import dataclass

from checks.words import FIELDS
from pipeline.document import Box, Facts, Paper
from pipeline.lexicon.signs import SIGNS


@dataclass(frozen=True, slots=True)
class Item:
    """A field as it is shown. `value` is `None` where the paper does not show it; `box` is set where it was seen on this page."""

    key: str
    name: str
    korean: str
    value: str | None
    confidence: float | None
    text: str | None
    box: Box | None


def paper_of(facts: Facts, page: int) -> Paper | None:
    """The paper that a page (from 1) belongs to."""
    return next((paper for paper in facts.papers if page in paper.pages), None)


def items_of(facts: Facts, page: int) -> tuple[Item, ...]:
    """What was taken from this page, top to bottom; then what its paper does not show, and signs of tampering.

    What stands on the paper's other pages is left out.
    """
    paper = paper_of(facts, page)
    if paper is None:
        return ()
    named = [*paper.fields.items(), *(("phone_numbers", one) for one in paper.phone_numbers)]
    here = [(name, one) for name, one in named if one.page in {None, page}]
    here.sort(key=lambda pair: (pair[1].box is None, pair[1].box[1:2] if pair[1].box else ()))
    found = [
        Item(f"F{number}", name, _korean(name), one.value, one.confidence, one.text, one.box)
        for number, (name, one) in enumerate(here, start=1)
    ]
    signs = [one for one in paper.tampering if one.page == page]
    found += [
        Item(f"T{number}", "tampering", _korean("tampering"), one.sign, None, _meaning(one.sign), one.box)
        for number, one in enumerate(signs, start=1)
    ]
    return tuple(found)


def _meaning(sign: str) -> str | None:
    return SIGNS[sign].ko if sign in SIGNS else None


def _korean(name: str) -> str:
    if name == "tampering":
        return "변조 의심"
    return FIELDS[name].ko if name in FIELDS else name
