"""application.json: its form, and what is turned away."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DojangError
from pipeline.manifest import Channel, parse
from tests.made_facts import MANIFEST, manifest_json


def refused(data: bytes) -> str:
    with pytest.raises(DojangError) as caught:
        parse(data)
    assert caught.value.code == "manifest-invalid"
    return caught.value.detail


def test_the_contract_s_example_is_read() -> None:
    manifest = parse(manifest_json())
    assert (manifest.application_id, manifest.channel) == ("A-1001", Channel.SENDER_NUMBER)
    assert manifest.submitted == date(2026, 11, 21)
    assert manifest.identity is not None
    assert manifest.identity.second.name == "김하늘"


def test_the_day_is_seoul_s() -> None:
    assert parse(manifest_json(submitted_at="2026-11-20T15:00:00Z")).submitted == date(2026, 11, 21)


def test_identity_and_profile_may_be_missing() -> None:
    data = {key: value for key, value in MANIFEST.items() if key not in {"identity", "channel_profile"}}
    manifest = parse(json.dumps(data).encode())
    assert manifest.identity is None
    assert manifest.channel_profile is None


def test_a_kakao_application_needs_no_number() -> None:
    assert parse(manifest_json(channel="kakao-channel", sender_number=None)).sender_number is None


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse(b"\xef\xbb\xbf" + manifest_json()).application_id == "A-1001"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"application_id": "../etc"}, "application_id"),
        ({"application_id": "a\n"}, "application_id"),
        ({"channel": "fax"}, "channel"),
        ({"submitted_at": 1700000000}, "submitted_at"),
        ({"submitted_at": "1700000000"}, "submitted_at"),
        ({"submitted_at": "2026-11-21"}, "submitted_at"),
        ({"submitted_at": "2026-11-21T10:00:00"}, "submitted_at"),
        ({"submitted_at": "9999-12-31T23:59:59Z"}, "submitted_at"),
        ({"company_name": ""}, "company_name"),
        ({"company_name": "가" * 201}, "company_name"),
        ({"company_name": "한빛\r\nBcc: x@example.com"}, "company_name"),
        ({"company_name": 5}, "company_name"),
        ({"business_number": "999-81-0001"}, "business_number"),
        ({"sender_number": None}, "sender_number"),
        ({"business_types": ["opera"]}, "business_types.0"),
        ({"business_types": ["mail-order"] * 4}, "business_types"),
        ({"overseas": "no"}, "overseas"),
        ({"applicant": {}}, "applicant.email, applicant.name, applicant.phone"),
        ({"applicant": {"name": "김", "email": "a@b\nc", "phone": "1"}}, "applicant.email"),
        ({"identity": {"first": {"name": "김", "at": "2026-11-20T09:00:00+09:00"}}}, "identity.second"),
        ({"extra_key": 1}, "extra_key"),
    ],
)
def test_the_key_s_path_is_named(changes: dict[str, object], path: str) -> None:
    assert refused(manifest_json(**changes)) == path


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe{}",
        b'{"overseas": NaN}',
        b'{"a":' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"a":' * 9 + b"1" + b"}" * 9,
        b'"' + b'\\"' * 30_000,
        b" " * 70_000,
        manifest_json()[:-1],
        json.dumps(MANIFEST | {"company_name": "\ud800"}).encode(),
    ],
)
def test_anything_else_is_turned_away(data: bytes) -> None:
    refused(data)


def test_a_key_given_twice_is_turned_away() -> None:
    twice = manifest_json()[:-1] + b', "overseas": true}'
    assert refused(twice) == "overseas (given twice)"


def test_no_value_reaches_the_error() -> None:
    secret = "900101-1234567"
    for changes in ({"company_name": secret + "\n"}, {secret: 1}, {"channel": secret}, {"applicant": {secret: secret}}):
        assert secret not in refused(manifest_json(**changes))


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    refused(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([key for key in MANIFEST if key != "identity"]), json_values)
def test_no_value_breaks_it(key: str, value: object) -> None:
    try:
        parse(json.dumps(MANIFEST | {key: value}).encode())
    except DojangError as error:
        assert error.code == "manifest-invalid"  # noqa: PT017 - some values are in order
