"""The channel's name has to do with the company's; where it has not, a person looks at why."""

from __future__ import annotations

from checks.names import company_name
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    profile = case.manifest.channel_profile
    if profile is None:
        return because("unrelated")
    company, channel = company_name(case.manifest.company_name), company_name(profile.name)
    names = {company.core, *company.aliases} - {""}
    others = {channel.core, *channel.aliases} - {""}
    related = any(one in other or other in one for one in names for other in others)
    return because(None if related else "unrelated")


RULE = Rule(
    name="channel-name-agrees",
    about=Text("채널 이름이 회사명과 관련 있음", "The channel's name has to do with the company's"),
    reasons={
        "unrelated": Reason(
            Outcome.UNSURE,
            "channel-name-unrelated",
            Text(
                "채널 이름과 회사명의 관계를 확인해야 합니다.",
                "It must be checked how the channel's name is related to the company's.",
            ),
            Text(
                "상표등록증 등 관계를 보여 주는 자료를 제출해 주세요. 담당자가 직접 확인합니다.",
                "Hand in what shows the relation, such as a trademark. A person will look at it.",
            ),
        ),
    },
    check=_check,
)
