"""카카오톡 발신 프로필: from an opened channel over Kakao's certification to Active, and what can befall it then.

Source: DFINERY, "Setting up a KakaoTalk sending profile" (`seed1` of the domain facts): a business channel with its home
shown, applied for by the master; customer-centre information before the profile; a Kakao Yellow ID once over all
services; the profile's states; when it can be deleted; what registering it again takes over.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.document import Text, Verdict
from pipeline.registrations.campaigns import stands_in_the_way
from pipeline.registrations.machine import BEGINNING, Actor, Asked, Machine, Standing, State, Step
from pipeline.registrations.yellow_ids import yellow_id

OPENED, APPLIED, DECLINED, CERTIFIED, CENTRE = (
    "channel-opened",
    "business-applied",
    "not-certified",
    "certified",
    "centre-registered",
)
ACTIVE, INACTIVE, DORMANCY, BLOCK, DELETING, DELETE = "active", "inactive", "dormancy", "block", "deleting", "delete"
SOONEST, LATEST = 3, 5
"""Business days that Kakao promises for its answer."""
_DFINERY = "DFINERY [seed1]"
_INFERRED = "DFINERY [seed1] names the state; who leads there is inferred"


def _opened(_: Standing, asked: Asked) -> str | None:
    if not yellow_id(asked.get("yellow_id")):
        return "yellow-id-invalid"
    return "yellow-id-taken" if asked.get("taken") else None


def _applied(_: Standing, asked: Asked) -> str | None:
    """By the master, and with papers that were found in order: the channel application of this company is approved."""
    if asked.get("applied_by") != "master":
        return "not-by-master"
    return None if asked.get("verdict") == Verdict.APPROVED else "channel-papers-owed"


def _note_promise(_: Standing, asked: Asked) -> Mapping[str, str]:
    days = {"applied_on": asked.on.isoformat(), "soonest": asked.get("soonest"), "expected": asked.get("expected")}
    return days | {"reason": ""}


def _reasoned(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("reason") else "reason-needed"


def _note_reason(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"reason": asked.get("reason")}


def _note_answer(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"certified_on": asked.on.isoformat(), "reason": ""}


def _centre(_: Standing, asked: Asked) -> str | None:
    return None if asked.get("centre").strip() else "centre-missing"


def _deletable(_: Standing, asked: Asked) -> str | None:
    return stands_in_the_way(one for one in asked.get("campaigns").split(",") if one)


def _again(_: Standing, asked: Asked) -> str | None:
    return "other-company" if asked.get("other_company") else None


def _note_day(name: str) -> Mapping[str, str]:
    return {"reason": "", name: ""}


def _cleared(_: Standing, __: Asked) -> Mapping[str, str]:
    return _note_day("deleted_on")


def _note_deleted(_: Standing, asked: Asked) -> Mapping[str, str]:
    return {"deleted_on": asked.on.isoformat(), "reason": ""}


_STATES = {
    OPENED: State(
        Text("채널 개설됨", "Channel opened"),
        Actor.MANAGER,
        Text(
            "채널 홈을 공개하고, 서류를 갖추어 비즈니스 채널을 신청해 주세요.",
            "Set the channel's home to ON and apply for a business channel with its papers.",
        ),
    ),
    APPLIED: State(
        Text("비즈니스 채널 심사 중", "Business channel applied for"),
        Actor.KAKAO,
        Text(
            "카카오의 심사 결과를 기다립니다. 카카오가 안내하는 기간은 영업일 기준 3~5일입니다.",
            "Kakao decides; it promises 3 to 5 business days.",
        ),
    ),
    DECLINED: State(
        Text("비즈니스 채널 반려", "Not certified"),
        Actor.MANAGER,
        Text("카카오가 알린 사유를 보완하여 다시 신청해 주세요.", "Mend the reason that Kakao gave and apply again."),
    ),
    CERTIFIED: State(
        Text("비즈니스 채널 인증됨", "Certified"),
        Actor.MANAGER,
        Text("고객센터 정보를 등록해 주세요.", "Register the customer-centre information."),
    ),
    CENTRE: State(
        Text("고객센터 정보 등록됨", "Customer centre registered"),
        Actor.OPERATOR,
        Text("발신 프로필을 등록합니다.", "Register the sending profile."),
    ),
    ACTIVE: State(
        Text("정상", "Active"), None, Text("카카오톡 메시지를 보낼 수 있습니다.", "KakaoTalk messages can be sent.")
    ),
    INACTIVE: State(
        Text("비활성", "Inactive"),
        Actor.OPERATOR,
        Text("발신 프로필을 다시 활성화해야 합니다.", "The profile has to be activated again."),
    ),
    DORMANCY: State(
        Text("휴면", "Dormancy"),
        Actor.MANAGER,
        Text("채널 관리자가 휴면을 해제해야 합니다.", "The channel manager has to end the dormancy."),
    ),
    BLOCK: State(
        Text("차단", "Block"),
        Actor.MANAGER,
        Text(
            "채널 관리자가 카카오에 차단 사유를 확인하고 해제를 요청해야 합니다.",
            "The channel manager has to ask Kakao why it is blocked, and to lift it.",
        ),
    ),
    DELETING: State(
        Text("삭제 중", "Deleting"),
        Actor.OPERATOR,
        Text("삭제가 끝나면 운영자가 기록합니다.", "The operator records when the deletion is done."),
    ),
    DELETE: State(
        Text("삭제됨", "Delete"),
        Actor.OPERATOR,
        Text(
            "다시 등록하면 삭제된 프로필의 데이터를 그대로 이어 씁니다.",
            "Registered again, it takes over the deleted profile's data.",
        ),
    ),
}
_LIVE = (ACTIVE, INACTIVE, DORMANCY, BLOCK)
_STEPS = (
    Step(
        "open",
        (BEGINNING,),
        OPENED,
        Actor.MANAGER,
        Text("채널 개설", "open the channel"),
        f"{_DFINERY}: open a channel, or use the ID of one; a Yellow ID once over all services",
        guard=_opened,
        needs="a Yellow ID that nobody has registered",
    ),
    Step(
        "apply",
        (OPENED, DECLINED),
        APPLIED,
        Actor.MANAGER,
        Text("비즈니스 채널 신청", "apply for a business channel"),
        f"{_DFINERY}: only the master applies, with the documents; 3 to 5 business days",
        guard=_applied,
        note=_note_promise,
        needs="by the master, with an approved channel application of the company",
    ),
    Step(
        "certify",
        (APPLIED,),
        CERTIFIED,
        Actor.KAKAO,
        Text("카카오 승인", "Kakao certifies"),
        f"{_DFINERY}: Kakao tells the result in the admin centre and by KakaoTalk",
        note=_note_answer,
    ),
    Step(
        "decline",
        (APPLIED,),
        DECLINED,
        Actor.KAKAO,
        Text("카카오 반려", "Kakao declines"),
        f"{_DFINERY}: likewise",
        guard=_reasoned,
        note=_note_reason,
        needs="the reason that Kakao gave",
    ),
    Step(
        "register-centre",
        (CERTIFIED,),
        CENTRE,
        Actor.MANAGER,
        Text("고객센터 정보 등록", "register the customer centre"),
        f"{_DFINERY}: without customer-centre information no profile",
        guard=_centre,
        needs="the customer-centre information",
    ),
    Step(
        "register",
        (CENTRE,),
        ACTIVE,
        Actor.OPERATOR,
        Text("발신 프로필 등록", "register the profile"),
        f"{_DFINERY}: business channel, customer centre, profile, in that order",
    ),
    Step(
        "deactivate",
        (ACTIVE,),
        INACTIVE,
        Actor.OPERATOR,
        Text("비활성화", "deactivate"),
        _INFERRED,
        guard=_reasoned,
        note=_note_reason,
        needs="a reason",
    ),
    Step(
        "activate",
        (INACTIVE,),
        ACTIVE,
        Actor.OPERATOR,
        Text("활성화", "activate"),
        _INFERRED,
        note=_cleared,
    ),
    Step("fall-dormant", (ACTIVE, INACTIVE), DORMANCY, Actor.KAKAO, Text("휴면 전환", "falls dormant"), _INFERRED),
    Step("wake", (DORMANCY,), ACTIVE, Actor.MANAGER, Text("휴면 해제", "dormancy ended"), _INFERRED, note=_cleared),
    Step(
        "block",
        (ACTIVE, INACTIVE, DORMANCY),
        BLOCK,
        Actor.KAKAO,
        Text("차단", "blocked"),
        _INFERRED,
        guard=_reasoned,
        note=_note_reason,
        needs="the reason that Kakao gave",
    ),
    Step("unblock", (BLOCK,), ACTIVE, Actor.MANAGER, Text("차단 해제", "unblocked"), _INFERRED, note=_cleared),
    Step(
        "delete",
        _LIVE,
        DELETING,
        Actor.OPERATOR,
        Text("삭제 요청", "delete"),
        f"{_DFINERY}: only where no campaign stands in the way",
        guard=_deletable,
        needs="the campaigns' states, none of which stands in the way",
    ),
    Step(
        "deleted",
        (DELETING,),
        DELETE,
        Actor.OPERATOR,
        Text("삭제 완료", "deletion done"),
        f"{_DFINERY}: Deleting, then Delete",
        note=_note_deleted,
    ),
    Step(
        "register-again",
        (DELETE,),
        ACTIVE,
        Actor.OPERATOR,
        Text("다시 등록", "register again"),
        f"{_DFINERY}: takes the deleted profile's data",
        guard=_again,
        note=_cleared,
        needs="the same company",
    ),
)
KAKAO_PROFILE = Machine(
    "kakao-profile",
    "K",
    "profile",
    Text("카카오톡 발신 프로필", "KakaoTalk sending profile"),
    _STATES,
    _STEPS,
    yellow_id,
    {
        **{(state, "register"): "kakao-undecided" for state in (OPENED, APPLIED, DECLINED)},
        **{(state, "register-centre"): "kakao-undecided" for state in (OPENED, APPLIED, DECLINED)},
        **{(state, "register"): "registered-already" for state in (*_LIVE, DELETING)},
        (CERTIFIED, "register"): "centre-owed",
        (DELETE, "register"): "register-again-instead",
        (DELETING, "register-again"): "deletion-under-way",
    },
)
