"""An application whose manifest is none: kept, held for a person, told once in Korean, approved by nobody; a good one goes on."""

from __future__ import annotations

import json

import pytest

from fixtures.hostile.manifests import MANIFESTS
from pipeline.errors import DojangError
from pipeline.serving import manifests, papers
from pipeline.serving.people import deciding
from pipeline.serving.refusals import MANIFEST_READABLE
from pipeline.serving.sheets import making
from pipeline.serving.tables import DecisionRow
from service.desk import can_be_judged, has_news
from tests.made_cases import KEY, NOW, Cases, in_order
from tests.made_facts import manifest_json

OPERATOR, APPLICANT = "ops@example.com", "applicant@example.com"


def written(cases: Cases, name: str, body: bytes, *, signed: bool = True) -> str:
    """The application with this manifest; its subject."""
    folder = cases.inbox / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "application.json").write_bytes(body)
    if signed:
        (folder / "application.json.sig").write_text(manifests.sign(KEY.encode(), body))
    cases.look()
    return cases.subject(name)


def wrong(**changes: object) -> bytes:
    return json.dumps(json.loads(manifest_json(application_id="A-1")) | changes).encode()


def told(cases: Cases, row: DecisionRow) -> dict[str, str]:
    return dict(cases.told(row))


def test_each_is_held_and_told_once_and_their_neighbour_is_approved(cases: Cases) -> None:
    good = cases.apply("good", *in_order())
    cases.hand_in("A-0/1.pdf", *in_order())
    for number, body in enumerate(MANIFESTS.values()):
        subject = written(cases, f"A-{number}", body)
        assert can_be_judged(cases.office, subject)
        row = cases.review(subject)
        assert (row.verdict, row.reason, row.score) == ("needs-review", "manifest-invalid", 0)
        assert cases.review(subject).id == row.id, "looked at again, nothing new"
        assert not has_news(cases.office, subject, row)
        assert list(told(cases, row)) == [OPERATOR]
        assert "신청 정보를 읽을 수 없습니다" in told(cases, row)[OPERATOR]
    assert [one.reason for one in deciding.queue(cases.office)] == ["manifest-invalid"] * len(MANIFESTS)
    assert (cases.inbox / "A-0" / "1.pdf").exists()
    assert cases.review(good).verdict == "approved"


def test_the_applicant_is_told_in_korean_what_to_mend_where_the_operator_signed_it(cases: Cases) -> None:
    row = cases.review(written(cases, "A-1", wrong(business_number="12", nonsense="900101-1234567")))
    mails = told(cases, row)
    assert set(mails) == {OPERATOR, APPLICANT}
    assert "사업자등록번호: business_number" in mails[APPLICANT]
    assert "신청 화면에서 신청 정보를 다시 보내 주세요" in mails[APPLICANT]
    assert not any("900101" in mail for mail in mails.values())


def test_an_address_that_nobody_vouches_for_is_not_written_to(cases: Cases) -> None:
    row = cases.review(written(cases, "A-1", wrong(overseas="no"), signed=False))
    assert list(told(cases, row)) == [OPERATOR]


def test_a_signed_manifest_speaks_for_no_other_application(cases: Cases) -> None:
    cases.apply("A-1", *in_order())
    (cases.inbox / "A-9").mkdir()
    for name in ("application.json", "application.json.sig"):
        (cases.inbox / "A-9" / name).write_bytes((cases.inbox / "A-1" / name).read_bytes())
    cases.look()
    row = cases.review(cases.subject("A-9"))
    assert (row.verdict, row.reason) == ("needs-review", "manifest-invalid")


def test_the_sheet_says_why_and_shows_no_picture(cases: Cases) -> None:
    subject = written(cases, "A-1", wrong(applicant={"name": "김하늘", "email": "x", "phone": "y"}))
    judged = cases.judge(subject)
    sheet = making.make(cases.office, cases.review(subject), judged)
    assert "json의 형식이 올바르지 않습니다" in sheet.text
    assert "신청인 이메일" in sheet.text
    assert "김하늘" not in sheet.text
    assert "![" not in sheet.text
    assert sheet.table


def test_a_person_can_reject_it_and_do_nothing_else(cases: Cases) -> None:
    subject = written(cases, "A-1", wrong(channel="fax"))
    row = cases.review(subject)
    assert [one.id for one in deciding.choices(cases.office, subject).tellable] == ["manifest-invalid"]
    for verb, code in (
        ("approve", "manifest-invalid"),
        ("again", "manifest-invalid"),
        ("another-copy", "copy-missing"),
    ):
        with pytest.raises(DojangError) as caught:
            cases.answer(subject, verb)
        assert caught.value.code == code
    rejected = cases.answer(subject, "reject", reasons=("manifest-invalid",), number=row.number)
    assert rejected.verdict == "rejected"
    assert "다시 신청해 주세요" in told(cases, rejected)[APPLICANT]


def test_an_answer_to_one_that_has_changed_since_is_refused(cases: Cases) -> None:
    subject = written(cases, "A-1", b"{")
    cases.review(subject)
    written(cases, "A-1", b"[")
    with pytest.raises(DojangError) as caught:
        cases.answer(subject, "reject", reasons=("manifest-invalid",))
    assert caught.value.code == "outdated-sheet"


def test_a_good_manifest_later_goes_on_with_the_papers_that_were_kept(cases: Cases) -> None:
    subject = written(cases, "A-1", b'{"application_id": "A-1')
    first = cases.review(subject)
    assert cases.apply("A-1", *in_order()) == subject
    assert has_news(cases.office, subject, first)
    second = cases.review(subject)
    assert (second.number, second.verdict) == (first.number + 1, "approved")
    assert not deciding.queue(cases.office)


def test_an_approved_application_is_no_longer_once_its_manifest_is_none(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    first = cases.review(subject)
    written(cases, "A-1", b"null")
    assert has_news(cases.office, subject, first)
    assert cases.review(subject).verdict == "needs-review"


def test_a_signature_that_is_none_makes_a_manifest_of_unknown_origin(cases: Cases) -> None:
    subject = cases.apply("A-1", *in_order())
    (cases.inbox / "A-1" / "application.json.sig").write_bytes(b"0" * 1_000_000)
    cases.look()
    found = papers.dossier(cases.office, int(subject.partition(":")[2]))
    assert found is not None
    assert not found.claimed.trusted
    assert cases.review(subject).reason == "manifest-untrusted"
    assert cases.review(subject, NOW).verdict == "needs-review"


def test_the_check_has_a_name_of_its_own(cases: Cases) -> None:
    row = cases.review(written(cases, "A-1", b""))
    assert [one["id"] for one in row.body["checks"]] == [MANIFEST_READABLE]
