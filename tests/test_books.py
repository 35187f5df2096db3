"""The service judges by the rulebooks that are chosen, and says at its start what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.document import Kind, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import Channel
from pipeline.serving import books
from pipeline.serving.office import open_office
from pipeline.serving.people.agreement import agreement
from pipeline.settings import Settings
from tests.made_cases import Cases, doubtful, in_order, open_cases
from tests.made_facts import field

OWN = """based_on = "sender-number"
name = "mine"
title = "우리 규칙"
patience_days = 3
"""


def with_book(cases: Cases, book: str) -> Cases:
    """The same office, but for the book."""
    return Cases(open_office(cases.office.settings.model_copy(update={"rulebook_sender_number": book})))


def test_one_for_each_channel() -> None:
    given = Settings()
    assert [books.chosen(given, one) for one in Channel] == ["sender-number", "kakao-channel"]
    books.check(given)
    assert books.chosen_for(given, Kind.IDENTITY_CARD) == "kakao-channel"
    assert books.chosen_for(Settings(rulebook_sender_number="nhn-sms"), Kind.EMPLOYMENT_CERTIFICATE) == "nhn-sms"


@pytest.mark.parametrize(
    ("given", "code", "detail"),
    [
        ({"rulebook_sender_number": "nhn"}, "rulebook-not-found", "DOJANG_RULEBOOK_SENDER_NUMBER: nhn"),
        (
            {"rulebook_kakao_channel": "strict"},
            "settings-invalid",
            "DOJANG_RULEBOOK_KAKAO_CHANNEL: strict is for sender-number",
        ),
        (
            {"rulebook_sender_number": "kakao-channel"},
            "settings-invalid",
            "DOJANG_RULEBOOK_SENDER_NUMBER: kakao-channel is for kakao-channel",
        ),
    ],
)
def test_what_is_wrong_is_told_at_the_start(given: dict[str, str], code: str, detail: str) -> None:
    with pytest.raises(DojangError) as caught:
        books.check(Settings(**given))  # type: ignore[arg-type]  # none of these is another setting's
    assert (caught.value.code, caught.value.detail) == (code, detail)


def test_a_file_that_is_wrong_is_named_with_its_key(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(OWN.replace("= 3", "= -3"))
    with pytest.raises(DojangError) as caught:
        books.check(Settings(rulebook_sender_number=str(mine)))
    assert caught.value.code == "rulebook-invalid"
    assert caught.value.detail == "DOJANG_RULEBOOK_SENDER_NUMBER: mine.toml: patience_days"


def test_the_chosen_book_judges(tmp_path: Path) -> None:
    usual = open_cases(tmp_path)
    six = in_order(employment_certificate={"resident_number": field("masked", hidden_digits=6)})
    strict = with_book(usual, "wise-tracker")
    row = strict.review(strict.apply("A-1", *six))
    assert row.body["made_with"]["rulebook"] == "wise-tracker"
    assert row.verdict == Verdict.REJECTED


def test_a_decision_outlives_its_book(tmp_path: Path) -> None:
    """A book that was chosen when a case was judged may be gone; people decide by the one in its place."""
    mine = tmp_path / "mine.toml"
    mine.write_text(OWN)
    usual = open_cases(tmp_path / "data")
    row = with_book(usual, str(mine)).review(usual.apply("A-1", *doubtful()))
    assert row.body["made_with"]["rulebook"] == "mine"
    assert books.named(usual.office.settings, "mine") is None
    agreement(usual.office.ledger, usual.office.settings)
    assert usual.answer(row.subject, "approve").verdict == Verdict.APPROVED
