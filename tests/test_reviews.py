"""A review in the service: routed by mode, recorded once, told once; and when a decision ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.bookfile import Mode
from pipeline.document import Kind, Verdict
from pipeline.facts import READER
from pipeline.serving import papers, reviews
from pipeline.serving.tables import UploadState
from tests.made_cases import NOW, Cases, doubtful, in_order, run_as
from tests.made_facts import facts, field, paper

APPROVED, REJECTED, INCOMPLETE, REVIEW = "approved", "rejected", "incomplete", "needs-review"
DAY = timedelta(days=1)


def rejected_papers() -> list:  # type: ignore[type-arg] - papers
    return list(in_order(employment_certificate={"stamp": field("absent")}))


def test_an_application_in_order_is_approved_and_its_applicant_told_once(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    row = cases.review(subject)
    assert (row.verdict, row.machine, row.mode, row.asked, row.via) == (APPROVED, APPROVED, "auto", None, "machine")
    assert cases.review(subject).id == row.id, "run again, nothing new"
    assert [to for to, _ in cases.told(row)] == ["applicant@example.com"]


@pytest.mark.parametrize(
    ("mode", "made", "verdict", "machine", "asked", "told"),
    [
        (Mode.ASSIST, in_order, REVIEW, APPROVED, "assist", 1),
        (Mode.ASSIST, rejected_papers, REVIEW, REJECTED, "assist", 1),
        (Mode.ASSIST, doubtful, REVIEW, REVIEW, "doubt", 1),
        (Mode.ASSIST, list, INCOMPLETE, INCOMPLETE, None, 1),
        (Mode.SHADOW, in_order, REVIEW, APPROVED, "shadow", 0),
        (Mode.SHADOW, rejected_papers, REVIEW, REJECTED, "shadow", 0),
        (Mode.SHADOW, doubtful, REVIEW, REVIEW, "shadow", 0),
        (Mode.SHADOW, list, REVIEW, INCOMPLETE, "shadow", 0),
        (Mode.AUTO, rejected_papers, REJECTED, REJECTED, None, 1),
        (Mode.AUTO, doubtful, REVIEW, REVIEW, "doubt", 1),
    ],
)
def test_the_mode_says_who_is_asked_and_who_is_told(  # noqa: PLR0913, PLR0917 - a row of a table
    cases: Cases,
    monkeypatch: pytest.MonkeyPatch,
    mode: Mode,
    made: object,
    verdict: str,
    machine: str,
    asked: str,
    told: int,
) -> None:
    run_as(monkeypatch, mode)
    assert callable(made)
    row = cases.review(cases.apply("A-1", *made()))
    assert (row.verdict, row.machine, row.mode, row.asked) == (verdict, machine, mode.value, asked)
    assert len(cases.told(row)) == told
    if verdict == REVIEW:
        assert "보완" not in "".join(text for _, text in cases.told(row)), "what was found stays between reviewers"


def test_an_audited_approval_looks_like_any_case_that_waits(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch, audit_share=1.0)
    audited = cases.review(cases.apply("A-1", *in_order()))
    doubted = cases.review(cases.apply("A-2", *doubtful()))
    assert (audited.verdict, audited.machine, audited.asked) == (REVIEW, APPROVED, "audit")
    words = [
        cases.told(row)[0][1].replace(name, "").replace(row.id, "")
        for row, name in ((audited, "A-1"), (doubted, "A-2"))
    ]
    assert words[0] == words[1], "neither the applicant nor the operator can tell"


def test_bare_files_are_never_audited(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch, audit_share=1.0)
    cases.hand_in("a.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE))
    cases.look()
    row = cases.review(cases.subject("a.pdf"))
    assert (row.verdict, row.asked) == (APPROVED, None)
    assert [to for to, _ in cases.told(row)] == ["ops@example.com"]


def test_a_file_that_cannot_be_read_is_decided_too(cases: Cases) -> None:
    (cases.inbox / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    cases.look()
    row = cases.review(cases.subject("broken.pdf"))
    assert (row.verdict, row.reason, row.kind) == (REJECTED, "damaged-file", "unknown")
    assert row.body["made_with"]["rulebook"] == "kakao-channel"


def test_a_new_paper_while_a_person_is_asked_is_judged_anew(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    first = cases.review(subject)
    cases.hand_in("A-1/5.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field("absent")}))
    cases.look(NOW + DAY)
    second = cases.review(subject, NOW + DAY)
    assert [(row.number, row.verdict) for row in (first, second)] == [(1, REVIEW), (2, REJECTED)]
    assert first.material != second.material


def test_corrections_of_the_ledger_are_facts_and_new_material(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    held = cases.review(subject)
    done = cases.answer(subject, "again", corrections=(_date(),))
    judged = cases.judge(subject)
    assert judged.decision.verdict is Verdict.APPROVED
    assert judged.material == done.material != held.material
    assert cases.review(subject).id == done.id


def _date() -> object:
    from pipeline.serving.people.deciding import Correction

    return Correction(2, "issuance_date", "2026-10-02")


def test_what_is_owed_is_waited_for_and_no_longer(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order()[:3])
    first = cases.review(subject)
    assert first.verdict == INCOMPLETE
    assert cases.review(subject, NOW + 14 * DAY).id == first.id
    late = cases.review(subject, NOW + 15 * DAY)
    assert (late.number, late.verdict, late.reason) == (2, REJECTED, "documents-missing")


def test_another_copy_takes_the_old_one_s_place(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    cases.review(subject)
    asked = cases.answer(subject, "another-copy", copies=("employment-certificate",))
    assert cases.review(subject).id == asked.id, "waits for the copy"
    cases.hand_in("A-1/new.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE))
    cases.look(NOW + DAY)
    row = cases.review(subject, NOW + DAY)
    assert (row.number, row.verdict) == (3, APPROVED)
    assert len(row.body["papers"]) == 4
    assert cases.review(subject, NOW + 40 * DAY).id == row.id


def test_a_copy_of_another_kind_replaces_nothing(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    cases.review(subject)
    cases.answer(subject, "another-copy", copies=("employment-certificate",))
    cases.hand_in("A-1/new.pdf", paper(Kind.TELECOM_SERVICE_CERTIFICATE))
    cases.look(NOW + DAY)
    row = cases.review(subject, NOW + DAY)
    assert (row.verdict, len(row.body["papers"])) == (REVIEW, 5)


def test_a_copy_that_never_comes_brings_the_case_back(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    cases.review(subject)
    asked = cases.answer(subject, "another-copy", copies=("employment-certificate",))
    number = int(subject.partition(":")[2])
    cases.office.ledger.arrivals.note_judged(number, NOW.date())
    found = papers.dossier(cases.office, number)
    assert found is not None
    assert not papers.has_run_out(cases.office, found, 14, NOW + 14 * DAY)
    assert papers.has_run_out(cases.office, found, 14, NOW + 15 * DAY)
    cases.office.ledger.arrivals.note_judged(number, (NOW + 15 * DAY).date())
    assert not papers.has_run_out(cases.office, found, 14, NOW + 16 * DAY), "looked at once"
    assert cases.review(subject, NOW + 14 * DAY).id == asked.id
    back = cases.review(subject, NOW + 15 * DAY)
    assert (back.number, back.verdict, back.asked) == (3, REVIEW, "doubt")


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_what_a_person_decided_stands_until_something_new_comes(cases: Cases, decision: str) -> None:
    subject = cases.apply("A-1", *doubtful())
    cases.review(subject)
    reasons = ("employment-certificate/issuance-date-missing",) if decision == "reject" else ()
    settled = cases.answer(subject, decision, reasons=reasons)
    assert cases.review(subject, NOW + 99 * DAY).id == settled.id
    cases.hand_in("A-1/5.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE))
    cases.look(NOW + DAY)
    assert cases.review(subject, NOW + DAY).number == settled.number + 1


def test_the_same_bytes_twice_are_one_paper(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    (cases.inbox / "A-1" / "again.pdf").write_bytes((cases.inbox / "A-1" / "1.pdf").read_bytes())
    cases.look()
    row = cases.review(subject)
    assert (row.verdict, len(row.body["papers"])) == (APPROVED, 4)
    states = [one.state for one in cases.office.ledger.arrivals.papers(1) if one.key.endswith(".pdf")]
    assert sorted(states) == [*["done"] * 4, UploadState.DUPLICATE.value]


def test_a_decision_holds_no_value_and_no_name(cases: Cases) -> None:
    row = cases.review(cases.apply("A-1", *doubtful()))
    text = str(row.body)
    for value in ("한빛테크", "김하늘", "2026-10-02", "0234567890", "1.pdf"):
        assert value not in text
    assert row.body["papers"][1]["kinds"] == ["employment-certificate"]


def test_facts_are_those_of_this_reader(cases: Cases) -> None:
    assert reviews.as_corrected(cases.office, "upload:1", facts(paper(Kind.IDENTITY_CARD))).best.kind
    judged = cases.judge(cases.apply("A-1", *in_order()))
    assert judged.made_with["reader"] == READER
    assert judged.manifest is not None
    assert [one.facts is not None for one in judged.papers] == [True] * 4
    assert replace(judged, submitted=NOW.date()) == judged
