"""Rulebooks that say only in what they differ from another, and the examples after other providers."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import rulebook
from checks.days import months_before
from pipeline import judging
from pipeline.document import Kind, Severity, Verdict
from pipeline.errors import DojangError
from tests.made_facts import TODAY, facts, field, paper

HEAD = 'based_on = "sender-number"\nname = "mine"\ntitle = "t"\n'
OWN = """
[[kinds.telecom-service-certificate]]
id = "telecom.recent"
rule = "date-within"
with = { field = "issuance_date", months = 1 }
severity = "blocking"
weight = 3
source = { by = "ours", name = "n" }
"""
VARIANTS = [name for name in rulebook.names() if rulebook.load(name).based_on]


def load(folder: Path, text: str) -> rulebook.Rulebook:
    path = folder / "mine.toml"
    path.write_text(text)
    return rulebook.load(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(DojangError) as caught:
        load(folder, text)
    assert caught.value.code == "rulebook-invalid"
    return caught.value.detail


def test_what_is_left_out_is_as_in_the_base(tmp_path: Path) -> None:
    base, book = rulebook.load("sender-number"), load(tmp_path, HEAD)
    assert (book.name, book.based_on, book.owed, book.every) == ("mine", "sender-number", base.owed, base.every)
    assert (book.kinds, book.application, book.approve_at) == (base.kinds, base.application, base.approve_at)
    assert book.sha256 != base.sha256


def test_a_binding_takes_the_place_of_the_base_s(tmp_path: Path) -> None:
    base, book = rulebook.load("sender-number"), load(tmp_path, HEAD + "patience_days = 3\n" + OWN)
    ids = [one.id for one in base.kinds[Kind.TELECOM_SERVICE_CERTIFICATE]]
    assert [one.id for one in book.kinds[Kind.TELECOM_SERVICE_CERTIFICATE]] == ids
    months = {
        one.id: one.parameters.model_dump().get("months") for one in book.rules_for(Kind.TELECOM_SERVICE_CERTIFICATE)
    }
    assert (months["telecom.recent"], book.patience_days) == (1, 3)
    added = load(tmp_path, HEAD + OWN.replace("telecom.recent", "telecom.fresh"))
    assert [one.id for one in added.kinds[Kind.TELECOM_SERVICE_CERTIFICATE]] == [*ids, "telecom.fresh"]
    fewer = load(tmp_path, HEAD + 'without = ["telecom.recent"]\n')
    assert "telecom.recent" not in {one.id for one in fewer.rules_for(Kind.TELECOM_SERVICE_CERTIFICATE)}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (HEAD.replace("sender-number", "no-such"), "based_on (no-such)"),
        (HEAD.replace("sender-number", "rcs-biz"), "based_on (rcs-biz)"),
        (HEAD.replace('"sender-number"', "3"), "based_on"),
        (HEAD.replace('title = "t"', ""), "title"),
        (HEAD + 'channel = "kakao-channel"\n', "channel"),
        (HEAD + "approve_at = 101\n", "approve_at"),
        (HEAD + "approve_at = true\n", "approve_at"),
        (HEAD + 'without = ["telecom.recents"]\n', "without.0"),
        (HEAD + 'without = ["document.untampered"]\n', "every (untampered must be bound, and blocking)"),
        (HEAD + OWN + OWN, "kinds.telecom-service-certificate.1.id (telecom.recent)"),
        (
            HEAD + OWN.replace("date-within", "date-whithin"),
            "kinds.telecom-service-certificate.0.rule (telecom.recent)",
        ),
        (
            HEAD + OWN.replace("months = 1", "months = 0"),
            "kinds.telecom-service-certificate.0.with.months (telecom.recent)",
        ),
        (HEAD + OWN.replace(", months = 1", ""), "kinds.telecom-service-certificate.0.with.months (telecom.recent)"),
        (HEAD + OWN.replace("weight = 3", 'weight = "3"'), "kinds.telecom-service-certificate.0.weight"),
        (HEAD + OWN.replace("telecom-service-certificate", "identity-kard"), "kinds.identity-kard.[key]"),
        (
            HEAD + '[[owed]]\nany_of = ["identity-card"]\nsource = { by = "ours", name = "n" }\n',
            "owed.0.any_of",
        ),
        (
            HEAD
            + '[[owed]]\nany_of = ["employment-certificate"]\nunless = ["owner-is-king"]\nsource = { by = "ours", name = "n" }\n',
            "owed.0.unless.0",
        ),
    ],
)
def test_the_file_and_the_key_are_named(tmp_path: Path, text: str, where: str) -> None:
    assert refused(tmp_path, text) == f"mine.toml: {where}"


@pytest.mark.parametrize("name", VARIANTS)
def test_each_example_has_its_sources_and_differs(name: str) -> None:
    book = rulebook.load(name)
    base = rulebook.load(str(book.based_on))
    rows = [row for row in rulebook.table(book) if row not in rulebook.table(base)]
    assert rows
    assert all(row.source.partition(": ")[2] for row in rows)
    assert all(owed.source.name for owed in book.owed)
    assert book.channel is base.channel
    assert {one.rule.name for one in book.every} >= {"kind-known", "untampered", "resident-number-hidden"}


@pytest.mark.parametrize(
    ("name", "kind", "months"),
    [
        ("sender-number", Kind.TELECOM_SERVICE_CERTIFICATE, 3),
        ("nhn-sms", Kind.TELECOM_SERVICE_CERTIFICATE, 3),
        ("rcs-biz", Kind.TELECOM_SERVICE_CERTIFICATE, 1),
        ("strict", Kind.TELECOM_SERVICE_CERTIFICATE, 1),
        ("wise-tracker", Kind.EMPLOYMENT_CERTIFICATE, 1),
        ("nhn-commerce", Kind.EMPLOYMENT_CERTIFICATE, 3),
        ("nhn-commerce", Kind.NUMBER_USAGE_CONSENT, 3),
        ("sender-number", Kind.EMPLOYMENT_CERTIFICATE, None),
    ],
)
def test_how_old_a_paper_may_be_differs(name: str, kind: Kind, months: int | None) -> None:
    book = rulebook.load(name)
    for age in (1, 3, 12):
        more = {"stamp": field("present"), "subscriber": field("주식회사 한빛테크")}
        last = paper(kind, {**more, "issuance_date": field(months_before(TODAY, age).isoformat())})
        expected = Verdict.APPROVED if months is None or age <= months else Verdict.REJECTED
        assert judging.judge(facts(last), book, TODAY).verdict is expected


def test_how_much_of_a_resident_number_is_hidden_differs() -> None:
    six = paper(
        Kind.EMPLOYMENT_CERTIFICATE,
        {"resident_number": field("masked", hidden_digits=6), "issuance_date": field("2026-11-20")},
    )
    assert judging.judge(facts(six), rulebook.load("sender-number"), TODAY).verdict is Verdict.APPROVED
    found = judging.judge(facts(six), rulebook.load("wise-tracker"), TODAY)
    assert {one.reason for one in found.reasons} == {"resident-number-partly-hidden"}


def test_only_safe_rules_are_never_softened(tmp_path: Path) -> None:
    binding = 'id = "document.kind", rule = "kind-known", severity = "advisory", weight = 1'
    softer = f'every = [{{ {binding}, source = {{ by = "ours", name = "n" }} }}]\n'
    assert refused(tmp_path, HEAD + softer) == "mine.toml: every (kind-known must be bound, and blocking)"
    assert all(one.severity is Severity.BLOCKING for one in rulebook.load("sender-number").every)
