from __future__ import annotations

from datetime import date

import pytest

from pipeline.document import Facts, Field, Kind, Paper
from pipeline.serving.ledger import Ledger, NewCorrection
from pipeline.serving.tables import UploadState
from tests.ledger_rows import DUE, LEASE, NOW, STORE, decision, due, item, note

# --- what arrived ---------------------------------------------------------------------------------


def test_the_same_object_is_noted_once_and_a_new_version_anew(ledger: Ledger) -> None:
    assert note(ledger, "a", "A-1/b", "bad\udcff", "line\nbreak", "A-\udcfe/c") == 5
    assert note(ledger, "a", "A-1/b", "bad\udcff", now=NOW + LEASE) == 0
    assert note(ledger, "a", etag="e2") == 1
    assert ledger.arrivals.upload(3).key == "bad\udcff"
    assert ledger.arrivals.upload(1).seen_at == NOW
    assert [one.key for one in ledger.arrivals.papers(1)] == ["A-1/b"]
    assert ledger.arrivals.application(2).name == "A-\udcfe"
    with pytest.raises(LookupError):
        ledger.arrivals.upload(99)
    with pytest.raises(LookupError):
        ledger.arrivals.application(99)


def test_more_than_fits_in_one_question_is_noted_too(ledger: Ledger) -> None:
    keys = [f"f{number:04d}" for number in range(450)]
    assert note(ledger, *keys[:300]) == 300
    assert note(ledger, *keys) == 150
    assert len(due(ledger, NOW)) == 450


def test_of_a_key_the_newest_version_is_its_subject_and_stores_are_apart(ledger: Ledger) -> None:
    note(ledger, "a", "A-1/b")
    note(ledger, "a", etag="e2")
    ledger.arrivals.note("elsewhere", [(item("x"), None)], NOW, DUE)
    assert ledger.arrivals.subjects(STORE) == {"a": "upload:3", "A-1": "application:1"}
    assert ledger.arrivals.subjects("elsewhere") == {"x": "upload:4"}
    assert due(ledger, NOW, "elsewhere") == ["upload:4"]


def test_numbers_that_people_say_have_no_gaps(ledger: Ledger) -> None:
    for number in range(1, 4):
        note(ledger, *(f"A-1/{one}" for one in range(number * 5)), f"A-{number}/x", "bare")
    assert sorted(ledger.arrivals.subjects(STORE).values()) == [
        "application:1",
        "application:2",
        "application:3",
        "upload:7",
    ]


def test_an_upload_is_settled_with_its_hash(ledger: Ledger) -> None:
    note(ledger, "A-1/a", "A-1/b")
    note(ledger, "A-1/c", now=NOW + LEASE)
    ledger.readings.keep_content("a" * 64, 3, NOW)
    ledger.arrivals.settle(3, UploadState.DONE, "a" * 64)
    ledger.arrivals.settle(1, UploadState.DUPLICATE, "a" * 64)
    ledger.arrivals.settle(2, UploadState.GONE)
    assert [one.state for one in ledger.arrivals.papers(1)] == ["duplicate", "gone", "done"]
    assert ledger.arrivals.first_seen(1, "a" * 64) == NOW
    assert ledger.arrivals.first_seen(1, "b" * 64) is None
    ledger.arrivals.settle(3, UploadState.GONE)
    assert ledger.arrivals.upload(3).sha256 == "a" * 64, "what was read once stays known"
    with pytest.raises(LookupError):
        ledger.arrivals.settle(99, UploadState.GONE)


def test_the_day_of_judging_is_kept(ledger: Ledger) -> None:
    note(ledger, "A-1/a")
    ledger.arrivals.note_judged(1, date(2026, 11, 22))
    assert ledger.arrivals.application(1).judged_on == date(2026, 11, 22)


# --- what was read --------------------------------------------------------------------------------


def test_facts_are_kept_by_content_and_reader(ledger: Ledger) -> None:
    paper = Paper(Kind.EMPLOYMENT_CERTIFICATE, 0.9, (1,), {"company_name": Field("주식회사 도장 \ud800\0", 0.9, 1)})
    facts = Facts("a" * 64, (Kind.EMPLOYMENT_CERTIFICATE,), (paper,), "r1", "tesseract")
    for _ in range(2):
        ledger.readings.keep_content(facts.sha256, 10, NOW)
        ledger.readings.keep_facts(facts, 3, NOW)
    assert ledger.readings.facts(facts.sha256, "r1") == facts
    assert ledger.readings.facts(facts.sha256, "r2") is None


def test_of_a_field_the_newest_correction_holds(ledger: Ledger) -> None:
    first = [NewCorrection("a" * 64, 0, "company_name", "도장"), NewCorrection("a" * 64, 1, "company_name", "인장")]
    ledger.decisions.decide(decision(), [], NOW, first)
    second = [NewCorrection("a" * 64, 0, "company_name", None)]
    ledger.decisions.decide(decision(number=2, decided_by="김심사"), [], NOW + LEASE, second)
    held = ledger.readings.corrections("upload:1")
    assert [(one.paper, one.value, one.by, one.at) for one in held] == [
        (1, "인장", "dojang", NOW),
        (0, None, "김심사", NOW + LEASE),
    ]
    assert ledger.readings.corrections("upload:2") == []


# --- who looked, who answered -----------------------------------------------------------------------


def test_a_link_shows_the_original_once(ledger: Ledger) -> None:
    assert ledger.viewings.view("t1", "upload:1", "a" * 64, 1, "김심사", NOW)
    assert not ledger.viewings.view("t1", "upload:1", "a" * 64, 1, "이심사", NOW + LEASE)
    assert ledger.viewings.view("t2", "upload:1", "a" * 64, 2, "이심사", NOW + LEASE)
    assert [(one.token, one.by) for one in ledger.viewings.of("upload:1")] == [("t1", "김심사"), ("t2", "이심사")]


def test_the_one_whose_answer_was_taken_is_named(ledger: Ledger) -> None:
    assert ledger.reviewers.name("run") is None
    taken = ledger.reviewers.note("run", "taken", NOW)
    late = ledger.reviewers.note("run", "late", NOW)
    assert ledger.reviewers.name("run") is None, "either may have been heard"
    ledger.reviewers.settle(late, accepted=False)
    assert ledger.reviewers.name("run") == "taken", "the other one was not"
    ledger.reviewers.settle(taken, accepted=True)
    ledger.reviewers.note("run", "too late", NOW)
    assert ledger.reviewers.name("run") == "taken"
    assert ledger.reviewers.name("other") is None


def test_a_name_counts_for_one_answer(ledger: Ledger) -> None:
    first = ledger.reviewers.note("run", "earlier", NOW)
    ledger.reviewers.note("other", "elsewhere", NOW)
    ledger.reviewers.forget("run")
    ledger.reviewers.settle(first, accepted=True)
    assert ledger.reviewers.name("run") is None, "settled too late"
    ledger.reviewers.note("run", "later", NOW + LEASE)
    assert ledger.reviewers.name("run") == "later"
    assert ledger.reviewers.name("other") == "elsewhere"


def test_what_a_database_cannot_keep_is_replaced_in_what_people_type(ledger: Ledger) -> None:
    ledger.decisions.decide(decision(decided_by="김\0심\udcff사", via="shell"), [], NOW)
    (row,) = ledger.decisions.all()
    assert row.decided_by == "김�심�사"
    assert ledger.decisions.first_broken_line() is None
