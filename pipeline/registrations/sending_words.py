"""The words for why a message may not be sent, and for what advertising owes besides, by code."""

from __future__ import annotations

from pipeline.registrations.step_words import Words

SENDING: dict[str, Words] = {
    "number-none": (
        ("등록된 발신번호가 없습니다.", "There is no sender number."),
        (
            "발신번호가 없다면 통신사에서 먼저 개통한 뒤 등록해 주세요.",
            "If you have none, activate one at a carrier first; then register it.",
        ),
    ),
    "number-owed": (
        ("통신사에서 개통한 발신번호가 필요합니다.", "A number activated at a carrier is needed."),
        ("통신사에서 개통한 뒤 번호를 입력해 주세요.", "Activate one, then enter it."),
    ),
    "number-identity-owed": (
        ("발신번호의 본인인증이 끝나지 않았습니다.", "Identity is not verified twice for the number."),
        ("같은 명의로 본인인증을 두 번 마쳐 주세요.", "Verify it twice, under the same name."),
    ),
    "number-papers-owed": (
        ("발신번호의 서류가 모두 제출되지 않았습니다.", "Papers are owed for the number."),
        ("필요한 서류를 제출해 주세요.", "Hand them in."),
    ),
    "number-under-review": (
        ("발신번호의 서류를 심사하고 있습니다.", "The number's papers are under review."),
        ("심사 결과를 기다려 주세요.", "Wait for the result."),
    ),
    "number-rejected": (
        ("발신번호 등록이 반려되었습니다.", "The number was rejected."),
        ("사유를 보완하여 서류를 다시 제출해 주세요.", "Mend the reasons and hand in the papers again."),
    ),
    "number-suspended": (
        ("발신번호 사용이 정지되었습니다.", "The number is suspended."),
        ("운영자에게 문의해 주세요.", "Ask the operator."),
    ),
    "number-revoked": (
        ("발신번호 등록이 취소되었습니다.", "The number's registration was revoked."),
        ("서류를 다시 제출하여 심사를 받아 주세요.", "Hand in the papers again and have them reviewed."),
    ),
    "number-of-others": (
        ("이 회사가 등록한 발신번호가 아닙니다.", "The company has not registered this sender number."),
        ("등록된 발신번호로 보내 주세요.", "Send from a registered one."),
    ),
    "opt-out-none": (
        ("080 수신거부 번호가 없습니다.", "There is no 080 opt-out number."),
        ("080 수신거부 번호를 신청해 주세요.", "Apply for one."),
    ),
    "opt-out-not-handed-in": (
        ("080 수신거부 번호를 아직 신청하지 않았습니다.", "The 080 opt-out number is not handed in yet."),
        ("취소 불가 안내를 확인하고 신청해 주세요.", "Read the warning and hand it in."),
    ),
    "opt-out-fee-owed": (
        ("080 수신거부 번호의 개통비가 결제되지 않았습니다.", "The fee for the 080 opt-out number is owed."),
        ("개통비를 결제해 주세요.", "Pay it."),
    ),
    "opt-out-issuing": (
        ("080 수신거부 번호가 발급 중입니다.", "The 080 opt-out number is being issued."),
        ("발급 예정일을 기다려 주세요.", "Wait for the expected day."),
    ),
    "profile-none": (
        ("카카오톡 발신 프로필이 없습니다.", "There is no KakaoTalk sending profile."),
        ("채널을 개설하여 등록해 주세요.", "Open a channel and register it."),
    ),
    "profile-not-registered": (
        ("카카오톡 발신 프로필 등록이 끝나지 않았습니다.", "The sending profile is not registered yet."),
        ("남은 등록 단계를 마쳐 주세요.", "Finish what is left of its registration."),
    ),
    "profile-inactive": (
        ("카카오톡 발신 프로필이 비활성 상태입니다.", "The sending profile is inactive."),
        ("운영자가 다시 활성화해야 합니다.", "The operator has to activate it."),
    ),
    "profile-dormant": (
        ("카카오톡 발신 프로필이 휴면 상태입니다.", "The sending profile is dormant."),
        ("채널 관리자가 휴면을 해제해야 합니다.", "The channel manager has to end the dormancy."),
    ),
    "profile-blocked": (
        ("카카오톡 발신 프로필이 차단되었습니다.", "The sending profile is blocked."),
        ("채널 관리자가 카카오에 문의해야 합니다.", "The channel manager has to ask Kakao."),
    ),
    "profile-deleted": (
        ("카카오톡 발신 프로필이 삭제되었거나 삭제 중입니다.", "The sending profile is deleted, or being deleted."),
        ("필요하면 다시 등록해 주세요.", "Register it again if it is needed."),
    ),
}
"""What a message can be refused for."""

DUTIES: dict[str, Words] = {
    "duty-consent": (
        ("수신자의 명시적인 사전 동의가 있어야 합니다.", "Each recipient must have agreed before."),
        ("동의 기록을 확인해 주세요.", "Look at the record of consent."),
    ),
    "duty-disclosure": (
        (
            "메시지에 (광고) 표시와 전송자의 명칭, 연락처를 밝혀야 합니다.",
            "The message must say (광고), who sends it and how to reach them.",
        ),
        ("메시지 내용을 확인해 주세요.", "Look at the message."),
    ),
    "duty-opt-out": (
        (
            "무료로 수신을 거부하는 방법을 메시지에 밝혀야 합니다.",
            "The message must say how to refuse further ones for nothing.",
        ),
        ("080 수신거부 번호를 메시지에 넣어 주세요.", "Put the 080 opt-out number into it."),
    ),
    "duty-night": (
        (
            "오후 9시부터 다음 날 오전 8시까지 보내려면 별도의 사전 동의가 있어야 합니다.",
            "From 21:00 to 08:00 a consent of its own is needed.",
        ),
        ("보내는 시각을 확인해 주세요.", "Look at when it goes out."),
    ),
}
"""What advertising owes besides (정보통신망법 제50조): nothing that this service can look at."""
