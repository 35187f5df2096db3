"""Labels that may be a resident number's, also where bad print left little of them, and whose number is not surely read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Line, Page
from pipeline.residents import Occurrence, may_name, owner_of


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line whose number, wherever it stands beside the label, is to be covered whole."""

    line: Line


def suspects(page: Page, found: Sequence[Occurrence]) -> list[Suspect]:
    """The lines with such a label that own no number which was found whole."""
    named = [line for line in page.lines if may_name(line.text)]
    owners = [owner_of(one.box, named) for one in found if one.exact]
    return [Suspect(line) for line in named if not any(line is owner for owner in owners)]
