"""Registrations in the service: what a decision moves, what people do, what is told, and who may send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import pytest

from checks.bookfile import Mode
from pipeline.cli import main
from pipeline.document import Kind
from pipeline.errors import DojangError
from pipeline.registrations.kinds import MACHINES
from pipeline.registrations.machine import Machine
from pipeline.registrations.numbers import SENDER_NUMBER
from pipeline.registrations.optouts import OPT_OUT
from pipeline.registrations.permission import Message
from pipeline.registrations.profiles import KAKAO_PROFILE
from pipeline.serving.ledger.registrations import replayed
from pipeline.serving.people import deciding
from pipeline.serving.people.answers import Correction
from pipeline.serving.registering import numbers, optouts, profiles
from pipeline.serving.registering.orders import Order, found
from pipeline.serving.registration_tables import Registration
from pipeline.serving.registry.permission import may_send
from pipeline.serving.web.http import make_app
from pipeline.settings import settings
from tests.made_cases import KEY, NOW, Cases, in_order, open_cases, run_as
from tests.made_facts import field, paper

COMPANY, NUMBER = "999-81-00015", "02-3456-7890"
MOVES = {SENDER_NUMBER.name: numbers.move, OPT_OUT.name: optouts.move, KAKAO_PROFILE.name: profiles.move}
DETAILS = {
    "company": COMPANY,
    "company_name": "㈜한빛테크",
    "representative": "이도현",
    "invoice_email": "tax@example.com",
    "email": "applicant@example.com",
}


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cases]:
    run_as(monkeypatch)
    opened = open_cases(tmp_path)
    yield opened
    for machine in MACHINES:
        for row in opened.office.ledger.registrations.all(machine.name):
            standing = replayed(row, opened.office.ledger.registrations.history(row.id))
            assert (standing.state, dict(standing.noted)) == (row.state, row.noted)
    opened.office.ledger.close()


def go(cases: Cases, machine: Machine, name: str, event: str, now: datetime = NOW, **given: str) -> Registration:
    return MOVES[machine.name](cases.office, Order(machine, name, event, "김운영", given), now)


def refused(cases: Cases, machine: Machine, name: str, event: str, **given: str) -> str:
    with pytest.raises(DojangError) as told:
        go(cases, machine, name, event, **given)
    return told.value.code


def number(cases: Cases, name: str = NUMBER) -> Registration:
    return found(cases.office, SENDER_NUMBER, name)


def mails(cases: Cases) -> list[tuple[str, str, str]]:
    """Recipient, subject and text of every notice of a registration, oldest first."""
    rows = [one for one in cases.office.ledger.outbox.unsent(NOW) if one.step_id]
    read = [
        message_from_bytes(one.message or b"", policy=default) for one in sorted(rows, key=lambda one: one.step_id or 0)
    ]
    bodies = [one.get_body(("plain",)) for one in read]
    return [
        (str(one["To"]), str(one["Subject"]), body.get_content())
        for one, body in zip(read, bodies, strict=True)
        if body
    ]


def approved_channel(cases: Cases, name: str = "K-1", **changes: Any) -> str:
    papers = (paper(Kind.BUSINESS_REGISTRATION), paper(Kind.EMPLOYMENT_CERTIFICATE))
    subject = cases.apply(name, *papers, channel="kakao-channel", sender_number=None, **changes)
    assert cases.review(subject).verdict == "approved"
    return subject


# --- what a decision moves -------------------------------------------------------------------------


def test_an_approved_application_moves_its_number_by_itself(cases: Cases) -> None:
    row = cases.review(cases.apply("A-1", *in_order()))
    held = number(cases)
    assert (row.verdict, held.state, held.noted) == ("approved", "in-use", {"approval": row.id})
    history = cases.office.ledger.registrations.history(held.id)
    assert [one.event for one in history] == ["enter", "verify-first", "verify-second", "hand-in", "approve"]
    assert {one.decision_id for one in history} == {row.id}
    assert [one.name for one in cases.office.ledger.events.unsent()][-1] == "number.in_use"
    ((to, subject, text),) = mails(cases)
    assert (to, "발신번호가 '사용 중' 상태가 되었습니다" in subject) == ("applicant@example.com", True)
    assert text.index("문자 메시지 메뉴") < text.index("text-message menu")


def test_an_entered_number_waits_for_its_papers(cases: Cases) -> None:
    go(cases, SENDER_NUMBER, NUMBER, "enter", company=COMPANY, email="a@example.com")
    go(cases, SENDER_NUMBER, NUMBER, "verify-first", person="김하늘")
    assert refused(cases, SENDER_NUMBER, NUMBER, "verify-second", person="박서준") == "identity-differs"
    go(cases, SENDER_NUMBER, NUMBER, "verify-second", person="김하늘")
    assert refused(cases, SENDER_NUMBER, NUMBER, "approve") == "decision-needed"
    cases.review(cases.apply("A-1", *in_order(), identity=None, sender_number="0234567890"))
    assert number(cases).state in {"under-review", "in-use"}
    assert len(cases.office.ledger.registrations.all(SENDER_NUMBER.name)) == 1


def test_a_number_decided_before_its_identity_is_verified_goes_on_then(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order(), identity=None)
    cases.review(subject)
    cases.answer(subject, "approve")
    assert (number(cases).state, number(cases).hindrance) == ("entered", "identity-owed")
    assert (
        may_send(cases.office.ledger, cases.office.settings, COMPANY, Message.TEXT).reasons[0] == "number-identity-owed"
    )
    for step in ("verify-first", "verify-second"):
        go(cases, SENDER_NUMBER, NUMBER, step, person="김하늘")
    assert (number(cases).state, number(cases).hindrance) == ("in-use", None)


def test_a_rejected_number_is_handed_in_again(cases: Cases) -> None:
    bad = in_order(employment_certificate={"stamp": field("absent")})
    row = cases.review(cases.apply("A-1", *bad))
    assert (row.verdict, number(cases).state, number(cases).noted) == (
        "rejected",
        "rejected",
        {"reason": "stamp-missing"},
    )
    assert mails(cases) == [], "the decision's own notice says it"
    cases.review(cases.apply("A-2", *in_order()))
    assert (number(cases).state, "reason" in number(cases).noted) == ("in-use", False)


def test_a_revoked_approval_revokes_its_number(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    cases.review(subject)
    cases.answer(subject, "revoke")
    assert number(cases).state == "revoked"
    assert may_send(cases.office.ledger, cases.office.settings, COMPANY, Message.TEXT).reasons[0] == "number-revoked"
    assert refused(cases, SENDER_NUMBER, NUMBER, "resume") == "approval-gone"
    assert "발신번호 등록이 취소되었습니다" in mails(cases)[-1][1]


def test_an_approval_that_the_rules_take_back_suspends_its_number(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    cases.review(subject)
    worse = paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field("absent"), "issuance_date": field("2026-10-03")})
    cases.hand_in("A-1/9.pdf", worse)
    cases.look()
    assert cases.review(subject).verdict == "rejected"
    assert (number(cases).state, number(cases).noted["suspended"]) == ("suspended", "decision")
    assert refused(cases, SENDER_NUMBER, NUMBER, "resume") == "approval-gone"


def test_a_company_has_several_numbers(cases: Cases) -> None:
    cases.review(cases.apply("A-1", *in_order()))
    go(cases, SENDER_NUMBER, "1588-1234", "enter", company=COMPANY)
    assert [one.state for one in cases.office.ledger.registrations.of("9998100015")] == ["in-use", "entered"]
    assert may_send(cases.office.ledger, cases.office.settings, COMPANY, Message.TEXT).senders == ("0234567890",)


@pytest.mark.parametrize("how", ["shadow", "unsigned", "wrong number"])
def test_nothing_follows_from_what_is_on_trial_or_not_the_operators(
    cases: Cases, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "shadow":
        run_as(monkeypatch, Mode.SHADOW)
    changes = {"sender_number": "070-0234-5678"} if how == "wrong number" else {}
    subject = cases.apply("A-1", *in_order(), signed=how != "unsigned", **changes)
    cases.review(subject)
    assert cases.office.ledger.registrations.all(SENDER_NUMBER.name) == []


def test_what_was_decided_before_can_be_taken_over(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr("pipeline.serving.reviews.following.after", lambda *_, **__: None)
        cases.review(cases.apply("A-1", *in_order()))
    assert cases.office.ledger.registrations.all(SENDER_NUMBER.name) == []
    go(cases, SENDER_NUMBER, "A-1", "follow")
    assert number(cases).state == "in-use"
    assert refused(cases, SENDER_NUMBER, "A-9", "follow") == "case-unknown"


# --- what people do --------------------------------------------------------------------------------


def test_a_company_without_a_number_is_told_to_activate_one(cases: Cases) -> None:
    row = go(cases, SENDER_NUMBER, "new", "begin", company=COMPANY, email="a@example.com")
    ((to, subject, text),) = mails(cases)
    assert to == "a@example.com"
    assert "개통" in subject
    assert "통신사에서 먼저 개통" in text
    assert go(cases, SENDER_NUMBER, NUMBER, "enter", company=COMPANY).id == row.id
    assert number(cases).state == "entered"


def test_the_operator_suspends_and_resumes(cases: Cases) -> None:
    cases.review(cases.apply("A-1", *in_order()))
    assert refused(cases, SENDER_NUMBER, NUMBER, "suspend") == "reason-needed"
    go(cases, SENDER_NUMBER, NUMBER, "suspend", reason="발신번호 변작 신고 910101-1234567")
    assert may_send(cases.office.ledger, cases.office.settings, COMPANY, Message.TEXT).reasons[0] == "number-suspended"
    assert "발신번호 변작 신고" in mails(cases)[-1][2]
    assert "1234567" not in mails(cases)[-1][2]
    assert "1234567" not in str(number(cases).noted)
    go(cases, SENDER_NUMBER, NUMBER, "resume")
    assert number(cases).state == "in-use"


def test_who_takes_a_step_is_named_and_known(cases: Cases) -> None:
    with pytest.raises(DojangError, match="name-missing"):
        numbers.move(cases.office, Order(SENDER_NUMBER, NUMBER, "enter", " ", {"company": COMPANY}), NOW)
    assert refused(cases, SENDER_NUMBER, "N7", "verify-first", person="김하늘") == "registration-unknown"
    assert refused(cases, SENDER_NUMBER, NUMBER, "enter", company="123") == "company-invalid"
    assert refused(cases, SENDER_NUMBER, NUMBER, "enter") == "company-invalid"


def test_a_number_of_two_companies_is_named_with_its_company(cases: Cases) -> None:
    for company in (COMPANY, "913-87-95392"):
        go(cases, SENDER_NUMBER, NUMBER, "enter", company=company)
    assert refused(cases, SENDER_NUMBER, NUMBER, "verify-first", person="김하늘") == "registration-unknown"
    assert go(cases, SENDER_NUMBER, NUMBER, "verify-first", person="김하늘", company=COMPANY).state == "verified-once"


def test_an_opt_out_number_from_details_to_in_use(cases: Cases) -> None:
    assert refused(cases, OPT_OUT, "new", "enter", **DETAILS) == "registration-missing"
    cases.review(cases.apply("A-1", *in_order()))
    assert (
        refused(cases, OPT_OUT, "new", "enter", **(DETAILS | {"representative": "박서준"})) == "representative-differs"
    )
    row = go(cases, OPT_OUT, "new", "enter", **DETAILS)
    assert "취소할 수 없습니다" in mails(cases)[-1][2], "warned before"
    assert refused(cases, OPT_OUT, "new", "enter", **DETAILS) == "opt-out-open"
    assert refused(cases, OPT_OUT, f"O{row.id}", "hand-in") == "warning-unread"
    go(cases, OPT_OUT, f"O{row.id}", "hand-in", warned="yes")
    assert refused(cases, OPT_OUT, f"O{row.id}", "cancel") == "no-cancelling"
    friday = datetime.fromisoformat(
        "2026-12-24T10:00:00+09:00"
    )  # Christmas is a Friday; 28 to 30 and New Year's Eve are open
    paid = go(cases, OPT_OUT, f"O{row.id}", "pay", friday)
    assert (paid.noted["soonest"], paid.noted["expected"]) == ("2026-12-30", "2026-12-31")
    answer = may_send(cases.office.ledger, cases.office.settings, COMPANY, Message.ADVERTISING)
    assert (answer.reasons, answer.expected) == (("opt-out-issuing",), "2026-12-31")
    go(cases, OPT_OUT, f"O{row.id}", "issue", number="080-123-4567")
    answer = may_send(cases.office.ledger, cases.office.settings, COMPANY, Message.ADVERTISING)
    assert (answer.granted, answer.opt_out) == (True, "0801234567")


def test_details_are_checked_against_what_a_person_corrected(cases: Cases) -> None:
    misread = {"business_registration": {"representative": field("이도헌", 0.6)}}
    subject = cases.apply(
        "A-1", *in_order(employment_certificate={"issuance_date": field("2026-10-02", 0.6)}, **misread)
    )
    assert cases.review(subject).verdict == "needs-review"
    offered = deciding.choices(cases.office, subject).papers
    place = next(number for number, one in enumerate(offered, 1) if one.kind is Kind.BUSINESS_REGISTRATION)
    cases.answer(subject, "approve", corrections=(Correction(place, "representative", "이도현"),))
    assert (
        refused(cases, OPT_OUT, "new", "enter", **(DETAILS | {"representative": "이도헌"})) == "representative-differs"
    )
    assert go(cases, OPT_OUT, "new", "enter", **DETAILS).state == "checked"


def test_a_number_of_another_vendor_is_brought_in_by_hand(cases: Cases) -> None:
    row = go(cases, OPT_OUT, "080-765-4321", "bring-in", vendor="다른업체", **DETAILS)
    assert (row.state, row.noted["list"], row.details["vendor"]) == ("in-use", "vendor", "다른업체")
    assert "발급한 업체가 관리" in mails(cases)[-1][2]
    other = {"company": "913-87-95392", "vendor": "V"}
    assert refused(cases, OPT_OUT, "080-765-4321", "bring-in", **other) == "opt-out-taken"
    go(cases, OPT_OUT, "080-765-4321", "close")
    go(cases, OPT_OUT, "080-765-4321", "bring-in", **other)


def test_a_profile_from_channel_to_active(cases: Cases) -> None:
    go(cases, KAKAO_PROFILE, "@Hanbit", "open", company=COMPANY, email="a@example.com")
    assert refused(cases, KAKAO_PROFILE, "hanbit", "open", company="913-87-95392") == "yellow-id-taken"
    assert refused(cases, KAKAO_PROFILE, "@hanbit", "apply", applied_by="master") == "channel-papers-owed"
    approved_channel(cases)
    applied = go(cases, KAKAO_PROFILE, "@hanbit", "apply", applied_by="master")
    assert (applied.noted["soonest"], applied.noted["expected"]) == ("2026-11-25", "2026-11-27")
    assert "카카오 안내: 영업일 기준 3~5일" in mails(cases)[-1][2]
    go(cases, KAKAO_PROFILE, "@hanbit", "decline", reason="채널명과 상호가 다름")
    assert "채널명과 상호가 다름" in mails(cases)[-1][2]
    go(cases, KAKAO_PROFILE, "@hanbit", "apply", applied_by="master")
    go(cases, KAKAO_PROFILE, "@hanbit", "certify")
    assert refused(cases, KAKAO_PROFILE, "@hanbit", "register") == "centre-owed"
    go(cases, KAKAO_PROFILE, "@hanbit", "register-centre", centre="1588-0000")
    assert go(cases, KAKAO_PROFILE, "@hanbit", "register").state == "active"
    assert may_send(cases.office.ledger, cases.office.settings, COMPANY, Message.KAKAO).senders == ("@hanbit",)


def test_registered_again_a_profile_takes_the_deleted_ones_data(cases: Cases) -> None:
    approved_channel(cases)
    go(cases, KAKAO_PROFILE, "@hanbit", "open", company=COMPANY, service="쇼핑몰")
    go(cases, KAKAO_PROFILE, "@hanbit", "apply", applied_by="master")
    go(cases, KAKAO_PROFILE, "@hanbit", "certify")
    go(cases, KAKAO_PROFILE, "@hanbit", "register-centre", centre="1588-0000")
    before = go(cases, KAKAO_PROFILE, "@hanbit", "register")
    assert refused(cases, KAKAO_PROFILE, "@hanbit", "delete", campaigns="draft,sending") == "campaign-in-the-way"
    go(cases, KAKAO_PROFILE, "@hanbit", "delete", campaigns="draft,shipment-completed")
    assert refused(cases, KAKAO_PROFILE, "@hanbit", "register-again", company=COMPANY) == "deletion-under-way"
    go(cases, KAKAO_PROFILE, "@hanbit", "deleted")
    assert refused(cases, KAKAO_PROFILE, "@hanbit", "open", company="913-87-95392") == "yellow-id-taken"
    assert refused(cases, KAKAO_PROFILE, "@hanbit", "register-again", company="913-87-95392") == "other-company"
    after = go(cases, KAKAO_PROFILE, "@hanbit", "register-again", company=COMPANY)
    assert (after.id, after.state, after.details) == (before.id, "active", before.details)
    assert after.details["centre"] == "1588-0000"


# --- over HTTP, and in the shell ---------------------------------------------------------------------


async def asked(cases: Cases, body: object, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(make_app(cases.office, "http://127.0.0.1:9/api"))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.post(
            "/may-send", content=json.dumps(body), headers={"content-type": "application/json"} | headers
        )


@pytest.fixture
def ask(cases: Cases) -> Any:
    """Asks from a thread of its own: a browser's test before it may have left this one's loop running."""

    def answer(body: Any, **headers: str) -> Any:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(asyncio.run, asked(cases, body, **headers)).result()

    return answer


def test_other_systems_ask_over_http(cases: Cases, ask: Any) -> None:
    cases.review(cases.apply("A-1", *in_order()))
    answer = ask({"company": COMPANY, "message": "text", "sender": NUMBER})
    assert (answer.status_code, answer.json()["may_send"]) == (200, False)
    assert [one["code"] for one in answer.json()["reasons"]] == ["opt-out-none"]
    assert answer.json()["reasons"][0]["message"]["ko"]
    go(cases, OPT_OUT, "080-765-4321", "bring-in", vendor="다른업체", **DETAILS)
    told = ask({"company": COMPANY, "message": "advertising"}).json()
    assert (told["may_send"], told["senders"], told["opt_out_number"]) == (True, ["0234567890"], "0807654321")


def test_a_question_that_is_none_gets_no_answer(ask: Any) -> None:
    assert ask({"company": "1", "message": "text"}).json()["error"]["code"] == "company-invalid"
    for body in (
        {"company": COMPANY},
        {"company": COMPANY, "message": "fax"},
        [],
        {"company": COMPANY, "message": "text", "x": 1},
    ):
        assert ask(body).status_code == 400
    assert ask({"company": COMPANY, "message": "text"}, **{"content-type": "text/plain"}).status_code == 415
    assert ask({"company": COMPANY, "message": "text"}, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert ask({"company": COMPANY, "message": "text" * 1000}).status_code == 413


def test_where_a_proxy_names_who_asks_nobody_else_gets_an_answer(cases: Cases, ask: Any) -> None:
    named = cases.office.settings.model_copy(update={"reviewer_header": "x-dojang-reviewer"})
    object.__setattr__(cases.office, "settings", named)
    question = {"company": COMPANY, "message": "text"}
    assert ask(question).status_code == 403
    assert ask(question, **{"x-dojang-reviewer": "messaging"}).status_code == 200


@pytest.fixture
def dojang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """The command, in this process: exit status, standard output, standard error."""
    told = {"DOJANG_DATA": str(tmp_path), "DOJANG_NOW": NOW.isoformat(), "DOJANG_MANIFEST_KEY": KEY, "COLUMNS": "140"}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["dojang", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *capsys.readouterr())

    yield run
    settings.cache_clear()


def test_the_shell_lists_shows_moves_and_says_why_not(cases: Cases, dojang: Any) -> None:
    cases.review(cases.apply("A-1", *in_order()))
    _, listed, _ = dojang("numbers", "--json", "--company", COMPANY)
    (row,) = [json.loads(one) for one in listed.splitlines()]
    assert (row["id"], row["name"], row["state"], row["company"]) == ("N1", "0234567890", "in-use", COMPANY)
    assert "사용 중" in dojang("numbers")[1]
    shown = dojang("numbers", "N1")[1]
    assert "approve" in shown
    assert "suspend, revoke" in shown
    status, _, said = dojang("numbers", "N1", "suspend", "--by", "김운영")
    assert (status, "reason-needed" in said, "사유가 필요합니다" in said) == (2, True, True)
    moved = json.loads(dojang("numbers", "N1", "suspend", "--by", "김운영", "--reason", "신고", "--json")[1])
    assert (moved["state"], moved["history"][-1]["by"], moved["noted"]["reason"]) == ("suspended", "김운영", "신고")
    status, answer, _ = dojang("may-send", COMPANY, "text", "--json")
    assert (status, json.loads(answer)["may_send"]) == (1, False)
    assert "number-suspended" in dojang("may-send", COMPANY, "text", "--from", NUMBER)[1]
    details = ("--company", COMPANY, "--vendor", "V", "--by", "김운영")
    assert "사용 중" in dojang("optouts", "080-765-4321", "bring-in", *details)[1]
    assert "channel-opened" in dojang("profiles", "@hanbit", "open", "--company", COMPANY, "--by", "김운영")[1]
