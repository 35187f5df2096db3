"""A state machine as data: states, and the steps between them with their guards. Pure: it knows no clock, no database.

A registration is where its history leads: each step names what it notes (codes and days, never a name or a number of
anybody), and the steps alone, told again in order, give state and notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from pipeline.document import Text
from pipeline.registrations.reasons import RefusedError

BEGINNING = ""
"""The state of what is not registered yet."""


class Actor(StrEnum):
    """Who moves a registration, or has to."""

    COMPANY = "company"
    """The company that registers, by the operator's system."""
    MANAGER = "channel-manager"
    """채널 관리자(마스터): whoever manages the KakaoTalk channel at Kakao."""
    OPERATOR = "operator"
    """Whoever runs this service."""
    DECISION = "decision"
    """The decision on an application, by itself."""
    KAKAO = "kakao"
    """Kakao; the operator records its answer."""


ACTORS: Mapping[Actor, Text] = {
    Actor.COMPANY: Text("신청 회사", "the company"),
    Actor.MANAGER: Text("채널 관리자", "the channel manager"),
    Actor.OPERATOR: Text("운영자", "the operator"),
    Actor.DECISION: Text("신청의 결정", "the decision"),
    Actor.KAKAO: Text("카카오", "Kakao"),
}


class State(NamedTuple):
    """A state, as people call it. `acts` is who has to do something next (`None`: nobody), `next` what."""

    label: Text
    acts: Actor | None
    next: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a registration is, and what was noted on the way there."""

    state: str = BEGINNING
    noted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody asks for, on a Seoul day. `given` is what its guard looks at; nothing of it is kept by itself."""

    event: str
    on: date
    given: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """What was given under that name; empty where nothing was."""
        return self.given.get(name, "")


Guard = Callable[[Standing, Asked], str | None]
"""The code of why a step is refused (`reasons.REASONS`), or `None`."""
Noting = Callable[[Standing, Asked], Mapping[str, str]]
"""What a step notes: codes and days. An empty value takes a note away."""


def nothing(_: Standing, __: Asked) -> Mapping[str, str]:
    """Notes nothing."""
    return {}


def always(_: Standing, __: Asked) -> str | None:
    """Refuses nothing."""
    return None


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow: `event` leads from any of `sources` to `target`, if `guard` has nothing against it. `rule` says who demands it so."""

    event: str
    sources: tuple[str, ...]
    target: str
    by: Actor
    label: Text
    rule: str
    guard: Guard = always
    note: Noting = nothing
    needs: str = ""
    """What the guard asks for, in words."""


class Done(NamedTuple):
    """A step that was taken: its place in the history."""

    event: str
    noted: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Machine:
    """One kind of registration. `letter` begins its short names (`N3`), `events` the names of what is told of it.

    `refusals` are the words for a step that a state does not have, where there are better ones than "not now".
    """

    name: str
    letter: str
    events: str
    title: Text
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    plain: Callable[[str], str]
    """A name as it is kept: a number's digits, a Yellow ID in small letters."""
    refusals: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def step(self, state: str, event: str) -> Step:
        """The arrow of that name out of a state. Raises `RefusedError`."""
        found = next((one for one in self.steps if one.event == event and state in one.sources), None)
        if found is not None:
            return found
        raise RefusedError(self._refusal(state, event), ", ".join(self.possible(state)))

    def _refusal(self, state: str, event: str) -> str:
        """Why a state has no such step."""
        named = [one for one in self.steps if one.event == event]
        if not named:
            return "step-unknown"
        by_decision = all(one.by is Actor.DECISION for one in named)
        return self.refusals.get((state, event), "decision-needed" if by_decision else "not-now")

    def possible(self, state: str) -> tuple[str, ...]:
        """The steps that people can take from a state; what only a decision does is none of them."""
        return tuple(one.event for one in self.steps if state in one.sources and one.by is not Actor.DECISION)

    def take(self, standing: Standing, asked: Asked) -> tuple[Standing, Done]:
        """The step taken. Raises `RefusedError` with the code of why not."""
        step = self.step(standing.state, asked.event)
        refused = step.guard(standing, asked)
        if refused is not None:
            raise RefusedError(refused)
        done = Done(asked.event, step.note(standing, asked))
        return self.after(standing, done), done

    def after(self, standing: Standing, done: Done) -> Standing:
        """Where a step that was taken has led: no guard looks again. Raises `RefusedError` where the state has no such step."""
        merged = {**standing.noted, **done.noted}
        noted = {name: value for name, value in merged.items() if value}
        return Standing(self.step(standing.state, done.event).target, noted)

    def replay(self, history: Iterable[Done]) -> Standing:
        """Where a history leads. Raises `RefusedError` where it is none of this machine's."""
        standing = Standing()
        for done in history:
            standing = self.after(standing, done)
        return standing

    def told(self, state: str) -> str:
        """The name under which other systems are told that this state was reached: `number.in_use`."""
        return f"{self.events}.{state.replace('-', '_')}"
