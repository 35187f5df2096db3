"""Fingerprints of what must not recur in papers of others: a company's seal, the portrait of an identity card.

A fingerprint is some hundred bits that tell likeness: the same picture saved anew, made smaller or moved a little differs in few of
them. No pixel can be had back from it. Only what is anybody's own has one: offices' and carriers' seals are alike with reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Box, Field, Fingerprint, Kind, Page
from pipeline.fingerprints.cells import Cells
from pipeline.fingerprints.portraits import portrait
from pipeline.fingerprints.seals import seal

__all__ = ["fingerprints"]

_PRIVATE = frozenset({Kind.EMPLOYMENT_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT})
"""Kinds of paper that companies seal."""


def fingerprints(kind: Kind, pages: Sequence[Page], stamp: Field | None) -> tuple[Fingerprint, ...]:
    """Those of one paper: its upright pages, and its seal as it was found."""
    return tuple(_found(kind, pages, stamp))


def _found(kind: Kind, pages: Sequence[Page], stamp: Field | None) -> Iterator[Fingerprint]:
    first = pages[0]
    if kind is Kind.IDENTITY_CARD and (face := portrait(first.picture)) is not None:
        yield _named("portrait", first, *face)
    if kind in _PRIVATE and stamp is not None and stamp.box is not None:
        page = next((one for one in pages if one.number == stamp.page), first)
        if (cells := seal(stamp.box.grown(_MARGIN, _MARGIN).crop(page.picture))) is not None:
            yield _named("seal", page, stamp.box, cells)


_MARGIN = 0.003
"""Around a seal's box, of the page."""


def _named(of: str, page: Page, box: Box, cells: Cells) -> Fingerprint:
    return Fingerprint(of, page.number, box, *cells.hex())
