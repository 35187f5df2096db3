"""What one process has at hand: as many cases as it has hands, but whatever may have killed a worker by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from pipeline.serving.ledger import Claim
from service.hands import Hands

PLAIN = Claim("upload:1", "here:1:a", 1, 1, None, date(2026, 11, 24), 1)
OTHER = replace(PLAIN, subject="upload:2", owner="here:1:b")
SUSPECT = replace(PLAIN, subject="upload:3", owner="here:1:c", lapses=1)


@pytest.fixture
def closing() -> Iterator[threading.Event]:
    told = threading.Event()
    yield told
    told.set()


def test_as_many_as_there_are_hands() -> None:
    hands, due = Hands(2), [PLAIN, OTHER, SUSPECT]
    assert [hands.take(lambda: due.pop(0)) for _ in range(3)] == [PLAIN, OTHER, None]
    assert due == [SUSPECT], "it is not even claimed"
    hands.let_go(PLAIN)
    assert hands.take(lambda: None) is None
    assert hands.held == [OTHER]


def test_nothing_is_taken_beside_a_suspect() -> None:
    hands = Hands(3)
    assert hands.take(lambda: SUSPECT) == SUSPECT
    assert hands.take(lambda: pytest.fail("claimed")) is None
    hands.let_go(SUSPECT)
    assert hands.take(lambda: PLAIN) == PLAIN


def test_a_suspect_waits_until_it_is_by_itself(closing: threading.Event) -> None:
    hands, begun = Hands(3), threading.Event()
    for claim in (PLAIN, SUSPECT):
        hands.take(lambda claim=claim: claim)
    assert hands.wait(PLAIN, closing), "what came before it goes on"
    thread = threading.Thread(target=lambda: hands.wait(SUSPECT, closing) and begun.set())
    thread.start()
    assert not begun.wait(0.1)
    hands.let_go(PLAIN)
    assert begun.wait(5)
    thread.join()


def test_a_suspect_is_not_begun_while_all_is_closed(closing: threading.Event) -> None:
    hands = Hands(3)
    for claim in (PLAIN, SUSPECT):
        hands.take(lambda claim=claim: claim)
    closing.set()
    assert not hands.wait(SUSPECT, closing)
    assert hands.wait(PLAIN, closing)
