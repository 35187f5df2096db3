"""Facts made for tests: papers in order, which a test then breaks in one place."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.document import Box, Facts, Field, Kind, Paper, Sign

TODAY = date(2026, 11, 21)
BOX = Box(0.1, 0.2, 0.3, 0.4)
SURE, DOUBTFUL = 0.97, 0.6

VALUES: dict[Kind, dict[str, str]] = {
    Kind.BUSINESS_REGISTRATION: {
        "company_name": "주식회사 한빛테크",
        "business_number": "999-81-00015",
        "representative": "이도현",
    },
    Kind.UNIQUE_NUMBER_CERTIFICATE: {
        "company_name": "주식회사 한빛테크",
        "business_number": "999-81-00015",
        "representative": "이도현",
    },
    Kind.EMPLOYMENT_CERTIFICATE: {
        "company_name": "㈜한빛테크",
        "issuance_date": "2026-10-02",
        "stamp": "present",
        "person_name": "김하늘",
    },
    Kind.TELECOM_SERVICE_CERTIFICATE: {
        "company_name": "주식회사 한빛테크",
        "issuance_date": "2026-10-02",
        "issuance_number": "20261002-123",
        "issuing_institution": "한국통신",
        "issuer": "박담당",
    },
    Kind.NUMBER_USAGE_CONSENT: {
        "company_name": "(주)한빛테크",
        "grantee": "한빛테크 주식회사",
        "stamp": "present",
        "signature": "absent",
    },
    Kind.MAIL_ORDER_REPORT: {
        "company_name": "주식회사 한빛테크",
        "issuance_number": "2026-서울강남-01234",
        "stamp": "present",
    },
    Kind.IDENTITY_CARD: {"person_name": "이도현"},
}
NUMBERED = {Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT}
NUMBER = "0234567890"


def field(value: str | None, confidence: float = SURE, **more: Any) -> Field:
    place = {} if value in {None, "absent"} else {"page": 1, "box": BOX}
    return Field(value, confidence, **{**place, **more})


def paper(kind: Kind, changes: dict[str, Field | None] | None = None, **more: Any) -> Paper:
    """A paper in order; `changes` gives other fields, or takes them away (`None`)."""
    fields: dict[str, Field | None] = {name: field(value) for name, value in VALUES.get(kind, {}).items()}
    fields["resident_number"] = field("absent")
    if kind is Kind.IDENTITY_CARD:
        fields["resident_number"] = field("masked", hidden_digits=7)
        fields["licence_number"] = field("absent")
    fields |= changes or {}
    kept = {name: one for name, one in fields.items() if one is not None}
    numbers = (field(NUMBER),) if kind in NUMBERED else ()
    made = Paper(kind=kind, kind_confidence=0.98, pages=(1,), fields=kept, phone_numbers=numbers)
    return replace(made, **more)


def facts(*papers: Paper, sha256: str = "") -> Facts:
    digest = sha256 or hashlib.sha256("".join(one.kind for one in papers).encode()).hexdigest()
    return Facts(digest, tuple(one.kind for one in papers), papers, "1", "tesseract 5.3.0 kor")


SIGN = Sign("text-under-box", 1, BOX)


def manifest_json(**changes: Any) -> bytes:
    return json.dumps(MANIFEST | changes, ensure_ascii=False).encode()


MANIFEST: dict[str, Any] = {
    "application_id": "A-1001",
    "channel": "sender-number",
    "submitted_at": "2026-11-21T10:00:00+09:00",
    "company_name": "주식회사 한빛테크",
    "business_number": "999-81-00015",
    "sender_number": "02-3456-7890",
    "business_types": [],
    "overseas": False,
    "applicant": {"name": "김하늘", "email": "applicant@example.com", "phone": "010-2345-6789"},
    "identity": {
        "first": {"name": "김하늘", "at": "2026-11-20T09:00:00+09:00"},
        "second": {"name": "김하늘", "at": "2026-11-20T09:05:00+09:00"},
    },
    "channel_profile": {"name": "한빛테크", "opened": True, "business": True, "home_on": True, "applied_by": "master"},
}
