"""Rulebooks: loaded whole, or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from checks import rulebook
from checks.rules_page import PICTURED, render, shipped
from checks.words import fill
from fixtures.reason_pictures import broken
from pipeline.document import Kind, Outcome, Severity, Text
from pipeline.errors import DojangError

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "checks" / "rulebooks" / "sender-number.toml"
TEXT = BOOK.read_text()
TOP, _, REST = TEXT.partition("[[owed]]")


def refused(folder: Path, text: str | bytes) -> str:
    path = folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DojangError) as caught:
        rulebook.load(path)
    assert caught.value.code == "rulebook-invalid"
    return caught.value.detail


def test_the_books_load() -> None:
    whole = {name for name in rulebook.names() if rulebook.load(name).based_on is None}
    assert whole == {"kakao-channel", "sender-number"}
    for name in rulebook.names():
        assert rulebook.load(name).name == name


def test_a_book_knows_its_own_digest(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(BOOK.read_bytes())
    assert rulebook.load(path).sha256 == hashlib.sha256(BOOK.read_bytes()).hexdigest()
    assert rulebook.load(str(path)) == rulebook.load(path)


@pytest.mark.parametrize("name", ["no-such-book", "../sender-number", "/etc/passwd", "x.toml", ""])
def test_no_such_book(name: str) -> None:
    with pytest.raises(DojangError) as caught:
        rulebook.load(name)
    assert caught.value.code == "rulebook-not-found"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("approve_at = 90", "approve_at = 101", "mine.toml: approve_at"),
        ("approve_at = 90", "approve_at = true", "mine.toml: approve_at"),
        ('mode = "auto"', 'mode = "wild"', "mine.toml: mode"),
        ("audit_share = 0.05", "audit_share = 1.5", "mine.toml: audit_share"),
        ("patience_days = 14", "patience_days = -1", "mine.toml: patience_days"),
        ("sure_enough = 0.9", "sure_enough = 0.4", "mine.toml: sure_enough"),
        ("sure_enough = 0.9", "sure_enough = nan", "mine.toml: sure_enough"),
        ('name = "sender-number"', "", "mine.toml: name"),
        (
            'rule = "date-within"',
            'rule = "date-whithin"',
            "mine.toml: kinds.telecom-service-certificate.2.rule (telecom.recent)",
        ),
        ("months = 3", "months = 0", "mine.toml: kinds.telecom-service-certificate.2.with.months (telecom.recent)"),
        ("months = 3", "months = 121", "mine.toml: kinds.telecom-service-certificate.2.with.months (telecom.recent)"),
        ("months = 3", 'months = "3"', "mine.toml: kinds.telecom-service-certificate.2.with.months (telecom.recent)"),
        ("months = 3", "months = 2.5", "mine.toml: kinds.telecom-service-certificate.2.with.months (telecom.recent)"),
        (", months = 3", "", "mine.toml: kinds.telecom-service-certificate.2.with.months (telecom.recent)"),
        (
            "months = 3",
            "months = 3, days = 1",
            "mine.toml: kinds.telecom-service-certificate.2.with.days (telecom.recent)",
        ),
        (
            'field = "issuer"',
            'field = "isuer"',
            "mine.toml: kinds.telecom-service-certificate.7.with.field (telecom.issuer)",
        ),
        (
            'id = "telecom.issuer"',
            'id = "telecom.recent"',
            "mine.toml: kinds.telecom-service-certificate.7.id (telecom.recent)",
        ),
        ('id = "telecom.issuer"', 'id = "Telecom"', "mine.toml: kinds.telecom-service-certificate.7.id"),
        ("[[kinds.number-usage-consent]]", "[[kinds.number-usage]]", "mine.toml: kinds.number-usage.[key]"),
        ('any_of = ["employment-certificate"]', 'any_of = ["identity-card"]', "mine.toml: owed.1.any_of"),
        ('any_of = ["employment-certificate"]', "any_of = []", "mine.toml: owed.1.any_of"),
        ('rule = "untampered"', 'rule = "kind-known"', "mine.toml: every (untampered must be bound, and blocking)"),
        (
            'rule = "files-read"',
            'rule = "files-distinct"',
            "mine.toml: application (files-read must be bound, and blocking)",
        ),
        ("weight = 3", "weight = 0", "mine.toml: every.0.weight"),
        ('by = "law"', 'by = "hearsay"', "mine.toml: every.2.source.by"),
    ],
)
def test_the_file_and_the_key_are_named(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert old in TEXT
    assert refused(tmp_path, TEXT.replace(old, new, 1)) == where


def test_fewer_than_six_hidden_digits_are_not_to_be_had(tmp_path: Path) -> None:
    where = refused(tmp_path, TEXT.replace("hidden_digits = 6", "hidden_digits = 5"))
    assert where == "mine.toml: kinds.employment-certificate.3.with.hidden_digits (employment.resident-number)"


def test_the_safe_rules_must_block(tmp_path: Path) -> None:
    for check, where in (("document.kind", "every"), ("employment.resident-number", "kinds.employment-certificate")):
        head, tail = TEXT.split(f'id = "{check}"')
        laxer = head + f'id = "{check}"' + tail.replace('severity = "blocking"', 'severity = "advisory"', 1)
        assert refused(tmp_path, laxer).startswith(f"mine.toml: {where} (")


@pytest.mark.parametrize("data", [b"\xff", b"= 1", b"a = " + b"[" * 5000, b"# " + b"x" * 1_000_001, b""])
def test_no_rulebook_at_all(tmp_path: Path, data: bytes) -> None:
    refused(tmp_path, data)


def test_a_stricter_book_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "strict.toml"
    text = TEXT.replace("months = 3", "months = 1").replace("hidden_digits = 6", "hidden_digits = 7")
    path.write_text(
        text.replace(
            'any_of = ["number-usage-consent"]', 'any_of = ["number-usage-consent"]\nunless = "owner-is-company"'
        )
    )
    book = rulebook.load(path)
    rules = {bound.id: bound for bound in book.rules_for(Kind.TELECOM_SERVICE_CERTIFICATE)}
    assert rules["telecom.recent"].parameters.model_dump()["months"] == 1
    assert [one.value for one in book.owed[3].unless] == ["owner-is-company"]


def test_a_bar_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace('rule = "seal-present"', 'rule = "seal-present"\nsure_enough = 0.97', 1))
    bars = {bound.id: bound.sure_enough for bound in rulebook.load(path).rules_for(Kind.EMPLOYMENT_CERTIFICATE)}
    assert bars["employment.stamp"] == 0.97
    assert bars["employment.issuance-date"] == 0.9


def test_a_kind_s_own_binding_takes_the_place_of_everyone_s() -> None:
    book = rulebook.load("kakao-channel")
    ids = [bound.id for bound in book.rules_for(Kind.IDENTITY_CARD)]
    assert "identity.resident-number" in ids
    assert "document.resident-number" not in ids
    assert "document.resident-number" in [bound.id for bound in book.rules_for(Kind.UNKNOWN)]


def test_every_kind_has_blocking_checks_and_every_check_a_source() -> None:
    for name in rulebook.names():
        book = rulebook.load(name)
        for kind, bounds in book.kinds.items():
            assert any(bound.severity is Severity.BLOCKING for bound in bounds), kind
        assert all(row.source.split(": ")[1] for row in rulebook.table(book))


def test_between_them_the_books_bind_every_kind() -> None:
    bound = {kind for name in rulebook.names() for kind in rulebook.load(name).kinds}
    assert bound == set(Kind) - {Kind.UNKNOWN}


def test_the_table_has_a_row_for_every_binding() -> None:
    rows = {row.id: row for row in rulebook.table(rulebook.load("sender-number"))}
    assert rows["telecom.recent"].parameters == "field=issuance_date, months=3"
    assert rows["telecom.recent"].reasons == ("certificate-too-old", "certificate-age-unclear")
    assert rows["document.kind"].applies_to == "every"


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "rules.md").read_text() == render(shipped()), (
        "run python -m checks.rules_page > docs/rules.md"
    )


def test_every_picture_is_of_a_fault_that_can_be_drawn() -> None:
    assert {one.code for one in broken()} == set(PICTURED)


UNDRAWN = {"person-name-missing", "resident-number-partly-hidden", "subscriber-masked"}
"""What one paper shows by itself, but no fault that can be drawn."""


def test_whatever_one_paper_surely_breaks_is_pictured() -> None:
    bounds = {
        bound for book in shipped() for bound in (*book.every, *(one for some in book.kinds.values() for one in some))
    }
    failing = {
        fill(Text(reason.code, reason.code), bound.words(Kind.UNKNOWN, {})).en
        for bound in bounds
        for reason in bound.rule.reasons.values()
        if reason.outcome is Outcome.FAIL
    }
    assert failing - UNDRAWN == set(PICTURED)
    pictures = {path.stem.removeprefix("reason-") for path in (ROOT / "docs" / "images").glob("reason-*.png")}
    assert pictures == set(PICTURED)
