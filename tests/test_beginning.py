"""A service or worker that begins while Prefect's server is killed waits for it."""

from __future__ import annotations

import threading

import httpx
import pytest
from prefect.exceptions import PrefectHTTPStatusError

from pipeline.errors import DojangError
from service import house, serve


class Beginning:
    """What stands for the house: Prefect does not answer its first questions."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.tried = 0

    def __call__(self, *_: object, **__: object) -> str:
        self.tried += 1
        if self.tried <= self.failures:
            refused = httpx.Request("POST", "http://127.0.0.1:9/api/flows/")
            answers = [
                httpx.ConnectError("refused", request=refused),
                PrefectHTTPStatusError("503", request=refused, response=httpx.Response(503, request=refused)),
            ]
            raise answers[self.tried % 2]
        return "the house"


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    monkeypatch.setattr(serve, "_LOOK", 0.01)
    return threading.Event()


def test_it_asks_again_until_prefect_answers(stop: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "House", beginning := Beginning(2))
    assert serve.built(None, stop, worker=True) == "the house"  # type: ignore[comparison-overlap]  # see above
    assert beginning.tried == 3


def test_it_gives_up_after_some_time(stop: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "House", Beginning(10**9))
    monkeypatch.setattr(serve, "START_SECONDS", 0.1)
    with pytest.raises(DojangError, match="prefect-failed"):
        serve.built(None, stop, worker=True)


def test_told_to_stop_meanwhile_it_stops(stop: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "House", Beginning(10**9))
    stop.set()
    with pytest.raises(SystemExit) as ended:
        serve.built(None, stop, worker=True)
    assert ended.value.code == 0
