"""A printed page: its lines as the file says them, where the picture reads alike, else as the picture reads.

Every line is read from the picture all the same, cut out where the file says that it stands, so that no page need be
searched for lines; what the first look bears out wants no second. Of running text, which no field is taken from, the
beginning is read; its other words have little confidence. Ink that is no text is searched for lines as on a scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document import Line, Picture, Word
from pipeline.layout import Strip, find_ink, find_strips
from pipeline.looks import Words, line_of, placed, second_look, wants_second
from pipeline.merging import joined
from pipeline.opening.leaves import Layer, Print
from pipeline.printed.cells import Cell, cells_of, in_order
from pipeline.printed.crops import strip_of
from pipeline.printed.proof import another, borne_out, solid, wants_digits
from pipeline.printed.rest import Rest
from pipeline.printed.running import head, is_running
from pipeline.printed.slack import read_loosely
from pipeline.recognisers import Look, Recogniser

FEWEST = 3
"""Cells under which a page is read as a scan is."""
OTHERWISE = 0.3
"""Share of cells that read as something else from which the file's text is no use."""
TELLING = 3
"""Letters from which a cell can read as something else."""
CONFIRMED = 0.99
"""Confidence of a word that two readers of the file and the picture tell alike."""
TOLD = 0.6
"""Likewise of one that the picture was not asked for."""
SHARED = 0.3
"""Share of a strip from which on it stands in a cell."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A cell and the strip of its first words; `count`: how many those are, a bullet with them."""

    cell: Cell
    strip: Strip
    count: int

    @property
    def said(self) -> str:
        """What the file says of the strip."""
        return "".join(word.text for word in self.cell.words[self.cell.bullet : self.count])

    @property
    def whole(self) -> bool:
        """Whether all of the cell is in the strip."""
        return self.count == len(self.cell.words)


def read_print(layer: Layer, picture: Picture, recogniser: Recogniser) -> list[Line] | None:
    """The lines of a page; nothing where it is to be read as a scan is."""
    printed = layer.printed
    cells = cells_of(layer.lines, printed) if printed else []
    if printed is None or len(cells) < FEWEST:
        return None
    scissors = _Scissors(Rest(printed.rest), picture)
    others = _others(printed, cells, scissors.rest)
    if len(others) > len(cells):
        return None
    cuts = [cut for cell in cells if (cut := scissors.cut(cell))]
    firsts = _first_look(cuts, recogniser)
    if _tells_another(cuts, firsts):
        return None
    again = _wanted_whole(cuts, firsts)
    longer = [scissors.cut(cuts[at].cell, whole=True) or cuts[at] for at in again]
    for at, cut, first in zip(again, longer, _first_look(longer, recogniser), strict=True):
        cuts[at], firsts[at] = cut, first
    return in_order([*_lines(cuts, firsts, recogniser), *_other_lines(others, recogniser)])


def _others(printed: Print, cells: Sequence[Cell], rest: Rest) -> list[Strip]:
    """Lines of what is no text: in pictures, drawn as shapes."""
    if not rest.elsewhere([cell.box for cell in cells]):
        return []
    strips = find_strips(find_ink(printed.whole_rest()))
    return [
        strip for strip in strips if all(strip.box.intersection(cell.box) < SHARED * strip.box.area for cell in cells)
    ]


@dataclass(frozen=True, slots=True)
class _Scissors:
    """Cuts strips out of the page as it is shown, with the strokes beside them that are no text."""

    rest: Rest
    picture: Picture

    def cut(self, cell: Cell, *, whole: bool = False) -> _Cut | None:
        """A cell's strip, of running text the beginning's; nothing where it is too small to be seen."""
        strokes = self.rest.around(cell.box)
        words = cell.words
        if not whole and strokes is None and is_running(cell.text):
            words = head(words, self.picture.shape[1] / self.picture.shape[0])
        inks = [word.box for word in words[cell.bullet :]] or [cell.box]
        strip = strip_of([*inks, strokes] if strokes else inks, self.picture)
        bullet = cell.words[0].text if cell.bullet else ""
        return _Cut(cell, replace(strip, bullet=bullet), len(words)) if strip else None


def _first_look(cuts: Sequence[_Cut], recogniser: Recogniser) -> list[Words]:
    return [joined(words) for words in read_loosely([cut.strip.crop for cut in cuts], recogniser)]


def _tells_another(cuts: Sequence[_Cut], firsts: Sequence[Words]) -> bool:
    """Whether the picture reads as another page than the file says."""
    telling = [_is_another(cut, first) for cut, first in zip(cuts, firsts, strict=True) if len(cut.said) >= TELLING]
    return sum(telling) > OTHERWISE * len(telling)


def _is_another(cut: _Cut, first: Words) -> bool:
    return another(cut.said, solid(first))


def _wanted_whole(cuts: Sequence[_Cut], firsts: Sequence[Words]) -> list[int]:
    """Running text to be read to its end: whose beginning is not borne out; all, where any is something else."""
    partly = [at for at, cut in enumerate(cuts) if not cut.whole]
    if any(_is_another(cuts[at], firsts[at]) for at in partly):
        return partly
    return [at for at in partly if not borne_out(cuts[at].said, solid(firsts[at]))]


def _lines(cuts: Sequence[_Cut], firsts: Sequence[Words], recogniser: Recogniser) -> list[Line]:
    seconds = _seconds(cuts, firsts, recogniser)
    lines = [_line(*parts) for parts in zip(cuts, firsts, seconds, strict=True)]
    return [line for line in lines if line.words]


def _other_lines(others: Sequence[Strip], recogniser: Recogniser) -> list[Line]:
    firsts = [joined(words) for words in recogniser.read([strip.crop for strip in others], Look.TEXT)]
    seconds = second_look(others, firsts, recogniser)
    lines = [line_of(*parts) for parts in zip(others, firsts, seconds, strict=True)]
    return [line for line in lines if line.words]


def _seconds(cuts: Sequence[_Cut], firsts: Sequence[Words], recogniser: Recogniser) -> list[Words]:
    """A second look at the cells that the first does not bear out."""
    wanted = [at for at, cut in enumerate(cuts) if _is_doubtful(cut.said, firsts[at])]
    read = recogniser.read([cuts[at].strip.crop for at in wanted], Look.LATIN)
    found: dict[int, Words] = dict(zip(wanted, read, strict=True))
    return [found.get(at, ()) for at in range(len(cuts))]


def _is_doubtful(said: str, first: Words) -> bool:
    seen = solid(first)
    return not borne_out(said, seen) and (wants_digits(said, seen) or wants_second(first))


def _line(cut: _Cut, first: Words, second: Words) -> Line:
    """The file's words where they are borne out, with what the picture reads as the look to hold them against."""
    if not borne_out(cut.said, solid(first), solid(second)):
        return line_of(cut.strip, first, second)
    words = tuple(_sure(word, CONFIRMED if at < cut.count else TOLD) for at, word in enumerate(cut.cell.words))
    return Line(words, cut.cell.box, placed(second or first, cut.strip), told=not cut.whole)


def _sure(word: Word, confidence: float) -> Word:
    return replace(word, confidence=confidence)
