"""What is owed is told again halfway to its last day: once, to whom it was told, and only while it is owed."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from checks.bookfile import Mode
from pipeline.serving import owed
from tests.ledger_rows import LEASE, taken
from tests.made_cases import NOW, Cases, doubtful, in_order, run_as

HALF = timedelta(days=7)
"""Of the fourteen days that both rulebooks wait, from the day of application."""


def decided(cases: Cases, subject: str, now: datetime = NOW) -> None:
    """The case is decided, and rests."""
    cases.review(subject, now)
    claim = taken(cases.office.ledger, subject, now, LEASE)
    assert claim is not None
    assert cases.office.ledger.cases.release(claim)


def reminders(cases: Cases) -> list[tuple[str, str]]:
    """To whom reminders go, and what they say."""
    found = []
    for row in cases.office.ledger.decisions.all():
        for one in cases.office.ledger.outbox.notices(row.id):
            if one.occasion == owed.OCCASION:
                body = message_from_bytes(one.message or b"", policy=default).get_body(("plain",))
                assert body is not None
                found.append((one.recipient, body.get_content()))
    return found


def remind(cases: Cases, *after: timedelta) -> list[int]:
    return [owed.remind(cases.office, NOW + one) for one in after]


def test_it_is_told_once_halfway(cases: Cases) -> None:
    decided(cases, cases.apply("A-1", *in_order()[:3]))
    decided(cases, cases.apply("A-2", *in_order()))
    day = timedelta(days=1)
    assert remind(cases, day, HALF - day) == [0, 0]
    assert remind(cases, HALF, HALF, HALF + day) == [1, 0, 0]
    ((to, said),) = reminders(cases)
    assert "@" in to
    assert "아직 제출되지 않은 서류가 있습니다" in said
    assert "번호" in said
    assert "2026-12-05" in said, "the last day"
    assert "A-1" in said


def test_after_the_last_day_nothing_is_told(cases: Cases) -> None:
    decided(cases, cases.apply("A-1", *in_order()[:3]))
    assert remind(cases, 2 * HALF + timedelta(days=1)) == [0]
    assert remind(cases, 2 * HALF) == [1]


def test_who_was_told_in_the_second_half_is_not_told_again(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order()[:2])
    decided(cases, subject)
    later = NOW + HALF + timedelta(days=1)
    cases.hand_in("A-1/3.pdf", in_order()[2])
    cases.look(later)
    assert remind(cases, HALF) == [0], "something came, and is judged first"
    decided(cases, subject, later)
    assert len(cases.office.ledger.decisions.of(subject)) == 2
    assert remind(cases, HALF + timedelta(days=2)) == [0]


def test_what_came_in_the_meantime_is_no_longer_asked_for(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order()[:3])
    decided(cases, subject)
    cases.hand_in("A-1/4.pdf", in_order()[3])
    cases.look()
    decided(cases, subject)
    assert remind(cases, HALF) == [0]


def test_another_copy_counts_from_the_day_it_was_asked_for(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    decided(cases, subject)
    asked = NOW + timedelta(days=3)
    cases.answer(subject, "another-copy", asked, copies=("employment-certificate",))
    assert remind(cases, HALF, timedelta(days=9)) == [0, 0]
    assert remind(cases, timedelta(days=10)) == [1]
    ((_, said),) = reminders(cases)
    assert "재직증명서" in said
    assert "다시 제출하실 서류와 준비 방법" in said
    assert "2026-12-08" in said


def test_a_manifest_that_may_be_anybody_s_reminds_nobody(cases: Cases) -> None:
    decided(cases, cases.apply("A-1", *in_order()[:3], signed=False))
    assert remind(cases, HALF) == [0]


def test_a_rulebook_on_trial_reminds_nobody(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch, Mode.SHADOW)
    decided(cases, cases.apply("A-1", *in_order()[:3]))
    assert remind(cases, HALF) == [0]
