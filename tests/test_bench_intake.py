"""The measurement's own counting: a planted loss, and anything planted twice, is found."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from benchmarks.bench_intake import headline
from benchmarks.intake import crash
from benchmarks.intake.counting import FAULTS, Books, Heard, Row, counted, settled
from benchmarks.intake.material import OVERWRITTEN, Plan, Put, plan
from benchmarks.intake.quick_reader import KILLER, POISON

PLAN = Plan((Put("a", b"1"), Put("b", b"2"), Put("a", b"3"), Put("bad", POISON)), frozenset({"bad"}))


def of(body: bytes) -> str:
    return sha256(body).hexdigest()


GOOD = Books(
    uploads={
        "upload:1": Row("a", "gone", None),
        "upload:2": Row("b", "done", of(b"2")),
        "upload:3": Row("a", "done", of(b"3")),
        "upload:4": Row("bad", "new", None),
    },
    decisions={"d2": "upload:2", "d3": "upload:3"},
    dead={"upload:4"},
    notices={"<d2>": "d2", "<d3>": "d3", "<dead>": "upload:4"},
    events={"e2": "d2", "e3": "d3"},
)
HEARD = Heard(["<d2>", "<d3>", "<dead>"], [("e2", "b"), ("e3", "a")])


def faults(books: Books = GOOD, heard: Heard = HEARD) -> dict[str, int]:
    found = counted(PLAN, books, heard)
    return {name: found[name] for name in FAULTS if found[name]}


def test_what_is_in_order_counts_nothing() -> None:
    assert faults() == {}
    assert settled(PLAN, GOOD)


def test_a_raw_repeat_is_no_fault_and_is_told_apart() -> None:
    again = Heard([*HEARD.mails, "<d2>"], [*HEARD.posts, ("e3", "a"), ("e3", "a")])
    assert faults(heard=again) == {}
    found = counted(PLAN, GOOD, again)
    assert (found["mails_again"], found["posts_again"]) == (1, 2)


LOSSES: dict[str, dict[str, Any]] = {
    "never noted": {"uploads": {name: row for name, row in GOOD.uploads.items() if row.key != "b"}},
    "not decided": {"decisions": {"d3": "upload:3"}},
    "decided by its older bytes": {"uploads": GOOD.uploads | {"upload:3": Row("a", "done", of(b"1"))}},
    "an older version left lying": {"uploads": GOOD.uploads | {"upload:1": Row("a", "new", None)}},
    "poison that nobody gave up": {"dead": set()},
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_found(loss: str) -> None:
    books = replace(GOOD, **LOSSES[loss])
    books = replace(books, decisions={one: of for one, of in books.decisions.items() if of in books.uploads})
    assert faults(books)["lost"] == 1
    assert not settled(PLAN, books)


def test_what_was_given_up_and_is_no_poison_is_lost_and_over() -> None:
    books = replace(GOOD, decisions={"d3": "upload:3"}, dead={"upload:2", "upload:4"})
    assert {name: faults(books)[name] for name in ("lost", "dead_wrongly")} == {"lost": 1, "dead_wrongly": 1}
    assert settled(PLAN, books), "nobody waits for it"


def test_a_second_decision_and_a_broken_log_are_found() -> None:
    assert faults(replace(GOOD, decisions=GOOD.decisions | {"d5": "upload:3"})) == {"decided_twice": 1}
    assert faults(replace(GOOD, chained=False)) == {"decided_twice": 1}


def test_whoever_was_told_twice_or_of_nothing_or_not_is_found() -> None:
    twice = replace(GOOD, notices=GOOD.notices | {"<d2.again>": "d2"})
    assert faults(twice, replace(HEARD, mails=[*HEARD.mails, "<d2.again>"])) == {"told_twice": 1}
    assert faults(heard=replace(HEARD, mails=[*HEARD.mails, "<unknown>"])) == {"told_twice": 1}
    assert faults(heard=replace(HEARD, posts=[*HEARD.posts, ("e9", "b")])) == {"told_twice": 1}
    known = replace(GOOD, events=GOOD.events | {"e9": "d2"})
    assert faults(known, replace(HEARD, posts=[*HEARD.posts, ("e9", "b")])) == {"told_twice": 1}
    assert faults(heard=Heard(HEARD.mails[1:], HEARD.posts[1:])) == {"untold": 2}


def test_a_plan_has_its_share_of_troubles_and_keeps_the_order_of_a_key() -> None:
    made = plan(1200, 9)
    assert len(made.puts) == 1200
    assert len(made.final) == 1200 - round(1200 * OVERWRITTEN)
    assert len(made.poison) == 13
    bodies = {one.key: one.body for one in made.puts}
    assert sum(body.startswith(KILLER) for body in bodies.values()) == 2
    assert len(bodies) - len(set(bodies.values())) == 24
    anew = [one for one in made.puts if one.body.endswith(b" anew")]
    assert len(anew) == 30
    assert all(made.final[one.key] == of(one.body) for one in anew)
    assert plan(1200, 9) == made
    assert plan(1200, 10) != made


def test_a_run_that_lost_something_is_wrong() -> None:
    found = counted(PLAN, GOOD, HEARD) | {"kills": 4, "retry_lists": 1}
    assert crash.wrong(found, 4) == []
    assert crash.wrong(found, 5) == ["only 4 kills"]
    assert crash.wrong(found | {"lost": 2}, 4) == ["2 lost"]
    assert crash.wrong(found | {"retry_lists": 2}, 4) == ["dead letters are not the poison"]


def test_the_last_line_adds_up_and_says_nothing_of_what_was_not_run() -> None:
    one = {"kills": 4, "lost": 1, "decided_twice": 0, "told_twice": 2}
    parts = {"crash": {"rounds": [one, one]}, "events": {"lost": 1, "decided_twice": 1}}
    told = {"kills": 8, "lost": 3, "decided_twice": 1, "told_twice": 4}
    assert headline(parts) == {**told, "documents_per_minute": None, "claim_ms": None}
    assert headline({}) == dict.fromkeys(headline(parts))
