"""Notices on their way: each arrives once, whatever the mail server or the machine does."""

from __future__ import annotations

import logging
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline.document import Text, Verdict
from pipeline.errors import ERRORS, DojangError
from pipeline.serving.ledger import Ledger, NewDecision
from pipeline.serving.mail.notices import News, compose
from pipeline.serving.mail.sending import Delivered, deliver
from pipeline.serving.mail.smtp import MailRoom, MailServer, Patience, Security, server_of
from pipeline.serving.tables import Notice, NoticeState
from pipeline.settings import Settings
from tests.keys import ledger_at
from tests.mail_stage import Stage, on_stage
from tests.services.programs import free_port
from tests.services.proxy import _certificate

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=11)
SETTINGS = Settings(notify="ops@example.com", mail_from="dojang@example.com")
QUICK = Patience(0.9, 0.9, 0.5)
CHANNEL = Text("발신번호", "Sender number")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = ledger_at(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    with on_stage() as playing:
        yield playing


def with_mail(url: str) -> Settings:
    return SETTINGS.model_copy(update={"smtp_url": SecretStr(url)})


def at(stage: Stage) -> Settings:
    return with_mail(f"smtp://127.0.0.1:{stage.port}")


def decide(ledger: Ledger, number: int, to: str = "applicant@example.com") -> None:
    new = NewDecision(
        f"d{number}", f"upload:{number}", 1, "0" * 64, "approved", 100, None, None, date(2026, 11, 21), {}
    )
    made = NOW + timedelta(seconds=number)  # oldest first, so that the order is known
    ledger.decisions.decide(new, [compose(News(Verdict.APPROVED, "A-1", CHANNEL), new.id, to, SETTINGS, made)], made)


def notice(ledger: Ledger, number: int = 1) -> Notice:
    return ledger.outbox.notices(f"d{number}")[0]


def send(ledger: Ledger, settings: Settings, now: datetime = LATER) -> Delivered:
    return deliver(ledger, settings, Path("/nonexistent"), now, QUICK)


def test_a_batch_goes_out_over_one_connection_and_only_once(ledger: Ledger, stage: Stage) -> None:
    for number in (1, 2, 3):
        decide(ledger, number)
    assert send(ledger, at(stage)) == Delivered(sent=3)
    assert stage.ids == ["<d1@example.com>", "<d2@example.com>", "<d3@example.com>"]
    assert stage.taken[0][:2] == ("dojang@example.com", "applicant@example.com")
    assert (stage.steps.count("CONNECT"), stage.steps[-1]) == (1, "QUIT")
    assert (notice(ledger).state, notice(ledger).message) == (NoticeState.SENT, None)
    assert send(ledger, at(stage)) == Delivered()
    assert len(stage.taken) == 3


def test_what_arrives_reads_as_it_was_written(ledger: Ledger, stage: Stage) -> None:
    decide(ledger, 1)
    kept = notice(ledger).message or b""
    send(ledger, at(stage))
    message = stage.taken[0][2]
    assert kept.isascii(), "every server takes it, also one without 8BITMIME"
    body = message.get_body(("plain",))
    assert body is not None
    assert "승인되었습니다" in body.get_content()


@pytest.mark.parametrize(
    "text", [b"a: b\r\n\r\n.\r\n..x\r\n.end", b"a: b\n\n.\nx\n", b"a: b\r\n\r\n.", b"a: b\r\n\r\n\r\n.\r\n\r\n"]
)
def test_a_line_that_begins_with_a_dot_ends_no_mail(stage: Stage, text: bytes) -> None:
    with MailRoom(MailServer(Security.PLAIN, "127.0.0.1", stage.port), QUICK) as room:
        assert room.hand_over("a@example.com", "b@example.com", text, lambda: True)
    lines = stage.taken[0][2].get_content().splitlines()
    assert lines == text.replace(b"\r\n", b"\n").partition(b"\n\n")[2].decode().splitlines()


DROPS = [("CONNECT", 1), ("EHLO", 1), ("MAIL", 1), ("RCPT", 1), ("DATA", 1), ("DOT", 1), ("TAKEN", 2), ("QUIT", 1)]


@pytest.mark.parametrize(("step", "copies"), DROPS)
def test_a_connection_that_breaks_at_any_step_loses_nothing(
    ledger: Ledger, stage: Stage, step: str, copies: int
) -> None:
    for number in (1, 2, 3):
        decide(ledger, number)
    stage.plan[step] = ["drop"]
    first = send(ledger, at(stage))
    # Where not even a greeting came, the rest is not tried; else only the mail that was on its way waits.
    assert first == {"QUIT": Delivered(3), "CONNECT": Delivered(0, 3), "EHLO": Delivered(0, 3)}.get(
        step, Delivered(2, 1)
    )
    send(ledger, at(stage), LATER + timedelta(minutes=2))
    assert Counter(stage.ids) == {"<d1@example.com>": copies, "<d2@example.com>": 1, "<d3@example.com>": 1}
    assert notice(ledger).state == NoticeState.SENT


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT", "TAKEN", "QUIT"])
def test_a_server_that_hangs_holds_nobody_for_long(ledger: Ledger, stage: Stage, step: str) -> None:
    decide(ledger, 1)
    decide(ledger, 2)
    stage.plan[step] = ["hang"]
    began = time.monotonic()
    first = send(ledger, at(stage))
    assert time.monotonic() - began < 3
    assert first == (Delivered(2) if step == "QUIT" else Delivered(0, 2))
    error = {"QUIT": None, "DOT": "smtp-unanswered", "TAKEN": "smtp-unanswered"}.get(step, "smtp-timed-out")
    assert notice(ledger).error == error
    assert notice(ledger, 2).error == (None if step == "QUIT" else "smtp-timed-out")
    send(ledger, at(stage), LATER + timedelta(minutes=2))
    assert Counter(stage.ids) == {"<d1@example.com>": 2 if step == "TAKEN" else 1, "<d2@example.com>": 1}


REPLIES = [
    ("CONNECT", "421 4.3.2 busy", "smtp-busy", "waiting", False),
    ("CONNECT", "554 5.3.2 no", "smtp-unreachable", "waiting", False),
    ("MAIL", "451 4.3.0 later", "smtp-busy", "waiting", True),
    ("MAIL", "421 4.3.2 closing", "smtp-busy", "waiting", True),
    ("MAIL", "550 5.1.8 sender", "smtp-sender-refused", "waiting", True),
    ("MAIL", "530 5.7.0 log in", "smtp-login-refused", "waiting", False),
    ("RCPT", "450 4.2.1 greylisted", "smtp-busy", "waiting", True),
    ("RCPT", "550 5.1.1 unknown", "smtp-recipient-refused", "failed", True),
    ("RCPT", "553 5.1.3 syntax", "smtp-recipient-refused", "failed", True),
    ("DATA", "451 4.3.0 later", "smtp-busy", "waiting", True),
    ("DATA", "554 5.5.1 no", "smtp-message-refused", "failed", True),
    ("DOT", "452 4.3.1 full", "smtp-busy", "waiting", True),
    ("DOT", "554 5.7.1 spam", "smtp-message-refused", "failed", True),
    ("DOT", "what?", "smtp-unanswered", "waiting", True),
    ("MAIL", "what?", "smtp-unreachable", "waiting", True),
]


@pytest.mark.parametrize(("step", "reply", "code", "state", "others_go"), REPLIES)
def test_a_refusal_concerns_what_it_is_about(  # noqa: PLR0913, PLR0917 - a table
    ledger: Ledger, stage: Stage, step: str, reply: str, code: str, state: str, *, others_go: bool
) -> None:
    decide(ledger, 1)
    decide(ledger, 2)
    stage.plan[step] = [reply]
    went = send(ledger, at(stage))
    assert (notice(ledger).state, notice(ledger).error) == (state, code)
    assert code in ERRORS
    assert went.sent == others_go
    assert stage.ids == ["<d2@example.com>"] * others_go
    send(ledger, at(stage), LATER + timedelta(minutes=2))
    assert Counter(stage.ids)["<d1@example.com>"] == (state == "waiting"), "what failed is left alone"


def test_a_server_that_is_down_is_asked_once_a_round(ledger: Ledger) -> None:
    for number in range(1, 6):
        decide(ledger, number)
    port = free_port()
    assert send(ledger, with_mail(f"smtp://127.0.0.1:{port}")) == Delivered(postponed=5)
    assert {notice(ledger, one).error for one in range(1, 6)} == {"smtp-unreachable"}
    assert send(ledger, with_mail(f"smtp://127.0.0.1:{port}")) == Delivered(), "not before their time"


def test_waits_double_up_to_an_hour_and_end_after_days(ledger: Ledger, stage: Stage) -> None:
    decide(ledger, 1)
    stage.plan["RCPT"] = ["450 4.2.2 mailbox full"] * 300
    now, waits = LATER, []
    while notice(ledger).state == NoticeState.WAITING:
        assert send(ledger, at(stage), now) in {Delivered(postponed=1), Delivered(failed=1)}
        again = notice(ledger).not_before
        if again is not None:
            waits.append(round((again - now).total_seconds() / 60))
            now = again
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (notice(ledger).state, notice(ledger).error) == (NoticeState.FAILED, "smtp-busy")
    assert timedelta(days=5) < now - NOW < timedelta(days=5, hours=2)
    assert stage.taken == []


def test_a_server_that_takes_mails_and_never_says_so_gets_each_a_few_times_only(ledger: Ledger, stage: Stage) -> None:
    decide(ledger, 1)
    stage.plan["TAKEN"] = ["drop"] * 100
    for hour in range(20):
        send(ledger, at(stage), LATER + timedelta(hours=hour))
    assert Counter(stage.ids) == {"<d1@example.com>": 5}
    assert (notice(ledger).state, notice(ledger).error) == (NoticeState.FAILED, "smtp-unanswered")


def test_a_server_that_breaks_every_connection_is_left_alone_soon(ledger: Ledger, stage: Stage) -> None:
    for number in range(1, 9):
        decide(ledger, number)
    stage.plan["MAIL"] = ["drop"] * 100
    assert send(ledger, at(stage)) == Delivered(postponed=8)
    assert stage.steps.count("CONNECT") == 3


# Logins and certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    _certificate(folder)
    return folder


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "tls.crt", certificate / "tls.key")
    return context


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
@pytest.mark.parametrize("password", ["a:b/c@d#e %", "wrong"])
def test_it_logs_in_on_every_kind_of_line(  # noqa: PLR0913, PLR0917 - fixtures
    ledger: Ledger,
    certificate: Path,
    scheme: str,
    password: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "tls.crt"))
    caplog.set_level(logging.DEBUG)
    decide(ledger, 1)
    tls = None if scheme == "smtp" else serving(certificate)
    with on_stage(tls=tls, at_once=scheme == "smtps") as stage:
        stage.login = (b"user@x", b"a:b/c@d#e %")
        quoted = password.replace("%", "%25").replace("/", "%2F").replace("@", "%40").replace("#", "%23")
        quoted = quoted.replace(":", "%3A").replace(" ", "%20")
        went = send(ledger, with_mail(f"{scheme}://user%40x:{quoted}@127.0.0.1:{stage.port}"))
    right = password != "wrong"
    assert went == (Delivered(1) if right else Delivered(0, 1))
    assert stage.logins[0] == (b"user@x", password.encode())
    assert notice(ledger).error == (None if right else "smtp-login-refused")
    assert password not in caplog.text
    assert "applicant@example.com" not in "".join(one.getMessage() for one in caplog.records if "pipeline" in one.name)


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_certificate_that_nobody_vouches_for_gets_no_mail(ledger: Ledger, certificate: Path, scheme: str) -> None:
    decide(ledger, 1)
    with on_stage(tls=serving(certificate), at_once=scheme == "smtps") as stage:
        assert send(ledger, with_mail(f"{scheme}://u:p@127.0.0.1:{stage.port}")) == Delivered(postponed=1)
    assert notice(ledger).error == "smtp-not-trusted"
    assert (stage.taken, stage.logins) == ([], [])


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_certificate_for_another_name_gets_no_mail(
    ledger: Ledger, certificate: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "tls.crt"))
    decide(ledger, 1)
    with on_stage(tls=serving(certificate), at_once=scheme == "smtps") as stage:
        send(ledger, with_mail(f"{scheme}://localhost:{stage.port}"))
    assert (notice(ledger).error, stage.taken) == ("smtp-not-trusted", [])


def test_who_asks_for_starttls_never_sends_in_clear(ledger: Ledger, stage: Stage) -> None:
    decide(ledger, 1)
    assert send(ledger, with_mail(f"smtp+starttls://u:p@127.0.0.1:{stage.port}")) == Delivered(postponed=1)
    assert notice(ledger).error == "smtp-no-tls"
    assert not {"AUTH", "MAIL"} & set(stage.steps)


def test_a_line_without_tls_where_tls_is_asked_for_is_no_crash(ledger: Ledger, stage: Stage) -> None:
    decide(ledger, 1)
    assert send(ledger, with_mail(f"smtps://127.0.0.1:{stage.port}")) == Delivered(postponed=1)
    assert notice(ledger).error in {"smtp-unreachable", "smtp-timed-out"}


# Addresses


def test_a_korean_name_needs_a_server_that_can_write_it(ledger: Ledger) -> None:
    decide(ledger, 1, "신청@example.com")
    decide(ledger, 2)
    with on_stage(utf8=False) as stage:
        assert send(ledger, at(stage)) == Delivered(sent=1, failed=1)
        assert stage.ids == ["<d2@example.com>"]
    assert (notice(ledger).state, notice(ledger).error) == (NoticeState.FAILED, "smtp-utf8-missing")


def test_a_korean_name_is_written_to_where_the_server_can(ledger: Ledger, stage: Stage) -> None:
    decide(ledger, 1, "신청@example.com")
    decide(ledger, 2)
    assert send(ledger, at(stage)) == Delivered(2)
    assert stage.taken[0][1] == "신청@example.com"
    assert stage.taken[0][2]["To"] == "신청@example.com"


def test_a_korean_domain_needs_nothing_special(ledger: Ledger) -> None:
    decide(ledger, 1, "kim@한글.kr")
    with on_stage(utf8=False) as stage:
        assert send(ledger, at(stage)) == Delivered(1)
    assert stage.taken[0][1] == "kim@xn--bj0bj06e.kr"


# Several senders, and machines that stop


def test_of_several_senders_one_sends_each(ledger: Ledger, stage: Stage) -> None:
    for number in range(1, 13):
        decide(ledger, number)
    senders = [threading.Thread(target=send, args=(ledger, at(stage))) for _ in range(4)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    send(ledger, at(stage), LATER + timedelta(minutes=11))
    assert Counter(stage.ids) == {f"<d{number}@example.com>": 1 for number in range(1, 13)}


SENDER = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from pipeline.serving.mail.sending import deliver
from pipeline.settings import Settings
from tests.keys import ledger_at
path, now, death = sys.argv[1:]
ledger = ledger_at(Path(path))
name, _, when = death.partition(" ")
if name:
    usual = getattr(ledger.outbox, name)
    def dying(*given):
        if when == "after":
            usual(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(ledger.outbox, name, dying)
deliver(ledger, Settings(notify="ops@example.com", mail_from="dojang@example.com"), Path(path).parent, datetime.fromisoformat(now))
"""
"""A sending process. Its last argument says where it dies of itself: before or after a step of the ledger's."""

KILLS = ["EHLO", "MAIL", "RCPT", "DATA", "TAKEN", "QUIT"]
DEATHS = ["begin before", "begin after", "sent before", "sent after"]


def run_sender(path: Path, stage: Stage, now: datetime, *, kill_at: str | None = None, death: str = "") -> int:
    url = f"smtp://127.0.0.1:{stage.port}"
    command = [sys.executable, "-c", SENDER, str(path), now.isoformat(), death]
    process = subprocess.Popen(command, env=os.environ | {"DOJANG_SMTP_URL": url})

    def watch(step: str) -> None:
        if step == kill_at:
            stage.watch = None
            process.send_signal(signal.SIGKILL)
            process.wait()

    stage.watch = watch
    return process.wait(30)


def test_a_killed_sender_sends_nothing_twice_but_what_it_cannot_know(
    tmp_path: Path, ledger: Ledger, stage: Stage
) -> None:
    decided = [1, 2, 3]
    for number in decided:
        decide(ledger, number)
    now = LATER
    for step in KILLS:
        assert run_sender(tmp_path / "ledger.sqlite", stage, now, kill_at=step) == -signal.SIGKILL
        now += timedelta(minutes=11)
    assert Counter(stage.ids) == {"<d1@example.com>": 2, "<d2@example.com>": 1, "<d3@example.com>": 1}
    for death in DEATHS:
        decided.append(len(decided) + 1)
        decide(ledger, decided[-1])
        assert run_sender(tmp_path / "ledger.sqlite", stage, now, death=death) == -signal.SIGKILL
        now += timedelta(minutes=11)
    assert run_sender(tmp_path / "ledger.sqlite", stage, now) == 0
    assert ledger.outbox.unsent(now + timedelta(days=1)) == []
    copies = Counter(stage.ids)
    assert set(copies) == {f"<d{number}@example.com>" for number in decided}
    # One killed when the server had taken the mail, one between its answer and the ledger's note of it.
    assert copies.total() - len(copies) == 2


# Files instead


def test_without_a_server_each_notice_is_a_file_written_once(ledger: Ledger, tmp_path: Path) -> None:
    decide(ledger, 1)
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    letter = notice(ledger).message or b""
    (outbox / "d1.eml").write_bytes(letter)  # written, and then the machine stopped
    reminder = compose(News(Verdict.APPROVED, "a", None), "d1", "o@example.com", SETTINGS, NOW, occasion="reminder-1")
    ledger.outbox.add("d1", [reminder], "reminder-1", NOW)
    assert deliver(ledger, SETTINGS, outbox, LATER) == Delivered(2)
    assert deliver(ledger, SETTINGS, outbox, LATER) == Delivered()
    assert sorted(path.name for path in outbox.iterdir()) == ["d1.eml", "d1.reminder-1.eml"]
    assert (outbox / "d1.eml").read_bytes() == letter
    assert (outbox / "d1.reminder-1.eml").stat().st_mode & 0o777 == 0o600


# The setting


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtp://mail", (Security.PLAIN, "mail", 25, None)),
        ("smtps://mail.example.com", (Security.TLS, "mail.example.com", 465, None)),
        ("smtp+starttls://u:p@mail:2525/", (Security.STARTTLS, "mail", 2525, ("u", "p"))),
        ("smtp://[::1]:25", (Security.PLAIN, "::1", 25, None)),
        ("smtps://a%40b:c%3Ad@mail", (Security.TLS, "mail", 465, ("a@b", "c:d"))),
    ],
)
def test_the_url_says_how(url: str, wanted: tuple[object, ...]) -> None:
    server = server_of(SecretStr(url))
    login = server.login and (server.login[0], server.login[1].get_secret_value())
    assert (server.security, server.host, server.port, login) == wanted
    assert "c:d" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "http://mail",
        "smtp://",
        "smtp://mail:0x1",
        "smtp://mail:99999",
        "smtp://user@mail",
        "smtp://:secret@mail",
        "smtp://비밀:secret@mail",
        "smtp://u:a/secret@mail",
        "smtp://mail/path",
        "smtp://mail?x=secret",
        "smtp://[::1",
        f"smtp://{'a' * 70}.example.com",
    ],
)
def test_a_url_that_means_nothing_is_named_and_not_shown(url: str) -> None:
    with pytest.raises(DojangError) as caught:
        server_of(SecretStr(url))
    assert str(caught.value) == "settings-invalid: DOJANG_SMTP_URL"
