"""What people decide: every answer on a real ledger; what is refused, what is told, what is never kept."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from checks import rulebook
from checks.bookfile import Mode
from checks.reasons import BY_PEOPLE, of_paper, tellable
from pipeline.document import Kind, Outcome, Text
from pipeline.errors import DojangError
from pipeline.serving.people import deciding
from pipeline.serving.people.agreement import agreement
from pipeline.serving.people.deciding import Correction
from pipeline.serving.sheets import evidence
from tests.ledger_rows import due, taken
from tests.made_cases import NOW, Cases, doubtful, in_order, run_as
from tests.made_facts import field, paper

APPROVED, REJECTED, INCOMPLETE, REVIEW = "approved", "rejected", "incomplete", "needs-review"
EMPLOYMENT = Kind.EMPLOYMENT_CERTIFICATE
STAMP = "employment-certificate/stamp-missing"
DATE = Correction(2, "issuance_date", "2026. 10. 2.")
DAY = timedelta(days=1)


@pytest.fixture
def held(cases: Cases) -> str:
    """An application that waits for a person."""
    subject = cases.apply("A-1", *doubtful())
    assert cases.review(subject).verdict == REVIEW
    return subject


def refused(cases: Cases, subject: str, decision: str, **more: Any) -> str:
    """The code by which an answer is refused; nothing may have been written."""
    before = len(cases.office.ledger.decisions.all())
    with pytest.raises(DojangError) as error:
        cases.answer(subject, decision, **more)
    assert len(cases.office.ledger.decisions.all()) == before
    assert error.value.entry.remedy.ko
    return error.value.code


# --- the answers ----------------------------------------------------------------------------------


def test_approved_by_a_person(cases: Cases, held: str) -> None:
    row = cases.answer(held, "approve", note="확인함", verified=True, number=1)
    assert (row.number, row.verdict, row.decided_by, row.via, row.verified) == (2, APPROVED, "김담당", "ui", True)
    assert (row.machine, row.asked, row.mode, row.reason) == (None, None, "auto", None)
    assert row.body["note"] == "확인함"
    ((to, text),) = cases.told(row)
    assert to == "applicant@example.com"
    assert "승인" in text
    assert "발급일" not in text, "the applicant is told of no doubt"
    assert cases.office.ledger.decisions.first_broken_line() is None


def test_rejected_with_reasons_also_of_a_rule_that_passed(cases: Cases, held: str) -> None:
    passed = {one["id"]: one["outcome"] for one in cases.review(held).body["papers"][1]["checks"]}
    assert passed["employment.stamp"] == "pass"
    row = cases.answer(held, "reject", reasons=(STAMP, "owner-differs"))
    assert (row.verdict, row.reason) == (REJECTED, "stamp-missing")
    assert row.body["reasons"] == [STAMP, "owner-differs"]
    ((_, text),) = cases.told(row)
    assert "재직증명서에 직인이 없습니다." in text
    assert "직인이 있는 재직증명서를 다시 제출해 주세요." in text
    assert "통신서비스 이용증명원의 명의자와" in text


def test_a_code_alone_will_do_where_one_paper_can_be_meant(cases: Cases, held: str) -> None:
    assert cases.answer(held, "reject", reasons=("stamp-missing",)).body["reasons"] == [STAMP]


def test_another_copy_is_asked_for(cases: Cases, held: str) -> None:
    row = cases.answer(held, "another-copy", copies=("employment-certificate",))
    assert (row.verdict, row.body["copies"]) == (INCOMPLETE, ["employment-certificate"])
    ((_, text),) = cases.told(row)
    assert "재직증명서" in text
    assert "2026" in text, "until when"


def test_again_lets_the_rules_decide_on_what_was_corrected(cases: Cases, held: str) -> None:
    row = cases.answer(held, "again", corrections=(DATE,))
    assert (row.verdict, row.machine, row.asked) == (APPROVED, APPROVED, None)
    assert (row.decided_by, row.via, row.body["answer"]) == ("김담당", "ui", "again")
    (kept,) = cases.office.ledger.readings.corrections(held)
    assert (kept.paper, kept.field, kept.value, kept.by) == (0, "issuance_date", "2026-10-02", "김담당")
    assert kept.sha256 == cases.review(held).body["papers"][1]["sha256"]
    assert "승인" in cases.told(row)[0][1]


def test_again_may_reject_and_may_leave_it_open(cases: Cases, held: str) -> None:
    row = cases.answer(held, "again")
    assert (row.verdict, row.number, row.asked) == (REVIEW, 2, "doubt"), "nothing was corrected"
    row = cases.answer(held, "again", corrections=(Correction(2, "stamp", "absent"),), number=2)
    assert (row.verdict, row.reason) == (REJECTED, "stamp-missing")


def test_corrections_may_come_with_a_decision(cases: Cases, held: str) -> None:
    row = cases.answer(held, "approve", corrections=(DATE, Correction(2, "kind", "employment-certificate")))
    assert (row.verdict, row.score) == (APPROVED, 100)
    assert len(cases.office.ledger.readings.corrections(held)) == 2
    assert cases.review(held).id == row.id, "corrected material, decided by the person"


def test_the_newest_correction_holds(cases: Cases, held: str) -> None:
    cases.answer(held, "again", corrections=(Correction(2, "company_name", "주식회사 다른회사"), DATE))
    assert cases.review(held).verdict == REJECTED
    row = cases.answer(held, "again", corrections=(Correction(2, "company_name", "㈜한빛테크"),))
    assert row.verdict == APPROVED


@pytest.mark.parametrize(("mode", "asked"), [(Mode.ASSIST, "assist"), (Mode.SHADOW, "shadow")])
def test_again_grants_nothing_where_a_person_must_confirm(
    cases: Cases, held: str, monkeypatch: pytest.MonkeyPatch, mode: Mode, asked: str
) -> None:
    run_as(monkeypatch, mode)
    row = cases.answer(held, "again", corrections=(DATE,))
    assert (row.verdict, row.machine, row.asked) == (REVIEW, APPROVED, asked)
    assert cases.answer(held, "approve").verdict == APPROVED


@pytest.mark.parametrize("decision", ["approve", "reject", "another-copy"])
def test_on_trial_nobody_is_told_what_people_decide(
    cases: Cases, monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    run_as(monkeypatch, Mode.SHADOW)
    subject = cases.apply("A-1", *in_order())
    cases.review(subject)
    row = cases.answer(subject, decision, reasons=(STAMP,), copies=("employment-certificate",))
    assert row.mode == "shadow"
    assert cases.told(row) == []
    if decision == "approve":
        assert cases.told(cases.answer(subject, "revoke")) == []
    assert cases.office.ledger.outbox.unsent(NOW) == []


def test_an_approval_is_revoked(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    cases.review(subject)
    row = cases.answer(subject, "revoke", reasons=(STAMP,))
    assert (row.verdict, row.reason) == (REJECTED, "approval-revoked")
    assert row.body["reasons"] == ["approval-revoked", STAMP]
    ((_, text),) = cases.told(row)
    assert "취소" in text
    assert "직인이 없습니다" in text
    assert refused(cases, subject, "revoke") == "not-approved"
    assert cases.review(subject, NOW + 30 * DAY).id == row.id


def test_an_applicant_may_ask_that_a_person_decide_anew(cases: Cases) -> None:
    """개인정보 보호법 제37조의2: the rejection's notice says how, and the request puts the case into the queue."""
    subject = cases.apply("A-1", *in_order(employment_certificate={"stamp": field("absent")}))
    rejected = cases.review(subject)
    ((_, text),) = cases.told(rejected)
    assert "제37조의2" in text
    assert "회신" in text
    row = cases.answer(subject, "object", note="2026-11-21 메일로 요청")
    assert (row.verdict, row.machine, row.asked) == (REVIEW, REJECTED, "objection")
    assert (row.body["note"], row.reason) == ("2026-11-21 메일로 요청", rejected.reason)
    ((_, text),) = cases.told(row)
    assert "요청하신 대로" in text
    assert [one.subject for one in deciding.queue(cases.office)] == [subject]
    assert cases.review(subject, NOW + DAY).id == row.id
    settled = cases.answer(subject, "approve")
    assert settled.verdict == APPROVED
    assert deciding.queue(cases.office) == []
    told = agreement(cases.office.ledger, cases.office.settings).to_json()
    assert told["by_asked"]["objection"]["cases"] == 1


def test_only_what_the_rules_rejected_can_be_objected_to(cases: Cases) -> None:
    approved = cases.apply("A-1", *in_order())
    cases.review(approved)
    assert refused(cases, approved, "object") == "not-rejected"
    waiting = cases.apply("A-2", *doubtful())
    cases.review(waiting)
    assert refused(cases, waiting, "object") == "not-rejected"
    cases.answer(waiting, "reject", reasons=(STAMP,))
    assert refused(cases, waiting, "object") == "not-rejected"
    by_rules = cases.apply("A-3", *in_order(employment_certificate={"stamp": field("absent")}))
    cases.review(by_rules)
    fix = (Correction(1, "stamp", "present"),)
    assert refused(cases, by_rules, "object", corrections=fix) == "not-rejected"


def test_what_the_rules_rejected_a_person_may_decide_anew(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order(employment_certificate={"stamp": field("absent")}))
    assert cases.review(subject).verdict == REJECTED
    row = cases.answer(subject, "approve")
    assert row.verdict == APPROVED
    assert refused(cases, subject, "reject", reasons=(STAMP,)) == "already-decided"


def test_a_bare_file_is_decided_and_its_operator_told(cases: Cases) -> None:
    cases.hand_in("a.pdf", paper(EMPLOYMENT, {"stamp": field("absent", 0.5)}))
    cases.look()
    subject = cases.subject("a.pdf")
    cases.review(subject)
    assert refused(cases, subject, "another-copy", copies=("employment-certificate",)) == "copy-missing"
    row = cases.answer(subject, "reject", reasons=("stamp-missing",), corrections=(Correction(1, "stamp", ""),))
    assert (row.verdict, row.kind) == (REJECTED, "employment-certificate")
    ((to, text),) = cases.told(row)
    assert to == "ops@example.com"
    assert "직인이 없습니다" in text


def test_what_could_not_be_read_a_person_decides(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order()[1:])
    (cases.inbox / "A-1" / "huge.pdf").write_bytes(b"%PDF-1.7 and no more")
    cases.look()
    assert cases.review(subject).verdict == INCOMPLETE
    choices = deciding.choices(cases.office, subject)
    assert [one.kind for one in choices.papers].count(Kind.UNKNOWN) == 1
    assert "business-registration/document-unreadable" in choices.reasons


def test_an_untrusted_application_is_told_to_the_operator_alone(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order(), signed=False)
    assert cases.review(subject).verdict == REVIEW
    row = cases.answer(subject, "reject", reasons=("manifest-untrusted",))
    assert [to for to, _ in cases.told(row)] == ["ops@example.com"]


def test_a_person_s_decision_makes_the_case_due(cases: Cases, held: str) -> None:
    ledger, store = cases.office.ledger, cases.office.store.address
    claim = taken(ledger, held, NOW, timedelta(minutes=1))
    assert claim is not None
    ledger.cases.release(claim)
    assert due(ledger, NOW, store) == []
    cases.answer(held, "approve", via="shell")
    assert due(ledger, NOW, store) == [held]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "more", "code"),
    [
        ("approve", {"by": " \t"}, "name-missing"),
        ("approve", {"number": 7}, "outdated-sheet"),
        ("reject", {}, "reason-missing"),
        ("reject", {"reasons": ("no-such-code",)}, "reason-unknown"),
        ("reject", {"reasons": ("company-name-differs",)}, "reason-unknown"),
        ("reject", {"reasons": ("documents-missing",)}, "reason-unknown"),
        ("another-copy", {}, "copy-missing"),
        ("another-copy", {"copies": ("identity-card",)}, "copy-missing"),
        ("again", {"corrections": (Correction(9, "stamp", "present"),)}, "field-unknown"),
        ("again", {"corrections": (Correction(0, "stamp", "present"),)}, "field-unknown"),
        ("again", {"corrections": (Correction(1, "stamp", "present"),)}, "field-unknown"),
        ("again", {"corrections": (Correction(2, "no_field", "x"),)}, "field-unknown"),
        ("again", {"corrections": (Correction(2, "issuance_date", "soon"),)}, "value-invalid"),
        ("approve", {"corrections": (Correction(2, "corporate_number", "110111-1234567"),)}, "field-unknown"),
        ("revoke", {}, "not-approved"),
    ],
)
def test_an_answer_that_is_wanting_is_refused(
    cases: Cases, held: str, decision: str, more: dict[str, Any], code: str
) -> None:
    assert refused(cases, held, decision, **more) == code


def test_an_unknown_case_is_refused(cases: Cases) -> None:
    assert refused(cases, "application:99", "approve") == "case-unknown"
    subject = cases.apply("A-1", *in_order())
    assert refused(cases, subject, "approve") == "case-unknown", "nothing was decided yet"


def test_a_second_answer_is_refused(cases: Cases, held: str) -> None:
    cases.answer(held, "approve", number=1)
    assert refused(cases, held, "reject", reasons=(STAMP,), number=1) == "already-decided"
    assert refused(cases, held, "reject", reasons=(STAMP,)) == "already-decided"
    assert refused(cases, held, "again") == "already-decided"


def test_an_answer_to_an_old_sheet_is_refused(cases: Cases, held: str) -> None:
    cases.hand_in("A-1/5.pdf", paper(EMPLOYMENT, {"issuance_date": field("2026-10-05", 0.5)}))
    cases.look()
    assert refused(cases, held, "approve", number=1) == "outdated-sheet", "handed in, not judged yet"
    assert cases.review(held).number == 2
    assert refused(cases, held, "approve", number=1) == "outdated-sheet"
    assert cases.answer(held, "approve", number=2).verdict == APPROVED


def test_an_answer_to_another_manifest_is_refused(cases: Cases, held: str) -> None:
    cases.apply("A-1", company_name="주식회사 다른회사")
    assert refused(cases, held, "approve") == "outdated-sheet"
    (cases.inbox / "A-1" / "application.json").unlink()
    assert refused(cases, held, "approve") == "manifest-missing"


def test_an_approval_that_the_rules_gave_is_not_decided_again(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    cases.review(subject)
    assert refused(cases, subject, "approve") == "already-decided"


def test_of_answers_at_once_one_is_taken(cases: Cases, held: str) -> None:
    start, ends = Barrier(4), list[str]()

    def decide(number: int) -> None:
        start.wait()
        try:
            row = cases.answer(held, "approve" if number % 2 else "reject", reasons=(STAMP,), by=f"담당 {number}")
            ends.append(row.decided_by)
        except DojangError as error:
            ends.append(error.code)

    threads = [Thread(target=decide, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends)[:3] == ["already-decided"] * 3
    rows = cases.office.ledger.decisions.of(held)
    assert [row.number for row in rows] == [1, 2]
    assert rows[1].decided_by in ends
    assert len(cases.told(rows[1])) == 1
    assert cases.office.ledger.decisions.first_broken_line() is None


# --- what is never kept ---------------------------------------------------------------------------


def test_no_resident_number_that_a_person_types_is_kept(cases: Cases, held: str, tmp_path: Path) -> None:
    number = "900101-1234567"
    cases.answer(
        held,
        "approve",
        by=f"김담당 {number}",
        note=f"신청인 {number},\n 9001011234567",
        corrections=(Correction(2, "person_name", f"김하늘 {number}"),),
    )
    cases.office.ledger.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            assert b"1234567" not in body, path
    row = cases.office.ledger.decisions.last(held)
    assert row is not None
    assert row.decided_by == "김담당 900101-1******"
    assert row.body["note"] == "신청인 900101-1******, 9001011******"


def test_names_and_notes_are_one_line_and_not_too_long(cases: Cases, held: str) -> None:
    row = cases.answer(held, "approve", by="김\x1b[31m담당\r\n" * 50, note="가" * 5000)
    assert row.decided_by.isprintable()
    assert len(row.decided_by) <= 100
    assert len(row.body["note"]) <= 1000


# --- what can be answered -------------------------------------------------------------------------


def test_the_choices_are_numbered_like_the_sheet(cases: Cases, held: str) -> None:
    choices = deciding.choices(cases.office, held)
    assert choices.number == 1
    assert [one.kind.value for one in choices.papers] == [
        "business-registration",
        "employment-certificate",
        "telecom-service-certificate",
        "number-usage-consent",
    ]
    assert "issuance_date" in choices.papers[1].fields
    assert "phone_numbers" in choices.papers[2].fields
    assert choices.kinds == tuple(one.kind for one in choices.papers)
    assert json.loads(json.dumps(choices.reasons))


def test_further_papers_of_a_file_come_after_the_files(cases: Cases) -> None:
    cases.hand_in("A-1/1.pdf", paper(Kind.BUSINESS_REGISTRATION), paper(Kind.NUMBER_USAGE_CONSENT))
    cases.hand_in("A-1/2.pdf", paper(EMPLOYMENT, {"issuance_date": field("2026-10-02", 0.5)}))
    cases.hand_in("A-1/3.pdf", paper(Kind.TELECOM_SERVICE_CERTIFICATE))
    subject = cases.apply("A-1")
    row = cases.review(subject)
    assert row.verdict == REVIEW
    choices = deciding.choices(cases.office, subject)
    assert [one.kind.value for one in choices.papers] == [
        "business-registration",
        "employment-certificate",
        "telecom-service-certificate",
        "number-usage-consent",
    ]
    on_sheet = [(one.number, one.kind) for one in evidence.exhibits(cases.judge(subject))]
    assert on_sheet == [(number, one.kind) for number, one in enumerate(choices.papers, start=1)]
    cases.answer(subject, "again", corrections=(Correction(4, "grantee", "㈜다른회사"), DATE))
    kept = {(one.sha256, one.paper, one.field) for one in cases.office.ledger.readings.corrections(subject)}
    first, second = (file["sha256"] for file in row.body["papers"][:2])
    assert kept == {(first, 1, "grantee"), (second, 0, "issuance_date")}
    assert cases.review(subject).reason == "grantee-differs"


def test_a_number_means_the_same_paper_when_files_are_written_anew(cases: Cases, held: str) -> None:
    before = deciding.choices(cases.office, held)
    os.utime(cases.inbox / "A-1" / "1.pdf", (1_800_000_000, 1_800_000_000))
    cases.look(NOW + DAY)
    assert cases.review(held, NOW + DAY).number == 1, "the same bytes are nothing new"
    judged = cases.judge(held, NOW + DAY)
    assert cases.office.ledger.arrivals.papers(1)[-1].key == "A-1/1.pdf", "a version of its own, listed last"
    assert deciding.choices(cases.office, held) == before
    assert [one.sha256 for one in judged.papers] == [one.sha256 for one in before.papers]


def test_an_unknown_paper_can_be_told_and_filled_in(cases: Cases) -> None:
    unknown = paper(Kind.UNKNOWN, kind_confidence=0.3)
    subject = cases.apply("A-1", *[one for one in in_order() if one.kind is not EMPLOYMENT], unknown)
    assert cases.review(subject).verdict == REVIEW, "the paper that could not be told may be the missing one"
    values = {
        "kind": "employment-certificate",
        "company_name": "㈜한빛테크",
        "issuance_date": "2026-10-02",
        "stamp": "present",
        "person_name": "김하늘",
        "resident_number": "",
    }
    fixes = tuple(Correction(4, name, value) for name, value in values.items())
    assert cases.answer(subject, "again", corrections=fixes).verdict == APPROVED


@pytest.mark.parametrize("book", [rulebook.load(name) for name in rulebook.names()], ids=lambda book: book.name)
def test_every_check_has_a_reason_that_can_be_told(book: rulebook.Rulebook) -> None:
    told = tellable(book, book.kinds, [EMPLOYMENT])
    assert len({one.id for one in told}) == len(told)
    codes = {one.code for one in told}
    for row in rulebook.table(book):
        if row.rule != "papers-asked-for":
            own = {one.code for one in of_paper(book, book.kinds)} if row.applies_to == "every" else codes
            assert own & (set(row.reasons) | {"wrong-document", "document-altered", "document-unreadable"}), row.id
    for one in told:
        for text in (*one.message, *one.remedy):
            assert not {"{", "}", "…", "()"} & {*text, text[-2:]}, one.id
            assert "A person will" not in text, "a person has looked"
            assert "담당자가" not in text


def test_what_is_owed_can_be_told_where_something_is() -> None:
    book = rulebook.load("sender-number")
    assert "documents-missing" not in {one.id for one in tellable(book, book.kinds)}
    (owed,) = [one for one in tellable(book, book.kinds, [EMPLOYMENT]) if one.id == "documents-missing"]
    assert "재직증명서" in owed.message.ko
    assert isinstance(owed.remedy, Text)


def test_every_rule_that_can_only_doubt_has_words_for_a_rejection() -> None:
    for name in rulebook.names():
        book = rulebook.load(name)
        for bound in (*book.every, *book.application, *(one for kind in book.kinds.values() for one in kind)):
            outcomes = {reason.outcome for reason in bound.rule.reasons.values()}
            if Outcome.FAIL not in outcomes:
                assert bound.rule.name in BY_PEOPLE, bound.id


# --- the queue and names --------------------------------------------------------------------------


def test_the_queue_is_ordered_by_due_day_then_score_and_tells_no_why(
    cases: Cases, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_as(monkeypatch, audit_share=1.0)
    audited = cases.apply("A-2", *in_order())
    cases.review(audited)
    cases.hand_in("late.pdf", paper(EMPLOYMENT, {"stamp": field("absent", 0.5)}))
    cases.look(NOW + 2 * DAY)
    late = cases.subject("late.pdf")
    cases.review(late, NOW + 2 * DAY)
    queue = deciding.queue(cases.office)
    assert [one.subject for one in queue] == [held, audited, late]
    assert [one.name for one in queue] == ["A-1", "A-2", "late.pdf"]
    assert queue[0].score < queue[1].score == 100
    assert set(queue[0].to_json()) == {"id", "name", "kind", "score", "due_on", "reason", "since", "number"}
    cases.answer(held, "approve")
    assert [one.subject for one in deciding.queue(cases.office)] == [audited, late]


def test_a_case_has_several_names(cases: Cases) -> None:
    first = cases.apply("A-1", *in_order())
    cases.hand_in("a.pdf", paper(EMPLOYMENT))
    cases.look()
    number = cases.subject("a.pdf").partition(":")[2]
    office = cases.office
    assert {deciding.find(office, name) for name in ("A-1", "A1", first)} == {first}
    assert deciding.find(office, f"U{number}") == deciding.find(office, f"upload:{number}") == cases.subject("a.pdf")
    cases.apply("A1", *in_order())
    for name in ("A1", "A9", "upload:99", ""):
        with pytest.raises(DojangError, match="case-unknown"):
            deciding.find(office, name)
