from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from checks.rulebook import load
from pipeline import judging
from pipeline.document import Kind, Text, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import Channel, parse
from pipeline.serving.mail.mailing import printable
from pipeline.serving.mail.news import CHANNELS, of_application, of_person
from pipeline.serving.mail.notices import News, Reason, compose
from pipeline.serving.mail.phrases import Settled
from pipeline.settings import Settings
from tests.made_facts import TODAY, manifest_json

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SETTINGS = Settings(notify="ops@example.com", mail_from="dojang@example.com")
REASON = Reason(
    Text("직인이 없습니다.", "There is no official seal."),
    Text("직인을 받아 다시 제출해 주세요.", "Have it sealed and hand it in again."),
    Text("재직증명서", "employment certificate"),
)
CHANNEL = Text("발신번호", "Sender number")


def mail(news: News, to: str = "applicant@example.com") -> EmailMessage:
    letter = compose(news, "d1", to, SETTINGS, NOW)
    return message_from_bytes(letter.message, policy=default)


def texts(message: EmailMessage) -> tuple[str, str]:
    parts = [message.get_body((name,)) for name in ("plain", "html")]
    assert all(part is not None for part in parts)
    plain, html = (cast("EmailMessage", part).get_content() for part in parts)
    return plain, html


def test_a_rejection_says_why_how_to_mend_it_and_how_to_ask_a_person() -> None:
    message = mail(News(Verdict.REJECTED, "A-1001", CHANNEL, (REASON,)))
    assert message["Message-ID"] == "<d1@example.com>"
    assert message["To"] == "applicant@example.com"
    assert message["Reply-To"] == "ops@example.com"
    assert message["Auto-Submitted"] == "auto-generated"
    for body in texts(message):
        wanted = ("A-1001", REASON.message.ko, REASON.remedy.ko, REASON.message.en, REASON.remedy.en, "회신", "reply")
        assert all(one in body for one in wanted)
        assert body.index(REASON.message.ko) < body.index(REASON.message.en), "Korean first"


def test_what_is_owed_is_listed() -> None:
    news = News(Verdict.INCOMPLETE, "A-1", CHANNEL, missing=(Text("재직증명서", "employment certificate"),))
    for body in texts(mail(news)):
        assert "더 필요한 서류" in body
        assert "재직증명서" in body
        assert "employment certificate" in body


def test_a_bare_file_grants_nothing() -> None:
    for body in texts(mail(News(Verdict.APPROVED, "a.pdf", None, score=98), "ops@example.com")):
        assert "무엇도 승인되지 않습니다" in body
        assert "grants nothing" in body


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_notice(verdict: Verdict) -> None:
    assert mail(News(verdict, "A-1", CHANNEL))["Subject"].startswith("[도장] 발신번호 신청 A-1: ")


@pytest.mark.parametrize(
    "name", ["a\r\nBcc: x@evil.example", "a\nX: y", "a\x00b", "\u202efdp.exe", "긴" * 500, "bad\udcff"]
)
def test_names_cannot_reach_into_the_header(name: str) -> None:
    for channel in (CHANNEL, None):
        message = mail(News(Verdict.APPROVED, name, channel))
        assert message["Bcc"] is None
        assert message["X"] is None
        assert len(message.keys()) == 9
    assert "\u202e" not in printable(name)


def test_names_are_escaped_in_html_only() -> None:
    plain, html = texts(mail(News(Verdict.REJECTED, "<img src=x onerror=1>&amp", None)))
    assert "<img src=x onerror=1>&amp" in plain
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize("address", ["a@b\r\nBcc: x@evil.example", "no address", "", "a@", "a\x00@b.example", "a@b@c"])
def test_what_is_no_address_goes_to_the_operator(address: str) -> None:
    message = mail(News(Verdict.APPROVED, "A-1", CHANNEL), address)
    assert message["To"] == "ops@example.com"
    assert message["Bcc"] is None


def test_korean_addresses_can_be_written_to() -> None:
    assert mail(News(Verdict.APPROVED, "A-1", CHANNEL), "신청@example.com")["To"] == "신청@example.com"


def test_a_resident_number_in_a_name_is_covered() -> None:
    for body in texts(mail(News(Verdict.APPROVED, "김하늘 900101-1234567.pdf", None))):
        assert "1234567" not in body
        assert "900101" in body


def test_nobody_but_the_operator_is_told_of_an_application_of_unknown_origin() -> None:
    message = mail(News(Verdict.NEEDS_REVIEW, "A-1", CHANNEL, trusted=False), "victim@example.com")
    assert message["To"] == "ops@example.com"
    for body in texts(message):
        assert "signature" in body


def test_who_is_under_review_and_owes_papers_is_told_to_hand_them_in() -> None:
    news = News(Verdict.NEEDS_REVIEW, "A-1", CHANNEL, missing=(Text("재직증명서", "employment certificate"),))
    for body in texts(mail(news)):
        assert "그동안 아래 서류를 더 제출해 주세요" in body
        assert "지금 하실 일은 없으며" not in body


def test_the_operator_sees_from_the_subject_which_file_it_is() -> None:
    assert mail(News(Verdict.REJECTED, "a 900101-1234567.pdf", None))["Subject"].startswith(
        "[도장] a 900101-1******.pdf: "
    )


BY_MACHINE = "자동 심사로 이루어졌습니다"


@pytest.mark.parametrize("channel", [Channel.SENDER_NUMBER, None])
@pytest.mark.parametrize("settled", sorted(set(Settled) - {Settled.UNDER_REVIEW}))
def test_of_what_a_person_decided_nobody_is_told_that_a_machine_did(settled: Settled, channel: Channel | None) -> None:
    news = of_person(settled, "A-1", channel, reasons=[REASON], again=[Kind.EMPLOYMENT_CERTIFICATE])
    for body in texts(mail(news)):
        assert "담당자" in body
        assert "자동 심사" not in body
        assert "automatically" not in body
        assert (REASON.message.ko in body) == (settled is not Settled.APPROVED or bool(news.reasons))


def test_only_a_rejection_by_the_machine_speaks_of_the_machine() -> None:
    for verdict in Verdict:
        spoken = [BY_MACHINE in body for body in texts(mail(News(verdict, "A-1", CHANNEL)))]
        assert spoken == [verdict is Verdict.REJECTED] * 2


def test_who_is_asked_for_another_copy_is_told_which_why_how_and_until_when() -> None:
    blurred = Reason(Text("재직증명서의 발급일을 읽을 수 없습니다.", "The date cannot be read."), Text("ㄱ", "x"))
    kinds = [Kind.EMPLOYMENT_CERTIFICATE, Kind.IDENTITY_CARD]
    news = of_person(
        Settled.ANOTHER_COPY, "A-1", Channel.KAKAO_CHANNEL, reasons=[blurred], again=kinds, until=date(2026, 12, 5)
    )
    assert news.verdict is Verdict.INCOMPLETE
    assert [one.paper.ko for one in news.reasons if one.paper] == ["재직증명서", "신분증"]
    for body in texts(mail(news)):
        wanted = (
            "재직증명서",
            blurred.message.ko,
            "신분증",
            "내용을 확인하기 어렵습니다",
            "뒷자리를 모두 가려",
            "네 모서리",
        )
        assert all(one in body for one in (*wanted, "2026년 12월 5일까지", "2026-12-05", "Hand in by"))
        assert "ㄱ" not in body, "how a good copy looks takes the place of the reason's own remedy"


def test_a_reason_for_none_of_the_papers_asked_for_is_told_all_the_same() -> None:
    news = of_person(
        Settled.ANOTHER_COPY,
        "A-1",
        Channel.SENDER_NUMBER,
        reasons=[REASON],
        again=[Kind.BUSINESS_REGISTRATION, Kind.NUMBER_USAGE_CONSENT],
    )
    assert news.reasons[0] == REASON
    assert len(news.reasons) == 3


def test_an_approval_revoked_without_a_reason_says_whom_to_ask() -> None:
    for body in texts(mail(of_person(Settled.REVOKED, "A-1", Channel.SENDER_NUMBER))):
        assert "승인이 취소되었습니다" in body
        assert "회신해 주시면 안내해 드립니다" in body
        assert "아래" not in body


def test_occasions_have_message_ids_of_their_own() -> None:
    ids = [
        compose(News(Verdict.APPROVED, "A", CHANNEL), "d1", to, SETTINGS, now, occasion=occasion).message_id
        for occasion in ("decision", "reminder-1")
        for to, now in (("a@example.com", NOW), ("b@example.com", NOW.replace(year=2027)))
    ]
    assert ids == ["<d1@example.com>"] * 2 + ["<d1.reminder-1@example.com>"] * 2


def test_the_sender_may_have_a_name() -> None:
    named = SETTINGS.model_copy(update={"mail_from": "도장 심사팀 <dojang@example.com>"})
    letter = compose(News(Verdict.APPROVED, "A", CHANNEL), "d1", "a@example.com", named, NOW)
    message = message_from_bytes(letter.message, policy=default)
    assert (message["From"], letter.message_id) == ("도장 심사팀 <dojang@example.com>", "<d1@example.com>")


@pytest.mark.parametrize("setting", ["notify", "mail_from"])
@pytest.mark.parametrize("value", ["", "nobody", "a@b\r\nBcc: x@evil.example"])
def test_an_address_of_ours_that_is_none_is_named(setting: str, value: str) -> None:
    wrong = SETTINGS.model_copy(update={setting: value})
    with pytest.raises(DojangError, match=f"^settings-invalid: DOJANG_{setting.upper()}$"):
        compose(News(Verdict.APPROVED, "A", CHANNEL), "d1", "a@example.com", wrong, NOW)


def test_what_a_person_decided_of_an_application_of_unknown_origin_is_told_to_the_operator_as_it_is() -> None:
    for settled in Settled:
        news = of_person(settled, "A-1", Channel.SENDER_NUMBER, reasons=[REASON], trusted=False)
        message = mail(news, "victim@example.com")
        assert message["To"] == "ops@example.com"
        for body in texts(message):
            assert "아무것도 승인하지 않았습니다" not in body
            assert "신청인에게는 알리지 않았습니다" in body


@pytest.mark.parametrize("settled", [None, Settled.APPROVED])
def test_a_kakao_channel_approved_is_fit_to_be_handed_to_kakao_and_no_more(settled: Settled | None) -> None:
    told = News(Verdict.APPROVED, "A-1", CHANNELS[Channel.KAKAO_CHANNEL], settled=settled, to_kakao=True)
    for body in texts(mail(told)):
        assert "카카오에 심사를 신청할 수 있습니다" in body
        assert "Kakao itself decides" in body
        assert "신청이 승인되었습니다" not in body
        assert "your application is approved" not in body
    assert "승인되었습니다" not in str(mail(told)["Subject"])


def test_both_ways_of_telling_know_what_is_for_kakao() -> None:
    for channel in Channel:
        assert of_person(Settled.APPROVED, "A-1", channel).to_kakao == (channel is Channel.KAKAO_CHANNEL)
    said = parse(manifest_json(channel="kakao-channel", sender_number=None))
    judged = judging.judge_application(said, [], load("kakao-channel"), TODAY)
    assert of_application(said, judged, trusted=True).to_kakao
