"""Chats are told what needs a person, by Apprise itself, each once, whatever the others do."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from pipeline.errors import DojangError
from pipeline.serving.chats import REFUSED, Talk, deliver, talk_of
from pipeline.serving.database import reading
from pipeline.serving.event_tables import ChatMessage, EventState
from pipeline.serving.ledger import Ledger
from pipeline.serving.standing import standing
from pipeline.settings import Settings
from tests.ledger_rows import NOW, STORE, decision, note
from tests.rivals import side_by_side
from tests.services.receiver import Clock, Receiver, drop, receiving, refuse
from tests.test_registrations_ledger import entered

LINK = "https://dojang.example/v2/runs"
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#review"
TEAMS = "workflows://prod-00.example.com:443/643e69f83c8944/iFQXBjzLSQ-Ez6k"


@pytest.fixture
def others() -> Iterator[Receiver]:
    """A second chat's server."""
    with receiving() as server:
        yield server


def talk(*servers: Receiver, events: str = "*.needs_review") -> Talk:
    """Chats of those servers, at addresses with a secret in them."""
    told = " ".join(f"json://127.0.0.1:{one.server_address[1]}/secret-token" for one in servers)
    found = talk_of(Settings(chat=SecretStr(told), chat_events=events), LINK)
    assert found is not None
    return found


def held(ledger: Ledger, number: int, **others: object) -> None:
    """A decision that needs a person."""
    new = decision(f"application:{number}", **{"verdict": "needs-review", "reason": "stamp-unclear", **others})
    ledger.decisions.decide(new, [], NOW)


def messages(server: Receiver) -> list[str]:
    return [json.loads(body)["message"] for _, body in server.kept]


def rows(ledger: Ledger) -> list[ChatMessage]:
    with reading(ledger.engine) as session:
        return list(session.scalars(select(ChatMessage)))


def test_a_chat_is_told_what_needs_a_person_and_nothing_personal(
    ledger: Ledger, receiver: Receiver, clock: Clock
) -> None:
    note(ledger, "김철수-9001/application.json", "김철수-9002/application.json")
    held(ledger, 1)
    ledger.decisions.decide(decision("application:2"), [], NOW)
    entered(ledger)
    assert deliver(ledger, talk(receiver), clock) == 1
    (said,) = messages(receiver)
    assert "신청 1: 사람의 심사가 필요합니다" in said
    assert "application 1: needs a person" in said
    assert "stamp-unclear" in said
    assert LINK in said
    assert "김철수" not in str(receiver.kept)
    assert deliver(ledger, talk(receiver), clock) == 0


def test_every_event_can_be_told(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    note(ledger, "A-1/application.json")
    held(ledger, 1)
    ledger.decisions.decide(decision("application:1", 2), [], NOW + timedelta(minutes=1))
    entered(ledger)
    assert deliver(ledger, talk(receiver, events="*"), clock) == 3
    assert [one.split("(")[1].split()[0] for one in messages(receiver)] == [
        "application.needs_review",
        "number.entered",
        "application.approved",
    ]
    assert deliver(ledger, talk(receiver, events="number.*,upload.*"), clock) == 0


def test_a_chat_that_fails_holds_up_no_other_and_is_told_later(
    ledger: Ledger, receiver: Receiver, others: Receiver, clock: Clock
) -> None:
    note(ledger, *(f"A-{number}/application.json" for number in range(5)))
    for number in range(1, 6):
        held(ledger, number)
    moods = [*map(refuse, (500, 404, 429)), drop, drop] * 3
    receiver.moods = random.Random(3).sample(moods, len(moods))
    both = talk(receiver, others)
    assert deliver(ledger, both, clock) == 5
    assert len(messages(others)) == 5
    for _ in range(30):
        clock.on(timedelta(minutes=20))
        deliver(ledger, both, clock)
    assert sorted(messages(receiver)) == sorted(messages(others))
    assert {one.state for one in rows(ledger)} == {EventState.SENT}


def test_after_a_day_it_is_given_up_and_what_is_older_is_not_told(
    ledger: Ledger, receiver: Receiver, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    note(ledger, "A-1/application.json", "A-2/application.json")
    held(ledger, 1)
    receiver.moods = [refuse(500)] * 100
    with caplog.at_level(logging.DEBUG):
        for _ in range(40):
            deliver(ledger, talk(receiver), clock)
            clock.on(timedelta(hours=2))
    (row,) = rows(ledger)
    assert (row.state, row.error) == (EventState.FAILED, REFUSED)
    assert "given up" in caplog.text
    assert standing(ledger, STORE, clock.now).chats_failed == 1
    assert "secret-token" not in caplog.text
    receiver.moods.clear()
    held(ledger, 2)
    assert deliver(ledger, talk(receiver), clock) == 0, "made three days ago, before anybody asked"
    assert receiver.kept == []


def test_of_many_senders_one_tells_each(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    note(ledger, *(f"A-{number}/application.json" for number in range(6)))
    for number in range(1, 7):
        held(ledger, number)
    assert side_by_side(4, lambda: (deliver(ledger, talk(receiver), clock), None)[1]) == []
    deliver(ledger, talk(receiver), clock)
    assert len(set(messages(receiver))) == len(receiver.seen) == 6


def test_addresses_are_apprise_s_and_shown_to_nobody() -> None:
    found = talk_of(Settings(chat=SecretStr(f"{SLACK} {TEAMS}")), LINK)
    assert found is not None
    assert len({one.name for one in found.chats}) == 2
    assert "TIia" not in repr(found)
    assert talk_of(Settings()) is None
    for wrong in ("nonsense", f"{SLACK} nope://x", "https://example.com/x/y"):
        with pytest.raises(DojangError, match="settings-invalid"):
            talk_of(Settings(chat=SecretStr(wrong)))
