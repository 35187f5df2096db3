"""A seal or a portrait that stood on somebody else's papers before holds the case for a person, who is told of the earlier one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from fixtures import seals
from fixtures.generate import Wish, draw
from fixtures.raster import render
from fixtures.splits import split
from pipeline.document import Box, Fingerprint, Kind, Page, Paper, Picture, Verdict
from pipeline.fingerprints import fingerprints
from pipeline.fingerprints.matching import Shelf, packed, unpacked
from pipeline.fingerprints.seals import seal
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.fingerprints import Owned, Owner
from pipeline.serving.sheets import evidence
from tests.keys import ledger_at
from tests.made_cases import NOW, Cases, in_order, open_cases
from tests.made_facts import BOX, field, paper

OTHERS = "주식회사 동해물산"
OTHERS_NUMBER = "999-86-00024"
SAVINGS = ((92, 1.0), (80, 0.96), (75, 1.05))
"""JPEG's quality and size of a picture that is saved anew."""


def stamped(seed: int, pressed: int = 0, ink: str = "vermilion") -> Image.Image:
    """A company's seal; another `pressed` is another impression of it."""
    names = ("한빛테크", "동해물산", "서린식품", "가온누리", "미래상사", "청솔건설", "다온유통", "한결미디어")
    text = f"{names[seed % len(names)]}{seed // len(names) or ''}대표이사인"
    face = split("tune").font_set(random.Random(1)).face("seal", text)
    made = seals.Seal("square", ink, text, tilt=(0.0, 4.0, -5.0)[pressed])
    return seals.draw(random.Random(1000 * pressed + seed), made, face)


def on_paper(stamp: Image.Image, words: str, *, quality: int = 92, scale: float = 1.0) -> Picture:
    """A part of a scan: a name, the seal over it, the paper's grain, saved as JPEG."""
    part = np.full((420, 420, 3), 247, np.uint8)
    cv2.putText(part, words, (60, 215), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (40, 40, 40), 3)
    side = round(260 * scale)
    page, small = Image.fromarray(part), stamp.resize((side, side), Image.Resampling.LANCZOS)
    page.paste(small, (80, 75), small)
    grain = np.random.default_rng(len(words)).normal(0, 2.5, part.shape)
    noisy = np.clip(np.asarray(page) + grain, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def print_of(stamp: Image.Image, words: str = "KIM", **saved: Any) -> Fingerprint:
    cells = seal(on_paper(stamp, words, **saved))
    assert cells is not None
    return Fingerprint("seal", 1, BOX, *cells.hex())


def shelf(*some: Fingerprint) -> Shelf:
    made = Shelf(some[0].of)
    made.put((key, body) for key, (_, body) in enumerate(unpacked(packed(some))))
    return made


def test_a_seals_picture_saved_anew_is_mostly_known_again() -> None:
    stamps = [stamped(seed) for seed in range(6)]
    known = shelf(*map(print_of, stamps))
    found = [
        (number, known.alike(print_of(stamp, "PARK JH", quality=quality, scale=scale)))
        for number, stamp in enumerate(stamps)
        for quality, scale in SAVINGS
    ]
    assert all(keys in ([], [number]) for number, keys in found)
    assert sum(bool(keys) for _, keys in found) >= 14


def test_another_impression_and_other_seals_are_not_taken_for_it() -> None:
    known = shelf(*(print_of(stamped(seed)) for seed in range(10)))
    pressed = [known.alike(print_of(stamped(seed, again))) for seed in range(5) for again in (1, 2)]
    assert pressed == [[]] * 10
    assert [known.alike(print_of(stamped(seed))) for seed in range(10, 18)] == [[]] * 8


def card(seed: int) -> Picture:
    canvas = draw(seed, Wish(Kind.IDENTITY_CARD)).desk.pages[0]
    return np.asarray(render(canvas, 300 if canvas.width < 150 else 150).convert("RGB"), dtype=np.uint8)


def test_a_portrait_is_known_again_and_other_cards_are_not() -> None:
    pages = [card(seed) for seed in range(61, 65)]
    smaller = [np.asarray(cv2.resize(page, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)) for page in pages]
    known, again = (
        [fingerprints(Kind.IDENTITY_CARD, [Page(1, page, ())], None)[0] for page in some] for some in (pages, smaller)
    )
    assert [shelf(*known).alike(one) for one in again] == [[0], [1], [2], [3]]


def test_only_what_is_somebodys_own_has_a_fingerprint() -> None:
    page = Page(1, on_paper(stamped(1), "KIM"), ())
    seen = replace(field("present"), box=Box(0.15, 0.15, 0.85, 0.85))
    assert [one.of for one in fingerprints(Kind.EMPLOYMENT_CERTIFICATE, [page], seen)] == ["seal"]
    assert not fingerprints(Kind.TELECOM_SERVICE_CERTIFICATE, [page], seen)
    assert not fingerprints(Kind.BUSINESS_REGISTRATION, [page], seen)
    assert not fingerprints(Kind.EMPLOYMENT_CERTIFICATE, [page], field("absent"))
    assert not fingerprints(Kind.IDENTITY_CARD, [Page(1, np.full((300, 400, 3), 250, np.uint8), ())], None)


def test_what_is_kept_with_facts_comes_back() -> None:
    made = replace(paper(Kind.EMPLOYMENT_CERTIFICATE), fingerprints=(print_of(stamped(2)),))
    assert Paper.from_json(made.to_json()) == made
    assert "fingerprints" not in made.fields_json()


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    made = open_cases(tmp_path / "data")
    yield made
    made.office.ledger.close()


def theirs(number: str = OTHERS_NUMBER, company: str = OTHERS) -> dict[str, Any]:
    return {"company_name": company, "business_number": number}


def papers_of(company: str | None, stamp: Fingerprint) -> list[Paper]:
    """Four papers in order, the employment certificate with that seal, all in a company's name."""
    named = {"company_name": field(company)}
    changes: dict[str, dict[str, Any]] = {
        "business_registration": named | {"business_number": field(OTHERS_NUMBER)},
        "employment_certificate": named,
        "telecom_service_certificate": named,
        "number_usage_consent": named | {"grantee": field(company)},
    }
    made = in_order(**(changes if company else {}))
    sealed = Kind.EMPLOYMENT_CERTIFICATE
    return [replace(one, fingerprints=(stamp,)) if one.kind is sealed else one for one in made]


def told(cases: Cases, subject: str) -> list[str | None]:
    judged = cases.judge(subject)
    return [sign.case for one in judged.papers if one.facts for made in one.facts.papers for sign in made.tampering]


def test_the_seal_of_another_applicants_papers_holds_the_case_and_names_the_earlier_one(cases: Cases) -> None:
    stamp = stamped(3)
    first = cases.apply("A-1", *papers_of(None, print_of(stamp)))
    later = cases.apply("B-1", *papers_of(OTHERS, print_of(stamp, "PARK JH", quality=80)), **theirs())
    assert told(cases, first) == []
    assert cases.review(first).verdict == Verdict.APPROVED
    row = cases.review(later)
    assert (row.verdict, row.machine) == (Verdict.NEEDS_REVIEW, Verdict.NEEDS_REVIEW)
    assert told(cases, later) == [first]
    assert told(cases, first) == [], "judged again it stays as it was: what came later says nothing about it"
    judged = cases.judge(later)
    shown = evidence.items(judged, evidence.exhibits(judged), held=True)
    said = [line for items in shown.values() for item in items if item.field == "tampering" for line in item.sentences]
    assert any(first in line and "인영" in line for line in said)
    assert not any("한빛" in line for line in said), "nothing of the earlier case but its id"


@pytest.mark.parametrize(
    ("company", "changes"),
    [
        (None, {}),
        (None, {"business_number": OTHERS_NUMBER}),
        (OTHERS, {"company_name": OTHERS}),
    ],
    ids=["the same company again", "its seal on another's application", "its number under another name"],
)
def test_the_same_company_again_is_no_sign(cases: Cases, company: str | None, changes: dict[str, Any]) -> None:
    stamp = stamped(4)
    first = cases.apply("A-1", *papers_of(None, print_of(stamp)))
    later = cases.apply("A-2", *papers_of(company, print_of(stamp, quality=80)), **changes)
    assert told(cases, first) == told(cases, later) == []


def test_honest_twins_with_seals_of_their_own_are_no_sign(cases: Cases) -> None:
    first = cases.apply("A-1", *papers_of(None, print_of(stamped(5))))
    later = cases.apply("B-1", *papers_of(OTHERS, print_of(stamped(6))), **theirs())
    assert told(cases, first) == told(cases, later) == []


def test_a_portrait_under_another_name_is_a_sign_and_under_the_same_is_none(cases: Cases) -> None:
    (face,) = fingerprints(Kind.IDENTITY_CARD, [Page(1, card(63), ())], None)
    cards = {
        name: replace(paper(Kind.IDENTITY_CARD, {"person_name": field(who)}), fingerprints=(face,))
        for name, who in (("1.pdf", "이도현"), ("22.pdf", "이도현"), ("333.pdf", "박서준"))
    }
    for name, made in cards.items():
        cases.hand_in(name, made)
    cases.look()
    first, same, other = (cases.subject(name) for name in cards)
    assert [told(cases, one) for one in (first, same, other)] == [[], [], [first]]


def owned(stamp: Fingerprint) -> list[Owned]:
    return [Owned(Owner(company=OTHERS), (stamp,))]


def test_fingerprints_are_kept_once_sealed_and_forgotten_in_time(ledger: Ledger) -> None:
    stamp = print_of(stamped(7))
    first = ledger.fingerprints.keep("upload:1", "a" * 64, owned(stamp), NOW)
    assert ledger.fingerprints.keep("upload:1", "a" * 64, owned(stamp), NOW + timedelta(days=1)) == first
    second = ledger.fingerprints.keep("upload:2", "b" * 64, owned(stamp), NOW + timedelta(days=2))
    assert [one.subject for one in seen(ledger, stamp, second, "upload:2")] == ["upload:1"]
    assert not seen(ledger, stamp, first, "upload:1")
    with ledger.engine.connect() as connection:
        raw = repr(connection.exec_driver_sql("SELECT * FROM fingerprints").all())
    assert OTHERS not in raw
    assert stamp.bits not in raw
    ledger.fingerprints.forget(NOW + timedelta(days=1))
    assert not seen(ledger, stamp, second, "upload:2")


def test_what_another_process_kept_or_erased_is_known_at_once(place: str | Path) -> None:
    one, other = (ledger_at(place) for _ in range(2))
    stamp = print_of(stamped(8))
    one.fingerprints.keep("upload:1", "a" * 64, owned(stamp), NOW)
    number = other.fingerprints.keep("upload:2", "b" * 64, owned(stamp), NOW)
    assert seen(other, stamp, number, "upload:2")
    one.fingerprints.forget(NOW + timedelta(days=1))
    assert not seen(other, stamp, number, "upload:2")
    for ledger in (one, other):
        ledger.close()


def seen(ledger: Ledger, stamp: Fingerprint, number: int, subject: str) -> list[Any]:
    return list(ledger.fingerprints.earlier(stamp, number, subject))
