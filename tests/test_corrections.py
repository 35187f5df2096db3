"""Corrections: what a person typed becomes a fact of the same form as one that was read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import rulebook
from checks.words import FIELDS
from pipeline import judging
from pipeline.corrections import KIND, Correction, correctable, corrected, normalised
from pipeline.document import Facts, Kind, Outcome, Paper, Verdict
from pipeline.errors import DojangError
from pipeline.identifiers import scrub
from tests.made_facts import BOX, DOUBTFUL, SURE, TODAY, facts, field, paper

EMPLOYMENT, TELECOM = Kind.EMPLOYMENT_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE
BOOK = rulebook.load("sender-number")


def verdict(found: Facts) -> Verdict:
    return judging.judge(found, BOOK, TODAY).verdict


def test_a_doubtful_field_made_sure_lets_the_rules_decide() -> None:
    doubtful = facts(paper(EMPLOYMENT, {"stamp": field("absent", DOUBTFUL)}))
    assert verdict(doubtful) is Verdict.NEEDS_REVIEW
    assert verdict(corrected(doubtful, [Correction(0, "stamp", "present")])) is Verdict.APPROVED
    assert verdict(corrected(doubtful, [Correction(0, "stamp", "absent")])) is Verdict.REJECTED


def test_a_correction_may_be_against_the_applicant() -> None:
    good = facts(paper(TELECOM))
    old = corrected(good, [Correction(0, "issuance_date", "2026-01-02")])
    assert verdict(good) is Verdict.APPROVED
    assert verdict(old) is Verdict.REJECTED


def test_the_place_stays_and_the_value_is_sure() -> None:
    found = corrected(facts(paper(EMPLOYMENT)), [Correction(0, "company_name", "㈜다른이름")]).best.fields
    assert (found["company_name"].value, found["company_name"].confidence) == ("㈜다른이름", 1.0)
    assert (found["company_name"].page, found["company_name"].box) == (1, BOX)
    assert found["person_name"].confidence == SURE, "the others are as they were read"


def test_what_is_not_on_the_paper_is_surely_not() -> None:
    found = corrected(facts(paper(EMPLOYMENT)), [Correction(0, "issuance_date", None)])
    assert (found.best.fields["issuance_date"].value, found.best.fields["issuance_date"].confidence) == (None, 1.0)
    assert verdict(found) is Verdict.REJECTED


def test_a_masked_number_says_how_much_is_hidden() -> None:
    unclear = facts(paper(EMPLOYMENT, {"resident_number": field("unclear", 0.5)}))
    for value, hidden in (("masked-6", 6), ("masked-7", 7)):
        found = corrected(unclear, [Correction(0, "resident_number", value)])
        seen = found.best.fields["resident_number"]
        assert (seen.value, seen.hidden_digits) == ("masked", hidden)
        assert verdict(found) is Verdict.APPROVED
    exposed = corrected(unclear, [Correction(0, "resident_number", "exposed")])
    assert verdict(exposed) is Verdict.REJECTED


def test_phone_numbers_are_corrected_as_a_list() -> None:
    found = corrected(facts(paper(TELECOM)), [Correction(0, "phone_numbers", "0211112222,15881234")]).best
    assert [(one.value, one.confidence) for one in found.phone_numbers] == [("0211112222", 1.0), ("15881234", 1.0)]
    assert found.phone_numbers[0].box == BOX
    assert found.phone_numbers[1].box is None
    assert corrected(facts(found), [Correction(0, "phone_numbers", None)]).best.phone_numbers == ()


def test_a_kind_that_a_person_told_is_sure() -> None:
    unsure = facts(paper(EMPLOYMENT, kind_confidence=DOUBTFUL))
    assert verdict(unsure) is Verdict.NEEDS_REVIEW
    found = corrected(unsure, [Correction(0, KIND, EMPLOYMENT.value)])
    assert (verdict(found), found.page_kinds) == (Verdict.APPROVED, (EMPLOYMENT,))
    unknown = facts(Paper(Kind.UNKNOWN, 0.2, (1,)))
    told = corrected(unknown, [Correction(0, KIND, EMPLOYMENT.value)])
    assert verdict(told) is Verdict.NEEDS_REVIEW, "its fields were never read"
    checks = {one.id: one.outcome for one in judging.judge(told, BOOK, TODAY).findings}
    assert checks["document.kind"] is Outcome.PASS


def test_of_two_corrections_the_later_counts_and_others_papers_stay() -> None:
    two = facts(paper(EMPLOYMENT), paper(TELECOM))
    found = corrected(
        two, [Correction(1, "issuer", "가"), Correction(1, "issuer", "나"), Correction(7, "issuer", "다")]
    )
    assert found.papers[1].fields["issuer"].value == "나"
    assert found.papers[0] == two.papers[0]


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("issuance_date", "2026-10-02", "2026-10-02"),
        ("issuance_date", " 2026. 10. 2. ", "2026-10-02"),
        ("opening_date", "2026년 10월 2일", "2026-10-02"),
        ("business_number", "9998100015", "999-81-00015"),
        ("business_number", "999-81-00015", "999-81-00015"),
        ("phone_numbers", "02-345-6789", "023456789"),
        ("phone_numbers", "02-345-6789, 1588-1234", "023456789,15881234"),
        ("phone_numbers", "0507-1234-5678", "050712345678"),
        ("phone_numbers", "010-2345-****", "0102345****"),
        ("resident_number", "masked", "masked-6"),
        ("resident_number", "", "absent"),
        ("stamp", "present", "present"),
        ("stamp", "-", "absent"),
        ("company_name", "  ㈜ 한빛  테크 ", "㈜ 한빛 테크"),
        ("company_name", "", None),
        ("person_name", "김하늘 900101-1234567", "김하늘 900101-1******"),
        ("kind", "employment-certificate", "employment-certificate"),
    ],
)
def test_what_is_typed_takes_the_form_of_what_is_read(name: str, typed: str, value: str | None) -> None:
    assert normalised(name, typed) == value


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("issuance_date", "2026-02-30", "value-invalid"),
        ("issuance_date", "last year", "value-invalid"),
        ("issuance_date", "0026-10-02", "value-invalid"),
        ("business_number", "999-81-0001", "value-invalid"),
        ("phone_numbers", "900101-1234567", "value-invalid"),
        ("phone_numbers", "112", "value-invalid"),
        ("resident_number", "900101-1234567", "value-invalid"),
        ("resident_number", "unclear", "value-invalid"),
        ("stamp", "yes", "value-invalid"),
        ("kind", "unknown", "value-invalid"),
        ("kind", "", "value-invalid"),
        ("company_name", "가" * 201, "value-invalid"),
        ("corporate_number", "110111-1234567", "field-unknown"),
        ("tampering", "none", "field-unknown"),
        ("900101-1234567", "x", "field-unknown"),
    ],
)
def test_what_cannot_be_a_fact_is_refused_without_being_repeated(name: str, typed: str, code: str) -> None:
    with pytest.raises(DojangError) as refused:
        normalised(name, typed)
    assert refused.value.code == code
    assert "1234567" not in str(refused.value)


@given(st.sampled_from(sorted(set(FIELDS) - {"corporate_number"})), st.text(max_size=60))
def test_nothing_typed_keeps_a_resident_number(name: str, typed: str) -> None:
    value = None
    with suppress(DojangError):
        value = normalised(name, f"{typed} 900101-1234567")
    assert value is None or scrub(value) == value
    assert "1234567" not in (value or "")


def test_the_fields_offered_are_those_of_the_paper() -> None:
    assert correctable(paper(EMPLOYMENT)) == (
        "kind",
        "company_name",
        "issuance_date",
        "person_name",
        "resident_number",
        "stamp",
    )
    assert "corporate_number" not in correctable(paper(Kind.UNKNOWN))
