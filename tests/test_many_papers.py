"""Several papers in one file, and a certificate between pages that are none."""

from __future__ import annotations

import io

import pypdfium2
from fpdf import FPDF

from fixtures.generate import Wish, generate
from pipeline.document import Facts, Kind
from pipeline.facts import read_here
from pipeline.settings import Settings
from tests import lying

FOUR = (
    Kind.EMPLOYMENT_CERTIFICATE,
    Kind.TELECOM_SERVICE_CERTIFICATE,
    Kind.BUSINESS_REGISTRATION,
    Kind.NUMBER_USAGE_CONSENT,
)


def paper(kind: Kind) -> bytes:
    return generate(41, Wish(kind, container="pdf-text")).data


def prose(*lines: str) -> bytes:
    page = FPDF(unit="mm")
    page.add_font("nanum", fname=lying.FONT)
    page.add_page()
    for number, line in enumerate(lines):
        lying.write(page, 25, 40 + 14 * number, line)
    return bytes(page.output())


def read(*parts: bytes) -> Facts:
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        whole.import_pages(pypdfium2.PdfDocument(part))
    written = io.BytesIO()
    whole.save(written)
    return read_here(written.getvalue(), Settings()).facts


def test_four_papers_in_one_file_are_four() -> None:
    facts = read(*(paper(kind) for kind in FOUR))
    assert {(one.kind, one.pages) for one in facts.papers} == {(kind, (at,)) for at, kind in enumerate(FOUR, 1)}


def test_a_certificate_between_two_letters_is_found() -> None:
    letter = prose("안녕하세요. 요청하신 서류를 보내 드립니다.", "확인 부탁드립니다.")
    facts = read(letter, paper(FOUR[0]), prose("문의 사항은 발급 부서로 연락하여 주시기 바랍니다."))
    assert facts.page_kinds == (Kind.UNKNOWN, FOUR[0], Kind.UNKNOWN)
    assert facts.best.kind is FOUR[0]
    assert facts.best.pages[0] == 2
    assert facts.best.fields["company_name"].page == 2
