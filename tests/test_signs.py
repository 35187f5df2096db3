"""Every sign that anything gives has words for the person who looks at the paper."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.lexicon.signs import SIGNS

ROOT = Path(__file__).parents[1]
GIVERS = (
    "extractors/tampering.py",
    "pipeline/forensics/__init__.py",
    "pipeline/opening/history.py",
    "pipeline/serving/recurring.py",
)


def test_every_sign_has_words_in_both_languages_and_stands_in_the_docs() -> None:
    told = {
        word for giver in GIVERS for word in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', (ROOT / giver).read_text("utf-8"))
    }
    assert told == set(SIGNS)
    docs = (ROOT / "docs/commands.md").read_text("utf-8")
    for sign, text in SIGNS.items():
        assert text.ko
        assert text.en
        assert f"`{sign}`" in docs
