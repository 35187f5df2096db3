from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.serving.ledger import UNSURE, Ledger, NewDecision
from pipeline.serving.tables import Notice, NoticeState
from tests.ledger_rows import NOW, decision, letter

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def new(ledger: Ledger) -> NewDecision:
    made = decision()
    ledger.decisions.decide(made, [letter(made)], NOW)
    return made


def the_notice(ledger: Ledger, new: NewDecision) -> Notice:
    (found,) = ledger.outbox.notices(new.id)
    return found


def test_a_sent_notice_is_forgotten_but_for_its_id(ledger: Ledger, new: NewDecision) -> None:
    name = letter(new).message_id
    assert ledger.outbox.begin(name, NOW)
    ledger.outbox.sent(name, NOW)
    assert ledger.outbox.unsent(LATER) == []
    sent = the_notice(ledger, new)
    assert (sent.message, sent.state, sent.sent_at) == (None, NoticeState.SENT, NOW)
    for undo in (
        lambda: ledger.outbox.postpone(name, LATER, "x"),
        lambda: ledger.outbox.fail(name, "x"),
        lambda: ledger.outbox.sent(name, LATER),
    ):
        undo()
        assert the_notice(ledger, new).sent_at == NOW, "what was sent stays sent"
    assert not ledger.outbox.begin(name, LATER)


def test_of_two_senders_one_begins(ledger: Ledger, new: NewDecision) -> None:
    name = letter(new).message_id
    assert ledger.outbox.begin(name, NOW)
    assert not ledger.outbox.begin(name, NOW)
    assert ledger.outbox.unsent(NOW) == []


def test_a_sending_that_broke_off_is_tried_again_after_a_while(ledger: Ledger, new: NewDecision) -> None:
    name = letter(new).message_id
    ledger.outbox.begin(name, NOW)
    assert ledger.outbox.unsent(NOW + UNSURE - timedelta(seconds=1)) == []
    assert [one.message_id for one in ledger.outbox.unsent(NOW + UNSURE)] == [name]
    assert ledger.outbox.begin(name, NOW + UNSURE)


def test_a_postponed_notice_waits_and_counts(ledger: Ledger, new: NewDecision) -> None:
    name = letter(new).message_id
    ledger.outbox.begin(name, NOW)
    ledger.outbox.postpone(name, LATER, "smtp-busy")
    ledger.outbox.postpone(name, LATER, "smtp-unreachable")
    assert ledger.outbox.unsent(NOW) == []
    assert not ledger.outbox.begin(name, NOW)
    (waiting,) = ledger.outbox.unsent(LATER)
    assert (waiting.state, waiting.tries, waiting.error) == (NoticeState.WAITING, 2, "smtp-unreachable")


def test_a_failed_notice_is_not_tried_again_and_keeps_its_text(ledger: Ledger, new: NewDecision) -> None:
    ledger.outbox.fail(letter(new).message_id, "smtp-recipient-refused")
    assert ledger.outbox.unsent(LATER) == []
    failed = the_notice(ledger, new)
    assert (failed.state, failed.error, failed.message) == (NoticeState.FAILED, "smtp-recipient-refused", b"whole mail")


def test_a_reminder_is_added_once_for_each_occasion(ledger: Ledger, new: NewDecision) -> None:
    first, second = letter(new, occasion="reminder-1"), letter(new, occasion="reminder-2")
    assert ledger.outbox.add(new.id, [first], "reminder-1", NOW) == 1
    assert ledger.outbox.add(new.id, [first], "reminder-1", LATER) == 0
    assert ledger.outbox.add(new.id, [second], "reminder-1", LATER) == 0, "another Message-ID for the same occasion"
    assert ledger.outbox.add(new.id, [second], "reminder-2", LATER) == 1
    assert [one.occasion for one in ledger.outbox.notices(new.id)] == ["decision", "reminder-1", "reminder-2"]
