from __future__ import annotations

from pathlib import Path

from pipeline.document import Kind, Outcome, Verdict
from pipeline.errors import DojangError
from pipeline.serving.papers import place
from pipeline.serving.people.choices import choices_of
from pipeline.serving.sheets.evidence import LEAST_ITEMS, exhibits, items, spoken
from tests import sheet_stage as stage
from tests.made_facts import field, paper

EMPLOYED = Kind.EMPLOYMENT_CERTIFICATE


def test_papers_are_counted_as_answers_count_them(tmp_path: Path) -> None:
    """The numbers on the sheet and those of a correction are the same, whatever a file holds."""
    office = stage.office(tmp_path)
    both = stage.facts(paper(EMPLOYED), paper(Kind.BUSINESS_REGISTRATION), sha256="11" * 32)
    other = stage.facts(paper(Kind.TELECOM_SERVICE_CERTIFICATE), sha256="22" * 32)
    files = sorted(
        (DojangError("encrypted-pdf"), other, both), key=lambda one: place(one, getattr(one, "sha256", None))
    )
    judged = stage.application(office, *files)
    for facts in (both, other):
        office.ledger.readings.keep_content(facts.sha256, 1, stage.NOW)
        office.ledger.readings.keep_facts(facts, 3, stage.NOW)
    row = stage.decided(office, judged, "needs-review")
    row.body["made_with"]["reader"] = "3"
    row.body["made_with"]["rulebook"] = "sender-number"
    numbered = exhibits(judged)
    assert [one.number for one in numbered] == [1, 2, 3, 4]
    assert [one.kind for one in numbered] == [one.kind for one in choices_of(office, row).papers]
    assert [one.file for one in numbered] == [0, 1, 2, 0], "further papers of a file come last"


def test_a_doubt_is_said_once_however_many_rules_have_it(tmp_path: Path) -> None:
    unsure = paper(Kind.TELECOM_SERVICE_CERTIFICATE, {"issuance_date": field(None, 0.4)})
    judged = stage.bare(stage.office(tmp_path), stage.facts(unsure))
    papers = exhibits(judged)
    some = items(judged, papers, held=False)[1]
    assert [one.field for one in some] == ["issuance_date"]
    assert len(some[0].sentences) == 1
    assert some[0].target == "1.issuance_date"


def test_what_failed_comes_before_what_is_unsure(tmp_path: Path) -> None:
    broken = paper(EMPLOYED, {"stamp": field("absent"), "issuance_date": field("2026-10-02", 0.5)})
    judged = stage.bare(stage.office(tmp_path), stage.facts(broken))
    some = items(judged, exhibits(judged), held=True)[1]
    assert [(one.number, one.outcome) for one in some[:2]] == [(1, Outcome.FAIL), (2, Outcome.UNSURE)]


def test_what_crosses_papers_stands_at_the_paper_that_gave_rise_to_it(tmp_path: Path) -> None:
    judged = stage.application(stage.office(tmp_path), *stage.all_papers(), business_number="123-45-67890")
    papers = exhibits(judged)
    some = items(judged, papers, held=False)
    (found,) = some[1]
    assert (found.field, found.outcome) == ("business_number", Outcome.FAIL)
    assert found.claim is not None
    assert found.claim.value == "123-45-67890"
    assert not some[2]


def test_a_person_is_always_shown_something_to_look_at(tmp_path: Path) -> None:
    """A lot drawn on a paper in order looks like a doubt: the least sure places, framed and asked about alike."""
    sure = {name: field(value, 0.99) for name, value in (("issuance_date", "2026-10-02"), ("stamp", "present"))}
    judged = stage.bare(stage.office(tmp_path), stage.facts(paper(EMPLOYED, sure)))
    assert judged.decision.verdict is Verdict.APPROVED
    papers = exhibits(judged)
    assert not items(judged, papers, held=False)[1]
    shown = items(judged, papers, held=True)[1]
    assert 0 < len(shown) <= LEAST_ITEMS
    assert {one.outcome for one in shown} == {Outcome.UNSURE}
    confidences = [one.seen.confidence for one in shown if one.seen]
    assert confidences == sorted(confidences)


def test_values_are_said_as_people_say_them() -> None:
    assert spoken("stamp", field("present", shape="square")) == "있음 (사각)"
    assert spoken("resident_number", field("exposed")) == "보임"
    assert spoken("company_name", field("한빛")) == "한빛"
    assert spoken("company_name", field(None)) is None
