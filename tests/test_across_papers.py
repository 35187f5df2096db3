"""Evidence across papers: what readings that agree settle, and what they never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import rulebook
from checks.evidence import CEILING, FAINT, FLOOR, settled
from checks.rule import Handed
from pipeline import judging
from pipeline.document import Field, Finding, Kind, Outcome, Paper, Verdict
from pipeline.manifest import Manifest, parse
from tests.made_facts import NUMBER, SIGN, TODAY, facts, field, manifest_json, paper

SENDER = rulebook.load("sender-number")
REGISTRATION, EMPLOYMENT = Kind.BUSINESS_REGISTRATION, Kind.EMPLOYMENT_CERTIFICATE
TELECOM, CONSENT = Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT
FOUR = (REGISTRATION, EMPLOYMENT, TELECOM, CONSENT)
OWN, OTHER, NEAR = "주식회사 한빛테크", "주식회사 푸른바다", "주식회사 한빈테크"
BAR = 0.9


def said(**changes: Any) -> Manifest:
    return parse(manifest_json(**changes))


def named(kind: Kind, value: str, confidence: float, name: str = "company_name", **more: Field) -> Paper:
    return paper(kind, {name: field(value, confidence), **more})


def surety(papers: list[Paper], name: str = "company_name", manifest: Manifest | None = None) -> list[float]:
    return [one.fields[name].confidence for one in settled(manifest or said(), papers, BAR)]


# What is settled


def test_a_name_read_alike_on_two_papers_and_claimed_is_no_doubt_any_more() -> None:
    found = surety([named(REGISTRATION, OWN, 0.7), named(EMPLOYMENT, "㈜한빛테크", 0.7)])
    assert all(one >= BAR for one in found)


def test_a_grantee_is_borne_out_by_the_company_s_own_papers() -> None:
    consent = paper(CONSENT, {"grantee": field("(주)한빛테크", 0.66), "company_name": field(OTHER, 0.7)})
    found = settled(said(), [consent, named(REGISTRATION, OWN, 0.84)], BAR)
    assert found[0].fields["grantee"].confidence >= BAR
    assert found[0].fields["company_name"].confidence == 0.7


def test_a_number_and_a_registration_number_too() -> None:
    line = (field(NUMBER, 0.7),)
    telecom, consent = paper(TELECOM, phone_numbers=line), paper(CONSENT, phone_numbers=line)
    found = settled(said(), [telecom, consent], BAR)
    assert all(one.phone_numbers[0].confidence >= BAR for one in found)
    papers = [named(kind, "999-81-00015", 0.75, "business_number") for kind in (REGISTRATION, EMPLOYMENT)]
    assert min(surety(papers, "business_number")) >= BAR


def test_an_owner_whom_nobody_claims_is_settled_by_both_papers_of_the_line() -> None:
    assert min(surety([named(TELECOM, OTHER, 0.8), named(CONSENT, "㈜푸른바다", 0.75)])) >= BAR
    assert max(surety([named(TELECOM, OTHER, 0.7), named(CONSENT, "㈜푸른바다", 0.7)])) < BAR


def test_a_registration_number_beside_a_name_is_a_witness() -> None:
    number = field("123-45-67891")
    telecom = named(TELECOM, OTHER, 0.65, business_number=number)
    assert min(surety([telecom, named(CONSENT, "㈜푸른바다", 0.65, business_number=number)])) >= BAR
    assert surety([named(REGISTRATION, OWN, 0.65)]) == [pytest.approx(0.97, abs=0.02)]
    without = paper(REGISTRATION, {"company_name": field(OWN, 0.65), "business_number": field("999-81-00015", 0.6)})
    assert surety([without]) == [0.65]
    of_another = named(EMPLOYMENT, OWN, 0.65, business_number=number)
    assert surety([of_another]) == [0.65]


def test_a_verified_name_bears_out_the_applicant_s() -> None:
    doubtful = named(EMPLOYMENT, "김하늘", 0.75, "person_name")
    assert surety([doubtful], "person_name")[0] >= BAR
    assert surety([doubtful], "person_name", said(identity=None)) == [0.75]
    other = {"name": "박서준", "at": "2026-11-20T09:00:00+09:00"}
    mixed = said(identity={"first": other, "second": other})
    assert surety([doubtful], "person_name", mixed) == [0.75]


def test_a_representative_whom_two_papers_name() -> None:
    papers = [
        named(REGISTRATION, "이도현", 0.8, "representative"),
        named(EMPLOYMENT, "이 도 현", 0.78, "representative"),
    ]
    assert min(surety(papers, "representative")) >= BAR


# What is not


def test_a_claim_alone_settles_nothing() -> None:
    for kind in (EMPLOYMENT, Kind.MAIL_ORDER_REPORT, TELECOM):
        bare = paper(kind, {"company_name": field(OWN, 0.89), "business_number": None})
        assert surety([bare]) == [0.89]


def test_two_of_a_kind_are_one_witness() -> None:
    one = named(EMPLOYMENT, OWN, 0.85)
    assert surety([one, one, one]) == [0.85] * 3


def test_what_readers_make_of_another_syllable_is_never_settled() -> None:
    papers = [named(REGISTRATION, "㈜새벽녁", 0.85), named(EMPLOYMENT, "㈜새벽녁", 0.85)]
    assert surety(papers, manifest=said(company_name="주식회사 새벽녁")) == [0.85, 0.85]


def test_too_faint_or_masked_readings_neither_help_nor_are_helped() -> None:
    sure = named(REGISTRATION, OWN, 0.95)
    assert surety([sure, named(EMPLOYMENT, OWN, FLOOR - 0.01)])[1] == FLOOR - 0.01
    faint = paper(REGISTRATION, {"company_name": field(OWN, 0.49), "business_number": None})
    assert surety([named(EMPLOYMENT, OWN, 0.7), faint]) == [0.7, 0.49]
    assert surety([sure, named(EMPLOYMENT, "주식회사 한*테크", 0.7)])[1] == 0.7
    assert surety([sure, named(EMPLOYMENT, "주식회사 한XX크", 0.7)])[1] == 0.7


def test_a_faint_name_is_borne_out_only_where_its_own_paper_shows_whose_it_is() -> None:
    sure, faint = named(REGISTRATION, OWN, 0.95), named(EMPLOYMENT, OWN, 0.31)
    assert surety([sure, faint])[1] == 0.31
    headed = named(EMPLOYMENT, OWN, 0.31, representative=field("이 도현"))
    assert surety([sure, headed])[1] >= BAR
    numbered = named(EMPLOYMENT, OWN, 0.31, business_number=field("999-81-00015"))
    assert surety([sure, numbered])[1] >= BAR
    for other in (field("박서준"), field("이도헌"), field("이도현", 0.6), field("이*현")):
        assert surety([sure, named(EMPLOYMENT, OWN, 0.31, representative=other)])[1] == 0.31
    assert surety([sure, named(EMPLOYMENT, OWN, FAINT - 0.01, representative=field("이도현"))])[1] == FAINT - 0.01


def test_a_name_that_was_set_right_is_neither_borne_out_nor_bears_out_another() -> None:
    guessed = named(EMPLOYMENT, OWN, 0.7)
    guessed = replace(guessed, fields=guessed.fields | {"company_name": field(OWN, 0.7, text="주식회사 한빛데크")})
    sure = named(REGISTRATION, OWN, 0.95)
    assert surety([sure, guessed])[1] == 0.7
    faint = paper(REGISTRATION, {"company_name": field(OWN, 0.7), "business_number": None})
    assert surety([faint, guessed]) == [0.7, 0.7]
    as_read = replace(
        guessed, fields=guessed.fields | {"company_name": field(OWN, 0.7, text="주식 회사 한빛테크 (인)")}
    )
    assert surety([sure, as_read])[1] >= BAR


def test_something_near_is_not_the_same() -> None:
    assert surety([named(REGISTRATION, OWN, 0.95), named(EMPLOYMENT, NEAR, 0.8)])[1] == 0.8


def test_a_doubtful_reading_of_another_name_speaks_against() -> None:
    two = [named(REGISTRATION, OWN, 0.7), named(EMPLOYMENT, OWN, 0.7)]
    against = surety([*two, named(Kind.MAIL_ORDER_REPORT, OTHER, 0.8)])
    assert against[0] < surety(two)[0]


# Whatever is read

values = st.sampled_from([OWN, "㈜한빛테크", OTHER, NEAR, "한빛테크", "한*테크", None])
persons = st.sampled_from(["김하늘", "이도현", "박서준", "김하눌", None])
numbers = st.sampled_from(["999-81-00015", "123-45-67891", "999-81-00016", None])
lines = st.sampled_from([NUMBER, "0234567891", "01023456789", "02****7890", None])
sure = st.floats(0, 1)


@st.composite
def read_papers(draw: st.DrawFn) -> Paper:
    kind = draw(st.sampled_from([*FOUR, Kind.MAIL_ORDER_REPORT, Kind.IDENTITY_CARD]))
    drawn = {
        "company_name": field(draw(values), draw(sure)),
        "subscriber": field(draw(values), draw(sure)),
        "grantee": field(draw(values), draw(sure)),
        "business_number": field(draw(numbers), draw(sure)),
        "person_name": field(draw(persons), draw(sure)),
        "representative": field(draw(persons), draw(sure)),
    }
    phones = tuple(field(draw(lines), draw(sure)) for _ in range(draw(st.integers(0, 2))))
    return paper(kind, dict(drawn), phone_numbers=phones, tampering=draw(st.sampled_from([(), (SIGN,)])))


applications = st.lists(read_papers(), max_size=5)


@settings(deadline=None)
@given(applications)
def test_only_confidence_is_raised_and_only_of_what_may_be_settled(papers: list[Paper]) -> None:
    for before, after in zip(papers, settled(said(), papers, BAR), strict=True):
        assert replace(before, fields={}, phone_numbers=()) == replace(after, fields={}, phone_numbers=())
        pairs = [(name, one, after.fields[name]) for name, one in before.fields.items()]
        pairs += [("phone_numbers", *two) for two in zip(before.phone_numbers, after.phone_numbers, strict=True)]
        for name, one, other in pairs:
            assert replace(one, confidence=0) == replace(other, confidence=0)
            assert one.confidence <= other.confidence <= max(one.confidence, CEILING)
            if name in {"stamp", "signature", "resident_number", "issuance_date", "issuance_number", "issuer"}:
                assert one.confidence == other.confidence


@settings(deadline=None)
@given(applications, st.data())
def test_a_sure_contradiction_is_never_settled_away(papers: list[Paper], data: st.DataObject) -> None:
    """Whatever else is read: one paper that surely names another company, and no doubt about the company is settled."""
    kind = data.draw(st.sampled_from([REGISTRATION, EMPLOYMENT, Kind.MAIL_ORDER_REPORT]))
    contrary = named(kind, data.draw(st.sampled_from([OTHER, NEAR])), data.draw(st.floats(BAR, 1)))
    found = [*papers, contrary]
    for before, after in zip(found, settled(said(), found, BAR), strict=True):
        for name in ("company_name", "grantee", "subscriber"):
            one = before.fields.get(name)
            if one is not None and one.value in {OWN, "㈜한빛테크"} and before.kind not in {TELECOM, CONSENT}:
                assert after.fields[name].confidence == one.confidence
    handed = [Handed(str(place), facts(one, sha256=str(place)), TODAY) for place, one in enumerate(found)]
    assert judging.judge_application(said(), handed, SENDER, TODAY).verdict is not Verdict.APPROVED


@settings(deadline=None)
@given(applications, st.randoms(use_true_random=False))
def test_order_changes_nothing(papers: list[Paper], random: Any) -> None:
    handed = [Handed(str(place), facts(one, sha256=str(place)), TODAY) for place, one in enumerate(papers)]
    mixed = random.sample(handed, len(handed))
    one, other = (judging.judge_application(said(), order, SENDER, TODAY) for order in (handed, mixed))
    assert (one.verdict, one.decision.score) == (other.verdict, other.decision.score)
    assert one.decision.missing == other.decision.missing
    assert [(each.id, each.outcome, each.reason) for each in one.decision.findings] == [
        (each.id, each.outcome, each.reason) for each in other.decision.findings
    ]
    assert {each.file: decision for each, decision in one.documents} == {
        each.file: decision for each, decision in other.documents
    }


@settings(deadline=None)
@given(applications, st.data())
def test_a_fainter_witness_never_helps(papers: list[Paper], data: st.DataObject) -> None:
    if not papers:
        return
    place = data.draw(st.integers(0, len(papers) - 1))
    name = data.draw(st.sampled_from(["company_name", "business_number"]))
    paled = papers[place].fields[name]
    if paled.value not in {OWN, "㈜한빛테크", "999-81-00015"}:
        return
    fainter = replace(paled, confidence=data.draw(st.floats(0, paled.confidence)))
    worse = [*papers]
    worse[place] = replace(papers[place], fields={**papers[place].fields, name: fainter})
    for one, other in zip(surety(papers, name), surety(worse, name), strict=True):
        assert other <= one or paled.confidence >= BAR


# Whole applications


def clean(changes: dict[Kind, dict[str, Field | None]] | None = None, **more: Paper) -> list[Handed]:
    """Four papers in order, with the confidence that such papers mostly are read with."""
    usual: dict[Kind, dict[str, Field | None]] = {
        REGISTRATION: {"company_name": field(OWN, 0.84)},
        EMPLOYMENT: {"company_name": field("㈜한빛테크", 0.88), "person_name": field("김하늘", 0.82)},
        TELECOM: {"company_name": field(OWN, 0.72), "subscriber": field(OWN, 0.72)},
        CONSENT: {"company_name": field("(주)한빛테크", 0.71), "grantee": field("한빛테크 주식회사", 0.66)},
    }
    made = {kind: paper(kind, usual[kind] | (changes or {}).get(kind, {})) for kind in FOUR}
    phones = (field(NUMBER, 0.82),)
    made |= {kind: replace(made[kind], phone_numbers=phones) for kind in (TELECOM, CONSENT)}
    papers = [more.get(kind.name.lower(), one) for kind, one in made.items()]
    return [Handed(f"{place}.png", facts(one, sha256=str(place)), TODAY) for place, one in enumerate(papers)]


def decided(documents: list[Handed], **changes: Any) -> judging.ApplicationDecision:
    return judging.judge_application(said(**changes), documents, SENDER, TODAY)


def test_a_clean_application_read_as_papers_mostly_are_needs_nobody() -> None:
    found = decided(clean())
    assert (found.verdict, found.decision.score) == (Verdict.APPROVED, 100)


def test_what_was_read_is_told_as_it_was_read() -> None:
    found = decided(clean())
    read = [one.facts.best.fields["company_name"].confidence for one, _ in found.documents]  # type: ignore[union-attr]  # every file was read
    assert read == [0.84, 0.88, 0.72, 0.71]


def test_alone_each_paper_would_have_been_for_a_person() -> None:
    for one in clean():
        assert not isinstance(one.facts, Exception)
        alone = judging.judge(one.facts, SENDER, TODAY)
        assert (alone.verdict is Verdict.APPROVED) == (one.facts.best.kind in {REGISTRATION, EMPLOYMENT})


def test_nothing_is_settled_on_the_word_of_a_manifest_that_is_not_trusted() -> None:
    found = judging.judge_application(said(), clean(), SENDER, TODAY, trusted=False)
    assert found.verdict is Verdict.NEEDS_REVIEW
    assert any(decision and decision.verdict is Verdict.NEEDS_REVIEW for _, decision in found.documents)


BROKEN: list[tuple[Kind, str, Field]] = [
    (REGISTRATION, "company_name", field(OTHER)),
    (REGISTRATION, "company_name", field("주식회사 한별테크")),
    (REGISTRATION, "company_name", field(NEAR)),
    (REGISTRATION, "company_name", field(OTHER, 0.6)),
    (REGISTRATION, "business_number", field("123-45-67891")),
    (EMPLOYMENT, "company_name", field(OTHER)),
    (EMPLOYMENT, "person_name", field("박서준")),
    (EMPLOYMENT, "person_name", field("김하눌")),
    (EMPLOYMENT, "stamp", field("absent")),
    (EMPLOYMENT, "stamp", field("present", 0.8)),
    (EMPLOYMENT, "resident_number", field("absent", 0.8)),
    (EMPLOYMENT, "resident_number", field("exposed")),
    (TELECOM, "company_name", field(OTHER)),
    (TELECOM, "company_name", field("주식회사 한*테크")),
    (TELECOM, "issuance_date", field("2026-08-20")),
    (TELECOM, "issuance_date", field("2026-10-02", 0.8)),
    (CONSENT, "company_name", field(OTHER)),
    (CONSENT, "grantee", field(OTHER)),
    (CONSENT, "grantee", field(OTHER, 0.6)),
    (CONSENT, "grantee", field(None)),
]


@pytest.mark.parametrize(("kind", "name", "bad"), BROKEN)
def test_no_agreement_outvotes_one_broken_rule(kind: Kind, name: str, bad: Field) -> None:
    found = decided(clean({kind: {name: bad, **({"subscriber": bad} if kind is TELECOM else {})}}))
    assert found.verdict is not Verdict.APPROVED
    sure = bad.confidence >= BAR and bad.value not in {NEAR, "김하눌"}
    assert found.verdict is (Verdict.REJECTED if sure else Verdict.NEEDS_REVIEW)
    assert found.decision.score < 100


def test_a_number_that_one_paper_surely_does_not_show_is_not_settled_by_the_other() -> None:
    other = replace(paper(TELECOM), phone_numbers=(field("01023456789"),))
    assert decided(clean(telecom_service_certificate=other)).verdict is Verdict.REJECTED
    masked = replace(paper(TELECOM), phone_numbers=(field("023456****"),))
    assert decided(clean(telecom_service_certificate=masked)).verdict is Verdict.REJECTED


def read_as_surely(handed: list[Handed], kind: Kind, name: str, bad: Field) -> list[Handed]:
    """The papers with something else at one place, read no more surely than what stood there."""
    found = []
    for one in handed:
        assert not isinstance(one.facts, Exception)
        good = one.facts.best
        if good.kind is kind and name in good.fields:
            same = replace(bad, confidence=min(bad.confidence, good.fields[name].confidence))
            good = replace(good, fields={**good.fields, name: same})
        found.append(replace(one, facts=replace(one.facts, papers=(good,))))
    return found


SURELY = [Handed(f"{place}.png", facts(paper(kind), sha256=str(place)), TODAY) for place, kind in enumerate(FOUR)]
bases = st.sampled_from([SURELY, clean()])
broken_ones = st.sampled_from(BROKEN)


@settings(deadline=None)
@given(bases, broken_ones, broken_ones)
def test_a_violation_more_never_raises_the_score(
    base: list[Handed], one: tuple[Kind, str, Field], other: tuple[Kind, str, Field]
) -> None:
    line = {(TELECOM, "company_name"), (CONSENT, "company_name")}
    if one[:2] == other[:2] or {one[:2], other[:2]} == line:
        return  # another's line with that other's consent is in order
    first = read_as_surely(base, *one)
    both = read_as_surely(first, *other)
    scores = [decided(documents).decision.score for documents in (both, first, base)]
    assert scores == sorted(scores)
    assert scores[2] == 100


@settings(deadline=None)
@given(bases, broken_ones, st.sets(st.sampled_from(range(4)), min_size=1))
def test_a_paper_less_never_raises_it_either(
    base: list[Handed], broken: tuple[Kind, str, Field], gone: set[int]
) -> None:
    handed = read_as_surely(base, *broken)
    fewer = [one for place, one in enumerate(handed) if place not in gone]
    assert decided(fewer).decision.score <= decided(handed).decision.score


@settings(deadline=None)
@given(bases, broken_ones, st.sampled_from(range(4)), st.sampled_from([Kind.MAIL_ORDER_REPORT, Kind.IDENTITY_CARD]))
def test_nor_does_anything_handed_in_besides(
    base: list[Handed], broken: tuple[Kind, str, Field], again: int, stray: Kind
) -> None:
    handed = read_as_surely(base, *broken)
    before = decided(handed).decision.score
    assert decided([*handed, handed[again]]).decision.score <= before
    besides = paper(stray, {"company_name": None, "person_name": None})
    assert decided([*handed, Handed("x", facts(besides, sha256="x"), TODAY)]).decision.score <= before


def test_judging_again_gives_the_same() -> None:
    assert decided(clean()) == decided(clean())
    assert decided(clean(), submitted_at="2026-11-21T10:00:00+09:00") == decided(clean())
    later = judging.judge_application(said(), clean(), SENDER, TODAY + timedelta(days=3))
    assert later == decided(clean())


def test_settling_takes_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What passed passes, what failed fails; a doubt about one of two papers that differ may become the fault that it is."""
    settling = [decided(clean({kind: {name: bad}})) for kind, name, bad in BROKEN]
    monkeypatch.setattr(judging, "settled", lambda _manifest, papers, _bar: tuple(papers))
    for (kind, name, bad), after in zip(BROKEN, settling, strict=True):
        before = decided(clean({kind: {name: bad}}))
        for one, other in zip(_findings(before), _findings(after), strict=True):
            assert one.id == other.id
            assert one.outcome in {Outcome.UNSURE, other.outcome}
    assert before.decision.score < settling[-1].decision.score


def _findings(found: judging.ApplicationDecision) -> list[Finding]:
    each = [one for _, decision in found.documents if decision for one in decision.findings]
    return [*each, *found.decision.findings]
