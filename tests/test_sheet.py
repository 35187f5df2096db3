from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.document import Box, Decision, Finding, Outcome, Severity, Text, Verdict
from pipeline.serving.sheet import Part, annotated, checks_table, escaped, keep, sheet_text


def finding(outcome: Outcome, box: Box | None = None, reason: str | None = None) -> Finding:
    words = Text("직인이 없습니다.", "There is no official seal.")
    page = 1 if box else None
    return Finding("employment.stamp", outcome, Severity.BLOCKING, 1.0, reason, "stamp", words, words, page, box)


def blank(width: int = 800, height: int = 1000) -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(encoded, "JPEG")
    return encoded.getvalue()


def pixels(picture: bytes, near: tuple[int, int, int]) -> int:
    """How many pixels have about that colour."""
    image = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=np.int16)
    return int((np.abs(image - np.array(near, dtype=np.int16)).max(axis=2) < 30).sum())


@pytest.mark.parametrize(
    ("outcome", "colour"),
    [(Outcome.PASS, (26, 127, 75)), (Outcome.UNSURE, (202, 122, 4)), (Outcome.FAIL, (196, 32, 33))],
)
def test_evidence_is_boxed_in_the_colour_of_its_outcome(outcome: Outcome, colour: tuple[int, int, int]) -> None:
    found = [finding(outcome, Box(0.4, 0.4, 0.6, 0.5), "stamp-missing")]
    assert pixels(annotated(blank(), 1, "x", found), colour) > 2000
    assert pixels(annotated(blank(), 2, "x", found), colour) == 0, "evidence of another page"


def test_what_has_no_place_stands_above_the_page() -> None:
    bare, headed = (
        Image.open(io.BytesIO(annotated(blank(), 1, "x", found)))
        for found in ([], [finding(Outcome.FAIL, None, "stamp-missing")])
    )
    assert headed.height > bare.height
    assert bare.width == headed.width


def test_boxes_at_the_edges_and_many_labels_do_no_harm() -> None:
    boxes = [Box(0, 0, 1, 1), Box(0, 0, 0.001, 0.001), Box(0.99, 0.99, 1, 1)]
    boxes += [Box(0.1, 0.5, 0.2, 0.5 + step / 1000) for step in range(1, 40)]
    found = [finding(Outcome.FAIL, box, "a-rather-long-reason-code") for box in boxes]
    assert Image.open(io.BytesIO(annotated(blank(), 1, "x", found))).width == 1240


def test_pictures_are_for_their_owner_only(tmp_path: Path) -> None:
    path = keep(tmp_path / "sheets", "d1-1", b"picture")
    assert path.read_bytes() == b"picture"
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["d1-1.jpg"]


def test_the_table_has_what_stands_in_the_way_first() -> None:
    decision = Decision(
        Verdict.REJECTED, 50, (finding(Outcome.PASS), finding(Outcome.UNSURE), finding(Outcome.FAIL, None, "x"))
    )
    rows = checks_table([Part("재직증명서", decision)])
    assert [row["outcome"].split()[-1] for row in rows] == ["fail", "unsure", "pass"]
    assert all(row.keys() == rows[0].keys() for row in rows), "Prefect takes the columns from the first row"


@pytest.mark.parametrize(
    "nasty",
    [
        "![x](http://evil.example/x.png)",
        "[link](javascript:alert(1))",
        "<img src=http://evil.example/x>",
        "line\n# heading",
        "| a | b |",
        "`code` **bold** _em_ ~~x~~",
        "https://evil.example/",
    ],
)
def test_text_of_strangers_stays_text(nasty: str) -> None:
    shown = escaped(nasty)
    assert "\n" not in shown
    assert "<" not in shown
    assert "://" not in shown
    for sign in "[]()!|`*_#~":
        assert shown.count(sign) == shown.count(f"\\{sign}")
    decision = Decision(Verdict.APPROVED, 100, ())
    text = sheet_text(nasty, decision, [Part(nasty, decision)], [nasty])
    assert nasty not in text
    (row,) = checks_table([Part(nasty, Decision(Verdict.APPROVED, 100, (finding(Outcome.PASS),)))])
    assert not set("[]<>|`\n") & set(row["paper"])
