from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from pipeline.document import Facts, Kind, Verdict
from pipeline.errors import DojangError
from pipeline.serving.office import Office
from pipeline.serving.reviews import Judged
from pipeline.serving.sheets import making
from pipeline.serving.sheets.making import Sheet
from tests import sheet_stage as stage
from tests.made_facts import VALUES, field, paper

EMPLOYED = Kind.EMPLOYMENT_CERTIFICATE
LINK = re.compile(r"\((http[^)]*)\)")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return stage.office(tmp_path)


def made(office: Office, judged: Judged, verdict: str | None = None) -> Sheet:
    return making.make(office, stage.decided(office, judged, verdict), judged)


def names(office: Office) -> list[str]:
    return sorted(one[33:] for one in office.sheets.names())


def everything(sheet: Sheet) -> str:
    return "\n".join([sheet.text, sheet.description, *(str(row) for row in sheet.table)])


def test_an_application_is_shown_whole(office: Office) -> None:
    files = list(stage.all_papers())
    files[1] = stage.facts(paper(EMPLOYED, {"stamp": field(None, 0.4)}), sha256="02" * 32)
    sheet = made(office, stage.application(office, *files), "needs-review")
    assert {"claims", "2-items", *(f"{number}-page-1" for number in range(1, 5))} <= set(names(office))
    for path in (office.sheets.folder).iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert Image.open(io.BytesIO(office.sheets.read(path.stem))).width == 1240
    linked = {
        re.search(r"/pictures/[0-9a-f]{32}-(.*)\.jpg\?", one)[1]
        for one in LINK.findall(sheet.text)
        if "/pictures/" in one
    }
    assert linked == set(names(office))
    assert "claims" in sheet.description
    assert "2-items" in sheet.description


@pytest.mark.parametrize("verdict", list(Verdict))
def test_no_value_no_file_name_and_no_day_of_a_paper_is_in_any_text(office: Office, verdict: Verdict) -> None:
    old = paper(Kind.TELECOM_SERVICE_CERTIFICATE, {"issuance_date": field("2021-03-04")})
    files = [*stage.all_papers()[:2], stage.facts(old, sha256="77" * 32)]
    told = everything(made(office, stage.application(office, *files, company_name="주식회사 다른회사"), verdict.value))
    values = {value for kind in VALUES.values() for value in kind.values()} - {"present", "absent"}
    for value in (*values, "2021-03", "다른회사", "김하늘", "0234567890", "02-3456-7890", "secret", "example.com"):
        assert value not in told, value


def test_every_row_of_the_table_has_the_same_columns(office: Office) -> None:
    rows = made(office, stage.application(office, *stage.all_papers(), channel="kakao-channel", overseas=True)).table
    assert all(row.keys() == rows[0].keys() for row in rows), "Prefect takes them from the first row"
    assert any("overseas-business" in row.values() for row in rows)
    assert len({row["검사"] for row in rows}) > 15


def in_doubt(office: Office) -> Judged:
    return stage.bare(office, stage.facts(paper(EMPLOYED, {"stamp": field(None, 0.4)})))


def in_order(office: Office) -> Judged:
    return stage.bare(office, stage.facts(paper(EMPLOYED)))


def test_why_a_person_is_asked_cannot_be_told(office: Office, tmp_path: Path) -> None:
    """A lot and a doubt have the same headings, captions and kinds of pictures; the machine's verdict is nowhere."""
    other = stage.office(tmp_path / "other")
    doubt, lot = made(office, in_doubt(office), "needs-review"), made(other, in_order(other), "needs-review")
    assert in_order(other).decision.verdict is Verdict.APPROVED
    for sheet in (doubt, lot):
        words = f"{sheet.text}\n{sheet.description}"
        assert "담당자 확인" in words
        assert "통과했습니다" not in words
        assert "Approved" not in words
    assert [line for line in doubt.text.splitlines() if line.startswith(("#", "**"))] == [
        line for line in lot.text.splitlines() if line.startswith(("#", "**"))
    ]
    assert names(office) == names(other)


def test_what_was_approved_says_so_and_shows_its_page(office: Office) -> None:
    sheet = made(office, in_order(office))
    assert "승인" in sheet.text
    assert "모든 검사를 통과했습니다" in sheet.text
    assert names(office) == ["1-page-1"]


def test_pictures_are_drawn_once(office: Office) -> None:
    judged = in_doubt(office)
    row = stage.decided(office, judged)
    first = making.make(office, row, judged)
    before = {path: path.stat().st_mtime_ns for path in (office.sheets.folder).iterdir()}
    assert making.make(office, row, judged) == first
    assert {path: path.stat().st_mtime_ns for path in (office.sheets.folder).iterdir()} == before


def test_several_may_draw_at_once(office: Office) -> None:
    judged = stage.application(office, *stage.all_papers())
    row = stage.decided(office, judged, "needs-review")
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: making.make(office, row, judged), range(4)))
    assert len(set(map(everything, told))) == 1
    assert not list((office.sheets.folder).glob("*.part"))


def number_of(value: str, confidence: float) -> Facts:
    return stage.facts(paper(EMPLOYED, {"resident_number": field(value, confidence)}))


@pytest.mark.parametrize(("value", "confidence", "offered"), [("unclear", 0.9, True), ("masked", 0.98, False)])
def test_the_original_is_offered_where_the_number_is_unclear(
    office: Office, value: str, confidence: float, *, offered: bool
) -> None:
    sheet = made(office, stage.bare(office, number_of(value, confidence)), "needs-review")
    assert ("/original/0-1?" in sheet.text) is offered
    assert ("/original/0-1?" in sheet.description) is offered


def test_the_original_is_offered_to_no_one_else(office: Office) -> None:
    assert "/original/" not in everything(made(office, stage.bare(office, number_of("unclear", 0.9)), "rejected"))


def test_a_file_that_could_not_be_read_has_words_and_no_picture(office: Office) -> None:
    sheet = made(office, stage.bare(office, DojangError("encrypted-pdf")))
    assert "암호가 걸린 PDF입니다" in sheet.text
    assert not (office.sheets.folder).exists()


def test_a_manifest_of_unknown_source_is_called_so(office: Office) -> None:
    assert "믿지 마세요" in made(office, stage.application(office, *stage.all_papers(), trusted=False)).text


def test_what_is_owed_is_named(office: Office) -> None:
    told = made(office, stage.application(office, *stage.all_papers()[:3])).text
    assert "아직 제출되지 않은 서류" in told
    assert "번호 사용 동의서" in told


def test_hundreds_of_phone_numbers_are_no_harm(office: Office) -> None:
    numbers = tuple(field(f"02{number:08}") for number in range(400))
    files = [
        *stage.all_papers()[:3],
        stage.facts(paper(Kind.NUMBER_USAGE_CONSENT, phone_numbers=numbers), sha256="55" * 32),
    ]
    made(office, stage.application(office, *files), "needs-review")
    (claims,) = (name for name in office.sheets.names() if name.endswith("-claims"))
    assert Image.open(io.BytesIO(office.sheets.read(claims))).height < 4000
