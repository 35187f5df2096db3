"""A number in a PDF's text is found whatever hides it from the eye, also where one PDF reader cannot decode the font."""

from __future__ import annotations

import pytest

from fixtures.generate import Wish, generate
from pipeline.document import Kind
from pipeline.identifiers import resident_spans
from pipeline.opening import open_leaves
from pipeline.settings import Settings


@pytest.mark.parametrize(("seed", "split"), [(1045, "measure"), (1, "tune"), (2, "tune")])
def test_a_number_under_a_bar_is_in_the_text_layer(seed: int, split: str) -> None:
    wish = Wish(
        Kind.EMPLOYMENT_CERTIFICATE, "measure" if split == "measure" else "tune", broken="resident-in-text-layer"
    )
    (leaf,) = open_leaves(generate(seed, wish).data, Settings())
    claimed = leaf.claimed()
    spans = [(line, span) for line in claimed for span in resident_spans(line.text)]
    assert any(span.digits == 6 for _, span in spans)
    assert all(
        0 <= line.box.left < line.box.right <= 1 and 0 <= line.box.top < line.box.bottom <= 1 for line, _ in spans
    )
