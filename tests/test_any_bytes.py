"""Whatever bytes are handed in: pages or a listed error, and the same each time."""

from __future__ import annotations

import io
import json
from functools import cache

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.document import Paper
from pipeline.errors import DojangError
from pipeline.facts import Reading, read_here
from pipeline.fence import Fence
from pipeline.opening import PAGE_PIXELS, open_leaves
from pipeline.settings import Settings
from tests import drawn
from tests.lying import Certificate

pillow_heif.register_heif_opener()
LIMITS = Settings(max_pixels=2_000_000, max_pages=5)
KINDS = ("pdf", "scan", "png", "jpeg", "tiff", "g4", "webp", "heif", "avif", "bmp", "gif")
MANY = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@cache
def whole(kind: str) -> bytes:
    """A good file of a kind."""
    if kind == "pdf":
        return Certificate().pdf()
    page = drawn.employment_page(620, 877)
    written = io.BytesIO()
    match kind:
        case "scan":
            page.save(written, "PDF", resolution=75)
        case "tiff":
            page.save(written, "TIFF", compression="tiff_lzw", save_all=True, append_images=[page])
        case "g4":
            page.convert("1").save(written, "TIFF", compression="group4", dpi=(204, 98))
        case _:
            page.save(written, kind.upper())
    return written.getvalue()


def opened(data: bytes) -> list[str]:
    """The sizes of the pages, or the words of a listed error; anything else that is raised is a failure."""
    try:
        found = []
        for leaf in open_leaves(data, LIMITS):
            page = leaf.render()
            assert page.dtype == np.uint8
            assert page.ndim == 3
            assert page.shape[2] == 3
            assert 0 < page.shape[0] * page.shape[1] <= 1.01 * PAGE_PIXELS
            for line in leaf.claimed():
                assert all(0 <= edge <= 1 for word in line.words for edge in word.box)
            found.append(str(page.shape))
    except DojangError as error:
        return [error.entry.message.en]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_opens(kind: str) -> None:
    assert opened(whole(kind))[0].endswith(", 3)")


@MANY
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    opened(data)


HEADS = (b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"MM\x00*", b"RIFF\0\0\0\0WEBPVP8 ")


@MANY
@given(
    st.sampled_from((*HEADS, b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypavif", b"BM", b"GIF89a")), st.binary(max_size=300)
)
def test_any_bytes_behind_a_good_head(head: bytes, data: bytes) -> None:
    opened(head + data)


@pytest.mark.parametrize("kind", KINDS)
@settings(parent=MANY, max_examples=12)
@given(share=st.floats(0, 1))
def test_a_file_cut_anywhere(kind: str, share: float) -> None:
    data = whole(kind)
    opened(data[: int(share * len(data))])


@pytest.mark.parametrize("kind", KINDS)
@settings(parent=MANY, max_examples=25)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12), early=st.booleans())
def test_a_file_changed_anywhere(kind: str, changes: list[tuple[float, int]], early: bool) -> None:  # noqa: FBT001 - drawn by name
    data = bytearray(whole(kind))
    reach = min(400, len(data)) if early else len(data)
    for share, value in changes:
        data[int(share * (reach - 1))] = value
    opened(bytes(data))


@pytest.mark.parametrize("kind", KINDS)
@settings(parent=MANY, max_examples=6)
@given(middle=st.binary(min_size=1, max_size=60), share=st.floats(0, 1))
def test_a_file_with_bytes_put_in(kind: str, middle: bytes, share: float) -> None:
    data, at = whole(kind), int(share * len(whole(kind)))
    opened(data[:at] + middle + data[at:])


@pytest.mark.parametrize("kind", ["pdf", "jpeg"])
def test_the_same_bytes_give_the_same_facts(kind: str) -> None:
    first, second = (read_here(whole(kind), Settings(), pictures=True) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kinds", list(zip(KINDS, (*KINDS[1:], KINDS[0]), strict=True)))
@settings(parent=MANY, max_examples=4)
@given(first=st.floats(0, 1), second=st.floats(0, 1))
def test_a_file_that_goes_on_as_another(kinds: tuple[str, str], first: float, second: float) -> None:
    head, tail = (whole(kind) for kind in kinds)
    opened(head[: int(first * len(head))] + tail[int(second * len(tail)) :])


@pytest.mark.parametrize("kind", ["scan", "webp"])
def test_two_processes_give_the_same_bytes_of_facts(kind: str) -> None:
    def written(reading: Reading) -> bytes:
        return json.dumps(reading.facts.to_json(), ensure_ascii=False).encode()

    fences = [Fence(seconds=60, memory_mb=3000, preload=("pipeline.facts",)) for _ in range(2)]
    first, second = (written(fence.call(read_here, whole(kind), Settings())) for fence in fences)
    assert first == second == written(read_here(whole(kind), Settings()))


@cache
def facts_turned(quarters: int) -> Paper:
    page = np.rot90(np.asarray(drawn.employment_page()), -quarters)
    return read_here(drawn.png(Image.fromarray(page)), Settings()).facts.best


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_gives_the_same_facts(quarters: int) -> None:
    upright, turned = facts_turned(0), facts_turned(quarters)
    assert turned.kind is upright.kind
    for name, one in upright.fields.items():
        other = turned.fields[name]
        assert other.value == one.value, name
        assert other.confidence == pytest.approx(one.confidence, abs=0.1), name
        if one.box and other.box:
            assert other.box == pytest.approx(one.box, abs=0.01)
