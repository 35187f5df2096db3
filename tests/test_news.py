"""What is told of a decision: each thing once, in words that can be read aloud."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from checks.rule import Handed
from checks.rulebook import load
from checks.words import with_particle
from pipeline import judging
from pipeline.document import Decision, Kind, Paper, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import parse
from pipeline.serving.mail import news, notices
from tests.made_facts import DOUBTFUL, TODAY, facts, field, manifest_json, paper


def decided(kind: Kind, **changes: object) -> Decision:
    return judging.judge(facts(paper(kind, changes)), load("sender-number"), TODAY)  # type: ignore[arg-type]  # fields


@pytest.mark.parametrize("kind", [Kind.EMPLOYMENT_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE])
def test_a_date_that_cannot_be_read_is_told_once(kind: Kind) -> None:
    decision = decided(kind, issuance_date=field("2026-10-02", DOUBTFUL))
    unsure = [one.reason for one in decision.reasons if one.field == "issuance_date"]
    assert len(unsure) >= 2, "several rules look at the date"
    told = [one.reason for one in decision.told if one.field == "issuance_date"]
    assert told == unsure[:1]
    found = facts(paper(kind, {"issuance_date": field("2026-10-02", DOUBTFUL)}))
    assert sum("발급일" in one.message.ko for one in news.of_file("a.pdf", found, decision).reasons) == 1


def test_what_failed_is_never_left_out() -> None:
    decision = decided(Kind.EMPLOYMENT_CERTIFICATE, stamp=field("absent"), issuance_date=field("2027-01-01"))
    failed = {one.reason for one in decision.reasons if one.outcome.value == "fail"}
    assert failed == {one.reason for one in decision.told} == {"stamp-missing", "issued-in-future"}


def test_a_paper_of_no_known_kind_is_not_called_by_one() -> None:
    found = facts(paper(Kind.UNKNOWN))
    told = news.of_file("a.pdf", found, judging.judge(found, load("sender-number"), TODAY))
    assert (told.verdict, told.kind) == (Verdict.NEEDS_REVIEW, None)


@pytest.mark.parametrize(
    ("word", "particle", "wanted"),
    [
        ("회사명(상호)", "이", "회사명(상호)이"),
        ("회사명(상호)", "으로", "회사명(상호)으로"),
        ("번호", "을", "번호를"),
        ("발급일", "으로", "발급일로"),
        ("통신서비스 이용증명원", "은", "통신서비스 이용증명원은"),
    ],
)
def test_particles_fit_the_word_before_the_brackets(word: str, particle: str, wanted: str) -> None:
    assert with_particle(word, particle) == wanted


def test_no_sentence_of_the_rulebooks_has_a_particle_that_does_not_fit() -> None:
    page = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    wrong = re.findall(r"(?:회사명\(상호\)|발급일|발급기관|직인|증명원|신고증|등록증)(?:가|를|와) ", page)
    wrong += re.findall(r"(?:번호|증명서|동의서|발급자|대표자|서류)(?:이|을|과) ", page)
    assert wrong == []


def of_application(*papers: Paper | DojangError, day: date = TODAY) -> notices.News:
    manifest = parse(manifest_json())
    handed = [
        Handed(f"{number}.pdf", one if isinstance(one, DojangError) else facts(one, sha256=str(number) * 64), TODAY, "")
        for number, one in enumerate(papers)
    ]
    judged = judging.judge_application(manifest, handed, load("sender-number"), day, trusted=True)
    return news.of_application(manifest, judged, trusted=True)


def test_who_waits_for_a_person_is_told_of_files_that_cannot_be_opened() -> None:
    doubtful = paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field("present", DOUBTFUL)})
    told = of_application(doubtful, DojangError("encrypted-pdf"))
    assert told.verdict is Verdict.NEEDS_REVIEW
    assert told.missing
    assert [one.message.ko for one in told.reasons] == ["암호가 걸린 PDF입니다."], "and of no doubt between reviewers"


def test_papers_that_were_not_handed_in_in_time_are_named_once() -> None:
    told = of_application(paper(Kind.EMPLOYMENT_CERTIFICATE), day=TODAY + timedelta(days=60))
    named = [one for one in told.reasons if "번호 사용 동의서" in one.message.ko]
    assert (told.verdict, len(named), told.missing) == (Verdict.REJECTED, 1, ())


def test_a_reason_names_its_paper_once() -> None:
    told = of_application(paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field("absent")}))
    assert [(one.paper, one.message.ko) for one in told.reasons] == [(None, "재직증명서에 직인이 없습니다.")]


def test_the_last_day_is_told_where_something_is_owed() -> None:
    manifest, day = parse(manifest_json()), TODAY + timedelta(days=14)
    for papers, until in (((), day), (FULL, None)):
        handed = [Handed(f"{at}.pdf", facts(one, sha256=str(at) * 64), TODAY, "") for at, one in enumerate(papers)]
        judged = judging.judge_application(manifest, handed, load("sender-number"), TODAY, trusted=True)
        assert news.of_application(manifest, judged, trusted=True, until=day).until == until


FULL = tuple(
    paper(kind)
    for kind in (
        Kind.BUSINESS_REGISTRATION,
        Kind.EMPLOYMENT_CERTIFICATE,
        Kind.TELECOM_SERVICE_CERTIFICATE,
        Kind.NUMBER_USAGE_CONSENT,
    )
)
