"""The tax service's register: what it says, how long it may take, and what becomes of it when it does not answer."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from pipeline.business_status import BusinessStatus, Genuine, Registration
from pipeline.registers import Offline, TaxService, open_register
from pipeline.settings import Settings
from tests import tax_office as of
from tests.tax_office import ACTIVE, CLOSED, KEY, SUSPENDED, UNKNOWN, TaxOffice

UNREACHABLE = BusinessStatus.UNREACHABLE


@pytest.fixture
def office() -> Iterator[TaxOffice]:
    with of.tax_office() as opened:
        yield opened


def ask(office: TaxOffice, number: str = ACTIVE, key: str = KEY, seconds: float = 10.0) -> BusinessStatus:
    return TaxService(office.url, key, seconds).status(number)


@pytest.mark.parametrize(
    ("number", "status"),
    [(ACTIVE, "active"), (SUSPENDED, "suspended"), (CLOSED, "closed"), (UNKNOWN, "unregistered")],
)
def test_what_the_register_says(office: TaxOffice, number: str, status: str) -> None:
    assert ask(office, number) == status
    assert office.asked == [{"b_no": [number]}]


def test_the_key_counts_as_it_is_and_percent_encoded(office: TaxOffice) -> None:
    assert ask(office, key=quote(KEY, safe="")) is BusinessStatus.ACTIVE


def test_a_wrong_key_is_not_tried_again(office: TaxOffice, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert ask(office, key="wrong-secret") is UNREACHABLE
    assert len(office.asked) == 1
    assert "HTTP 401" in caplog.text
    assert "wrong-secret" not in caplog.text, "no address is logged, at any level"
    assert ACTIVE not in caplog.text


@pytest.mark.parametrize(
    "mood",
    [
        of.refuse(500),
        of.refuse(503),
        of.refuse(429, **{"Retry-After": "1"}),
        of.refuse(429, **{"Retry-After": "Sat, 21 Nov 2026 10:00:00 GMT"}),
        of.say(b"<html>maintenance</html>"),
        of.say(b""),
        of.say(b"\xff\xfe\x00"),
        of.say(b"[" * 100_000),
        of.say(b'{"status_code": "INTERNAL_ERROR", "data": []}'),
        of.say(json.dumps({"status_code": "OK", "data": [{"b_no": ACTIVE}]}).encode()),
        of.hang_up,
    ],
)
def test_what_may_pass_is_tried_again(office: TaxOffice, mood: object) -> None:
    assert callable(mood)
    office.moods.append(mood)
    assert ask(office) is BusinessStatus.ACTIVE
    assert len(office.asked) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"status_code": "OK", "data": []},
        {"status_code": "OK", "data": [of.row(CLOSED)]},
        {"status_code": "OK", "data": [of.row(ACTIVE), of.row(ACTIVE)]},
        {"status_code": "OK", "data": [{**of.row(ACTIVE), "b_stt_cd": "09"}]},
        {"status_code": "OK", "data": [{**of.row(ACTIVE), "b_stt_cd": ""}]},
    ],
)
def test_what_is_no_answer_to_the_question_is_none(office: TaxOffice, body: object) -> None:
    office.moods.append(of.say(json.dumps(body).encode()))
    assert ask(office) is UNREACHABLE


@pytest.mark.parametrize("code", [301, 400, 403, 404, 413])
def test_a_refusal_is_none(office: TaxOffice, code: int) -> None:
    office.moods.append(of.refuse(code, Location="http://127.0.0.1:9/elsewhere"))
    assert ask(office) is UNREACHABLE
    assert len(office.asked) == 1, "asking again is of no use, and a key follows no redirect"


def test_three_attempts_and_no_more(office: TaxOffice) -> None:
    office.moods += [of.refuse(500)] * 9
    assert ask(office) is UNREACHABLE
    assert len(office.asked) == 3


@pytest.mark.parametrize("mood", [of.hang, of.trickle, of.refuse(429, **{"Retry-After": "3600"})])
def test_the_limit_holds_for_all_attempts_together(office: TaxOffice, mood: object) -> None:
    assert callable(mood)
    office.moods += [mood] * 9
    began = time.monotonic()
    assert ask(office, seconds=0.8) is UNREACHABLE
    assert time.monotonic() - began < 3


def test_a_slow_attempt_leaves_time_for_another(office: TaxOffice) -> None:
    office.moods.append(of.hang)
    assert ask(office, seconds=3.0) is BusinessStatus.ACTIVE


def test_nobody_there() -> None:
    with of.tax_office() as closed:
        url = closed.url
    assert TaxService(url, KEY, 5.0).status(ACTIVE) is UNREACHABLE


@pytest.mark.parametrize(
    ("day", "person", "said"),
    [
        (date(2020, 1, 2), "이도현", Genuine.MATCHES),
        (date(2020, 1, 3), "이도현", Genuine.DIFFERS),
        (date(2020, 1, 2), "이도헌", Genuine.DIFFERS),
    ],
)
def test_whether_a_registration_is_genuine(
    office: TaxOffice, caplog: pytest.LogCaptureFixture, day: date, person: str, said: Genuine
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert TaxService(office.url, KEY, 10.0).genuine(Registration(UNKNOWN, day, person)) is said
    assert office.asked == [{"businesses": [{"b_no": UNKNOWN, "start_dt": f"{day:%Y%m%d}", "p_nm": person}]}]
    assert person not in caplog.text


@pytest.mark.parametrize(
    ("body", "tries"),
    [
        (b"<html>", 2),
        (b'{"status_code": "OK", "data": [{"b_no": "9998100015", "valid": "03"}]}', 1),
        (b'{"status_code": "OK", "data": [{"b_no": "1248100998", "valid": "01"}]}', 1),
        (b'{"status_code": "OK", "data": []}', 1),
    ],
)
def test_what_is_no_answer_confirms_nothing(office: TaxOffice, body: bytes, tries: int) -> None:
    office.moods.append(of.say(body))
    said = TaxService(office.url, KEY, 10.0).genuine(Registration(UNKNOWN, date(2020, 1, 2), "이도현"))
    assert (said, len(office.asked)) == (Genuine.MATCHES if tries > 1 else Genuine.UNREACHABLE, tries)


def test_the_second_question_goes_to_the_same_host(office: TaxOffice) -> None:
    bare = TaxService(office.url.removesuffix(of.STATUS), KEY, 5.0)
    assert bare.genuine(Registration(UNKNOWN, date(2020, 1, 2), "이도현")) is Genuine.UNREACHABLE
    assert len(office.asked) == 1, "at /validate, which this office does not have"


def test_without_a_key_nobody_is_asked(office: TaxOffice) -> None:
    for key in (None, SecretStr(""), SecretStr(" ")):
        register = open_register(Settings(nts_key=key, nts_url=office.url))
        assert isinstance(register, Offline)
        assert register.status(ACTIVE) is None
        assert register.genuine(Registration(ACTIVE, date(2020, 1, 2), "이도현")) is None
    assert office.asked == []
    with_key = open_register(Settings(nts_key=SecretStr(KEY), nts_url=office.url))
    assert with_key.status(ACTIVE) is BusinessStatus.ACTIVE
    assert KEY not in repr(with_key)
