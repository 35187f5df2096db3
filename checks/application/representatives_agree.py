"""The company's papers name one representative (대표자): the registration's.

A company may have several, and a new one since; so papers that differ are for a person to look at, and are no fault.
"""

from __future__ import annotations

from itertools import product

from checks.kinds import SomeKinds
from checks.masks import masked
from checks.names import Agreement, representatives, same_person, same_representative
from checks.owner import REGISTRATIONS
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because, passed
from checks.words import KINDS, Words, one_of
from pipeline.document import Field, Outcome, Paper, Text

_NAME = "representative"
_FAINT = 0.5
"""Below that a name was hardly read: it is as good as nobody's, which is in order too, unless nothing of it is the registration's."""
_LABELLED = 0.3
"""That a name is missing is surer than that only where its label was seen, or its place."""
_ORDER = ("differs", "unclear", None)


class Compared(Parameters):
    """`kinds`: the papers held against the registration; one that names nobody is in order too."""

    kinds: SomeKinds

    def words(self) -> Words:
        """`kind`."""
        return {"kind": one_of(tuple(KINDS[kind] for kind in self.kinds))}


def _check(case: ApplicationCase, parameters: Compared) -> Found | None:
    registered = [seen for paper in case.of(*REGISTRATIONS) if _named(seen := _field(paper), _FAINT)]
    papers = [(paper, seen) for paper in case.of(*parameters.kinds) if _told(case, seen := _field(paper))]
    pairs = [(paper, seen, other) for paper, seen in papers for other in registered if not _hardly(seen, other)]
    found = [_pair(case, paper, seen, other) for paper, seen, other in pairs]
    return min(found, key=lambda one: _ORDER.index(one.reason), default=None)


def _field(paper: Paper) -> Field:
    return paper.fields.get(_NAME) or Field(None, 0.0)


def _named(seen: Field, least: float) -> bool:
    return bool(seen.value) and seen.confidence >= least and not masked(seen.value)


def _told(case: ApplicationCase, seen: Field) -> bool:
    """Whether a paper names a head, or has a place for the name that could not be read."""
    return _named(seen, 0.0) or (seen.value is None and _LABELLED <= seen.confidence < case.bar)


def _hardly(seen: Field, other: Field) -> bool:
    """Whether a name was hardly read, and has a syllable of the registration's at least."""
    return bool(seen.value) and seen.confidence < _FAINT and bool(set(seen.value or "") & set(other.value or ""))


def _pair(case: ApplicationCase, paper: Paper, seen: Field, other: Field) -> Found:
    """What was read alike on both agrees, however faint: an error falls on just that name too seldom to matter here.

    So does what differs by a stroke and was not read surely: that is how readers err.
    """
    if seen.value is None:
        return because("unclear", _NAME, seen)
    agreement = same_representative(other.value or "", seen.value)
    surely_read = case.sure(paper, seen) and other.confidence >= case.bar
    if agreement is Agreement.SAME or (not surely_read and _by_a_stroke(other.value or "", seen.value)):
        return passed(_NAME, seen)
    return because("differs" if surely_read and agreement is Agreement.DIFFERENT else "unclear", _NAME, seen)


def _by_a_stroke(one: str, other: str) -> bool:
    """Whether a person of the one and a person of the other differ by no more than a reader's slip."""
    pairs = product(representatives(one), representatives(other))
    return any(same_person(first, second) is Agreement.NEAR for first, second in pairs)


RULE = Rule(
    name="representatives-agree",
    about=Text("{kind}의 대표자가 사업자등록증과 같음", "The {kind} names the registration's representative"),
    parameters=Compared,
    reasons={
        "differs": Reason(
            Outcome.UNSURE,
            "representatives-differ",
            Text(
                "{kind}의 대표자가 사업자등록증의 대표자와 다릅니다.",
                "The representative on the {kind} is not the one whom the registration names.",
            ),
            Text(
                "대표자가 바뀌었거나 여러 명이면 이를 보여 주는 서류를 제출해 주세요. 담당자가 직접 확인합니다.",
                "If the representative is new, or one of several, hand in what shows it. A person will look at it.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "representatives-unclear",
            Text(
                "{kind:과} 사업자등록증의 대표자가 같은지 확실하지 않습니다.",
                "It is not certain that the {kind} and the registration name the same representative.",
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
