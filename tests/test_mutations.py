"""Good files and manifests changed at random, by their structure and not: pages or a listed code, whatever comes of it."""

from __future__ import annotations

import io
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.hostile import documents
from fixtures.hostile.changing import Change
from fixtures.hostile.changing_manifests import changed as changed_manifest
from fixtures.hostile.mutating import SOUND, changed, mutant, sound
from fixtures.hostile.opening import opened
from pipeline.errors import DojangError
from pipeline.fence import Fence
from pipeline.manifest import Manifest, parse
from pipeline.opening.hidden import hidden_texts
from pipeline.settings import Settings
from tests.made_facts import MANIFEST

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
LIMITS = Settings(max_pages=5)
CHANGES = st.lists(
    st.builds(Change, st.integers(0, 99), st.floats(0, 1), st.floats(0, 1), st.integers(0, 10**6)),
    min_size=1,
    max_size=4,
)
FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
PERSONAL = "900101-1234567"


@pytest.fixture(scope="module")
def fence() -> Fence:
    return Fence(seconds=20, memory_mb=900, preload=("fixtures.hostile.opening",))


def answer(fence: Fence, data: bytes) -> str:
    try:
        return f"{len(fence.call(opened, data, LIMITS))}-pages"
    except DojangError as error:
        return error.code


@pytest.mark.parametrize("kind", SOUND)
def test_what_is_changed_was_sound(fence: Fence, kind: str) -> None:
    assert answer(fence, sound(kind)).endswith("pages")


@pytest.mark.parametrize("kind", SOUND)
@FEW
@given(changes=CHANGES)
def test_a_changed_file_is_pages_or_a_code_that_blames_the_file(fence: Fence, kind: str, changes: list[Change]) -> None:
    assert answer(fence, changed(kind, changes)) not in {"reading-failed", "timed-out"}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_was_kept_is_answered_as_it_was(fence: Fence, path: Path) -> None:
    """A file's name ends with its answer: what was once mended, and one file for each way to fail that changing found."""
    assert answer(fence, path.read_bytes()) == path.stem.partition("_")[2]


def test_a_number_gives_the_same_file_each_time() -> None:
    assert [mutant(number) for number in range(20)] == [mutant(number) for number in range(20)]
    assert len({mutant(number).data for number in range(200)}) > 190


@settings(max_examples=150, deadline=None, derandomize=True)
@given(CHANGES)
def test_a_changed_manifest_is_one_or_is_told_without_its_values(changes: list[Change]) -> None:
    data = changed_manifest({**MANIFEST, "company_name": PERSONAL}, changes)
    try:
        assert isinstance(parse(data), Manifest)
    except DojangError as error:
        told = str(error)
        assert told.startswith("manifest-invalid")
        assert PERSONAL not in told
        assert len(told) < 2000


def test_a_type_error_of_the_second_reader_leaves_the_picture(fence: Fence) -> None:
    """A reference changed to a number: pdfplumber raises TypeError in its depths."""
    data = (Path(__file__).parent / "corpus" / "e994029298_1-pages.pdf").read_bytes()
    with pytest.raises(TypeError):
        _ = pdfplumber.open(io.BytesIO(data)).pages[0].chars
    assert answer(fence, data) == "1-pages"


@pytest.mark.parametrize(
    "rest", [b"", b"<< /Type /Catalog >>\nendobj\n2 0 obj\n<< /Kids [3 0 R] /Coun/Root 1 0 R >>\n%%EOF\n"]
)
def test_a_document_that_breaks_off_has_no_unseen_texts(rest: bytes) -> None:
    """pdfminer's parser raises exceptions that are of its reader's family and others that are not."""
    assert list(hidden_texts(documents.HEAD + b"1 0 obj\n" + rest)) == []


def test_one_broken_object_hides_no_other() -> None:
    page = b"/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >>"
    data = documents.single(page, documents.stream(b""), documents.HELVETICA, b"<< /Note (900101-1234567) >>")
    assert any(PERSONAL in text for text in hidden_texts(data.replace(b"/Type1", b"]>>]>>")))
