"""On one paper, what came first is dated first: joined (입사일) or subscribed (개통일), then issued.

Never a fault by itself: a day may be misread, a person corrects it or asks. A day that could not be read tells nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping

from checks.days import parse_day
from checks.rule import DocumentCase, Found, Parameters, Reason, Rule, because, passed
from checks.words import FIELDS, FieldName
from pipeline.document import Kind, Outcome, Text

_READ = 0.5
"""Below this confidence a day is a guess and makes no doubt."""
_CALLED: Mapping[tuple[Kind, str], Text] = {
    (Kind.TELECOM_SERVICE_CERTIFICATE, "opening_date"): Text("개통일(가입일)", "day of subscription"),
}
"""What a field is called on a paper where it means something else."""


class Order(Parameters):
    """`earlier` must not lie after `later`."""

    earlier: FieldName
    later: FieldName


def _check(case: DocumentCase, parameters: Order) -> Found:
    first, then = case.field(parameters.earlier), case.field(parameters.later)
    day, issued = (parse_day(seen.value) if seen and seen.confidence >= _READ else None for seen in (first, then))
    if day is None or issued is None or day <= issued:
        return passed(parameters.earlier, first)
    name, other = FIELDS[parameters.earlier], FIELDS[parameters.later]
    called = _CALLED.get((case.paper.kind, parameters.earlier), Text(name.ko, name.en))
    return because(
        "after",
        parameters.earlier,
        first,
        earlier=called,
        later=Text(other.ko, other.en),
        day=day.isoformat(),
        issued=issued.isoformat(),
    )


RULE = Rule(
    name="dates-in-order",
    about=Text("서류에 적힌 날짜의 순서가 맞음", "The dates on the document are in order"),
    parameters=Order,
    reasons={
        "after": Reason(
            Outcome.UNSURE,
            "dates-out-of-order",
            Text(
                "{kind}의 {earlier}({day})이 {later}({issued})보다 뒤입니다.",
                "On the {kind} the {earlier} ({day}) is after the {later} ({issued}).",
            ),
            Text("날짜를 확인해 주세요. 담당자가 직접 확인합니다.", "Check the dates. A person will look at it."),
        ),
    },
    check=_check,
)
