"""Receivers of posts on loopback: real HTTP servers that keep what they take, and fail as a test wants."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipeline.serving.webhooks import Hook
from tests.ledger_rows import NOW

SECRET = b"a fictitious secret of the two"


class Receiver(ThreadingHTTPServer):
    """`kept` holds what it took, `seen` every post; `moods` what it does with the next ones before it is itself again."""

    daemon_threads = True

    def __init__(self, desk: type[Desk]) -> None:
        super().__init__(("127.0.0.1", 0), desk)
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.kept: list[tuple[dict[str, str], bytes]] = []
        self.moods: list[Callable[[Desk], None]] = []
        self.closing = threading.Event()

    @property
    def hook(self) -> Hook:
        return Hook(f"http://127.0.0.1:{self.server_address[1]}/hooks", SECRET)

    def told(self) -> list[Any]:
        """What it knows after recognising repeats by their key."""
        return [json.loads(body) for body in {one["Idempotency-Key"]: body for one, body in self.kept}.values()]


class Desk(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        post = (dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append(post)
        if self.server.moods:
            self.server.moods.pop(0)(self)
        else:
            self.take()
            self.say(204)

    def do_GET(self) -> None:
        """What a redirect that is followed would end in."""
        self.take()
        self.say(200)

    def take(self) -> None:
        self.server.kept.append(self.server.seen[-1])

    def say(self, code: int, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


def refuse(code: int) -> Callable[[Desk], None]:
    """Answers with that status, and somewhere else to go."""
    return lambda desk: desk.say(code, Location="/hooks")


def hang(desk: Desk) -> None:
    """Says nothing until the receiver closes."""
    desk.server.closing.wait(10)


def trickle(desk: Desk) -> None:
    """A header byte by byte, each in time."""
    desk.wfile.write(b"HTTP/1.1 204 No Content\r\nX-Slow: ")
    while not desk.server.closing.wait(0.05):
        desk.wfile.write(b"x")


def drop(desk: Desk) -> None:
    """Breaks off without an answer."""
    desk.connection.shutdown(socket.SHUT_RDWR)


def take_and_drop(desk: Desk) -> None:
    """Takes it, and the answer is lost: as for one whose sender is killed before it notes the answer."""
    desk.take()
    drop(desk)


def take_it(desk: Desk) -> None:
    """As if nothing were the matter."""
    desk.take()
    desk.say(200)


@contextmanager
def receiving(desk: type[Desk] | None = None) -> Iterator[Receiver]:
    """A running receiver, at another desk if one is given."""
    server = Receiver(desk or Desk)
    thread = threading.Thread(target=partial(server.serve_forever, 0.01), daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """One of the test's own."""
    with receiving() as server:
        yield server


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    """It stands at `NOW`."""
    return Clock()
