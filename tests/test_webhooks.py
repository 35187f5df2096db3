"""Events posted to a real HTTP server that fails now and then: each arrives, signed, once by its key, in order for each registration."""

from __future__ import annotations

import json
import logging
import random
import re
import textwrap
import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest, new
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import select

from pipeline.errors import DojangError
from pipeline.serving import webhooks
from pipeline.serving.database import reading
from pipeline.serving.event_tables import Event, EventState
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.posts import CLAIMED
from pipeline.serving.standing import standing
from pipeline.serving.tables import Upload
from pipeline.serving.webhooks import Hook, deliver, hook_of
from pipeline.settings import Settings
from tests.ledger_rows import NOW, STORE, decision, note
from tests.rivals import side_by_side
from tests.services.receiver import SECRET, Clock, Receiver, drop, hang, refuse, take_and_drop, take_it, trickle
from tests.test_registrations_ledger import COMPANY, entered, step, taking

HASTE = 0.3
"""Seconds that a post may take where the receiver hangs."""


def events(ledger: Ledger) -> list[Event]:
    with reading(ledger.engine) as session:
        return list(session.scalars(select(Event).order_by(Event.made_at, Event.stream, Event.place)))


def verified(ledger: Ledger, company: str = COMPANY) -> int:
    """A number with three events: entered, verified once, papers owed."""
    number = entered(ledger, company)
    step(ledger, number, taking("verify-first", person="김하늘"))
    step(ledger, number, taking("verify-second", person="김하늘", before="김하늘"))
    return number


def test_an_event_arrives_signed_with_its_key_and_what_it_tells(
    ledger: Ledger, receiver: Receiver, clock: Clock
) -> None:
    entered(ledger)
    assert deliver(ledger, receiver.hook, clock) == 1
    ((headers, body),) = receiver.kept
    (event,) = events(ledger)
    assert (headers["Dojang-Event"], headers["Idempotency-Key"]) == ("number.entered", event.id)
    assert (event.state, event.sent_at, event.error) == (EventState.SENT, NOW, None)
    told = json.loads(body)
    assert (told["id"], told["event"], told["company"], told["step"]) == (event.id, "number.entered", COMPANY, 1)
    moment, _, mac = headers["Dojang-Signature"].removeprefix("t=").partition(",v1=")
    assert int(moment) == int(NOW.timestamp())
    assert compare_digest(new(SECRET, f"{moment}.".encode() + body, sha256).hexdigest(), mac)
    assert deliver(ledger, receiver.hook, clock) == 0
    assert len(receiver.seen) == 1


def test_whatever_the_receiver_does_each_event_arrives_once_by_its_key_and_in_order(
    ledger: Ledger, receiver: Receiver, clock: Clock
) -> None:
    for company in (COMPANY, "9138795392", "1248100998", "2208162517"):
        verified(ledger, company)
    moods = [*map(refuse, (500, 503, 302, 404)), take_and_drop, take_and_drop, drop, drop, hang, trickle, take_it]
    receiver.moods = random.Random(5).sample(moods * 2, 2 * len(moods))
    hasty = replace(receiver.hook, seconds=HASTE)
    nobody = Hook("http://127.0.0.1:9/", SECRET, HASTE)
    for number in range(200):
        deliver(ledger, nobody if number in {0, 3} else hasty, clock)
        clock.on(timedelta(minutes=20))
        if all(one.state == EventState.SENT for one in events(ledger)):
            break
    else:
        pytest.fail("some never arrived")
    told = receiver.told()
    assert sorted(one["id"] for one in told) == sorted(one.id for one in events(ledger))
    for registration in {one["registration"] for one in told}:
        assert [one["step"] for one in told if one["registration"] == registration] == [1, 2, 3]
    for headers, body in receiver.seen:
        moment = int(headers["Dojang-Signature"][2:].partition(",")[0])
        assert headers["Dojang-Signature"] == webhooks.signature(SECRET, moment, body)
        assert headers["Idempotency-Key"] == json.loads(body)["id"]


def test_no_redirect_is_followed_and_the_reason_is_a_code(
    ledger: Ledger, receiver: Receiver, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = entered(ledger)
    receiver.moods = [refuse(301), drop, hang]
    for code in ("webhook-http-301", "webhook-unreachable", "webhook-timed-out"):
        assert deliver(ledger, replace(receiver.hook, seconds=HASTE if code.endswith("out") else 5), clock) == 0
        assert events(ledger)[0].error == code
        clock.on(timedelta(hours=1))
    assert (len(receiver.seen), receiver.kept) == (3, [])
    said = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("pipeline"))
    assert "webhook-http-301" in said
    for secret in (COMPANY, ledger.registrations.get(number).name, "/hooks", SECRET.decode()):
        assert secret not in said


def test_pauses_grow_for_a_day_then_it_has_failed_and_what_follows_goes_on(
    ledger: Ledger, receiver: Receiver, clock: Clock
) -> None:
    verified(ledger)
    receiver.moods = [refuse(500)] * 1_000
    pauses = []
    while (first := events(ledger)[0]).state == EventState.WAITING:
        if first.not_before is not None:
            pauses.append(first.not_before - clock.now)
            clock.on(pauses[-1] - timedelta(seconds=1))
            before = len(receiver.seen)
            assert deliver(ledger, receiver.hook, clock) == 0
            assert len(receiver.seen) == before, "not before its time"
            clock.on(timedelta(seconds=1))
        deliver(ledger, receiver.hook, clock)
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=10), timedelta(hours=2))
    assert timedelta(hours=20) < sum(pauses, timedelta()) <= timedelta(days=1)
    receiver.moods.clear()
    clock.on(timedelta(hours=2))
    assert deliver(ledger, receiver.hook, clock) == 2
    assert [one["step"] for one in receiver.told()] == [2, 3]
    found = standing(ledger, STORE, clock.now)
    assert (found.events_unsent, found.events_failed) == (0, 1)


def test_a_registration_that_is_not_taken_holds_up_no_other(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    verified(ledger)
    verified(ledger, "9138795392")
    receiver.moods = [refuse(500)]
    assert deliver(ledger, receiver.hook, clock) == 3
    assert {one["company"] for one in receiver.told()} == {"9138795392"}
    assert standing(ledger, STORE, clock.now).events_unsent == 3


def test_a_receiver_that_is_silent_is_left_alone_for_the_round(
    ledger: Ledger, receiver: Receiver, clock: Clock
) -> None:
    for number in range(6):
        entered(ledger, COMPANY, f"023456789{number}")
    receiver.moods = [drop] * 6
    deliver(ledger, receiver.hook, clock)
    assert len(receiver.seen) == 3
    assert [one.tries for one in events(ledger)] == [1, 1, 1, 0, 0, 0]


def test_what_a_kill_left_half_sent_goes_again_under_its_key(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    entered(ledger)
    (event,) = events(ledger)
    assert ledger.events.begin(event, clock.now)
    assert deliver(ledger, receiver.hook, clock) == 0, "another sends it"
    clock.on(CLAIMED)
    assert deliver(ledger, receiver.hook, clock) == 1
    assert receiver.kept[0][0]["Idempotency-Key"] == event.id
    ledger.events.postpone(event, clock.now, "webhook-timed-out")
    ledger.events.fail(event, "webhook-timed-out")
    assert events(ledger)[0].state == EventState.SENT, "what arrived stays so"


def test_of_many_senders_one_sends_each(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    for company in (COMPANY, "9138795392", "1248100998"):
        verified(ledger, company)
    assert side_by_side(4, lambda: (deliver(ledger, receiver.hook, clock), None)[1]) == []
    deliver(ledger, receiver.hook, clock)
    assert len(receiver.seen) == 9


def test_the_snippet_in_the_guide_tells_what_is_genuine(
    ledger: Ledger, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = (Path(__file__).parent.parent / "docs" / "operating.md").read_text().partition("## Webhooks\n")[2]
    known: dict[str, Any] = {}
    exec(textwrap.dedent(guide.partition("```python\n")[2].partition("```")[0]), known)  # noqa: S102 - our own guide
    entered(ledger)
    deliver(ledger, receiver.hook, lambda: NOW)
    ((headers, body),) = receiver.kept
    monkeypatch.setattr(time, "time", lambda: NOW.timestamp() + 200)
    assert known["genuine"](SECRET, headers["Dojang-Signature"], body)
    assert not known["genuine"](SECRET, headers["Dojang-Signature"], body + b" ")
    assert not known["genuine"](b"another", headers["Dojang-Signature"], body)
    monkeypatch.setattr(time, "time", lambda: NOW.timestamp() + 301)
    assert not known["genuine"](SECRET, headers["Dojang-Signature"], body)


def test_told_to_stop_it_sends_no_more(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    verified(ledger)
    assert deliver(ledger, receiver.hook, clock, lambda: len(receiver.seen) == 1) == 1
    assert len(receiver.seen) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://operator.example/hooks",
        "http://127.0.0.1.operator.example/",
        "http://localhost@operator.example/",
        "https://kim:pw@operator.example/",
        "https://operator.example/hooks?key=1",
        "ftp://localhost/",
        "operator.example",
    ],
)
def test_addresses_in_clear_or_with_a_password_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(webhook=url)


def test_a_receiver_needs_a_port_that_can_be_and_a_secret() -> None:
    assert hook_of(Settings()) is None
    secret = SecretStr(SECRET.decode())
    for url in ("https://operator.example/hooks", "http://127.0.0.1:8080/x", "http://[::1]:1/", "http://localhost"):
        hook = hook_of(Settings(webhook=url, webhook_secret=secret))
        assert hook is not None
        assert (hook.url, hook.secret) == (url, SECRET)
        assert not re.search(r"fictitious|operator|127", repr(hook))
        for short in (None, SecretStr(""), SecretStr("short")):
            with pytest.raises(DojangError, match="settings-invalid"):
                hook_of(Settings(webhook=url, webhook_secret=short))
    with pytest.raises(DojangError, match="settings-invalid"):
        hook_of(Settings(webhook="http://127.0.0.1:99999/", webhook_secret=secret))


def test_decisions_are_told_in_order_and_none_of_a_trial(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    note(ledger, "A-1001/application.json", "loose.pdf")
    upload = next(one for one in (f"upload:{number}" for number in (1, 2)) if _is_bare(ledger, one))
    ledger.decisions.decide(decision("application:1", 1, verdict="needs-review", reason="stamp-unclear"), [], NOW)
    ledger.decisions.decide(decision("application:1", 2, via="ui", decided_by="이심사"), [], NOW)
    ledger.decisions.decide(decision(upload, 1, verdict="rejected", reason="stamp-missing"), [], NOW)
    ledger.decisions.decide(decision(upload, 2, mode="shadow"), [], NOW)
    assert deliver(ledger, receiver.hook, clock) == 3
    told = receiver.told()
    assert [one["event"] for one in told if one["application"]] == ["application.needs_review", "application.approved"]
    first, second = (one for one in told if one["application"])
    assert (first["application"], first["decision"], first["reason"], first["by"]) == (
        "A-1001",
        1,
        "stamp-unclear",
        "machine",
    )
    assert (second["before"], second["verdict"], second["by"]) == ("needs-review", "approved", "person")
    assert [(one["event"], one["key"]) for one in told if one["key"]] == [("upload.rejected", "loose.pdf")]
    assert "이심사" not in str(told), "a reviewer's name is nobody else's"


def _is_bare(ledger: Ledger, subject: str) -> bool:
    with reading(ledger.engine) as session:
        found = session.get(Upload, int(subject.partition(":")[2]))
        return found is not None and found.application_id is None
