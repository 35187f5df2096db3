"""What a registration's 업태 and 종목 make owed, with the rulebook's own words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from checks import rulebook
from checks.rule import Handed
from pipeline.document import Kind, Paper, Verdict
from pipeline.errors import DojangError
from pipeline.judging import ApplicationDecision, judge_application
from pipeline.manifest import parse
from tests.made_facts import SURE, TODAY, facts, field, manifest_json, paper

BOOK = rulebook.load("kakao-channel")
REGISTRATION, REPORT = Kind.BUSINESS_REGISTRATION, Kind.MAIL_ORDER_REPORT
DEVICES, FOOD = Kind.MEDICAL_DEVICE_REPORT, Kind.HEALTH_FOOD_REPORT
TEXT = (Path(rulebook.__file__).parent / "rulebooks" / "kakao-channel.toml").read_text()


def applied(items: str | None, *more: Paper, sure: float = SURE, days: int = 0, kind: str = "") -> ApplicationDecision:
    shown = paper(REGISTRATION, {"business_items": field(items, sure), "business_type": field("도소매")})
    papers = (shown, paper(Kind.EMPLOYMENT_CERTIFICATE), *more)
    handed = [Handed(f"{at}.png", facts(one, sha256=str(at)), TODAY) for at, one in enumerate(papers)]
    manifest = parse(manifest_json(channel="kakao-channel", business_types=[kind] if kind else []))
    return judge_application(manifest, handed, BOOK, TODAY + timedelta(days=days))


def reasons(decided: ApplicationDecision) -> set[str | None]:
    return {one.reason for one in decided.decision.reasons}


@pytest.mark.parametrize(
    ("items", "owed"),
    [
        ("통신판매업", REPORT),
        ("한식; 전자 상거래 소매업", REPORT),
        ("의료기기 도소매", DEVICES),
        ("화장품; 건강기능식품", FOOD),
    ],
)
def test_a_trade_that_the_paper_shows_makes_its_report_owed(items: str, owed: Kind) -> None:
    decided = applied(items)
    assert (decided.verdict, decided.decision.missing) == (Verdict.INCOMPLETE, (owed,))
    (why,) = (one for one in decided.decision.reasons if one.reason == "documents-owed")
    assert "업태·종목" in why.message.ko
    assert applied(items, sure=0.6).decision.missing == (owed,), "a word of four syllables is not read by chance"


def test_a_report_that_only_the_paper_calls_for_rejects_nobody() -> None:
    late = applied("통신판매업", days=BOOK.patience_days + 1)
    assert (late.verdict, reasons(late)) == (Verdict.NEEDS_REVIEW, {"documents-owed", "trade-report-missing"})
    named = applied("통신판매업", days=BOOK.patience_days + 1, kind="mail-order")
    assert named.verdict is Verdict.REJECTED


def test_handed_in_it_is_judged_like_one_that_was_named() -> None:
    decided = applied("통신판매업", paper(REPORT))
    assert (decided.verdict, reasons(decided)) == (Verdict.APPROVED, set())
    others = applied("통신판매업", paper(REPORT, {"company_name": field("주식회사 푸른바다")}))
    assert others.verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    "items",
    ["의료기기 제조", "의료용품", "건강기능식품 원료 제조", "컨강기능식품", "온라인 쇼핑몰", "전자상거래 솔루션 개발"],
)
def test_a_doubt_is_for_a_person(items: str) -> None:
    decided = applied(items)
    assert (decided.verdict, reasons(decided)) == (Verdict.NEEDS_REVIEW, {"trade-perhaps-shown"})
    late = applied(items, days=BOOK.patience_days + 1)
    assert late.verdict is Verdict.NEEDS_REVIEW


@pytest.mark.parametrize(
    "items", ["한식; 커피", "건강식품", "의류; 통신기기", "전자부품; 상거래 자문", "소프트웨어 개발 및 공급업"]
)
def test_other_trades_ask_for_nothing(items: str) -> None:
    assert applied(items).verdict is Verdict.APPROVED


def test_what_was_hardly_read_only_perhaps_shows_a_trade() -> None:
    assert reasons(applied("통신판매업", sure=0.4)) == {"trade-perhaps-shown"}
    assert reasons(applied(None)) == {"trades-unclear"}


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('for_business = "mail-order"\n', "", "mine.toml: owed.2"),
        ('shown_as = ["통신판매"', 'shown_as = ["통"', "mine.toml: owed.2.shown_as.0"),
        ('shown_as = ["통신판매"', 'shown_as = [" 통신판매"', "mine.toml: owed.2.shown_as.0"),
    ],
)
def test_words_that_a_rulebook_cannot_have(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert old in TEXT
    mine = tmp_path / "mine.toml"
    mine.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(DojangError) as caught:
        rulebook.load(mine)
    assert (caught.value.code, caught.value.detail) == ("rulebook-invalid", where)
