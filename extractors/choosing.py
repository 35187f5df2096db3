"""From candidates to a field: the best supported value, its place, and an honest confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors import Sheets
from pipeline.confidence import Evidence, absence, probability, score
from pipeline.document import Field, Page
from pipeline.jamo import alike, fold
from pipeline.labels import Labelled, labelled
from pipeline.lexicon import Label
from pipeline.rows import Span
from pipeline.wording import bare_firm

FIT, LONE = 0.7, 0.3
"""Weight from which on a place is fit, and the power of it that then counts against a value without a rival."""
RIVAL = 0.8
"""A different value is a rival from this share of the best one's score on."""
FIRMS = frozenset({"company_name", "subscriber", "grantee"})
"""Fields of which no second reading alike bears out a value that was set right, or is doubtful in itself: a reader errs alike twice."""
ALIKE = 0.7
"""From this likeness on, two values are readings of one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value, where it stands, and what speaks for it. `weight` (0 to 1): how fit its place on the paper is."""

    value: str
    span: Span
    evidence: Evidence
    weight: float = 1.0

    @property
    def score(self) -> float:
        """Evidence and place in one number."""
        return score(self.evidence) * self.weight


def settle(
    field: str, candidates: Iterable[Candidate], sheets: Sheets, *, label_seen: bool = False, blank: bool = False
) -> Field:
    """The best candidate as a field; missing where there is none (`blank`: its place was seen to be empty)."""
    ranked = sorted(candidates, key=lambda one: -one.score)
    if not ranked:
        return Field(None, absence(field, sheets.pages, label_seen=label_seen, blank=blank))
    best = _voted(ranked)
    others = [one for one in ranked if one is not best and not _echoes(one, best)]
    rivals = {fold(one.value) for one in others if one.score > RIVAL * best.score}
    seconded = _seconded(best, ranked)
    if seconded and field in FIRMS and best.evidence.form < 1.0:
        seconded = None
    return found(field, best, rivals=min(len(rivals), 2), seconded=seconded)


def _voted(ranked: Sequence[Candidate]) -> Candidate:
    """The best candidate; of readings of one name, the one that stands on the paper more often and weighs more."""
    best = ranked[0]
    readings = [one for one in ranked if _echoes(one, best) and _echoes(best, one)]
    votes = {fold(one.value): [other for other in readings if fold(other.value) == fold(one.value)] for one in readings}
    own = votes[fold(best.value)]
    likest = max(votes.values(), key=lambda group: sum(one.score for one in group))
    return likest[0] if len(likest) > len(own) else best


def _echoes(other: Candidate, best: Candidate) -> bool:
    """Whether another candidate is the same value, alone or with more behind it (`승낙인 한빛 홍길동`), or its misreading.

    A firm's form may be spelled in another way, or left out: (주)한빛, 주식회사 한빛, 한빛.
    """
    said, wanted = fold(other.value), fold(best.value)
    if _bare(other) == _bare(best):
        return True
    if any(char.isdigit() for char in wanted):
        return said == wanted
    head = said[: len(wanted)]
    return wanted in {head, said} or bool(alike(head, wanted, ALIKE))


def _seconded(best: Candidate, others: Sequence[Candidate]) -> bool | None:
    """Whether the value stands elsewhere too: read alike, or (`False`) only nearly so; `None` for neither."""
    elsewhere = [one for one in others if one.span.box != best.span.box and _echoes(one, best)]
    if not elsewhere:
        return None
    return any(_bare(one) == _bare(best) or fold(one.value).startswith(fold(best.value)) for one in elsewhere)


def _bare(one: Candidate) -> str:
    """A value to be compared: a firm's without its form."""
    return fold(bare_firm(one.value)) or fold(one.value)


def found(field: str, candidate: Candidate, *, rivals: int = 0, seconded: bool | None = None) -> Field:
    """A candidate as a field."""
    lone = not rivals and candidate.weight >= FIT
    raw = score(candidate.evidence) * candidate.weight ** (LONE if lone else 1)
    confidence = probability(field, raw, rivals=rivals, seconded=seconded)
    span = candidate.span
    return Field(candidate.value, round(confidence, 3), span.page, span.box, span.text)


def entries(sheets: Sheets, *wanted: Label) -> tuple[Labelled, ...]:
    """The labels of all pages that ask for one of the wanted things, in reading order."""
    return tuple(one for page in sheets.pages for one in labelled(page) if one.label in wanted)


def evidence(entry: Labelled, span: Span, *, form: float = 1.0) -> Evidence:
    """What speaks for a value under a label."""
    return Evidence(span.confidences, label=entry.likeness, place=entry.place, form=form)


def second_look(page: Page, span: Span) -> bool | None:
    """Whether the second look read the same digits at the same place, and no more; `None` where it read hardly any there."""
    wanted = "".join(char for char in span.solid if char.isdigit())
    seen = " ".join(seconds(page, span))
    if not wanted or sum(char.isdigit() for char in seen) < len(wanted) / 2:
        return None
    return re.search(r"(?<!\d)" + r"\D*".join(wanted) + r"(?!\d)", seen) is not None


def seconds(page: Page, span: Span) -> Sequence[str]:
    """The words that the second look read under a span."""
    box = span.box
    cells = {character.cell for character in span.characters}
    words = [word for number in sorted(cells) for word in page.lines[number].second]
    beneath = [word for word in words if word.box.right > box.left - 0.01 and word.box.left < box.right + 0.01]
    return [word.text for word in beneath]


def page_of(sheets: Sheets, span: Span) -> Page:
    """The page on which a span stands."""
    return next(page for page in sheets.pages if page.number == span.page)
