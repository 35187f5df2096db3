"""Which campaigns stand in the way of deleting a KakaoTalk sending profile.

Source: DFINERY, "Setting up a KakaoTalk sending profile" (`seed1` of the domain facts), its table of campaign states.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pipeline.document import Text


class Campaign(StrEnum):
    """Where a campaign that uses the profile stands."""

    DRAFT = "draft"
    WAITING = "waiting-for-dispatch"
    PREPARING = "preparing"
    SENDING = "sending"
    COMPLETED = "shipment-completed"
    CANCELLED = "cancelled"
    FAILED = "transmission-failure"


CAMPAIGNS: dict[Campaign, tuple[Text, bool]] = {
    Campaign.DRAFT: (Text("임시 저장", "Draft"), True),
    Campaign.WAITING: (Text("발송 대기", "Waiting for dispatch"), False),
    Campaign.PREPARING: (Text("발송 준비 중", "Preparing"), False),
    Campaign.SENDING: (Text("발송 중", "Sending"), False),
    Campaign.COMPLETED: (Text("발송 완료", "Shipment completed"), True),
    Campaign.CANCELLED: (Text("취소", "Cancelled"), True),
    Campaign.FAILED: (Text("발송 실패", "Transmission failure"), True),
}
"""What people call it, and whether the profile may be deleted while a campaign stands there."""

NONE = "none"
"""What is said where no campaign uses the profile: silence says nothing."""


def stands_in_the_way(told: Iterable[str]) -> str | None:
    """The code of why the profile may not be deleted; of a state that nobody knows nothing good is assumed.

    >>> stands_in_the_way(["draft", "cancelled"]), stands_in_the_way(["draft", "sending"]), stands_in_the_way([])
    (None, 'campaign-in-the-way', 'campaigns-unknown')
    """
    states = list(told)
    if states == [NONE]:
        return None
    if not states or not set(states) <= {one.value for one in Campaign}:
        return "campaigns-unknown"
    free = all(CAMPAIGNS[Campaign(one)][1] for one in states)
    return None if free else "campaign-in-the-way"
