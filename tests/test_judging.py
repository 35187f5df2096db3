"""Decisions: on one paper, on an application, and as the contract's JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import rulebook
from checks.rule import Handed
from checks.words import FIELDS
from pipeline import judging
from pipeline.document import Facts, Field, Kind, Outcome, Paper, Severity, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import Manifest, parse
from tests.made_facts import DOUBTFUL, SIGN, SURE, TODAY, facts, field, manifest_json, paper

SENDER, KAKAO = rulebook.load("sender-number"), rulebook.load("kakao-channel")
EMPLOYMENT, TELECOM = Kind.EMPLOYMENT_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE
REGISTRATION, CONSENT = Kind.BUSINESS_REGISTRATION, Kind.NUMBER_USAGE_CONSENT
FOUR = (REGISTRATION, EMPLOYMENT, TELECOM, CONSENT)
EXPOSED = {"resident_number": field("exposed")}
APPROVED, REJECTED = Verdict.APPROVED, Verdict.REJECTED
REVIEW, INCOMPLETE = Verdict.NEEDS_REVIEW, Verdict.INCOMPLETE


def verdict(*papers: Paper, book: rulebook.Rulebook = SENDER) -> Verdict:
    return judging.judge(facts(*papers), book, TODAY).verdict


def first_reason(*papers: Paper) -> str | None:
    return judging.judge(facts(*papers), SENDER, TODAY).reasons[0].reason


@pytest.mark.parametrize("kind", FOUR)
def test_a_paper_in_order_is_approved(kind: Kind) -> None:
    decision = judging.judge(facts(paper(kind)), SENDER, TODAY)
    assert (decision.verdict, decision.score, decision.reasons) == (APPROVED, 100, ())


@pytest.mark.parametrize(
    "kind", [Kind.UNIQUE_NUMBER_CERTIFICATE, EMPLOYMENT, Kind.MAIL_ORDER_REPORT, Kind.IDENTITY_CARD]
)
def test_kakao_s_papers_too(kind: Kind) -> None:
    assert verdict(paper(kind), book=KAKAO) is APPROVED


def test_a_fault_that_is_sure_rejects() -> None:
    assert verdict(paper(EMPLOYMENT, {"stamp": field("absent")})) is REJECTED
    assert verdict(paper(EMPLOYMENT, {"stamp": field("absent", DOUBTFUL)})) is REVIEW


@pytest.mark.parametrize("kind", FOUR)
def test_without_any_field_nothing_is_decided(kind: Kind) -> None:
    bare = Paper(kind, 0.99, (1,))
    assert verdict(bare) is REVIEW


def test_an_unknown_kind_is_for_a_person() -> None:
    assert verdict(paper(Kind.UNKNOWN)) is REVIEW
    assert first_reason(paper(Kind.UNKNOWN)) == "kind-unknown"


def test_a_kind_of_the_other_book_is_for_a_person() -> None:
    assert verdict(paper(Kind.IDENTITY_CARD)) is REVIEW
    assert first_reason(paper(Kind.IDENTITY_CARD)) == "kind-not-bound"


def test_a_kind_that_is_not_sure_neither_approves_nor_rejects() -> None:
    doubtful = paper(EMPLOYMENT, {"stamp": field("absent")}, kind_confidence=DOUBTFUL)
    decision = judging.judge(facts(doubtful), SENDER, TODAY)
    assert decision.verdict is REVIEW
    assert {finding.reason for finding in decision.reasons} == {"kind-unclear"}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("kind_confidence", [0.2, 0.99])
def test_a_number_in_clear_rejects_whatever_the_paper(kind: Kind, kind_confidence: float) -> None:
    for book in (SENDER, KAKAO):
        assert verdict(paper(kind, EXPOSED, kind_confidence=kind_confidence), book=book) is REJECTED


@pytest.mark.parametrize("kind", Kind)
def test_a_sign_of_tampering_never_approves(kind: Kind) -> None:
    for book in (SENDER, KAKAO):
        decision = judging.judge(facts(paper(kind, tampering=(SIGN,))), book, TODAY)
        assert decision.verdict is REVIEW
        assert ("document.untampered", Outcome.UNSURE) in {(one.id, one.outcome) for one in decision.findings}


def test_several_papers_in_one_file() -> None:
    assert verdict(paper(EMPLOYMENT), paper(TELECOM)) is REVIEW
    assert first_reason(paper(EMPLOYMENT), paper(TELECOM)) == "several-documents"
    assert verdict(paper(EMPLOYMENT, {"stamp": field("absent")}), paper(TELECOM)) is REVIEW
    assert verdict(paper(EMPLOYMENT), paper(Kind.UNKNOWN)) is REVIEW


def test_every_page_s_number_must_be_hidden() -> None:
    assert verdict(paper(EMPLOYMENT), paper(TELECOM, EXPOSED)) is REJECTED
    assert verdict(paper(EMPLOYMENT), paper(Kind.UNKNOWN, EXPOSED)) is REJECTED


def test_the_day_decides() -> None:
    certificate = facts(paper(TELECOM, {"issuance_date": field("2026-08-21")}))
    assert judging.judge(certificate, SENDER, date(2026, 11, 21)).verdict is APPROVED
    assert judging.judge(certificate, SENDER, date(2026, 11, 22)).verdict is REJECTED
    assert judging.judge(certificate, SENDER, date(2026, 8, 20)).verdict is REJECTED


def test_the_score_must_reach_the_bar() -> None:
    strict = replace(SENDER, approve_at=100)
    advisory = replace(
        next(one for one in SENDER.kinds[EMPLOYMENT] if one.id == "employment.stamp"), severity=Severity.ADVISORY
    )
    others = tuple(one for one in SENDER.kinds[EMPLOYMENT] if one.id != advisory.id)
    unstamped = facts(paper(EMPLOYMENT, {"stamp": field("absent")}))
    assert judging.judge(unstamped, replace(strict, kinds={EMPLOYMENT: (*others, advisory)}), TODAY).verdict is REVIEW
    lax = replace(SENDER, approve_at=50, kinds={EMPLOYMENT: (*others, advisory)})
    assert judging.judge(unstamped, lax, TODAY).verdict is APPROVED


def test_nothing_checked_is_never_approved() -> None:
    assert judging.decide([], SENDER).verdict is REVIEW


def test_which_book_judges_what() -> None:
    assert {kind: judging.rulebook_for(kind) for kind in FOUR} == dict.fromkeys(FOUR, "sender-number")
    others = set(Kind) - set(FOUR)
    assert {kind: judging.rulebook_for(kind) for kind in others} == dict.fromkeys(others, "kakao-channel")


def test_the_same_again() -> None:
    one = judging.judge(facts(paper(TELECOM)), SENDER, TODAY)
    assert one == judging.judge(Facts.from_json(facts(paper(TELECOM)).to_json()), SENDER, TODAY)


worse_fields = st.builds(
    Field,
    st.sampled_from([None, "absent", "present", "exposed", "unclear", "2020-01-01", "한*", ""]),
    st.floats(0, 1),
)


@given(st.sampled_from(FOUR), st.data())
def test_a_broken_field_never_raises_the_score(kind: Kind, data: st.DataObject) -> None:
    good = paper(kind)
    name = data.draw(st.sampled_from(sorted(good.fields)))
    broken = replace(good, fields={**good.fields, name: data.draw(worse_fields)})
    before, after = (judging.judge(facts(one), SENDER, TODAY) for one in (good, broken))
    assert after.score <= before.score
    blocking = [one for one in after.findings if one.severity is Severity.BLOCKING]
    assert (after.verdict is APPROVED) == all(one.outcome is Outcome.PASS for one in blocking)


# Applications


def handed(*papers: Paper, day: date = TODAY) -> list[Handed]:
    return [Handed(f"{n}.png", facts(one, sha256=str(n)), day) for n, one in enumerate(papers)]


def all_four(changes: dict[Kind, Paper] | None = None) -> list[Handed]:
    return handed(*((changes or {}).get(kind, paper(kind)) for kind in FOUR))


def said(**changes: Any) -> Manifest:
    return parse(manifest_json(**changes))


def apply(documents: list[Handed], today: date = TODAY, book: rulebook.Rulebook = SENDER, **changes: Any) -> Any:
    return judging.judge_application(said(**changes), documents, book, today)


def reasons(decided: judging.ApplicationDecision) -> set[str | None]:
    return {finding.reason for finding in decided.decision.reasons}


def test_an_application_in_order_is_approved() -> None:
    decided = apply(all_four())
    assert (decided.verdict, decided.decision.score, decided.decision.missing) == (APPROVED, 100, ())


def test_an_owed_paper_makes_it_incomplete_then_rejected() -> None:
    three = handed(*(paper(kind) for kind in FOUR[:3]))
    decided = apply(three)
    assert (decided.verdict, decided.decision.missing) == (INCOMPLETE, (CONSENT,))
    assert reasons(decided) == {"documents-owed"}
    last_day = TODAY + timedelta(days=SENDER.patience_days)
    assert apply(three, last_day).verdict is INCOMPLETE
    late = apply(three, last_day + timedelta(days=1))
    assert (late.verdict, reasons(late)) == (REJECTED, {"documents-missing"})


def test_nothing_handed_in_is_incomplete() -> None:
    decided = apply([])
    assert (decided.verdict, decided.decision.missing) == (INCOMPLETE, FOUR)


@pytest.mark.parametrize("code", ["encrypted-pdf", "damaged-file", "unsupported-type"])
def test_a_file_to_mend_is_owed(code: str) -> None:
    decided = apply([*handed(*(paper(kind) for kind in FOUR[:3])), Handed("x", DojangError(code), TODAY)])
    assert (decided.verdict, decided.decision.missing) == (INCOMPLETE, (CONSENT,))


def test_a_file_to_mend_beside_all_that_is_owed_is_only_told() -> None:
    decided = apply([*all_four(), Handed("x", DojangError("encrypted-pdf"), TODAY)])
    assert (decided.verdict, reasons(decided)) == (APPROVED, {"file-to-mend"})


@pytest.mark.parametrize("code", ["timed-out", "out-of-memory", "file-unreadable"])
def test_our_own_failure_is_for_a_person_and_never_rejects(code: str) -> None:
    documents = [*handed(*(paper(kind) for kind in FOUR[:3])), Handed("x", DojangError(code), TODAY)]
    assert apply(documents).verdict is REVIEW
    assert apply(documents, TODAY + timedelta(days=100)).verdict is REVIEW
    assert apply([*all_four(), documents[-1]]).verdict is REVIEW


def test_the_worst_wins() -> None:
    """rejected, needs-review, incomplete, approved."""
    faults = {
        REJECTED: paper(EMPLOYMENT, {"stamp": field("absent")}),
        REVIEW: paper(EMPLOYMENT, {"stamp": field("absent", DOUBTFUL)}),
        APPROVED: paper(EMPLOYMENT),
    }
    for (expected, fault), consent in product(faults.items(), (True, False)):
        kinds = FOUR if consent else FOUR[:3]
        documents = handed(*(fault if kind is EMPLOYMENT else paper(kind) for kind in kinds))
        incomplete = not consent and expected is APPROVED
        assert apply(documents).verdict is (INCOMPLETE if incomplete else expected)


def test_a_paper_not_asked_for_is_told_and_held_only_to_what_holds_for_all() -> None:
    extra = paper(Kind.MAIL_ORDER_REPORT, {"stamp": field("absent")})
    decided = apply([*all_four(), Handed("x", facts(extra, sha256="x"), TODAY)])
    assert (decided.verdict, reasons(decided)) == (APPROVED, {"document-not-asked"})
    exposed = paper(Kind.IDENTITY_CARD, EXPOSED)
    assert apply([*all_four(), Handed("x", facts(exposed, sha256="x"), TODAY)]).verdict is REJECTED


def test_the_wrong_paper_in_another_s_place_leaves_that_owed() -> None:
    decided = apply(handed(*(paper(kind) for kind in FOUR[:3]), paper(Kind.MAIL_ORDER_REPORT)))
    assert (decided.verdict, decided.decision.missing) == (INCOMPLETE, (CONSENT,))
    assert "document-not-asked" in reasons(decided)


def test_an_unknown_paper_is_for_a_person() -> None:
    assert apply([*all_four(), Handed("x", facts(paper(Kind.UNKNOWN), sha256="x"), TODAY)]).verdict is REVIEW


def test_several_papers_in_one_file_are_told_apart() -> None:
    one_file = [Handed("all.pdf", facts(*(paper(kind) for kind in FOUR)), TODAY)]
    assert apply(one_file).verdict is APPROVED
    broken = [paper(kind, {"stamp": field("absent")}) if kind is EMPLOYMENT else paper(kind) for kind in FOUR]
    assert apply([Handed("all.pdf", facts(*broken), TODAY)]).verdict is REJECTED


def test_two_of_a_kind_in_one_file_may_be_one_paper_s_two_pages() -> None:
    next_page = paper(TELECOM, {"issuance_date": field(None), "issuer": field(None)})
    documents = [*handed(*(paper(kind) for kind in FOUR if kind is not TELECOM))]
    documents.append(Handed("two.pdf", facts(paper(TELECOM), next_page), TODAY))
    decided = apply(documents)
    assert decided.verdict is REVIEW
    assert "several-documents" in {one.reason for _, each in decided.documents if each for one in each.reasons}
    leaking = Handed("two.pdf", facts(paper(TELECOM), paper(TELECOM, EXPOSED)), TODAY)
    assert apply([*documents[:-1], leaking]).verdict is REJECTED


def test_age_counts_from_the_day_a_file_was_first_seen() -> None:
    old = paper(TELECOM, {"issuance_date": field("2026-08-22")})
    documents = all_four({TELECOM: old})
    assert apply(documents, TODAY + timedelta(days=10)).verdict is APPROVED
    late = [replace(one, first_seen=TODAY + timedelta(days=10)) for one in documents]
    assert apply(late, TODAY + timedelta(days=10)).verdict is REJECTED


def test_papers_of_another_company_are_rejected() -> None:
    other = paper(REGISTRATION, {"company_name": field("주식회사 푸른바다"), "business_number": field("123-45-67891")})
    decided = apply(all_four({REGISTRATION: other}))
    assert decided.verdict is REJECTED
    assert {"company-name-differs", "business-number-differs"} <= reasons(decided)


def test_a_manifest_that_is_not_trusted_approves_nothing() -> None:
    decided = judging.judge_application(said(), all_four(), SENDER, TODAY, trusted=False)
    assert (decided.verdict, reasons(decided), decided.decision.missing) == (REVIEW, {"manifest-untrusted"}, ())
    nothing = judging.judge_application(said(), [], SENDER, TODAY + timedelta(days=99), trusted=False)
    assert nothing.verdict is REVIEW


def test_missing_identity_is_for_a_person() -> None:
    assert apply(all_four(), identity=None).verdict is REVIEW


@pytest.fixture
def own_line_book(tmp_path: Path) -> rulebook.Rulebook:
    text = (Path(rulebook.__file__).parent / "rulebooks" / "sender-number.toml").read_text()
    path = tmp_path / "own.toml"
    consent = 'any_of = ["number-usage-consent"]'
    path.write_text(text.replace(consent, f'{consent}\nunless = "owner-is-company"'))
    return rulebook.load(path)


@pytest.mark.parametrize(
    ("subscriber", "confidence", "expected", "missing"),
    [
        ("주식회사 한빛테크", SURE, APPROVED, ()),
        ("주식회사 푸른바다", SURE, INCOMPLETE, (CONSENT,)),
        ("주식회사 한빚테크", SURE, REVIEW, ()),
        ("주식회사 푸른바다", DOUBTFUL, REVIEW, ()),
    ],
)
def test_a_consent_may_be_owed_only_for_another_s_line(
    own_line_book: rulebook.Rulebook, subscriber: str, confidence: float, expected: Verdict, missing: tuple[Kind, ...]
) -> None:
    line = paper(TELECOM, {"company_name": field(subscriber, confidence)})
    documents = handed(paper(REGISTRATION), paper(EMPLOYMENT), line)
    decided = apply(documents, book=own_line_book)
    assert (decided.verdict, decided.decision.missing) == (expected, missing)


KAKAO_SAID = {"channel": "kakao-channel", "sender_number": None}


def test_a_kakao_application() -> None:
    documents = handed(paper(Kind.UNIQUE_NUMBER_CERTIFICATE), paper(Kind.IDENTITY_CARD))
    assert apply(documents, book=KAKAO, **KAKAO_SAID).verdict is APPROVED
    assert apply(documents, book=KAKAO, **KAKAO_SAID, channel_profile=None).verdict is REVIEW
    assert apply(documents, book=KAKAO, **KAKAO_SAID | {"overseas": True}).verdict is REJECTED


def test_each_trade_owes_its_report() -> None:
    documents = handed(paper(REGISTRATION), paper(EMPLOYMENT))
    decided = apply(documents, book=KAKAO, **KAKAO_SAID | {"business_types": ["mail-order", "health-food"]})
    assert decided.verdict is INCOMPLETE
    assert decided.decision.missing == (Kind.MAIL_ORDER_REPORT, Kind.HEALTH_FOOD_REPORT)


def test_of_alternatives_the_first_is_named_as_missing() -> None:
    assert apply([], book=KAKAO, **KAKAO_SAID).decision.missing == (REGISTRATION, EMPLOYMENT)


# Whatever reading gives

odd_values = st.sampled_from(
    [
        None,
        "",
        "absent",
        "present",
        "masked",
        "exposed",
        "unclear",
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "999-81-00015",
    ]
) | st.text(max_size=12)
odd_fields = st.builds(Field, odd_values, st.floats(0, 1), hidden_digits=st.none() | st.integers(-1, 9))
odd_papers = st.builds(
    Paper,
    st.sampled_from(Kind),
    st.floats(0, 1),
    st.just((1,)),
    st.dictionaries(st.sampled_from(sorted(FIELDS)), odd_fields, max_size=8),
    st.lists(odd_fields, max_size=3).map(tuple),
    st.sampled_from([(), (SIGN,)]),
)
odd_files = st.lists(odd_papers, min_size=1, max_size=3).map(lambda papers: facts(*papers))


@given(odd_files, st.sampled_from([SENDER, KAKAO]))
def test_odd_facts_are_judged_and_not_believed(odd: Facts, book: rulebook.Rulebook) -> None:
    decision = judging.judge(odd, book, TODAY)
    if decision.verdict is APPROVED:
        assert odd.best.kind_confidence >= book.sure_enough
        assert len(odd.papers) == 1
        assert not odd.best.tampering
        assert odd.best.fields["resident_number"].value in {"absent", "masked"}
    if decision.verdict is REJECTED:
        assert any(one.outcome is Outcome.FAIL and one.severity is Severity.BLOCKING for one in decision.findings)


@settings(deadline=None)
@given(st.lists(odd_files | st.sampled_from(["timed-out", "encrypted-pdf"]).map(DojangError), max_size=4))
def test_odd_applications_are_judged_and_never_approved(found: list[Facts | DojangError]) -> None:
    documents = [Handed(str(number), one, TODAY) for number, one in enumerate(found)]
    decided = apply(documents)
    assert decided.verdict is not APPROVED
    json.dumps(judging.application_json(said(), decided, SENDER, TODAY))


# The contract's JSON


def test_a_document_as_json() -> None:
    unstamped = facts(paper(EMPLOYMENT, {"stamp": field("absent")}))
    decision = judging.judge(unstamped, SENDER, TODAY)
    data = judging.document_json("employment.png", unstamped, decision, SENDER, TODAY)
    assert list(data) == [
        "schema",
        "file",
        "sha256",
        "kind",
        "kind_confidence",
        "pages",
        "page_kinds",
        "fields",
        "checks",
        "score",
        "decision",
        "made_with",
    ]
    assert (data["schema"], data["kind"], data["pages"], data["decision"]) == (
        1,
        "employment-certificate",
        1,
        "rejected",
    )
    assert list(data["made_with"]) == ["dojang", "rulebook", "rulebook_sha256", "reader", "recogniser", "submitted"]
    assert data["made_with"]["submitted"] == "2026-11-21"
    check = next(one for one in data["checks"] if one["id"] == "employment.stamp")
    assert list(check) == ["id", "outcome", "severity", "reason", "field", "page", "box", "message", "remedy"]
    assert (check["outcome"], check["reason"], check["box"]) == ("fail", "stamp-missing", None)
    json.dumps(data)


def test_an_error_as_json() -> None:
    data = judging.error_json("x.pdf", "ab", DojangError("encrypted-pdf"))
    assert list(data) == ["schema", "file", "sha256", "error"]
    assert list(data["error"]) == ["code", "message", "remedy"]


def test_an_application_as_json() -> None:
    documents = [*handed(paper(TELECOM)), Handed("x.pdf", DojangError("encrypted-pdf"), TODAY, "cd")]
    decided = apply(documents)
    data = judging.application_json(said(), decided, SENDER, TODAY)
    assert list(data) == [
        "schema",
        "application_id",
        "channel",
        "decision",
        "score",
        "checks",
        "missing",
        "documents",
        "made_with",
    ]
    assert data["missing"] == ["business-registration", "employment-certificate", "number-usage-consent"]
    assert [one["file"] for one in data["documents"]] == ["0.png", "x.pdf"]
    assert data["documents"][1]["error"]["code"] == "encrypted-pdf"
    json.dumps(data)
