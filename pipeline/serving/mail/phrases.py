"""What notices say: a title, a lead and a last word for every outcome, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.document import Text, Verdict

_GREEN, _RED, _BLUE, _AMBER = "#1a7f4b", "#b42318", "#175cd3", "#b54708"


class Settled(StrEnum):
    """How a person settled a case."""

    APPROVED = "approved"
    REJECTED = "rejected"
    ANOTHER_COPY = "another-copy"
    REVOKED = "revoked"
    """What was approved before no longer is."""
    UNDER_REVIEW = "under-review"
    """What the rules rejected a person now looks at, because the applicant asked for it."""


_REASONS = Text("사유와 보완 방법", "Reasons, and how to mend them")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of a notice. `reasons` heads the list of reasons, `last` says whom to ask."""

    title: Text
    lead: Text
    colour: str
    reasons: Text = _REASONS
    last: tuple[Text, Text] | None = None
    """A heading and a sentence."""


_ASK = (
    Text("궁금한 점이 있으신가요?", "Do you have a question?"),
    Text("이 메일에 회신해 주시면 담당자가 답변해 드립니다.", "Reply to this mail, and a person will answer you."),
)
_DISAGREE_WITH_MACHINE = (
    Text("이의가 있으신가요?", "Do you disagree?"),
    Text(
        "이 결정은 자동 심사로 이루어졌습니다. 설명이 필요하거나 사람의 재심사를 원하시면 이 메일에 회신해 주세요. "
        "담당자가 서류를 처음부터 직접 다시 확인하여 결정합니다. 비용은 없으며, 이미 내신 서류를 다시 내실 필요도 없습니다. "
        "(개인정보 보호법 제37조의2)",
        "This decision was made automatically. If you want an explanation, or a person to decide anew, reply to this "
        "mail: a person will look at your documents from the start and decide. It costs nothing, and what you have handed in need "
        "not be sent again. (Personal Information Protection Act, Article 37-2)",
    ),
)
_DISAGREE_WITH_PERSON = (
    Text("이의가 있으신가요?", "Do you disagree?"),
    Text(
        "이 결정은 담당자가 서류를 직접 확인하여 내린 것입니다. 설명이 필요하거나 이의가 있으시면 이 메일에 회신해 주세요. "
        "다시 확인하여 답변해 드립니다.",
        "This decision was made by a person who looked at your documents. If you want an explanation or disagree, "
        "reply to this mail; we will look into it again and answer you.",
    ),
)
_HOW_TO_PREPARE = Text("다시 제출하실 서류와 준비 방법", "What to hand in again, and how")

APPLICANT = {
    Verdict.APPROVED: Phrases(
        Text("승인되었습니다", "Approved"),
        Text(
            "제출하신 서류를 모두 확인하였으며, 신청이 승인되었습니다. 더 제출하실 서류는 없습니다.",
            "We have checked all of your documents, and your application is approved. There is nothing more to hand in.",
        ),
        _GREEN,
        last=_ASK,
    ),
    Verdict.REJECTED: Phrases(
        Text("반려되었습니다", "Rejected"),
        Text(
            "제출하신 서류에서 아래 사유가 확인되어 신청이 반려되었습니다. 사유를 보완하여 다시 제출해 주시면 새로 심사합니다.",
            "Your application is rejected for the reasons below. Mend them and hand in the documents again, "
            "and we will review it anew.",
        ),
        _RED,
        last=_DISAGREE_WITH_MACHINE,
    ),
    Verdict.NEEDS_REVIEW: Phrases(
        Text("담당자가 확인하고 있습니다", "A person is reviewing it"),
        Text(
            "자동 심사만으로는 판단할 수 없어 담당자가 서류를 직접 확인하고 있습니다. 지금 하실 일은 없으며, 결과는 메일로 알려 드립니다.",
            "Your documents could not be decided automatically, so a person is looking at them. "
            "There is nothing for you to do now; we will write to you with the result.",
        ),
        _BLUE,
        last=_ASK,
    ),
    Verdict.INCOMPLETE: Phrases(
        Text("서류를 더 제출해 주세요", "Documents are still needed"),
        Text(
            "심사를 마치려면 아래 서류가 더 필요합니다. 신청하실 때와 같은 방법으로 제출해 주시면 심사를 이어 갑니다. "
            "아래에 없는 서류는 다시 제출하지 않으셔도 됩니다.",
            "We need the documents below to finish the review. Hand them in the way you applied, and we will go on. "
            "What is not named below need not be sent again.",
        ),
        _AMBER,
        last=_ASK,
    ),
}
"""What the applicant is told of what the machine decided."""

REVIEWED_AND_OWED = Phrases(
    Text("담당자가 확인하고 있으며, 서류가 더 필요합니다", "A person is reviewing it, and documents are still needed"),
    Text(
        "자동 심사만으로는 판단할 수 없는 부분이 있어 담당자가 서류를 직접 확인하고 있습니다. 그동안 아래 서류를 더 제출해 주세요. "
        "아래에 없는 서류는 다시 제출하지 않으셔도 되며, 결과는 메일로 알려 드립니다.",
        "Not all could be decided automatically, so a person is looking at your documents. Meanwhile, hand in the "
        "documents below. What is not named below need not be sent again; we will write to you with the result.",
    ),
    _BLUE,
    last=_ASK,
)

BY_PERSON = {
    Settled.APPROVED: Phrases(
        Text("승인되었습니다", "Approved"),
        Text(
            "담당자가 제출하신 서류를 직접 확인하였으며, 신청이 승인되었습니다. 더 제출하실 서류는 없습니다.",
            "A person has looked at your documents, and your application is approved. There is nothing more to hand in.",
        ),
        _GREEN,
        last=_ASK,
    ),
    Settled.REJECTED: Phrases(
        Text("반려되었습니다", "Rejected"),
        Text(
            "담당자가 제출하신 서류를 직접 확인한 결과, 아래 사유로 신청이 반려되었습니다. "
            "사유를 보완하여 다시 제출해 주시면 새로 심사합니다.",
            "A person has looked at your documents and rejected your application for the reasons below. "
            "Mend them and hand in the documents again, and we will review it anew.",
        ),
        _RED,
        last=_DISAGREE_WITH_PERSON,
    ),
    Settled.ANOTHER_COPY: Phrases(
        Text("서류를 다시 제출해 주세요", "Please hand in a document again"),
        Text(
            "담당자가 서류를 확인하고 있으나, 제출하신 파일만으로는 확인을 마칠 수 없는 서류가 있습니다. 번거로우시겠지만 "
            "아래 안내에 따라 신청하실 때와 같은 방법으로 다시 제출해 주세요. 아래에 없는 서류는 다시 제출하지 않으셔도 됩니다.",
            "A person is reviewing your documents, but cannot finish with the files as they are. Please hand in the "
            "documents below again, the way you applied. What is not named below need not be sent again.",
        ),
        _AMBER,
        reasons=_HOW_TO_PREPARE,
        last=_ASK,
    ),
    Settled.REVOKED: Phrases(
        Text("승인이 취소되었습니다", "The approval is revoked"),
        Text(
            "이전에 승인된 신청을 담당자가 다시 확인하여 승인을 취소하였습니다. 아래 내용을 보완하여 다시 제출해 주시면 새로 심사합니다.",
            "A person has looked again at your application, which had been approved, and revoked the approval. "
            "Mend what is named below and hand in the documents again, and we will review it anew.",
        ),
        _RED,
        last=_DISAGREE_WITH_PERSON,
    ),
    Settled.UNDER_REVIEW: Phrases(
        Text("담당자가 다시 심사하고 있습니다", "A person is deciding anew"),
        Text(
            "요청하신 대로, 자동 심사로 반려된 신청을 담당자가 처음부터 다시 확인하고 있습니다. "
            "지금 하실 일은 없으며, 결과는 메일로 알려 드립니다.",
            "As you asked, a person is looking anew at your application, which was rejected automatically. "
            "There is nothing for you to do now; we will write to you with the result.",
        ),
        _BLUE,
        last=_ASK,
    ),
}
"""What the applicant is told of what a person decided."""

_TO_KAKAO = Text(
    "카카오에 심사를 신청할 수 있습니다. 채널의 인증은 카카오가 심사하여 결정하며(영업일 기준 3~5일), "
    "결과는 채널 관리자센터와 카카오톡으로 안내됩니다.",
    "It is fit to be handed to Kakao. Kakao itself decides on the channel's certification (3 to 5 business days) and tells the "
    "result in the channel's admin centre and by KakaoTalk.",
)
_FIT = Text("서류가 모두 갖추어졌습니다", "Ready to be handed to Kakao")
KAKAO_APPROVED = Phrases(
    _FIT,
    Text(
        f"제출하신 서류를 모두 확인하였으며, {_TO_KAKAO.ko} 더 제출하실 서류는 없습니다.",
        f"We have checked all of your documents. {_TO_KAKAO.en} There is nothing more to hand in here.",
    ),
    _GREEN,
    last=_ASK,
)
KAKAO_APPROVED_BY_PERSON = Phrases(
    _FIT,
    Text(
        f"담당자가 제출하신 서류를 직접 확인하였으며, {_TO_KAKAO.ko} 더 제출하실 서류는 없습니다.",
        f"A person has looked at your documents. {_TO_KAKAO.en} There is nothing more to hand in here.",
    ),
    _GREEN,
    last=_ASK,
)
"""Of a KakaoTalk channel: Kakao certifies, so that approved means fit to be handed to Kakao, and no more."""

REVOKED_WITHOUT_REASONS = Phrases(
    BY_PERSON[Settled.REVOKED].title,
    Text(
        "이전에 승인된 신청을 담당자가 다시 확인하여 승인을 취소하였습니다. "
        "자세한 사유와 다시 신청하시는 방법은 이 메일에 회신해 주시면 안내해 드립니다.",
        "A person has looked again at your application, which had been approved, and revoked the approval. "
        "Reply to this mail, and we will tell you why and how to apply again.",
    ),
    _RED,
    last=_DISAGREE_WITH_PERSON,
)

OPERATOR = {
    Verdict.APPROVED: Phrases(
        Text("서류에 문제가 없습니다", "The paper is in order"),
        Text(
            "신청 없이 제출된 서류입니다. 서류 자체의 요건은 모두 충족하였으나, 이 확인만으로 무엇도 승인되지 않습니다.",
            "This paper was handed in without an application. It meets every rule for the paper itself; this grants nothing.",
        ),
        _GREEN,
    ),
    Verdict.REJECTED: Phrases(
        Text("서류에 문제가 있습니다", "The paper is not in order"),
        Text(
            "신청 없이 제출된 서류입니다. 아래 사유로 요건을 충족하지 못합니다.",
            "This paper was handed in without an application. It does not meet the rules, for the reasons below.",
        ),
        _RED,
    ),
    Verdict.NEEDS_REVIEW: Phrases(
        Text("담당자 확인이 필요합니다", "A person must look at it"),
        Text(
            "신청 없이 제출된 서류입니다. 아래 항목을 확실히 판단할 수 없습니다.",
            "This paper was handed in without an application. The points below could not be told for sure.",
        ),
        _BLUE,
    ),
}
"""What the operator is told of what the machine decided of a bare file."""

OPERATOR_BY_PERSON = {
    Settled.APPROVED: Phrases(
        Text("담당자 확인: 문제가 없습니다", "Reviewed: the paper is in order"),
        Text(
            "신청 없이 제출된 서류를 담당자가 직접 확인하였으며 문제가 없습니다. 이 확인만으로 무엇도 승인되지 않습니다.",
            "A person has looked at this paper, which was handed in without an application. It is in order; this grants nothing.",
        ),
        _GREEN,
    ),
    Settled.REJECTED: Phrases(
        Text("담당자 확인: 문제가 있습니다", "Reviewed: the paper is not in order"),
        Text(
            "신청 없이 제출된 서류를 담당자가 직접 확인하였으며, 아래 사유로 요건을 충족하지 못합니다.",
            "A person has looked at this paper, which was handed in without an application. "
            "It does not meet the rules, for the reasons below.",
        ),
        _RED,
    ),
    Settled.ANOTHER_COPY: Phrases(
        Text("담당자 확인: 서류를 다시 받아야 합니다", "Reviewed: another copy is needed"),
        Text(
            "신청 없이 제출된 서류를 담당자가 확인하였으나 이 파일만으로는 판단할 수 없습니다. 제출한 분께 아래 안내를 전해 주세요.",
            "A person has looked at this paper, which was handed in without an application, and cannot decide by this file. "
            "Please pass on what stands below to whoever handed it in.",
        ),
        _AMBER,
        reasons=_HOW_TO_PREPARE,
    ),
    Settled.REVOKED: Phrases(
        Text("담당자 확인: 이전 확인을 취소하였습니다", "Reviewed: no longer in order"),
        Text(
            "문제가 없다고 확인되었던 서류를 담당자가 다시 확인하여 그 결과를 취소하였습니다.",
            "A person has looked again at this paper, which had been found in order, and taken that back.",
        ),
        _RED,
    ),
    Settled.UNDER_REVIEW: Phrases(
        Text("담당자가 다시 확인합니다", "A person looks at it anew"),
        Text(
            "자동으로 반려된 서류를 요청에 따라 담당자가 다시 확인합니다.",
            "A person looks anew at this paper, which was rejected automatically, because it was asked for.",
        ),
        _BLUE,
    ),
}
"""What the operator is told of what a person decided of a bare file."""

UNTRUSTED = Phrases(
    Text("신청 정보의 출처를 확인할 수 없습니다", "An application of unknown origin"),
    Text(
        "application.json에 올바른 서명이 없어 그 내용을 믿지 않았으며, 아무것도 승인하지 않았습니다. 신청인에게는 알리지 않았습니다.",
        "Its application.json carries no valid signature, so nothing in it was believed and nothing approved. "
        "The applicant was not told.",
    ),
    _BLUE,
)

UNTRUSTED_BY_PERSON = {
    settled: replace(
        words,
        lead=Text(
            "출처를 확인할 수 없는 신청을 담당자가 직접 확인하여 결정하였습니다. 신청 정보의 연락처를 믿을 수 없어 신청인에게는 "
            "알리지 않았습니다. 신청인이 누구인지 확인한 뒤 직접 알려 주세요.",
            "A person has decided this application of unknown origin. The applicant was not told, since the address in it "
            "cannot be trusted: please find out who applied, and tell them.",
        ),
        last=None,
    )
    for settled, words in BY_PERSON.items()
}
"""What the operator is told of what a person decided of an application that is not surely the operator's own."""
