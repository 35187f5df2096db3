"""What is said where Tesseract or its language data is missing: real runs of the command in a machine that lacks them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import drawn

REVIEW = "from pipeline.cli import main; main()"


def reviewed(path: str, tmp_path: Path, **environment: str) -> dict[str, object]:
    page = tmp_path / "page.png"
    page.write_bytes(drawn.png(drawn.employment_page(620, 877)))
    ended = subprocess.run(
        [sys.executable, "-c", REVIEW, "review", "--json", str(page)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path, **environment},
    )
    assert ended.returncode == 1
    said: dict[str, object] = json.loads(ended.stdout)["error"]
    return said


def test_a_machine_without_tesseract_is_told_how_to_install_it(tmp_path: Path) -> None:
    said = reviewed(str(tmp_path), tmp_path)
    assert said["code"] == "tesseract-missing"
    assert "apt-get install" in str(said["remedy"])


@pytest.mark.parametrize("missing", ["kor", "eng"])
def test_a_missing_language_is_told(missing: str, tmp_path: Path) -> None:
    listing = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout
    installed = Path(listing.split('"')[1])
    for language in {"kor", "eng"} - {missing}:
        shutil.copy(installed / f"{language}.traineddata", tmp_path)
    said = reviewed(os.environ["PATH"], tmp_path, TESSDATA_PREFIX=str(tmp_path))
    assert said["code"] == "language-missing"
    assert "tesseract-ocr-kor" in str(said["remedy"])
