"""Programs that are killed at random, and started again as the system's own keeper would."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, Self

from benchmarks.processes import PREFECT, processes
from tests.services.dojang import Served

SHORTEST, LONGEST = 1.0, 6.0
"""Seconds between two kills while work goes on."""
STALLED = 90.0
"""Seconds without enough progress after which the next kill comes all the same."""
REST = (0.2, 2.0)
"""How long what was killed stays down."""


class Unit(Protocol):
    """A program, or several that fall together."""

    @property
    def alive(self) -> bool:
        """Whether it runs."""

    def kill(self) -> object:
        """By SIGKILL."""

    def start(self) -> None:
        """Starts it again, with what it had."""


@dataclass(frozen=True, slots=True)
class OwnPrefect:
    """The service's own Prefect server, which the service itself starts again."""

    served: Served
    alive: bool = True

    def kill(self) -> bool:
        """The server with all its processes; False if there is none just now."""
        known = processes().values()
        found = [one.pid for one in known if one.parent == self.served.pid and PREFECT in one.command]
        for pid in found:
            os.killpg(pid, signal.SIGKILL)
        return bool(found)

    def start(self) -> None:
        """Nobody's business here."""


@dataclass
class Keeper:
    """Keeps `units` running on a thread, and kills one now and then, `kills` times while `progress` goes from 0 to 1."""

    units: dict[str, Unit]
    kills: int
    progress: Callable[[], float]
    dice: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    """Starts of what had ended by itself: poison does that."""
    error: BaseException | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _asleep: dict[str, float] = field(default_factory=dict)
    _thread: threading.Thread | None = None
    _last: float = 0.0
    _pause: float = SHORTEST

    def __enter__(self) -> Self:
        """Begins."""
        self._last = time.monotonic()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends; what runs is left running."""
        self._stop.set()
        assert self._thread is not None  # noqa: S101 - for mypy
        self._thread.join()

    def _keep(self) -> None:
        try:
            while not self._stop.wait(0.2):
                self._wake()
                if self.killed.total() < self.kills and self._is_time():
                    self._kill_one()
        except BaseException as error:
            self.error = error
            raise

    def _wake(self) -> None:
        for name, unit in self.units.items():
            if unit.alive:
                continue
            if name not in self._asleep:  # it ended by itself
                self.restarts += 1
                self._asleep[name] = time.monotonic() + REST[1]
            if time.monotonic() >= self._asleep[name]:
                unit.start()
                del self._asleep[name]

    def _is_time(self) -> bool:
        waited = time.monotonic() - self._last
        if waited < self._pause:
            return False
        return self.progress() >= self.killed.total() / (self.kills + 1) or waited > STALLED

    def _kill_one(self) -> None:
        names = [name for name, unit in self.units.items() if unit.alive and name not in self._asleep]
        if not names:
            return
        name = min(names, key=lambda one: (self.killed[one], self.dice.random()))  # none is spared for long
        if self.units[name].kill() is False:
            return
        print(f"killed {name}", flush=True)
        self.killed[name] += 1
        if not self.units[name].alive:
            self._asleep[name] = time.monotonic() + self.dice.uniform(*REST)
        self._last, self._pause = time.monotonic(), self.dice.uniform(SHORTEST, LONGEST)
