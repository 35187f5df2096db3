"""application.json: what the operator's system says of an application.

Anything that does not have this form is `manifest-invalid`; the error names the key's path, never
a value.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, NamedTuple, NoReturn, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from pipeline.errors import DojangError

SEOUL = timezone(timedelta(hours=9), "Asia/Seoul")
"""Korea has had no daylight saving time since 1988."""

MAX_BYTES = 64 * 1024
"""Largest application.json."""

MAX_DEPTH = 8
"""Deepest nesting; the form itself needs three."""


_NUMBER_MISSING = "number_missing"
"""The one fault that pydantic cannot place by itself."""


class Channel(StrEnum):
    """What is applied for."""

    SENDER_NUMBER = "sender-number"
    """발신번호."""
    KAKAO_CHANNEL = "kakao-channel"
    """카카오톡 채널."""


class BusinessType(StrEnum):
    """Trades that need a report certificate."""

    MAIL_ORDER = "mail-order"
    """통신판매업."""
    MEDICAL_DEVICE = "medical-device"
    """의료기기판매업."""
    HEALTH_FOOD = "health-food"
    """건강기능식품."""


def _plain(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("not a printable line")
    return text


def _spelled_out(moment: object) -> object:
    if not isinstance(moment, str) or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:", moment):
        raise ValueError("not a moment")
    return moment


def _day_in_range(moment: datetime) -> datetime:
    if not datetime(2000, 1, 1, tzinfo=UTC) <= moment < datetime(2200, 1, 1, tzinfo=UTC):
        raise ValueError("out of range")
    return moment


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
"""One printable line: no control characters, which could reach a mail's header."""

Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_spelled_out), AfterValidator(_day_in_range)]
"""A moment with its offset from UTC."""


_EMAIL = r"^[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+$"
_LONGEST_EMAIL = 254


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Person(_Part):
    """Who applies, and how to reach them."""

    name: Line
    email: Annotated[str, Field(max_length=_LONGEST_EMAIL, pattern=_EMAIL)]
    phone: Annotated[str, Field(max_length=40, pattern=r"^[0-9+() .-]+$")]


class Step(_Part):
    """One identity verification (본인인증): who passed it, and when."""

    name: Line
    at: Moment


class Identity(_Part):
    """The two steps of identity verification."""

    first: Step
    second: Step


class ChannelProfile(_Part):
    """The KakaoTalk channel as it stands: opened, a business channel, its home shown, and who applied."""

    name: Line
    opened: bool
    business: bool
    home_on: bool
    applied_by: Line


class Manifest(_Part):
    """One application. `identity` and `channel_profile` may be missing."""

    application_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    channel: Channel
    submitted_at: Moment
    company_name: Line
    business_number: Annotated[str, Field(pattern=r"^[0-9]{3}-?[0-9]{2}-?[0-9]{5}$")]
    sender_number: Annotated[Line, Field(max_length=40)] | None = None
    business_types: Annotated[tuple[BusinessType, ...], Field(max_length=3)] = ()
    overseas: bool
    applicant: Person
    identity: Identity | None = None
    channel_profile: ChannelProfile | None = None

    @model_validator(mode="after")
    def _number_for_sender(self) -> Self:
        if self.channel is Channel.SENDER_NUMBER and self.sender_number is None:
            raise PydanticCustomError(_NUMBER_MISSING, "needed for this channel")
        return self

    @property
    def submitted(self) -> date:
        """The Seoul day of `submitted_at`."""
        return self.submitted_at.astimezone(SEOUL).date()


def parse(data: bytes) -> Manifest:
    """The manifest in these bytes (UTF-8 JSON). Raises `manifest-invalid`, which names the key's path."""
    if len(data) > MAX_BYTES:
        raise _invalid("larger than 64 KiB")
    text = _decoded(data)
    _check_depth(text)
    _check_json(text)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)
        detail = ", ".join(
            sorted({_path(("sender_number",) if one["type"] == _NUMBER_MISSING else one["loc"]) for one in wrong})
        )
    raise _invalid(detail)


class Contact(NamedTuple):
    """What is left to know of an application whose manifest is invalid: whom to write to, and what was applied for."""

    email: str | None
    channel: Channel | None


def contact(data: bytes) -> Contact | None:
    """What an invalid manifest still says of whom to tell; `None` where it is no JSON object at all."""
    try:
        text = _decoded(data)
        _check_depth(text)
        _check_json(text)
        told = json.loads(text)
    except DojangError:
        return None
    if not isinstance(told, dict):
        return None
    applicant = told.get("applicant")
    email = applicant.get("email") if isinstance(applicant, dict) else None
    channel = told.get("channel")
    return Contact(
        email if isinstance(email, str) and len(email) <= _LONGEST_EMAIL and re.fullmatch(_EMAIL, email) else None,
        next((one for one in Channel if one.value == channel), None),
    )


def _invalid(detail: str) -> DojangError:
    return DojangError("manifest-invalid", detail)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise _invalid("not UTF-8")


def _check_depth(text: str) -> None:
    """Counts brackets outside strings, before any parser recurses into them."""
    depth = 0
    for bracket in re.findall(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', text, re.DOTALL):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(bracket, 0)
        if depth > MAX_DEPTH:
            raise _invalid("nested too deeply")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            raise _invalid(f"{_shown(key)} (given twice)")
        seen[key] = value
    return seen


def _no_constant(_name: str) -> NoReturn:
    raise _invalid("a number that JSON does not have")


def _check_json(text: str) -> None:
    """Refuses what parsers disagree about: keys given twice, NaN, numbers without end."""
    try:
        json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except ValueError:
        pass
    else:
        return
    raise _invalid("not JSON")


def _shown(key: str) -> str:
    """A key of the document, if it looks like a key: an unknown one could hold anything."""
    return key if re.fullmatch(r"[a-z_]{1,40}", key) else "(unknown key)"


def _path(loc: tuple[int | str, ...]) -> str:
    if not loc:
        return "(top level)"
    return ".".join(str(part) if isinstance(part, int) else _shown(part) for part in loc)
