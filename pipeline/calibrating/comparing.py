"""Values as read against the truth, compared as people would: spaces and a company's form do not count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.document import Field, Json, Paper

COMPANIES = {"company_name", "subscriber", "grantee", "issuing_institution"}
RIGHT, WRONG, MISSING = "right", "wrong", "missing"
Compared = tuple[str, str | None, str | None, float]
"""Outcome, value in truth, value as read, confidence."""


def plain(name: str, value: str | None) -> str | None:
    """A value as it is compared: spaces between Hangul left out, forms of a company equal, 제 … 호 left off."""
    if value is None or not value.strip():
        return None
    folded = re.sub(r"(?<=[가-힣]) (?=[가-힣])", "", " ".join(value.split()))
    if name in COMPANIES:
        return re.sub(r"\s*(?:주식회사|\(주\)|㈜)\s*", "(주)", folded)
    if name in {"issuance_number", "verification_number"}:
        return re.sub(r"^제|호$", "", folded.replace(" ", ""))
    return folded


def compared(truth: Json, paper: Paper) -> Iterable[tuple[str, Compared]]:
    """Every field that the paper's truth knows, against what was read."""
    for name, wanted in truth.items():
        if name == "phone_numbers":
            yield name, numbers_compared(wanted, paper)
            continue
        seen = paper.fields.get(name, Field(None, 0.0))
        expected, found = plain(name, wanted["value"]), plain(name, seen.value)
        yield name, (outcome(expected, found), expected, found, seen.confidence)


def numbers_compared(wanted: Sequence[Json], paper: Paper) -> Compared:
    """All phone numbers of a paper count as one field."""
    expected = " ".join(sorted(one["value"] for one in wanted if one["value"])) or None
    found = " ".join(sorted(one.value for one in paper.phone_numbers if one.value)) or None
    confidence = min((one.confidence for one in paper.phone_numbers), default=0.0)
    return outcome(expected, found), expected, found, confidence


def outcome(expected: str | None, found: str | None) -> str:
    """A doubt (`unclear`) counts as missing, a value where there is none as wrong."""
    if expected == found:
        return RIGHT
    return MISSING if found in {None, "unclear"} else WRONG
