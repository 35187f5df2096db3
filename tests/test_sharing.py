"""Several workers on one ledger: each case is one's, whoever lost it decides nothing, what fails again and again is a dead letter."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.serving.backups.dump import TABLES
from pipeline.serving.holding import check, fenced, holding
from pipeline.serving.ledger import Claim, LeaseLostError, Ledger
from pipeline.serving.mail import dead
from pipeline.serving.office import open_office
from pipeline.serving.standing import standing
from pipeline.settings import Settings
from service.lead import Lead
from tests.keys import ledger_at, with_ledger
from tests.ledger_rows import DUE, LEASE, NOW, STORE, claimed, decision, letter, note
from tests.rivals import side_by_side
from tests.services.postgres import Postgres

LATER = NOW + 2 * LEASE


def taken(ledger: Ledger, now: object = NOW) -> Claim:
    claim = ledger.cases.claim_next(STORE, LEASE, now)  # type: ignore[arg-type]  # a moment
    assert claim is not None
    return claim


def test_the_next_case_is_the_one_that_is_due_first(ledger: Ledger) -> None:
    note(ledger, "late", due_on=DUE + timedelta(days=9))
    note(ledger, "a", "b", "c")
    assert ledger.cases.fail(claimed(ledger, "upload:2"), "x", NOW + timedelta(days=1))
    assert [taken(ledger).subject for _ in range(3)] == ["upload:3", "upload:4", "upload:1"]
    assert ledger.cases.claim_next(STORE, LEASE, NOW) is None, "all are held, or wait"
    assert ledger.cases.claim_next("elsewhere", LEASE, LATER) is None
    assert taken(ledger, LATER).subject == "upload:3", "its lease ran out"


def test_of_many_workers_each_gets_other_cases(ledger: Ledger) -> None:
    note(ledger, *(f"f{number}" for number in range(60)))
    got: list[str] = []

    def work() -> None:
        while (claim := ledger.cases.claim_next(STORE, LEASE, NOW)) is not None:
            got.append(claim.subject)
            assert ledger.cases.release(claim)

    assert side_by_side(8, work) == []
    assert sorted(got) == sorted(f"upload:{number}" for number in range(1, 61))


def test_a_case_that_somebody_takes_just_now_is_passed_over(postgres: Postgres) -> None:
    url = postgres.database()
    postgres.fill(url)
    ledger = ledger_at(url)
    note(ledger, "a", "b")
    with ledger.engine.begin() as connection:
        connection.execute(text("SELECT 1 FROM cases WHERE subject = 'upload:1' FOR UPDATE"))
        assert taken(ledger).subject == "upload:2", "nobody waits for a rival"
    ledger.close()


def test_whoever_lost_a_case_decides_nothing(ledger: Ledger) -> None:
    note(ledger, "a")
    slow = claimed(ledger, "upload:1")
    quick = claimed(ledger, "upload:1", LATER)
    new = decision()
    with holding(slow), pytest.raises(LeaseLostError):
        ledger.decisions.decide(new, [letter(new)], LATER, then=fenced("upload:1", None))
    assert ledger.decisions.all() == []
    assert ledger.outbox.unsent(LATER) == [], "all or nothing"
    with holding(slow), pytest.raises(LeaseLostError):
        check(ledger, "upload:1")
    with holding(quick):
        check(ledger, "upload:1")
        ledger.decisions.decide(new, [letter(new)], LATER, then=fenced("upload:1", None))
    assert ledger.cases.release(quick)
    again = decision(number=2)
    with holding(quick), pytest.raises(LeaseLostError):
        ledger.decisions.decide(again, [], LATER, then=fenced("upload:1", None))
    ledger.decisions.decide(again, [], LATER, then=fenced("upload:1", None))
    assert len(ledger.decisions.all()) == 2, "a person in the shell holds no lease and needs none"
    assert ledger.decisions.first_broken_line() is None


def test_what_follows_a_decision_follows_behind_the_fence(ledger: Ledger) -> None:
    note(ledger, "a", "b")
    seen: list[str] = []
    with holding(claimed(ledger, "upload:1")):
        ledger.decisions.decide(decision(), [], NOW, then=fenced("upload:1", lambda _: seen.append("one")))
        ledger.decisions.decide(
            decision("upload:2"), [], NOW, then=fenced("upload:2", lambda _: seen.append("two"))
        )  # of another case: nobody's
    assert seen == ["one", "two"]


def test_nobody_takes_a_case_while_its_decision_is_written(postgres: Postgres) -> None:
    url = postgres.database()
    postgres.fill(url)
    ledger = ledger_at(url)
    note(ledger, "a")
    late = claimed(ledger, "upload:1")

    def then(_: object) -> None:
        assert ledger.cases.claim_next(STORE, LEASE, LATER) is None, "the row is locked"

    with holding(late):
        ledger.decisions.decide(decision(), [], LATER, then=fenced("upload:1", then))
    assert taken(ledger, LATER).lapses == 1
    ledger.close()


def test_lost_workers_and_failures_are_counted_apart_and_start_over(ledger: Ledger) -> None:
    note(ledger, "a")
    moment = NOW
    for lost in range(3):
        assert (claim := taken(ledger, moment)).lapses == lost
        assert claim.tries == 1
        moment += 2 * LEASE
    claim = taken(ledger, moment)
    assert ledger.cases.fail(claim, "x", moment)
    again = taken(ledger, moment)
    assert (again.tries, again.lapses) == (2, 3)
    assert ledger.cases.put_back(again)
    assert taken(ledger, moment).tries == 2, "it was nobody's fault"
    ledger.cases.want("upload:1")
    fresh = taken(ledger, moment + 2 * LEASE)
    assert (fresh.tries, fresh.lapses) == (0, 1), "what is wanted anew starts over"


def test_a_dead_letter_is_told_once_and_revived(ledger: Ledger, tmp_path: Path) -> None:
    note(ledger, "김하늘.pdf")
    settings = Settings(data=tmp_path, notify="ops@example.com")
    for number in (1, 2):
        claim = taken(ledger)
        told = [dead.compose(dead.Dead(claim.subject, claim.due_on, "worker-lost", 5), settings, NOW)]
        assert ledger.cases.give_up(claim, "worker-lost", NOW, told)
        assert not ledger.cases.give_up(claim, "worker-lost", NOW, told), "once"
        assert len(ledger.outbox.unsent(NOW)) == number
        assert ledger.cases.claim_next(STORE, LEASE, LATER) is None
        ledger.cases.want(claim.subject)
    row = ledger.outbox.unsent(NOW)[0]
    mail = message_from_bytes(row.message or b"", policy=default)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "dojang retry U1" in body.get_content()
    assert "심사를 포기했습니다" in str(mail["Subject"])
    assert "김하늘" not in mail.as_string() + body.get_content()
    assert (row.about, row.recipient) == ("upload-1", "ops@example.com")
    assert standing(ledger, STORE, NOW).unsent == 2


def test_a_duty_has_one_holder_until_it_is_left_or_runs_out(ledger: Ledger) -> None:
    duties = ledger.duties
    assert duties.take("lead", "one", LEASE, NOW)
    assert not duties.take("lead", "two", LEASE, NOW + LEASE / 2)
    assert duties.take("another", "two", LEASE, NOW)
    assert duties.take("lead", "one", LEASE, NOW + LEASE / 2), "kept"
    assert not duties.take("lead", "two", LEASE, NOW + 1.4 * LEASE)
    assert duties.take("lead", "two", LEASE, NOW + 1.6 * LEASE), "it ran out"
    assert not duties.take("lead", "one", LEASE, NOW + 1.6 * LEASE)
    duties.leave("lead", "one")
    assert not duties.take("lead", "one", LEASE, NOW + 1.6 * LEASE), "not one's to leave"
    duties.leave("lead", "two")
    assert duties.take("lead", "one", LEASE, NOW + 1.6 * LEASE)


def test_of_many_who_want_a_duty_one_gets_it(ledger: Ledger) -> None:
    names, won = iter("abcdefgh"), list[bool]()
    assert side_by_side(8, lambda: won.append(ledger.duties.take("lead", next(names), LEASE, NOW))) == []
    assert sorted(won) == [False] * 7 + [True]


def test_a_duty_is_no_part_of_a_backup() -> None:
    assert "duties" not in {one.name for one in TABLES}


MANY = """INSERT INTO cases (subject, store, wanted, done, tries, lapses, fence, due_on)
SELECT 'upload:' || n, :store, 1, 0, 0, 0, 0, DATE '2026-11-24' + n % 20 FROM generate_series(1, 100000) AS n"""


def test_among_a_hundred_thousand_the_next_is_found_at_once(postgres: Postgres) -> None:
    url = postgres.database()
    postgres.fill(url)
    ledger = ledger_at(url)
    with ledger.engine.begin() as connection:
        connection.execute(text(MANY), {"store": STORE})
    took = []
    for _ in range(50):
        began = time.perf_counter()
        claim = ledger.cases.claim_next(STORE, LEASE, NOW)
        took.append(time.perf_counter() - began)
        assert claim is not None
    assert statistics.median(took) < 0.05, "on a busy machine, too: reading all of them takes ten times as long"
    ledger.close()


def test_one_process_leads_and_another_when_it_is_gone(tmp_path: Path) -> None:
    first = open_office(with_ledger(Settings(data=tmp_path, lease_seconds=3, now=NOW)))
    later = replace(first, clock=lambda: NOW + timedelta(minutes=1))
    one, two = Lead(first, "one"), Lead(later, "two")
    did: list[str] = []
    one.only(lambda: did.append("before it leads"))()
    assert one.beat()
    assert one.held
    one.only(lambda: did.append("leading"))()
    assert two.beat(), "by its clock the other was not heard of for a minute"
    assert not one.beat(), "it hung, and came back"
    one.only(lambda: did.append("after another took it"))()
    assert did == ["leading"]
    one.leave()
    assert not Lead(later, "three").beat(), "not one's to leave"
    two.leave()
    assert not two.held
    assert Lead(later, "three").beat()
    assert Lead(later, "three").beat(), "what starts under the same name again has it at once"
    first.ledger.close()
