from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.document import Finding, Outcome, Severity, Text
from pipeline.serving.files import Album
from pipeline.serving.sheets.words import cell, checks_table, dayless, escaped
from tests.keys import KEYRING


def finding(outcome: Outcome, reason: str | None = None, severity: Severity = Severity.BLOCKING) -> Finding:
    words = Text("직인이 없습니다.", "There is no official seal.")
    return Finding("employment.stamp", outcome, severity, 1.0, reason, "stamp", words, words)


def test_pictures_are_for_their_owner_only(tmp_path: Path) -> None:
    album = Album(tmp_path / "sheets", KEYRING)
    album.keep("d1-1", b"picture")
    assert album.read("d1-1") == b"picture"
    (path,) = album.folder.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert path.name == "d1-1.sealed"
    assert b"picture" not in path.read_bytes()


def test_pictures_of_an_older_version_are_sealed_and_drafts_removed(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(b"picture")
    (tmp_path / "half.1-ab.part").write_bytes(b"pict")
    (tmp_path / "now.2-cd.part").write_bytes(b"pict")
    an_hour_ago = time.time() - 3600
    os.utime(tmp_path / "half.1-ab.part", (an_hour_ago, an_hour_ago))
    album = Album(tmp_path, KEYRING)
    album.settle()
    assert {path.name for path in tmp_path.iterdir()} == {"old.sealed", "now.2-cd.part"}, (
        "another worker writes the one"
    )
    assert album.read("old") == b"picture"
    assert album.remove("old") == 1
    assert not album.has("old")


def test_the_table_has_what_stands_in_the_way_first() -> None:
    found = [
        finding(Outcome.PASS),
        finding(Outcome.FAIL, "advice", Severity.ADVISORY),
        finding(Outcome.UNSURE, "doubt"),
        finding(Outcome.FAIL, "fault"),
    ]
    rows = checks_table([("1. 재직증명서", found)])
    assert [row["사유 코드"] for row in rows] == ["fault", "doubt", "advice", ""]
    assert [row["결과"].split()[-1] for row in rows] == ["fail", "unsure", "fail", "pass"]


NASTY = [
    "![x](http://evil.example/x.png)",
    "[link](javascript:alert(1))",
    "<img src=http://evil.example/x>",
    "line\n# heading",
    "| a | b |",
    "`code` **bold** _em_ ~~x~~",
    "https://evil.example/",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_text_of_strangers_stays_text(nasty: str) -> None:
    shown = escaped(nasty)
    assert "\n" not in shown
    assert "<" not in shown
    assert "://" not in shown
    for sign in "[]()!|`*_#~":
        assert shown.count(sign) == shown.count(f"\\{sign}")


@pytest.mark.parametrize("nasty", NASTY)
def test_a_cell_of_the_table_has_no_link(nasty: str) -> None:
    assert not set("[]<>|`\n") & set(cell(nasty))
    assert "://" not in cell(nasty)


@pytest.mark.parametrize("day", ["2026-10-02", "2026.10.2.", "2026년 10월 2일", "2026/10/02", "(2026-10-02)"])
def test_no_day_stays_in_a_sentence(day: str) -> None:
    assert dayless(f"발급일{day}로부터 3개월이 지났습니다.") == "발급일로부터 3개월이 지났습니다."
