"""Whether a company may send a kind of message, and if not, why not: what the operator's other systems ask before they send.

It says what registrations allow. What advertising owes besides (prior consent, disclosure, a free opt-out, the night;
정보통신망법 제50조) only the sender can know: it is named as a duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.document import Json
from pipeline.registrations import numbers, optouts, profiles
from pipeline.registrations.reasons import DUTIES, REASONS


class Message(StrEnum):
    """A kind of message."""

    TEXT = "text"
    """문자 메시지, informational."""
    ADVERTISING = "advertising"
    """광고성 문자 메시지."""
    KAKAO = "kakao"
    """카카오톡 메시지."""


class OptOutFor(StrEnum):
    """When text sending needs an 080 opt-out number."""

    ALWAYS = "always"
    """As Hackle demands before the first text message [seed0]."""
    ADVERTISING = "advertising"
    """As 정보통신망법 제50조 demands."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One registration of the company: which machine's, its name (the number, the Yellow ID), its state."""

    machine: str
    name: str
    state: str
    expected: str = ""
    """The day by which it is expected, where that is known."""


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer. `senders` are what may be sent from, `opt_out` the number that goes into advertising by itself."""

    message: Message
    reasons: tuple[str, ...]
    senders: tuple[str, ...] = ()
    opt_out: str | None = None
    expected: str | None = None
    duties: tuple[str, ...] = ()

    @property
    def granted(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons

    def to_json(self) -> Json:
        """As `dojang may-send --json` and HTTP tell it."""
        return {
            "schema": 1,
            "message": self.message.value,
            "may_send": self.granted,
            "senders": list(self.senders) if self.granted else [],
            "opt_out_number": self.opt_out if self.granted else None,
            "expected_on": self.expected,
            "reasons": [_told(code) for code in self.reasons],
            "duties": [_told(code) for code in self.duties],
        }


def _told(code: str) -> Json:
    entry = REASONS[code]
    return {"code": code, "message": entry.message.to_json(), "remedy": entry.remedy.to_json()}


_NUMBERS = {
    numbers.SUSPENDED: "number-suspended",
    numbers.REVIEW: "number-under-review",
    numbers.PAPERS: "number-papers-owed",
    numbers.ONCE: "number-identity-owed",
    numbers.ENTERED: "number-identity-owed",
    numbers.REJECTED: "number-rejected",
    numbers.REVOKED: "number-revoked",
    numbers.OWED: "number-owed",
}
"""Why not, by the state that is told first: the one nearest to In Use."""
_OPT_OUTS = {
    optouts.ISSUING: "opt-out-issuing",
    optouts.HANDED_IN: "opt-out-fee-owed",
    optouts.CHECKED: "opt-out-not-handed-in",
}
_PROFILES = {
    profiles.INACTIVE: "profile-inactive",
    profiles.DORMANCY: "profile-dormant",
    profiles.BLOCK: "profile-blocked",
    profiles.DELETING: "profile-deleted",
    profiles.DELETE: "profile-deleted",
}


def may_send(
    registered: Iterable[Registered], message: Message, opt_out_for: OptOutFor, sender: str | None = None
) -> Permission:
    """The answer for a company with these registrations; `sender`: from that number or Yellow ID alone."""
    own = tuple(registered)
    if message is Message.KAKAO:
        return _kakao(_of(own, profiles.KAKAO_PROFILE.name, sender), own, sender)
    return _text(own, message, opt_out_for, sender)


def _text(own: Sequence[Registered], message: Message, opt_out_for: OptOutFor, sender: str | None) -> Permission:
    mine = _of(own, numbers.SENDER_NUMBER.name, sender)
    usable = tuple(one.name for one in mine if one.state == numbers.IN_USE)
    reasons = [] if usable else [_first(mine, _NUMBERS, "number-of-others" if sender else "number-none")]
    opt_outs = _of(own, optouts.OPT_OUT.name, None)
    in_use = next((one.name for one in opt_outs if one.state == optouts.IN_USE), None)
    advertising = message is Message.ADVERTISING
    if in_use is None and (advertising or opt_out_for is OptOutFor.ALWAYS):
        reasons.append(_first(opt_outs, _OPT_OUTS, "opt-out-none"))
    expected = next((one.expected for one in opt_outs if one.expected and one.state == optouts.ISSUING), None)
    chosen = in_use if advertising else None
    return Permission(message, tuple(reasons), usable, chosen, expected, DUTIES if advertising else ())


def _kakao(mine: Sequence[Registered], own: Sequence[Registered], sender: str | None) -> Permission:
    usable = tuple(one.name for one in mine if one.state == profiles.ACTIVE)
    if usable:
        return Permission(Message.KAKAO, (), usable)
    has_any = bool(mine) or (sender is None and bool(_of(own, profiles.KAKAO_PROFILE.name, None)))
    return Permission(
        Message.KAKAO, (_first(mine, _PROFILES, "profile-not-registered" if has_any else "profile-none"),)
    )


def _of(own: Sequence[Registered], machine: str, sender: str | None) -> list[Registered]:
    return [one for one in own if one.machine == machine and (sender is None or one.name == sender)]


def _first(mine: Sequence[Registered], codes: dict[str, str], otherwise: str) -> str:
    """The reason of the registration that is furthest on its way."""
    states = {one.state for one in mine}
    return next((code for state, code in codes.items() if state in states), otherwise)
