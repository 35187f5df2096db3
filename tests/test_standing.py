from __future__ import annotations

import json
from datetime import date, timedelta

from pipeline.serving.ledger import Ledger
from pipeline.serving.standing import standing
from tests.ledger_rows import LEASE, NOW, STORE, claimed, decision, item, letter, note


def test_an_empty_ledger(ledger: Ledger) -> None:
    found = standing(ledger, STORE, NOW).to_json()
    assert found == {
        "waiting": 0,
        "working": 0,
        "held": 0,
        "failed": 0,
        "done": 0,
        "overdue": 0,
        "oldest_due": None,
        "unsent": 0,
        "undeliverable": 0,
        "events_unsent": 0,
        "events_failed": 0,
        "chats_unsent": 0,
        "chats_failed": 0,
        "errors": {},
        "led": False,
        "discrepancies": {},
        "reconciled_at": None,
    }


def test_every_case_counts_once(ledger: Ledger) -> None:
    note(ledger, "waits", "is tried again", "is worked on", "was abandoned", "is held", "is given up", "is done")
    ledger.arrivals.note("elsewhere", [(item("x"), None)], NOW, date(2020, 1, 1))
    ledger.cases.fail(claimed(ledger, "upload:2"), "ledger-unreachable", NOW + LEASE)
    claimed(ledger, "upload:3")
    claimed(ledger, "upload:4", NOW - 2 * LEASE)
    ledger.decisions.decide(decision("upload:5", verdict="needs-review"), [], NOW)
    ledger.cases.release(claimed(ledger, "upload:5"))
    ledger.cases.give_up(claimed(ledger, "upload:6"), "broken", NOW)
    done = decision("upload:7")
    ledger.decisions.decide(done, [letter(done), letter(done, "b@x"), letter(done, "c@x"), letter(done, "d@x")], NOW)
    ledger.cases.release(claimed(ledger, "upload:7"))
    ledger.outbox.sent(letter(done).message_id, NOW)
    ledger.outbox.begin(letter(done, "b@x").message_id, NOW)
    ledger.outbox.fail(letter(done, "c@x").message_id, "smtp-recipient-refused")
    found = standing(ledger, STORE, NOW)
    assert (found.waiting, found.working, found.held, found.failed, found.done) == (3, 1, 1, 1, 1)
    assert (found.unsent, found.undeliverable) == (2, 1)
    assert found.errors == {"ledger-unreachable": 1, "broken": 1}
    assert (found.overdue, found.oldest_due) == (0, date(2026, 11, 24))
    later = standing(ledger, STORE, NOW + timedelta(days=4))
    assert later.overdue == 6, "all but what is done"
    assert (later.waiting, later.working) == (4, 0), "the lease ran out"
    assert json.loads(json.dumps(later.to_json()))["oldest_due"] == "2026-11-24"


def test_what_a_person_has_answered_is_no_longer_held(ledger: Ledger) -> None:
    note(ledger, "a")
    ledger.decisions.decide(decision(verdict="needs-review"), [], NOW)
    ledger.cases.release(claimed(ledger, "upload:1"))
    assert standing(ledger, STORE, NOW).held == 1
    ledger.decisions.decide(decision(number=2, via="shell", decided_by="김심사"), [], NOW)
    assert (standing(ledger, STORE, NOW).held, standing(ledger, STORE, NOW).waiting) == (0, 1)
    ledger.cases.release(claimed(ledger, "upload:1"))
    assert standing(ledger, STORE, NOW).done == 1
