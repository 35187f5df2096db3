"""A printed page: its lines as the file says them, where the picture reads alike, else as the picture reads.

Every line is read from the picture all the same, cut out where the file says that it stands, so that no page need be
searched for lines; what the first look bears out wants no second. Of running text, which no field is taken from, the
beginning is read; its other words have little confidence. Ink that is no text is searched for lines as on a scan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.document import Line, Picture
from pipeline.layout import Strip, find_ink, find_strips
from pipeline.looks import Words, line_of, placed, second_look, wants_second
from pipeline.merging import joined
from pipeline.opening.leaves import Layer, Print
from pipeline.printed.cells import Cell, cells_of, in_order
from pipeline.printed.crops import strip_of
from pipeline.printed.proof import another, borne_out, solid, wants_digits
from pipeline.printed.rest import Rest
from pipeline.printed.running import head, is_running
from pipeline.recognisers import Look, Recogniser

FEWEST = 3
"""Cells under which a page is read as a scan is."""
OTHERWISE = 0.3
"""Share of cells that read as something else from which the file's text is no use."""
TELLING = 3
"""Letters from which a cell can read as something else."""
DOUBTED = 0.8
"""What is left of a confidence where the file says something else and the picture is not read surely either."""
SURE = 0.9
"""Confidence from which a look is sure."""
CONFIRMED = 0.99
"""Confidence of a word that two readers of the file and the picture tell alike."""
TOLD = 0.6
"""Likewise of one that the picture was not asked for."""
NUMBER = re.compile(r"(?=.*[0-9])[-0-9*.,:/~()]+")
"""What is read as digits at once."""
LUMP, HIGHER = 2.0, 2.5
"""Width by height under which ink may be a seal, and its height by a cell's from which it is one."""
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


@dataclass(frozen=True, slots=True)
class _Looks:
    """What was read of a strip: as text, as digits and Latin."""

    first: Words = ()
    second: Words = ()

    @property
    def sure(self) -> bool:
        """Whether nothing in either look was read with doubt."""
        return all(word.confidence >= SURE for word in (*self.first, *self.second))

    def bear_out(self, said: str) -> bool:
        """Whether it bears out what the file says."""
        if not self.first:
            return borne_out(said, solid(self.second))
        return borne_out(said, solid(self.first), solid(self.second))


def read_print(layer: Layer, picture: Picture, recogniser: Recogniser) -> list[Line] | None:
    """The lines of a page; nothing where it is to be read as a scan is."""
    printed = layer.printed
    cells = cells_of(layer.lines, printed) if printed else []
    if printed is None or len(cells) < FEWEST:
        return None
    scissors = _Scissors(Rest(printed.rest, picture), picture)
    others = _others(printed, cells, scissors.rest)
    if len(others) > len(cells):
        return None
    cuts = [cut for cell in cells if (cut := scissors.cut(cell))]
    looks = _looks(cuts, recogniser)
    if _tells_another(cuts, looks):
        return None
    again = _wanted_whole(cuts, looks)
    longer = [scissors.cut(cuts[at].cell, whole=True) or cuts[at] for at in again]
    for at, cut, look in zip(again, longer, _looks(longer, recogniser), strict=True):
        cuts[at], looks[at] = cut, look
    lines = [line for parts in zip(cuts, looks, strict=True) if (line := _line(*parts, whole=recogniser.whole)).words]
    return in_order([*lines, *_other_lines(others, recogniser)])


def _others(printed: Print, cells: Sequence[Cell], rest: Rest) -> list[Strip]:
    """Lines of what is no text, in pictures or drawn as shapes: looked for in the small, cut out at full size."""
    if not rest.elsewhere([cell.box for cell in cells]) or not _strange(printed.rest, cells):
        return []
    return _strange(printed.whole_rest(), cells)


def _strange(rest: Picture, cells: Sequence[Cell]) -> list[Strip]:
    """The lines of a page without its text that stand in no cell."""
    usual = median(cell.box.height for cell in cells)
    strips = [strip for strip in find_strips(find_ink(rest)) if not _is_lump(strip, usual)]
    return [
        strip for strip in strips if all(strip.box.intersection(cell.box) < SHARED * strip.box.area for cell in cells)
    ]


def _is_lump(strip: Strip, usual: float) -> bool:
    """Whether it is a seal or a sign, which a reader takes for a letter: about as wide as high, and far higher than lines."""
    height, width = strip.crop.shape[:2]
    return width < LUMP * height and strip.box.height > HIGHER * usual


@dataclass(frozen=True, slots=True)
class _Scissors:
    """Cuts strips out of the page as it is shown, with the strokes beside them that are no text."""

    rest: Rest
    picture: Picture

    def cut(self, cell: Cell, *, whole: bool = False) -> _Cut | None:
        """A cell's strip, of running text the beginning's; nothing where it is too small to be seen."""
        strokes = self.rest.around(cell.box)
        words = cell.words
        if not whole and not strokes and is_running(cell.text):
            words = head(words, self.picture.shape[1] / self.picture.shape[0])
        inks = [word.box for word in words[cell.bullet :]] or [cell.box]
        strip = strip_of([*inks, *strokes], self.picture)
        bullet = cell.words[0].text if cell.bullet else ""
        return _Cut(cell, replace(strip, bullet=bullet), len(words)) if strip else None


def _looks(cuts: Sequence[_Cut], recogniser: Recogniser) -> list[_Looks]:
    """Each strip as text, a number as digits; and the other way where what is read does not bear out the file."""
    looks = [_Looks() for _ in cuts]
    first = [NUMBER.fullmatch(cut.said) is None for cut in cuts]
    _look([at for at, text in enumerate(first) if text], cuts, looks, recogniser)
    _second_look([at for at, text in enumerate(first) if not text], cuts, looks, recogniser)
    doubtful = [at for at, cut in enumerate(cuts) if not looks[at].bear_out(cut.said)]
    _second_look([at for at in doubtful if first[at] and _is_second(cuts[at], looks[at])], cuts, looks, recogniser)
    _look([at for at in doubtful if not first[at]], cuts, looks, recogniser)
    return looks


def _look(wanted: Sequence[int], cuts: Sequence[_Cut], looks: list[_Looks], recogniser: Recogniser) -> None:
    read = recogniser.read([cuts[at].strip.crop for at in wanted], Look.TEXT)
    for at, words in zip(wanted, read, strict=True):
        looks[at] = replace(looks[at], first=joined(words))


def _second_look(wanted: Sequence[int], cuts: Sequence[_Cut], looks: list[_Looks], recogniser: Recogniser) -> None:
    read = recogniser.read([cuts[at].strip.crop for at in wanted], Look.NUMBERS)
    for at, words in zip(wanted, read, strict=True):
        looks[at] = replace(looks[at], second=words)


def _is_second(cut: _Cut, look: _Looks) -> bool:
    """Whether a second look may settle what the first does not bear out."""
    return wants_digits(cut.said, solid(look.first)) or wants_second(look.first)


def _tells_another(cuts: Sequence[_Cut], looks: Sequence[_Looks]) -> bool:
    """Whether the picture reads as another page than the file says."""
    telling = [_is_another(*both) for both in zip(cuts, looks, strict=True) if len(both[0].said) >= TELLING]
    return sum(telling) > OTHERWISE * len(telling)


def _is_another(cut: _Cut, look: _Looks) -> bool:
    return not look.bear_out(cut.said) and another(cut.said, solid(look.first))


def _wanted_whole(cuts: Sequence[_Cut], looks: Sequence[_Looks]) -> list[int]:
    """Running text to be read to its end: whose beginning is not borne out; all, where any is something else."""
    partly = [at for at, cut in enumerate(cuts) if not cut.whole]
    if any(_is_another(cuts[at], looks[at]) for at in partly):
        return partly
    return [at for at in partly if not looks[at].bear_out(cuts[at].said)]


def _other_lines(others: Sequence[Strip], recogniser: Recogniser) -> list[Line]:
    firsts = [joined(words) for words in recogniser.read([strip.crop for strip in others], Look.TEXT)]
    seconds = second_look(others, firsts, recogniser)
    lines = [line_of(*parts, whole=recogniser.whole) for parts in zip(others, firsts, seconds, strict=True)]
    return [line for line in lines if line.words]


def _line(cut: _Cut, look: _Looks, *, whole: bool) -> Line:
    """The file's words where they are borne out, with what the picture reads as the look to hold them against."""
    if not look.bear_out(cut.said):
        line = line_of(cut.strip, look.first, look.second, whole=whole)
        return line if look.sure else _doubted(line)
    words = tuple(
        replace(word, confidence=CONFIRMED if at < cut.count else TOLD) for at, word in enumerate(cut.cell.words)
    )
    return Line(words, cut.cell.box, placed(look.second or look.first, cut.strip), told=not cut.whole)


def _doubted(line: Line) -> Line:
    """A line of which the file says something else: one of the two is wrong, and nobody knows which."""
    doubted = tuple(replace(word, confidence=DOUBTED * word.confidence) for word in line.words)
    return replace(line, words=doubted, told=True)
