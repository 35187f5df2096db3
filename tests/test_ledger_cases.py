from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.serving.ledger import Ledger
from tests.ledger_rows import DUE, LEASE, NOW, STORE, claimed, decision, due, note, taken

SOON = NOW + timedelta(minutes=1)


def test_whatever_is_new_makes_its_case_due_and_nothing_else_does(ledger: Ledger) -> None:
    note(ledger, "a", "A-1/b", "A-1/c")
    assert due(ledger) == ["application:1", "upload:1"]
    assert ledger.cases.case("application:1").wanted == 1, "two files of one look are one thing to do"
    note(ledger, "a", "A-1/b")
    assert ledger.cases.case("application:1").wanted == 1
    note(ledger, "A-1/d")
    assert ledger.cases.case("application:1").wanted == 2


def test_a_claim_is_exclusive_until_it_runs_out(ledger: Ledger) -> None:
    note(ledger, "a")
    first = claimed(ledger, "upload:1")
    assert taken(ledger, "upload:1", NOW + LEASE / 2) is None
    assert due(ledger, NOW + LEASE / 2) == []
    assert due(ledger, NOW + 2 * LEASE) == ["upload:1"]
    second = claimed(ledger, "upload:1", NOW + 2 * LEASE)
    assert (first.tries, first.lapses, second.tries, second.lapses) == (1, 0, 1, 1), "nobody says that it failed"
    assert second.fence > first.fence
    assert not ledger.cases.extend(first, LEASE, NOW)
    assert not ledger.cases.release(first), "the first one's claim has passed to another"
    assert not ledger.cases.fail(first, "x", SOON)
    assert not ledger.cases.give_up(first, "x", NOW)
    assert ledger.cases.release(second)
    assert not ledger.cases.release(second), "once"
    assert due(ledger, NOW + 9 * LEASE) == []
    assert taken(ledger, "upload:1", NOW + 9 * LEASE) is None


def test_a_claim_can_be_held_longer(ledger: Ledger) -> None:
    note(ledger, "a")
    claim = claimed(ledger, "upload:1")
    assert ledger.cases.extend(claim, LEASE, NOW + LEASE / 2)
    assert taken(ledger, "upload:1", NOW + 1.4 * LEASE) is None
    assert taken(ledger, "upload:1", NOW + 1.6 * LEASE) is not None


def test_nothing_that_comes_during_work_is_lost(ledger: Ledger) -> None:
    note(ledger, "A-1/a")
    claim = claimed(ledger, "application:1")
    note(ledger, "A-1/b")
    assert due(ledger) == []
    assert ledger.cases.release(claim)
    assert due(ledger) == ["application:1"]
    assert ledger.cases.release(claimed(ledger, "application:1"))
    assert due(ledger) == []


def test_what_failed_is_tried_again_later_and_knows_why(ledger: Ledger) -> None:
    note(ledger, "a")
    assert ledger.cases.fail(claimed(ledger, "upload:1"), "ledger-unreachable", SOON)
    assert due(ledger) == []
    assert taken(ledger, "upload:1", NOW) is None
    again = claimed(ledger, "upload:1", SOON)
    assert again.tries == 2
    assert ledger.cases.case("upload:1").error == "ledger-unreachable"
    assert ledger.cases.release(again)
    row = ledger.cases.case("upload:1")
    assert (row.error, row.tries, row.not_before, row.owner) == (None, 0, None, None)


def test_what_was_given_up_waits_for_something_new(ledger: Ledger) -> None:
    note(ledger, "a")
    assert ledger.cases.give_up(claimed(ledger, "upload:1"), "broken", NOW)
    assert due(ledger, NOW + 99 * LEASE) == []
    assert ledger.cases.case("upload:1").error == "broken"
    ledger.cases.want("upload:1")
    assert due(ledger) == ["upload:1"]


def test_something_new_does_not_wait_for_a_pause_to_end(ledger: Ledger) -> None:
    note(ledger, "A-1/a")
    ledger.cases.fail(claimed(ledger, "application:1"), "x", NOW + timedelta(days=1))
    note(ledger, "A-1/b")
    assert claimed(ledger, "application:1").tries == 1


def test_a_run_and_its_case_find_each_other(ledger: Ledger) -> None:
    note(ledger, "a", "b")
    first = claimed(ledger, "upload:1")
    assert ledger.cases.set_run(first, "run-1")
    assert ledger.cases.release(first)
    assert not ledger.cases.set_run(first, "run-0"), "it is nobody's any more"
    ledger.cases.want("upload:1")
    assert claimed(ledger, "upload:1").run_id == "run-1"
    found = ledger.cases.of_run("run-1")
    assert found is not None
    assert found.subject == "upload:1"
    assert ledger.cases.set_run(claimed(ledger, "upload:1", NOW + 2 * LEASE), None)
    assert ledger.cases.of_run("run-1") is None


def test_unknown_cases_are_told(ledger: Ledger) -> None:
    for ask in (ledger.cases.case, ledger.cases.want):
        with pytest.raises(LookupError):
            ask("upload:99")


def test_the_day_by_which_an_answer_is_due(ledger: Ledger) -> None:
    later = date(2026, 11, 30)
    note(ledger, "A-1/a")
    note(ledger, "A-1/b", due_on=later)
    assert ledger.cases.case("application:1").due_on == DUE, "it was not looked at yet"
    ledger.decisions.decide(decision("application:1", verdict="needs-review"), [], NOW)
    ledger.cases.release(claimed(ledger, "application:1"))
    note(ledger, "A-1/c", due_on=later)
    assert ledger.cases.case("application:1").due_on == DUE, "the applicant still waits for a person"
    ledger.decisions.decide(decision("application:1", 2, verdict="rejected"), [], NOW)
    ledger.cases.release(claimed(ledger, "application:1"))
    note(ledger, "A-1/d", due_on=later)
    assert ledger.cases.case("application:1").due_on == later, "an answer was given: this is a new question"


def test_what_is_due_first_comes_first(ledger: Ledger) -> None:
    note(ledger, "a", due_on=date(2026, 12, 1))
    note(ledger, "b")
    assert due(ledger) == ["upload:2", "upload:1"]
    assert [one.subject for one in ledger.cases.all(STORE)] == ["upload:2", "upload:1"]
