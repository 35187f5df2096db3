"""Many at once: threads and processes, on both databases."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

from pipeline.serving.ledger import AlreadyDecidedError, Ledger
from tests.keys import ledger_at
from tests.ledger_rows import NOW, STORE, decision, due, letter, note, taken
from tests.rivals import KEYS, side_by_side, work


def test_of_many_claims_at_once_one_wins(ledger: Ledger) -> None:
    note(ledger, "a")
    won: list[bool] = []
    assert side_by_side(20, lambda: won.append(taken(ledger, "upload:1", NOW) is not None)) == []
    assert sorted(won) == [False] * 19 + [True]


def test_of_many_decisions_at_once_one_is_kept_and_the_log_stays_whole(ledger: Ledger) -> None:
    subjects = iter([f"upload:{number % 5}" for number in range(20)])
    outcomes: list[str] = []

    def deciding() -> None:
        new = decision(next(subjects))
        try:
            ledger.decisions.decide(new, [letter(new)], NOW)
            outcomes.append("decided")
        except AlreadyDecidedError:
            outcomes.append("refused")

    assert side_by_side(20, deciding) == []
    assert sorted(outcomes) == ["decided"] * 5 + ["refused"] * 15
    assert len(ledger.outbox.unsent(NOW)) == 5
    assert ledger.decisions.first_broken_line() is None


def test_of_many_looks_at_once_each_object_is_noted_once(ledger: Ledger) -> None:
    new: list[int] = []
    orders = iter([KEYS if number % 2 else KEYS[::-1] for number in range(12)])
    assert side_by_side(12, lambda: new.append(note(ledger, *next(orders)))) == []
    assert sum(new) == len(KEYS)
    assert len(ledger.cases.all(STORE)) == 15


def test_want_during_claims_is_never_lost(ledger: Ledger) -> None:
    """However releases and new wishes mix, what is wanted last is done or due."""
    note(ledger, "a")

    def turn() -> None:
        for _ in range(5):
            claim = taken(ledger, "upload:1", NOW)
            ledger.cases.want("upload:1")
            if claim is not None:
                seen = ledger.cases.case("upload:1").wanted
                assert claim.taken < seen
                assert ledger.cases.release(claim)

    assert side_by_side(8, turn) == []
    row = ledger.cases.case("upload:1")
    assert row.wanted == 1 + 40
    assert row.done < row.wanted
    assert due(ledger, NOW) == ["upload:1"]


def test_a_reader_does_not_wait_for_a_writer(ledger: Ledger) -> None:
    note(ledger, "a")
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET tries = 7")
        assert ledger.cases.case("upload:1").tries == 0


def test_processes_that_die_and_rival_decide_everything_once(place: str | Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=work, args=(place, seed)) for seed in range(3)]
    for one in processes:
        one.start()
    for one in processes:
        one.join(120)
    assert [one.exitcode for one in processes] == [0, 0, 0]
    ledger = ledger_at(place)
    decided = ledger.decisions.all()
    assert sorted(one.subject for one in decided) == sorted(one.subject for one in ledger.cases.all(STORE))
    assert len(decided) == 15
    assert ledger.decisions.first_broken_line() is None
    assert all(len(ledger.outbox.notices(one.id)) == 1 for one in decided)
    assert all(one.done == one.wanted for one in ledger.cases.all(STORE))
    ledger.close()
