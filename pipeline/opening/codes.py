"""Fonts whose codes a table of the file's own maps to glyphs (an embedded CMap), which pdfminer passes over.

It reads named tables only, and drops all text of other fonts without a word. Programs that embed OpenType fonts with
PostScript outlines, as most Korean serif fonts are, write such tables (PDF 32000-1, 9.7.5.3 Embedded CMap Files).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from pdfminer.cmapdb import CMap, CMapBase, CMapParser
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSKeyword
from pdfminer.utils import choplist


class Fonts(PDFResourceManager):
    """pdfminer's fonts of one file, those with a table of their own mended."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """As pdfminer, which keeps it."""
        known = objid in self._cached_fonts
        font = super().get_font(objid, spec)
        table = resolve1(spec.get("Encoding"))
        if not known and isinstance(font, PDFCIDFont) and isinstance(table, PDFStream) and "ToUnicode" in spec:
            _mend(font, table)
        return font


def _mend(font: PDFCIDFont, table: PDFStream) -> None:
    """Lets a font whose table is unread tell its codes apart; a code itself stands for its glyph, as in ToUnicode."""
    if not isinstance(font.cmap, CMap) or font.cmap.code2cid:
        return
    found = _Table()
    _TableParser(found, io.BytesIO(table.get_data())).run()
    font.cmap = _by_code(found.glyphs)
    widths: Mapping[Any, float] = font.widths
    font.widths = {
        int.from_bytes(code, "big"): widths[glyph] for code, glyph in found.glyphs.items() if glyph in widths
    }


def _by_code(glyphs: Mapping[bytes, int]) -> CMap:
    """A table that gives for each sequence of bytes its number."""
    table = CMap()
    for code in filter(None, glyphs):
        branch: dict[int, Any] = table.code2cid
        for byte in code[:-1]:
            deeper = branch.setdefault(byte, {})
            if not isinstance(deeper, dict):  # a shorter code begins alike: the shorter one counts
                break
            branch = deeper
        else:
            branch.setdefault(code[-1], int.from_bytes(code, "big"))
    return table


class _Table(CMapBase):
    """Codes and their glyphs, as the parser finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.glyphs: dict[bytes, int] = {}

    def add_cid2unichr(self, cid: int, code: object) -> None:
        """What the parser calls for every code."""
        if isinstance(code, bytes):
            self.glyphs[code] = cid


class _TableParser(CMapParser):
    """pdfminer's, with single codes read in the order in which they are written: the code, then its glyph."""

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        """As pdfminer."""
        if token is not self.KEYWORD_ENDCIDCHAR:
            super().do_keyword(pos, token)
            return
        for code, glyph in choplist(2, [one for _, one in self.popall()]):
            if isinstance(code, bytes) and isinstance(glyph, int):
                self.cmap.add_cid2unichr(glyph, code)
