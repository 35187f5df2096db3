"""Every kind of registration."""

from __future__ import annotations

from pipeline.registrations.machine import Machine
from pipeline.registrations.numbers import SENDER_NUMBER
from pipeline.registrations.optouts import OPT_OUT
from pipeline.registrations.profiles import KAKAO_PROFILE

MACHINES: tuple[Machine, ...] = (SENDER_NUMBER, OPT_OUT, KAKAO_PROFILE)


def machine_of(name: str) -> Machine:
    """The machine of that name. Raises `LookupError`."""
    found = next((one for one in MACHINES if one.name == name), None)
    if found is None:
        raise LookupError(name)
    return found
