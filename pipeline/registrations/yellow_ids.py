"""Yellow IDs (카카오톡 채널 검색용 아이디), by which a channel is known."""

from __future__ import annotations

import re

_YELLOW_ID = re.compile(r"@[0-9A-Za-z가-힣._-]{1,30}")


def yellow_id(text: str) -> str:
    """A Yellow ID (카카오톡 채널 검색용 아이디) as it is kept: with its `@`, letters small; empty where it is none.

    >>> yellow_id("한빛테크"), yellow_id("@Hanbit"), yellow_id("a b")
    ('@한빛테크', '@hanbit', '')
    """
    found = f"@{text.strip().removeprefix('@')}".casefold()
    return found if _YELLOW_ID.fullmatch(found) else ""
