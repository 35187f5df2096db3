"""080 수신거부 번호: the number by which people refuse advertising for nothing, from details to In Use.

Sources: Hackle, "Text Message Number Configuration" (`seed0`): business and tax-invoice details, a fee, 3 to 4 days, no cancelling
in between; Hackle, "Getting Started with Text Messages": another vendor's number by hand, its list stays with that
vendor. Why there must be one: 정보통신망법 제50조.
"""

from __future__ import annotations

from collections.abc import Mapping

from checks.names import Agreement, same_company, same_representative
from pipeline.document import Text
from pipeline.numbers import digits
from pipeline.registrations.machine import BEGINNING, Actor, Asked, Machine, Standing, State, Step

CHECKED, HANDED_IN, ISSUING, IN_USE = "checked", "handed-in", "issuing", "in-use"
CANCELLED, CLOSED = "cancelled", "closed"
SOONEST, LATEST = 3, 4
"""Business days from payment to issue."""
_HACKLE = "Hackle [seed0]"
_GUIDE = "Hackle, Getting Started with Text Messages"
_LAW = "정보통신망법 제50조"

WARNING = Text(
    "신청하면 번호가 발급될 때까지 취소할 수 없습니다. 내용을 확인한 뒤 신청해 주세요.",
    "Once handed in, it cannot be cancelled until the number is issued. Look at the details before you hand it in.",
)


def _details(_: Standing, asked: Asked) -> str | None:
    """What was entered against what the business registration of an approved application says (`paper_…`).

    What could not be read on it is no difference; it is noted as unchecked.
    """
    if not asked.get("paper_number") or not asked.get("paper_company"):
        return "registration-missing"
    if digits(asked.get("number")) != digits(asked.get("paper_number")):
        return "business-number-differs"
    if same_company(asked.get("paper_company"), asked.get("company")) is not Agreement.SAME:
        return "company-differs"
    return _representative(asked) or _invoice(asked)


def _representative(asked: Asked) -> str | None:
    printed, entered = asked.get("paper_representative"), asked.get("representative")
    if not entered.strip():
        return "representative-missing"
    if printed and same_representative(printed, entered) is not Agreement.SAME:
        return "representative-differs"
    return None


def _invoice(asked: Asked) -> str | None:
    """The tax invoice goes to the company itself: its own number, an address for it."""
    if digits(asked.get("invoice_number")) != digits(asked.get("paper_number")):
        return "invoice-number-differs"
    return None if "@" in asked.get("invoice_email") else "invoice-address-missing"


def _note_details(_: Standing, asked: Asked) -> Mapping[str, str]:
    unread = "" if asked.get("paper_representative") else "representative"
    return {"checked_by": asked.get("decision"), "unchecked": unread}


def _warned(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("warned") == "yes" else "warning-unread"


def _note_days(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"paid_on": asked.on.isoformat(), "soonest": asked.get("soonest"), "expected": asked.get("expected")}


def opt_out_form(number: str) -> bool:
    """Whether it is an 080 number of ten or eleven digits.

    >>> opt_out_form("080-123-4567"), opt_out_form("02-345-6789")
    (True, False)
    """
    return digits(number).startswith("080") and len(digits(number)) in {10, 11}


def _issued(_: Standing, asked: Asked) -> str | None:
    if not opt_out_form(asked.get("opt_out")):
        return "opt-out-invalid"
    return "opt-out-taken" if asked.get("taken") else None


def _brought(standing: Standing, asked: Asked) -> str | None:
    return _issued(standing, asked) or (None if asked.get("vendor").strip() else "vendor-missing")


def _note_issue(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"issued_on": asked.on.isoformat()}


def _note_vendor(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"issued_on": asked.on.isoformat(), "list": "vendor"}


_STATES = {
    CHECKED: State(
        Text("정보 확인됨", "Details checked"),
        Actor.COMPANY,
        WARNING,
    ),
    HANDED_IN: State(
        Text("신청됨, 결제 대기", "Handed in, fee owed"),
        Actor.COMPANY,
        Text("개통비를 결제해 주세요. 지금은 취소할 수 없습니다.", "Pay the fee. It cannot be cancelled now."),
    ),
    ISSUING: State(
        Text("발급 중", "Issuing"),
        Actor.OPERATOR,
        Text("영업일 기준 3~4일 안에 번호가 발급됩니다.", "The number is issued within 3 to 4 business days."),
    ),
    IN_USE: State(
        Text("사용 중", "In Use"),
        None,
        Text("광고성 메시지에 자동으로 선택됩니다.", "Selected by itself for advertising messages."),
    ),
    CANCELLED: State(
        Text("신청 취소", "Cancelled"), None, Text("새로 신청할 수 있습니다.", "A new one can be applied for.")
    ),
    CLOSED: State(Text("해지", "Closed"), None, Text("새로 신청할 수 있습니다.", "A new one can be applied for.")),
}
_STEPS = (
    Step(
        "enter",
        (BEGINNING,),
        CHECKED,
        Actor.COMPANY,
        Text("사업자·세금계산서 정보 입력", "enter business and tax-invoice details"),
        f"{_HACKLE}: business and tax-invoice details",
        guard=_details,
        note=_note_details,
        needs="the details agree with the business registration of an approved application",
    ),
    Step(
        "hand-in",
        (CHECKED,),
        HANDED_IN,
        Actor.COMPANY,
        Text("신청", "hand in"),
        f"{_HACKLE}: no cancelling from here to issue",
        guard=_warned,
        needs="the warning was read",
    ),
    Step(
        "cancel",
        (CHECKED,),
        CANCELLED,
        Actor.COMPANY,
        Text("취소", "cancel"),
        f"{_HACKLE}: only before it is handed in",
    ),
    Step(
        "pay",
        (HANDED_IN,),
        ISSUING,
        Actor.OPERATOR,
        Text("개통비 결제 확인", "the fee was paid"),
        f"{_HACKLE}: issued 3 to 4 days after payment",
        note=_note_days,
    ),
    Step(
        "issue",
        (ISSUING,),
        IN_USE,
        Actor.OPERATOR,
        Text("번호 발급", "issued"),
        f"{_HACKLE}: In Use, selected by itself for advertising; {_LAW}",
        guard=_issued,
        note=_note_issue,
        needs="an 080 number that no other company has",
    ),
    Step(
        "bring-in",
        (BEGINNING,),
        IN_USE,
        Actor.OPERATOR,
        Text("다른 업체에서 받은 번호", "a number of another vendor"),
        f"{_GUIDE}: by hand; the opt-out list stays with the vendor",
        guard=_brought,
        note=_note_vendor,
        needs="an 080 number that no other company has, and the vendor's name",
    ),
    Step("close", (IN_USE,), CLOSED, Actor.OPERATOR, Text("해지", "close"), "Dojang: the contract has ended"),
)
OPT_OUT = Machine(
    "opt-out",
    "O",
    "opt_out",
    Text("080 수신거부 번호", "080 opt-out number"),
    _STATES,
    _STEPS,
    digits,
    {
        (HANDED_IN, "cancel"): "no-cancelling",
        (ISSUING, "cancel"): "no-cancelling",
        (IN_USE, "cancel"): "issued-already",
        (CHECKED, "pay"): "hand-in-first",
        (CHECKED, "issue"): "hand-in-first",
        (HANDED_IN, "issue"): "fee-owed",
    },
)
