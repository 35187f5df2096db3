"""Writes the generated parts of `docs/registrations.md` anew: `python -m pipeline.registrations`."""

from __future__ import annotations

from pathlib import Path

from pipeline.registrations.drawing import renewed

_PAGE = Path("docs/registrations.md")

if __name__ == "__main__":
    _PAGE.write_text(renewed(_PAGE.read_text(encoding="utf-8")), encoding="utf-8")
