"""Rest: noted once, asked after ever more seldom, over as soon as there is an answer."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

import pytest

from service.resting import Rest


@dataclass
class Store:
    """What answers or does not, and when it was asked; the clock is its own."""

    well: bool = False
    now: float = 0.0
    asked: list[float] = field(default_factory=list)

    def answers(self) -> bool:
        self.asked.append(self.now)
        return self.well


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def rest(store: Store) -> Rest:
    return Rest({"bucket": store.answers}, lambda: store.now)


def test_what_one_case_meets_alone_is_its_own(rest: Rest, store: Store) -> None:
    store.well = True
    assert not rest.begins("bucket-refused")
    assert rest.code is None
    assert not rest.lasts()


def test_it_is_noted_once_and_asked_ever_more_seldom(
    rest: Rest, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "service.resting"):
        assert [rest.begins("bucket-unreachable") for _ in range(5)] == [True] * 5
        for tenth in range(1, 1000):
            store.now = tenth / 10
            assert rest.lasts()
        assert rest.code == "bucket-unreachable"
        store.well = True
        store.now += 30
        assert not rest.lasts()
    pauses = [round(after - before, 1) for before, after in zip(store.asked, store.asked[1:], strict=False)]
    assert pauses[:6] == [1, 2, 4, 8, 16, 30]
    assert all(one <= 30.1 for one in pauses[:-1])
    assert rest.code is None
    assert len(caplog.messages) == 2


def test_after_a_rest_the_next_one_begins_with_a_short_pause(rest: Rest, store: Store) -> None:
    rest.begins("bucket-unreachable")
    store.now, store.well = 1.0, True
    assert not rest.lasts()
    store.well = False
    rest.begins("bucket-missing")
    assert rest.code == "bucket-missing"
    store.now, store.well = 2.0, True
    assert not rest.lasts()


def test_of_many_that_meet_it_at_once_one_asks(rest: Rest, store: Store) -> None:
    threads = [threading.Thread(target=rest.begins, args=("bucket-unreachable",)) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(store.asked) == 1
