from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest

from pipeline.document import Text, Verdict
from pipeline.serving.ledger import Ledger, NewDecision
from pipeline.serving.notices import News, Reason, compose, deliver, printable
from pipeline.settings import Settings

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


def test_delivery_happens_once_and_survives_a_crash_in_between(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    new = NewDecision("d1", "upload:1", 1, "0" * 64, "approved", 100, None, None, date(2026, 11, 21), {})
    letter = compose(News(Verdict.APPROVED, "a.pdf", None), "d1", "ops@example.com", SETTINGS, NOW)
    ledger.decide(new, [letter], NOW)
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    (outbox / "d1.eml").write_bytes(letter.message)  # written, and then the machine stopped
    assert deliver(ledger, outbox, NOW) == 1
    assert deliver(ledger, outbox, NOW) == 0
    assert [path.name for path in outbox.iterdir()] == ["d1.eml"]
    assert (outbox / "d1.eml").read_bytes() == letter.message


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
