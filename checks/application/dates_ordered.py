"""Certificates are not older than the firm: opened (개업연월일), then issued, then handed in.

That nothing is issued after the day of handing in is `date-not-future`'s to tell. A firm may have been registered anew
(a sole trader's turned into a corporation), so dates out of order are for a person to look at, and are no fault.
"""

from __future__ import annotations

from datetime import date

from checks.days import parse_day
from checks.kinds import SomeKinds
from checks.owner import REGISTRATIONS
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because, passed
from checks.words import KINDS, Words, one_of
from pipeline.document import Field, Outcome, Paper, Text

_OPENED, _ISSUED = "opening_date", "issuance_date"


class Later(Parameters):
    """`kinds`: the papers that are issued after the firm was opened."""

    kinds: SomeKinds

    def words(self) -> Words:
        """`kind`."""
        return {"kind": one_of(tuple(KINDS[kind] for kind in self.kinds))}


def _check(case: ApplicationCase, parameters: Later) -> Found | None:
    """Only days that are sure are compared: without two of them there is nothing to tell."""
    opened = [day for paper in case.of(*REGISTRATIONS) if (day := _day(case, paper, _OPENED)) is not None]
    issued = [
        (day, paper.fields[_ISSUED])
        for paper in case.of(*parameters.kinds)
        if (day := _day(case, paper, _ISSUED)) is not None
    ]
    if not opened or not issued:
        return None
    first, seen = min(issued, key=lambda one: one[0])
    if first >= max(opened):
        return passed(_ISSUED, seen)
    return because("before", _ISSUED, seen, day=first.isoformat(), opened=max(opened).isoformat())


def _day(case: ApplicationCase, paper: Paper, name: str) -> date | None:
    seen: Field | None = paper.fields.get(name)
    return parse_day(seen.value) if seen is not None and case.sure(paper, seen) else None


RULE = Rule(
    name="dates-ordered",
    about=Text("{kind}의 발급일이 개업일보다 앞서지 않음", "The {kind} was not issued before the firm was opened"),
    parameters=Later,
    reasons={
        "before": Reason(
            Outcome.UNSURE,
            "issued-before-opening",
            Text(
                "서류의 발급일({day})이 사업자등록증의 개업일({opened})보다 앞섭니다.",
                "A document was issued ({day}) before the day on which the firm was opened ({opened}).",
            ),
            Text(
                "날짜를 확인해 주세요. 담당자가 직접 확인합니다.",
                "Check the dates. A person will look at it.",
            ),
        ),
    },
    check=_check,
)
