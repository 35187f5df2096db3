"""발신번호: a sender number, from entered to In Use.

Source: Hackle, "Text Message Number Configuration" (`seed0` of the domain facts): the form of a number, identity verified
twice under one name, four documents, "In Use" when they are in order. A number may be suspended where it is falsely
displayed (Hackle, "Getting Started with Text Messages"; 전기통신사업법 제84조의2). What follows from a decision is ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from checks.names import Agreement, same_person
from checks.phone import NumberVerdict, number_form
from pipeline.document import Text, Verdict
from pipeline.numbers import digits
from pipeline.registrations.machine import BEGINNING, Actor, Asked, Machine, Standing, State, Step

OWED, ENTERED, ONCE, PAPERS, REVIEW = "number-owed", "entered", "verified-once", "papers-owed", "under-review"
IN_USE, REJECTED, SUSPENDED, REVOKED = "in-use", "rejected", "suspended", "revoked"
_SHORTEST, _LONGEST = 8, 11
_HACKLE = "Hackle [seed0]"
_LAW = "전기통신사업법 제84조의2"
_OURS = "Dojang"
BY_DECISION, BY_OPERATOR = "decision", "operator"


def _form(_: Standing, asked: Asked) -> str | None:
    form = number_form(asked.get("number"))
    if form.verdict in {NumberVerdict.INVALID, NumberVerdict.RESTRICTED}:
        return "number-invalid"
    return None if _SHORTEST <= len(form.digits) <= _LONGEST else "number-length"


def _named(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("person").strip() else "person-missing"


def _same_name(_: Standing, asked: Asked) -> str | None:
    """`before` is the name of the first step; what differs at all is another's, as nothing here was read from a picture."""
    if not asked.get("person").strip():
        return "person-missing"
    return None if same_person(asked.get("before"), asked.get("person")) is Agreement.SAME else "identity-differs"


def _decided(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("decision") else "decision-needed"


def _approved(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("decision") and asked.get("verdict") == Verdict.APPROVED else "decision-needed"


def _rejected(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("decision") and asked.get("verdict") == Verdict.REJECTED else "decision-needed"


def _owed(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("decision") and asked.get("verdict") == Verdict.INCOMPLETE else "decision-needed"


def _reapproved(standing: Standing, asked: Asked) -> str | None:
    """What the operator suspended no approval brings back."""
    if standing.noted.get("suspended") != BY_DECISION:
        return "suspended-by-operator"
    return _approved(standing, asked)


def _resumable(_: Standing, asked: Asked) -> str | None:
    """`verdict` is that of the decision that holds now."""
    return None if asked.get("verdict") == Verdict.APPROVED else "approval-gone"


def _reasoned(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("reason") or asked.get("decision") else "reason-needed"


def _note_approval(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"approval": asked.get("decision"), "reason": "", "suspended": ""}


def _note_reason(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"reason": asked.get("reason"), "approval": ""}


def _note_suspension(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"reason": asked.get("reason"), "suspended": BY_DECISION if asked.get("decision") else BY_OPERATOR}


def _clear(_: Standing, __: Asked) -> Mapping[str, str]:
    return {"reason": "", "suspended": ""}


_DO_IDENTITY = Text(
    "담당자 명의의 휴대전화로 본인인증을 해 주세요.", "Verify your identity with a phone in your own name."
)
_STATES = {
    OWED: State(
        Text("번호 개통 필요", "Number owed"),
        Actor.COMPANY,
        Text("통신사에서 발신번호를 먼저 개통해 주세요.", "Activate a sender number at a carrier first."),
    ),
    ENTERED: State(Text("번호 입력됨", "Entered"), Actor.COMPANY, _DO_IDENTITY),
    ONCE: State(
        Text("1차 본인인증 완료", "Verified once"),
        Actor.COMPANY,
        Text("같은 명의로 2차 본인인증을 해 주세요.", "Verify it once more, under the same name."),
    ),
    PAPERS: State(
        Text("서류 제출 필요", "Papers owed"),
        Actor.COMPANY,
        Text("필요한 서류를 제출해 주세요.", "Hand in the papers that are owed."),
    ),
    REVIEW: State(
        Text("심사 중", "Under review"),
        Actor.OPERATOR,
        Text("서류를 심사하고 있습니다.", "The papers are being reviewed."),
    ),
    IN_USE: State(
        Text("사용 중", "In Use"), None, Text("문자 메시지를 보낼 수 있습니다.", "Text messages can be sent.")
    ),
    REJECTED: State(
        Text("반려", "Rejected"),
        Actor.COMPANY,
        Text("사유를 보완하여 서류를 다시 제출해 주세요.", "Mend the reasons and hand in the papers again."),
    ),
    SUSPENDED: State(
        Text("사용 정지", "Suspended"),
        Actor.OPERATOR,
        Text("정지 사유를 확인하여 해제하거나 등록을 취소합니다.", "Look into it, then resume or revoke."),
    ),
    REVOKED: State(
        Text("등록 취소", "Revoked"),
        Actor.COMPANY,
        Text("사유를 보완하여 서류를 다시 제출해 주세요.", "Mend the reasons and hand in the papers again."),
    ),
}
_STEPS = (
    Step(
        "begin",
        (BEGINNING,),
        OWED,
        Actor.COMPANY,
        Text("번호 없이 시작", "begin without a number"),
        f"{_HACKLE}: activate a number at a carrier first",
    ),
    Step(
        "enter",
        (BEGINNING, OWED),
        ENTERED,
        Actor.COMPANY,
        Text("번호 입력", "enter the number"),
        f"{_HACKLE}: number forms, 8 to 11 digits; {_LAW}",
        guard=_form,
        needs="a number that can exist and be registered",
    ),
    Step(
        "verify-first",
        (ENTERED,),
        ONCE,
        Actor.COMPANY,
        Text("1차 본인인증", "first identity verification"),
        f"{_HACKLE}: a mobile phone under the name of the person responsible",
        guard=_named,
        needs="a name",
    ),
    Step(
        "verify-second",
        (ONCE,),
        PAPERS,
        Actor.COMPANY,
        Text("2차 본인인증", "second identity verification"),
        f"{_HACKLE}: under the same name as the first step",
        guard=_same_name,
        needs="the same name as before",
    ),
    Step(
        "hand-in",
        (PAPERS,),
        REVIEW,
        Actor.DECISION,
        Text("서류 접수", "papers are there"),
        f"{_HACKLE}: document review; {_OURS}: follows the application",
        guard=_decided,
        needs="a decision on its application",
    ),
    Step(
        "owe",
        (REVIEW,),
        PAPERS,
        Actor.DECISION,
        Text("서류 부족", "a paper is owed"),
        f"{_OURS}: the application is incomplete",
        guard=_owed,
        needs="an incomplete application",
    ),
    Step(
        "approve",
        (REVIEW,),
        IN_USE,
        Actor.DECISION,
        Text("승인", "approved"),
        f'{_HACKLE}: registered when its status is "In Use"',
        guard=_approved,
        note=_note_approval,
        needs="an approved application",
    ),
    Step(
        "approve-again",
        (SUSPENDED,),
        IN_USE,
        Actor.DECISION,
        Text("다시 승인", "approved again"),
        f"{_OURS}: the application that was rejected is approved again",
        guard=_reapproved,
        note=_note_approval,
        needs="an approved application; not suspended by the operator",
    ),
    Step(
        "reject",
        (PAPERS, REVIEW),
        REJECTED,
        Actor.DECISION,
        Text("반려", "rejected"),
        f"{_HACKLE}: problems are told, and mended",
        guard=_rejected,
        note=_note_reason,
        needs="a rejected application",
    ),
    Step(
        "hand-in-again",
        (REJECTED, REVOKED),
        REVIEW,
        Actor.DECISION,
        Text("다시 제출", "handed in again"),
        f"{_HACKLE}: hand in again",
        guard=_decided,
        note=_clear,
        needs="a new decision on its application",
    ),
    Step(
        "suspend",
        (IN_USE,),
        SUSPENDED,
        Actor.OPERATOR,
        Text("사용 정지", "suspend"),
        f"Hackle, Getting Started: a falsely displayed number may be suspended; {_LAW}",
        guard=_reasoned,
        note=_note_suspension,
        needs="a reason, or an application that is rejected now",
    ),
    Step(
        "resume",
        (SUSPENDED,),
        IN_USE,
        Actor.OPERATOR,
        Text("정지 해제", "resume"),
        f"{_OURS}: only while its application is approved",
        guard=_resumable,
        note=_clear,
        needs="the approval still holds",
    ),
    Step(
        "revoke",
        (IN_USE, SUSPENDED),
        REVOKED,
        Actor.OPERATOR,
        Text("등록 취소", "revoke"),
        f"{_OURS}: the approval was taken back; {_LAW}",
        guard=_reasoned,
        note=_note_reason,
        needs="a reason, or an approval that was taken back",
    ),
)
SENDER_NUMBER = Machine(
    "sender-number",
    "N",
    "number",
    Text("발신번호", "Sender number"),
    _STATES,
    _STEPS,
    digits,
    {
        (OWED, "verify-first"): "number-owed",
        (ENTERED, "verify-second"): "first-step-owed",
        (ENTERED, "hand-in"): "identity-owed",
        (ONCE, "hand-in"): "identity-owed",
        (ENTERED, "approve"): "identity-owed",
        (ONCE, "approve"): "identity-owed",
        (ENTERED, "resume"): "decision-needed",
        (REVOKED, "resume"): "approval-gone",
    },
)
