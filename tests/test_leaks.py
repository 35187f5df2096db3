"""Uploads that expose numbers leave none of them anywhere; and the search that says so sees one that does."""

from __future__ import annotations

import base64
import gzip
import json
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.leak_papers import DRAWN_FOR_FEW, Exposing, few, papers
from benchmarks.leak_search import hits
from benchmarks.leaking import through_the_service, without_prefect
from pipeline.identifiers import exposes
from pipeline.opening.hidden import hidden_texts

NUMBER = "9001011234567"
UNREDACTED = Path(__file__).parent / "unredacted"


@pytest.mark.parametrize(
    "body",
    [
        b"900101-1234567",
        b"x 900101 1234567",
        "９００１０１－１２３４５６７".encode(),
        "900101–1234567".encode(),
        b"900101\n1234567",
        b"9 0 0 1 0 1 1 2 3 4 5 6 7",
        "900101-1234567".encode("utf-16-le"),
        json.dumps({"a": "９00101-1234567"}).encode(),
        b"tail 1234567.",
        base64.b64encode(b'{"note": "900101-1234567"}'),
        zlib.compress(json.dumps({"note": "900101-1234567"}).encode()),
        b"noise" + gzip.compress(base64.b64encode(b"somewhere 900101-1234567 within"), mtime=0),
        b"900101%2D1234567",
    ],
)
def test_the_search_sees_every_usual_spelling(body: bytes) -> None:
    assert hits(body, [NUMBER]) == {NUMBER}


@pytest.mark.parametrize("body", [b"900101-1******", b"19001011234568", b"91234567", "900101-1●●●●●●".encode()])
def test_the_search_sees_nothing_else(body: bytes) -> None:
    assert hits(body, [NUMBER]) == set()


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path: what the service writes for a while lies within its data folder then."""
    with tempfile.TemporaryDirectory(prefix="d") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def every() -> list[Exposing]:
    return papers(DRAWN_FOR_FEW)


def test_eight_uploads_leave_nothing(place: Path, every: list[Exposing]) -> None:
    found = through_the_service(few(every), place)
    assert (found.texts, found.inked) == ([], [])
    assert not found.approved
    assert found.looked["picture"] >= 6
    assert found.looked["row of Prefect"] > 100


def test_without_redaction_the_same_search_finds_them(place: Path, every: list[Exposing]) -> None:
    uploads = [one for one in few(every) if one.box or one.name.startswith(("named", "manifest company"))][1:]
    found = without_prefect(uploads, place, path=str(UNREDACTED))
    assert {name for name, _ in found.texts} | set(found.inked) == {one.name for one in uploads}


def test_what_files_carry_beside_their_pages_is_seen(every: list[Exposing]) -> None:
    carried = [one for one in every if one.name.startswith("carried")]
    unseen = [one.name for one in carried if not any(map(exposes, hidden_texts(next(iter(one.files.values())))))]
    assert unseen == []
