"""What is told of a registration's steps: the words of their notices, by machine and step. Steps without words are told nobody.

Of what a decision already tells (papers owed, rejected) nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.document import Text
from pipeline.registrations.optouts import WARNING
from pipeline.serving.mail.phrases import Phrases

_GREEN, _RED, _BLUE, _AMBER = "#1a7f4b", "#b42318", "#175cd3", "#b54708"
_ASK = (
    Text("궁금한 점이 있으신가요?", "Do you have a question?"),
    Text("이 메일에 회신해 주시면 담당자가 답변해 드립니다.", "Reply to this mail, and a person will answer you."),
)


def _words(colour: str, title: tuple[str, str], lead: tuple[str, str]) -> Phrases:
    return Phrases(Text(*title), Text(*lead), colour, last=_ASK)


_NUMBER: Mapping[str, Phrases] = {
    "begin": _words(
        _AMBER,
        ("발신번호를 먼저 개통해 주세요", "Activate a sender number first"),
        (
            "문자 메시지를 보내려면 회사의 발신번호가 필요합니다. 아직 발신번호가 없으시면 통신사에서 먼저 개통한 뒤 번호를 입력해 주세요.",
            (
                "Sending text messages needs a sender number of your company. If you have none yet, activate one at a carrier first; "
                "then enter it."
            ),
        ),
    ),
    "approve": _words(
        _GREEN,
        ("발신번호가 '사용 중' 상태가 되었습니다", "Your sender number is In Use"),
        (
            (
                "신청이 승인되어 발신번호가 등록되었습니다. 이제 문자 메시지 메뉴를 사용하실 수 있습니다. 광고성 메시지를 보내려면 "
                "080 수신거부 번호도 있어야 합니다."
            ),
            (
                "Your application is approved and the number registered: the text-message menu is on now. For advertising, an "
                "080 opt-out number is needed besides."
            ),
        ),
    ),
    "approve-again": _words(
        _GREEN,
        ("발신번호를 다시 사용할 수 있습니다", "Your sender number is In Use again"),
        ("신청이 다시 승인되어 발신번호의 사용 정지가 해제되었습니다.", "Your application is approved again."),
    ),
    "suspend": _words(
        _RED,
        ("발신번호 사용이 정지되었습니다", "Your sender number is suspended"),
        (
            "이 번호로는 문자 메시지를 보낼 수 없습니다. 아래 사유를 확인해 주세요.",
            "No text message can be sent from this number. Please see the reason below.",
        ),
    ),
    "resume": _words(
        _GREEN,
        ("발신번호 사용 정지가 해제되었습니다", "Your sender number is In Use again"),
        ("이 번호로 다시 문자 메시지를 보낼 수 있습니다.", "Text messages can be sent from this number again."),
    ),
    "revoke": _words(
        _RED,
        ("발신번호 등록이 취소되었습니다", "Your sender number is revoked"),
        (
            "이 번호로는 더 이상 문자 메시지를 보낼 수 없습니다. 사유를 보완하여 서류를 다시 제출해 주시면 새로 심사합니다.",
            (
                "No text message can be sent from this number any more. Mend the reason and hand in the papers again, and we will "
                "review them anew."
            ),
        ),
    ),
}
_OPT_OUT: Mapping[str, Phrases] = {
    "enter": _words(
        _BLUE,
        ("080 수신거부 번호 신청 정보가 확인되었습니다", "The details for your 080 opt-out number are in order"),
        (
            f"입력하신 정보가 사업자등록증과 같습니다. 아직 신청된 것은 아닙니다. {WARNING.ko}",
            f"They agree with your business registration. Nothing is handed in yet. {WARNING.en}",
        ),
    ),
    "hand-in": _words(
        _AMBER,
        ("080 수신거부 번호가 신청되었습니다", "Your 080 opt-out number is applied for"),
        (
            "개통비를 결제해 주시면 번호 발급을 시작합니다. 번호가 발급될 때까지 취소할 수 없습니다.",
            "Pay the fee, and we begin to issue the number. It cannot be cancelled until it is issued.",
        ),
    ),
    "pay": _words(
        _BLUE,
        ("080 수신거부 번호를 발급하고 있습니다", "Your 080 opt-out number is being issued"),
        (
            "개통비 결제가 확인되었습니다. 번호는 영업일 기준 3~4일 안에 발급됩니다.",
            "The fee is paid. The number is issued within 3 to 4 business days.",
        ),
    ),
    "issue": _words(
        _GREEN,
        ("080 수신거부 번호가 발급되었습니다", "Your 080 opt-out number is In Use"),
        (
            "이제부터 광고성 메시지에 이 번호가 자동으로 선택됩니다.",
            "From now on it is selected by itself for advertising messages.",
        ),
    ),
    "bring-in": _words(
        _GREEN,
        ("다른 업체의 080 수신거부 번호를 등록하였습니다", "Another vendor's 080 opt-out number is registered"),
        (
            (
                "광고성 메시지에 이 번호가 자동으로 선택됩니다. 수신거부 목록은 번호를 발급한 업체가 관리하므로, 수신을 거부한 분들의 "
                "목록을 보내기 전에 직접 맞추어 주셔야 합니다."
            ),
            (
                "It is selected by itself for advertising messages. The opt-out list is managed by the vendor that issued the number: "
                "you have to keep the recipients in step with it yourself before you send."
            ),
        ),
    ),
    "close": _words(
        _RED,
        ("080 수신거부 번호가 해지되었습니다", "Your 080 opt-out number is closed"),
        (
            "이 번호 없이는 광고성 메시지를 보낼 수 없습니다.",
            "Without one no advertising message can be sent.",
        ),
    ),
}
_PROFILE: Mapping[str, Phrases] = {
    "apply": _words(
        _BLUE,
        ("비즈니스 채널을 신청하였습니다", "The business channel is applied for"),
        (
            "카카오가 심사하여 결정합니다(카카오 안내: 영업일 기준 3~5일). 결과는 채널 관리자센터와 카카오톡으로 안내됩니다.",
            "Kakao decides. It promises 3 to 5 business days, and tells the result in the channel's admin centre and by KakaoTalk.",
        ),
    ),
    "certify": _words(
        _GREEN,
        ("비즈니스 채널로 인증되었습니다", "The business channel is certified"),
        (
            "이제 고객센터 정보를 등록해 주세요. 고객센터 정보가 없으면 발신 프로필을 등록할 수 없습니다.",
            "Now register the customer-centre information: without it there is no sending profile.",
        ),
    ),
    "decline": _words(
        _RED,
        ("비즈니스 채널 신청이 반려되었습니다", "Kakao has declined the business channel"),
        (
            "카카오가 알린 사유를 보완하여 다시 신청해 주세요.",
            "Mend the reason that Kakao gave, and apply again.",
        ),
    ),
    "register": _words(
        _GREEN,
        ("카카오톡 발신 프로필이 등록되었습니다", "The KakaoTalk sending profile is Active"),
        ("이제 카카오톡 메시지를 보낼 수 있습니다.", "KakaoTalk messages can be sent now."),
    ),
    "deactivate": _words(
        _AMBER,
        ("카카오톡 발신 프로필이 비활성화되었습니다", "The sending profile is inactive"),
        ("운영자가 다시 활성화할 때까지 메시지를 보낼 수 없습니다.", "No message can be sent until it is activated."),
    ),
    "activate": _words(
        _GREEN,
        ("카카오톡 발신 프로필이 다시 활성화되었습니다", "The sending profile is Active again"),
        ("다시 카카오톡 메시지를 보낼 수 있습니다.", "KakaoTalk messages can be sent again."),
    ),
    "fall-dormant": _words(
        _AMBER,
        ("카카오톡 발신 프로필이 휴면 상태가 되었습니다", "The sending profile is dormant"),
        (
            "채널 관리자가 카카오톡 채널 관리자센터에서 휴면을 해제해야 메시지를 보낼 수 있습니다.",
            "The channel manager has to end the dormancy in the admin centre before messages can be sent.",
        ),
    ),
    "wake": _words(
        _GREEN,
        ("카카오톡 발신 프로필의 휴면이 해제되었습니다", "The sending profile is Active again"),
        ("다시 카카오톡 메시지를 보낼 수 있습니다.", "KakaoTalk messages can be sent again."),
    ),
    "block": _words(
        _RED,
        ("카카오톡 발신 프로필이 차단되었습니다", "The sending profile is blocked"),
        (
            "채널 관리자가 카카오에 차단 사유를 확인하고 해제를 요청해야 합니다.",
            "The channel manager has to ask Kakao why, and to lift it.",
        ),
    ),
    "unblock": _words(
        _GREEN,
        ("카카오톡 발신 프로필의 차단이 해제되었습니다", "The sending profile is Active again"),
        ("다시 카카오톡 메시지를 보낼 수 있습니다.", "KakaoTalk messages can be sent again."),
    ),
    "deleted": _words(
        _RED,
        ("카카오톡 발신 프로필이 삭제되었습니다", "The sending profile is deleted"),
        (
            "다시 등록하시면 삭제된 프로필의 데이터를 그대로 이어 씁니다.",
            "Registered again, it takes over the deleted profile's data.",
        ),
    ),
    "register-again": _words(
        _GREEN,
        ("카카오톡 발신 프로필이 다시 등록되었습니다", "The sending profile is registered again"),
        (
            "삭제된 프로필의 데이터를 그대로 이어 씁니다. 다시 카카오톡 메시지를 보낼 수 있습니다.",
            "It takes over the deleted profile's data. KakaoTalk messages can be sent again.",
        ),
    ),
}

STEPS: Mapping[str, Mapping[str, Phrases]] = {
    "sender-number": _NUMBER,
    "opt-out": _OPT_OUT,
    "kakao-profile": _PROFILE,
}
"""By machine and step."""
