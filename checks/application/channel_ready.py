"""The KakaoTalk channel is open, a business channel with its home shown, and its master applies."""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    profile = case.manifest.channel_profile
    if profile is None:
        return because("missing")
    wanting = (
        ("not-opened", profile.opened),
        ("not-master", profile.applied_by == "master"),
        ("home-off", profile.home_on),
        ("not-business", profile.business),
    )
    return because(next((reason for reason, ready in wanting if not ready), None))


def _fail(code: str, message: Text, remedy: Text) -> Reason:
    return Reason(Outcome.FAIL, code, message, remedy)


RULE = Rule(
    name="channel-ready",
    about=Text(
        "카카오톡 채널이 개설·공개되어 있고 채널 마스터가 신청함",
        "The KakaoTalk channel is open with its home shown, and its master applies",
    ),
    reasons={
        "missing": Reason(
            Outcome.UNSURE,
            "channel-profile-missing",
            Text("카카오톡 채널 정보가 없습니다.", "Nothing is known of the KakaoTalk channel."),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
        "not-opened": _fail(
            "channel-not-opened",
            Text("카카오톡 채널이 개설되어 있지 않습니다.", "The KakaoTalk channel is not open."),
            Text("채널 관리자센터에서 채널을 개설한 뒤 다시 신청해 주세요.", "Open the channel, then apply again."),
        ),
        "not-master": _fail(
            "channel-not-master",
            Text("채널 마스터가 신청하지 않았습니다.", "It was not the channel's master who applied."),
            Text("채널 마스터 계정으로 신청해 주세요.", "Apply with the account of the channel's master."),
        ),
        "home-off": _fail(
            "channel-home-off",
            Text("카카오톡 채널 홈이 공개되어 있지 않습니다.", "The home of the KakaoTalk channel is not shown."),
            Text(
                "채널 홈 공개를 ON으로 바꾼 뒤 다시 신청해 주세요.", "Set the channel's home to ON, then apply again."
            ),
        ),
        "not-business": Reason(
            Outcome.UNSURE,
            "channel-not-business",
            Text("아직 비즈니스 채널이 아닙니다.", "The channel is not a business channel yet."),
            Text("비즈니스 채널로 전환해 주세요. 담당자가 직접 확인합니다.", "Convert it. A person will look at it."),
        ),
    },
    check=_check,
)
