"""Walks at random through the lifecycles of registrations: no forbidden state is reached, and a broken guard is noticed.

What each step demands stands here a second time, in other words than the guards have.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from pipeline.document import Verdict
from pipeline.registrations import numbers, optouts, profiles
from pipeline.registrations.machine import BEGINNING, Asked, Done, Machine, Standing, Step, always
from pipeline.registrations.numbers import SENDER_NUMBER
from pipeline.registrations.optouts import OPT_OUT
from pipeline.registrations.profiles import KAKAO_PROFILE
from pipeline.registrations.reasons import REASONS, RefusedError

DAY = date(2026, 11, 23)
STEPS = 25
MANY = 150
"""Walks within which a broken guard must be noticed."""
Given = Mapping[str, str]


class Taken(NamedTuple):
    """A step that was taken: from where, what for, and where it led. `path` are the steps before it."""

    event: str
    before: Standing
    given: Given
    after: Standing
    path: tuple[str, ...]


class Way(NamedTuple):
    """A machine; what its steps are given when all is well, or else; what each step demands; and what no path may do."""

    machine: Machine
    good: Given
    other: Mapping[str, tuple[str, ...]]
    demands: Mapping[str, Callable[[Taken], bool]]
    forbidden: Callable[[Taken], bool]


class ForbiddenError(Exception):
    """A step was taken that may not be."""


@dataclass
class Walker:
    """Somebody who asks for anything at any time. `first` is the name verified first, as the service remembers it."""

    way: Way
    chance: random.Random
    standing: Standing = field(default_factory=Standing)
    first: str = ""
    path: tuple[str, ...] = ()
    history: tuple[Done, ...] = ()
    refused: set[str] = field(default_factory=set)

    def walk(self, steps: int = STEPS) -> None:
        """So many steps. Raises `ForbiddenError` where one was taken that may not be."""
        for _ in range(steps):
            self._ask()
            assert self.way.machine.replay(self.history) == self.standing, "the history leads where it stands"
            assert all(REASONS[code].message.ko for code in self.refused), "every refusal gives a reason"

    def _ask(self) -> None:
        event, given = self._event(), self._given()
        try:
            standing, done = self.way.machine.take(self.standing, Asked(event, DAY, given))
        except RefusedError as refused:
            self.refused.add(refused.code)
            return
        taken = Taken(event, self.standing, given, standing, self.path)
        if not self.way.demands.get(event, _nothing)(taken) or self.way.forbidden(taken):
            raise ForbiddenError(taken)
        self.first = given["person"] if event == "verify-first" else self.first
        self.standing, self.path, self.history = standing, (*self.path, event), (*self.history, done)

    def _event(self) -> str:
        """Mostly one that leads on from here, and mostly one that nobody took yet."""
        every = [one.event for one in self.way.machine.steps]
        ahead = [one.event for one in self.way.machine.steps if self.standing.state in one.sources] or every
        new = [one for one in ahead if one not in self.path] or ahead
        return self.chance.choice(self.chance.choice([new, new, ahead, every]))

    def _given(self) -> Given:
        """All as it should be, or one or two things that are not."""
        names = self.chance.sample(sorted(self.way.other), self.chance.choice([0, 0, 1, 1, 2]))
        return {
            **self.way.good,
            "before": self.first,
            **{name: self.chance.choice(self.way.other[name]) for name in names},
        }


def _nothing(_: Taken) -> bool:
    return True


def _has(*names: str) -> Callable[[Taken], bool]:
    """One of these was given."""
    return lambda taken: any(taken.given[name].strip() for name in names)


def _verdict(verdict: Verdict) -> Callable[[Taken], bool]:
    return lambda taken: bool(taken.given["decision"]) and taken.given["verdict"] == verdict


def _as_it_should_be(way: Given, *names: str) -> Callable[[Taken], bool]:
    return lambda taken: all(taken.given[name] == way[name] for name in names)


_DECIDED = {"decision": "d1", "verdict": "approved", "reason": "stamp-missing", "person": "김하늘"}
_NOT = {
    "decision": ("",),
    "verdict": ("rejected", "incomplete", "needs-review"),
    "reason": ("",),
    "person": ("박서준", "", " "),
}


def _number_forbidden(taken: Taken) -> bool:
    used = taken.after.state == numbers.IN_USE
    unverified = taken.after.state in {numbers.REVIEW, numbers.IN_USE} and not {"verify-first", "verify-second"} <= set(
        taken.path
    )
    unapproved = used and taken.after.noted.get("approval") != "d1"
    return unverified or unapproved or (taken.before.state == numbers.IN_USE and used)


_NUMBER = {"number": "02-345-6789", **_DECIDED}
NUMBER = Way(
    SENDER_NUMBER,
    _NUMBER,
    {"number": ("010-0234-5678", "112", ""), **_NOT},
    {
        "enter": _as_it_should_be(_NUMBER, "number"),
        "verify-first": _has("person"),
        "verify-second": lambda taken: taken.given["person"] == taken.given["before"] != "",
        "hand-in": _has("decision"),
        "hand-in-again": _has("decision"),
        "owe": _verdict(Verdict.INCOMPLETE),
        "reject": _verdict(Verdict.REJECTED),
        "approve": _verdict(Verdict.APPROVED),
        "approve-again": lambda taken: (
            _verdict(Verdict.APPROVED)(taken) and taken.before.noted["suspended"] == numbers.BY_DECISION
        ),
        "resume": _as_it_should_be(_NUMBER, "verdict"),
        "suspend": _has("reason", "decision"),
        "revoke": _has("reason", "decision"),
    },
    _number_forbidden,
)

_OPT_OUT = {
    "paper_number": "999-81-00015",
    "paper_company": "주식회사 한빛테크",
    "paper_representative": "이도현",
    "number": "9998100015",
    "company": "㈜한빛테크",
    "representative": "이도현",
    "invoice_number": "999-81-00015",
    "invoice_email": "tax@example.com",
    "warned": "yes",
    "opt_out": "080-123-4567",
    "taken": "",
    "vendor": "V",
    **_DECIDED,
}


def _opt_out_forbidden(taken: Taken) -> bool:
    waits = taken.before.state in {optouts.HANDED_IN, optouts.ISSUING}
    used = taken.after.state == optouts.IN_USE and taken.event != "bring-in"
    unpaid = used and taken.path[-3:] != ("enter", "hand-in", "pay")
    return (waits and taken.event not in {"pay", "issue"}) or unpaid


OPT = Way(
    OPT_OUT,
    _OPT_OUT,
    {
        "paper_number": ("",),
        "paper_company": ("", "주식회사 두빛테크"),
        "number": ("913-87-95392",),
        "representative": ("", "이도훈"),
        "invoice_number": ("913-87-95392",),
        "invoice_email": ("tax",),
        "warned": ("", "no"),
        "opt_out": ("02-345-6789", ""),
        "taken": ("yes",),
        "vendor": ("",),
    },
    {
        "enter": _as_it_should_be(
            _OPT_OUT, "paper_number", "paper_company", "number", "representative", "invoice_number", "invoice_email"
        ),
        "hand-in": _as_it_should_be(_OPT_OUT, "warned"),
        "issue": _as_it_should_be(_OPT_OUT, "opt_out", "taken"),
        "bring-in": _as_it_should_be(_OPT_OUT, "opt_out", "taken", "vendor"),
        "cancel": lambda taken: taken.before.state == optouts.CHECKED,
    },
    _opt_out_forbidden,
)

_PROFILE = {
    "yellow_id": "@hanbit",
    "taken": "",
    "applied_by": "master",
    "centre": "1588-0000",
    "campaigns": "draft,cancelled",
    "other_company": "",
    **_DECIDED,
}
_DELETABLE = {"none", "draft,cancelled", "shipment-completed", "transmission-failure"}


def _profile_forbidden(taken: Taken) -> bool:
    whole = {"open", "apply", "certify", "register-centre"}
    early = taken.after.state == profiles.ACTIVE and not whole <= set(taken.path)
    back = taken.before.state == profiles.DELETING and taken.after.state != profiles.DELETE
    return early or back


PROFILE = Way(
    KAKAO_PROFILE,
    _PROFILE,
    {
        "yellow_id": ("한 빛", ""),
        "taken": ("yes",),
        "applied_by": ("manager", ""),
        "centre": ("", " "),
        "campaigns": ("draft,sending", "preparing", "waiting-for-dispatch", "unheard-of", "", *sorted(_DELETABLE)),
        "other_company": ("yes",),
        **_NOT,
    },
    {
        "open": _as_it_should_be(_PROFILE, "yellow_id", "taken"),
        "apply": _as_it_should_be(_PROFILE, "applied_by", "verdict"),
        "decline": _has("reason"),
        "register-centre": _has("centre"),
        "deactivate": _has("reason"),
        "block": _has("reason"),
        "delete": lambda taken: taken.given["campaigns"] in _DELETABLE,
        "register-again": lambda taken: taken.before.state == profiles.DELETE and not taken.given["other_company"],
    },
    _profile_forbidden,
)

WAYS = (NUMBER, OPT, PROFILE)
GUARDED = [(way, step) for way in WAYS for step in way.machine.steps if step.guard is not always]


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.machine.name)
@drawn(chance=st.randoms(use_true_random=False))
def test_no_path_reaches_a_forbidden_state(way: Way, chance: random.Random) -> None:
    Walker(way, chance).walk()


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.machine.name)
def test_walks_come_everywhere(way: Way) -> None:
    seen, taken = {BEGINNING}, set[str]()
    for seed in range(MANY):
        walker = Walker(way, random.Random(seed))
        for _ in range(STEPS):
            walker.walk(1)
            seen.add(walker.standing.state)
        taken |= set(walker.path)
    assert seen == {BEGINNING, *way.machine.states}
    assert taken == {one.event for one in way.machine.steps}


@pytest.mark.parametrize(("way", "step"), GUARDED, ids=lambda one: getattr(one, "event", None))
def test_a_step_that_lost_its_guard_is_noticed(way: Way, step: Step) -> None:
    _noticed(way, step, replace(step, guard=always))


@pytest.mark.parametrize(
    ("way", "event", "source"),
    [
        (NUMBER, "approve", numbers.ENTERED),
        (NUMBER, "approve", numbers.ONCE),
        (NUMBER, "hand-in", numbers.ENTERED),
        (OPT, "cancel", optouts.HANDED_IN),
        (OPT, "cancel", optouts.ISSUING),
        (OPT, "issue", optouts.HANDED_IN),
        (PROFILE, "register", profiles.APPLIED),
        (PROFILE, "register", profiles.CERTIFIED),
        (PROFILE, "register-again", profiles.DELETING),
        (PROFILE, "activate", profiles.DELETING),
    ],
)
def test_an_arrow_too_many_is_noticed(way: Way, event: str, source: str) -> None:
    step = next(one for one in way.machine.steps if one.event == event)
    _noticed(way, step, replace(step, sources=(*step.sources, source)))


def _noticed(way: Way, step: Step, broken: Step) -> None:
    """Some walk through the machine with the broken step comes where it may not."""
    steps = tuple(broken if one is step else one for one in way.machine.steps)
    worse = way._replace(machine=replace(way.machine, steps=steps))
    assert any(_goes_astray(Walker(worse, random.Random(seed))) for seed in range(MANY))


def _goes_astray(walker: Walker) -> bool:
    try:
        walker.walk()
    except ForbiddenError:
        return True
    return False
