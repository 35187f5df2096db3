"""The real programs of `tests/services` are what they say, and are ended."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from sqlalchemy import create_engine, text

from tests.services.chromium import Visitor
from tests.services.mail import Mailbox


def test_a_test_has_an_empty_database_of_its_own(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        assert connection.scalar(text("select count(*) from pg_tables where schemaname = 'public'")) == 0
        assert connection.scalar(text("show server_encoding")) == "UTF8"
    engine.dispose()


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["Message-ID"] = "심사 결과", "<one@dojang>"
    message.set_content("안녕하세요")
    return message


def test_mail_arrives_and_is_refused_as_told(smtp: Mailbox) -> None:
    smtp.answers["nobody@example.com"] = "550 5.1.1 unknown"
    with smtplib.SMTP("127.0.0.1", smtp.port) as client:
        client.send_message(letter(), "dojang@example.com", ["kim@example.com", "nobody@example.com"])
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(letter(), "dojang@example.com", ["nobody@example.com"])
    assert smtp.ids == ["<one@dojang>"]
    assert smtp.messages[0]["Subject"] == "심사 결과"
    assert smtp.recipients == [["kim@example.com"]]
    smtp.stop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", smtp.port)
    smtp.start()
    smtplib.SMTP("127.0.0.1", smtp.port).quit()


class _Talkative(BaseHTTPRequestHandler):
    """A page that calls a host outside."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>here</title><script>fetch('https://elsewhere.example/').catch(() => {})</script>")

    def log_message(self, *_: object) -> None:
        return


def test_what_a_browser_sends_outside_is_seen(browser: Visitor) -> None:
    page = browser.page()
    with HTTPServer(("127.0.0.1", 0), _Talkative) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="networkidle")
        server.shutdown()
    assert page.title() == "here"
    assert page.evaluate("navigator.language") == "ko-KR"
    assert browser.hosts == {"127.0.0.1", "elsewhere.example"}
    assert browser.outside == ["elsewhere.example:443"]
