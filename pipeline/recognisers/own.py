"""Dojang's own recogniser: a small network run by onnxruntime on one core; `docs/recogniser.md` says what it can read.

The number model reads digits, masks, signs, Latin and the letters of dates; of other letters it knows only that they stand there.
What it says of a line are the words without them: the Korean look reads the others.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture, Word
from pipeline.recognisers import Look
from pipeline.recognisers.columns import Scores, Seen, seen
from pipeline.recognisers.inputs import HEIGHT, MARGIN, padded, prepared, width_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = Path(__file__).parent / "models" / "numbers.onnx"
OTHER = "\ufffd"
"""Stands for a letter that the model does not know."""
PER_COLUMN = 2
"""Pixels of a column of scores."""
MOST_PIXELS = 32 * 256
"""Columns of pixels that are read at once, over the lines of one width."""
WIDE = frozenset("●○■□×※㈜@%&WMmw—")
"""Signs and letters that may be as wide as Hangul."""
LIKE_NUMBER = re.compile(r"(?=.*[oOlI])(?=(?:.*\d){3})[\doOlI*●○□■×Xx.,:~/()-]+")
AS_DIGITS = str.maketrans("oOlI", "0011")
MASKS = frozenset("*●○■□×※")
SURE_MASK = 0.6
"""Least confidence of a sign that hides a digit, beside digits."""
NO_ROOM, SURE_TWICE = 4, 0.95
"""Pixels between two equal characters (middle to middle) that may be one, and confidence from which on they are two."""
ROOM = {"/": 10, "-": 10}
"""Likewise for signs that are wider than their stroke."""
NEAR = 4
"""Pixels to either side of where a character was seen, within which it has ink."""
FAINT = 200
"""Grey under which there is some."""
INK = 128
"""Grey from which on a pixel is ink, in a prepared line."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model file, loaded: its session, its characters by class, its version, and what its confidences mean."""

    session: InferenceSession
    characters: str
    version: str
    curve: NDArray[np.float64]
    """Raw confidences, and how often words of such a confidence are right: two rows, both rising."""

    def scores(self, lines: NDArray[np.uint8]) -> Scores:
        """Batch × 32 × width → batch × columns × classes."""
        return np.asarray(self.session.run(None, {"lines": lines})[0], dtype=np.float32)

    def calibrated(self, confidence: float) -> float:
        """How often a word of that raw confidence is right."""
        return float(np.interp(confidence, self.curve[0], self.curve[1]))


@cache
def model(path: Path = MODEL) -> Model | None:
    """The model of a file, loaded once; nothing where there is no such file."""
    if not path.is_file():
        return None
    import onnxruntime  # noqa: PLC0415 - a tenth of a second, which only those pay who read by it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map
    curve = np.array(json.loads(told["curve"]), dtype=np.float64).T
    return Model(session, told["characters"], told["version"], curve)


class Numbers:
    """Reads numbers, masks, dates and Latin by the number model; see `Recogniser`. It has no other look."""

    def __init__(self, known: Model) -> None:
        self._model = known

    @property
    def name(self) -> str:
        """Model and version."""
        return f"dojang-numbers {self._model.version}"

    def read(self, crops: Sequence[Picture], look: Look = Look.NUMBERS) -> list[tuple[Word, ...]]:  # noqa: ARG002 - the seam's
        """See `Recogniser.read`: the words of each crop that hold no letter unknown to the model."""
        lines = [prepared(crop) for crop in crops]
        found: list[tuple[Word, ...]] = [() for _ in lines]
        for places in _alike(lines):
            width = width_of(lines[places[0]])
            scores = self._model.scores(np.stack([padded(lines[place], width) for place in places]))
            for place, columns in zip(places, scores, strict=True):
                found[place] = self._words(lines[place], seen(columns))
        return found

    def _words(self, line: Picture, letters: list[Seen]) -> tuple[Word, ...]:
        """The known words of a line with their boxes in fractions of it."""
        texts = [self._model.characters[one.number - 1] for one in letters]
        texts = [text if _shown(line, one) else " " for one, text in zip(letters, texts, strict=True)]
        letters, texts = _once(letters, texts)
        edges = _edges(line, letters, texts)
        words: list[Word] = []
        for start, end in _runs(texts):
            if OTHER not in texts[start:end] and not _is_guess(letters[start:end], texts[start:end]):
                sure = self._model.calibrated(min(one.confidence for one in letters[start:end]))
                box = _inked(line, edges[start][0], edges[end - 1][1])
                words.append(Word(_as_number("".join(texts[start:end])), sure, box))
        return tuple(words)


def _alike(lines: Sequence[Picture]) -> list[list[int]]:
    """Places of lines of one width, as many as are read at once: what a line reads as depends on no other."""
    widths: dict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        widths[width_of(line)].append(place)
    return [
        places[start : start + count]
        for width, places in sorted(widths.items())
        for count in [max(MOST_PIXELS // width, 1)]
        for start in range(0, len(places), count)
    ]


def _runs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Where words begin and end: at blanks, and where Hangul or an unknown letter meets anything else.

    Units (`2026년`, `제12호`) stay with their digits, unless a letter follows that makes a word of them.
    """
    kinds = _kinds(texts)
    found: list[tuple[int, int]] = []
    start = 0
    for place in range(1, len(texts) + 1):
        if place == len(texts) or kinds[place] != kinds[place - 1]:
            if kinds[start] != " ":
                found.append((start, place))
            start = place
    return found


def _kinds(texts: Sequence[str]) -> str:
    """Each character's kind: ` ` a blank, `h` of a Hangul word, `n` anything else."""
    kinds = ["h" if text == OTHER or "가" <= text <= "힣" else " " if text == " " else "n" for text in texts]
    for place, text in enumerate(texts):
        if text == "제" and _opens(texts, place):
            kinds[place] = "n"
        if _belongs_to_hangul(text, texts[place - 1 : place], texts[place + 1 : place + 2]):
            kinds[place] = "h"
        alone = place + 1 == len(texts) or kinds[place + 1] != "h"
        if kinds[place] == "h" and text != OTHER and place and texts[place - 1].isdigit() and alone:
            kinds[place] = "n"
    return "".join(kinds)


def _belongs_to_hangul(text: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a bracket between a number and Hangul is the Hangul's: `12호(누리빌딩)`."""
    if text == "(":
        return bool(before and after) and _is_hangul(after[0]) and (before[0].isdigit() or _is_hangul(before[0]))
    return text == ")" and bool(before and after) and _is_hangul(before[0]) and after[0].isdigit()


def _is_hangul(text: str) -> bool:
    return text == OTHER or "가" <= text <= "힣"


def _opens(texts: Sequence[str], place: int) -> bool:
    """Whether a number begins there: the letter before a digit, with none before it."""
    before, after = texts[place - 1] if place else " ", texts[place + 1] if place + 1 < len(texts) else " "
    return after.isdigit() and before != OTHER and not "가" <= before <= "힣"


def _as_number(text: str) -> str:
    """A number with `o` and `l` among its digits, which hands write alike, as digits alone."""
    if not LIKE_NUMBER.fullmatch(text) or 2 * len(re.findall(r"[oOlI]", text)) > len(re.findall(r"\d", text)):
        return text
    return text.translate(AS_DIGITS)


def _is_guess(letters: Sequence[Seen], texts: Sequence[str]) -> bool:
    """Whether a digit may have been taken for a sign that hides one: such a word is left to others."""
    unsure = any(text in MASKS and one.confidence < SURE_MASK for one, text in zip(letters, texts, strict=True))
    lone = sum(text in MASKS for text in texts) == 1 and sum(text.isdigit() for text in texts) > 1
    return lone or (unsure and any(text.isdigit() for text in texts))


def _once(letters: Sequence[Seen], texts: Sequence[str]) -> tuple[list[Seen], list[str]]:
    """The characters without those seen twice: the same again where there is no room for a second, and not surely."""
    kept: list[int] = []
    for place, one in enumerate(letters):
        before = kept[-1] if kept else None
        if (
            before is not None
            and texts[before] == texts[place] not in {".", " ", OTHER}
            and one.first + one.last - letters[before].first - letters[before].last <= ROOM.get(texts[place], NO_ROOM)
            and min(one.confidence, letters[before].confidence) < SURE_TWICE
        ):
            continue
        kept.append(place)
    return [letters[place] for place in kept], [texts[place] for place in kept]


def _shown(line: Picture, one: Seen) -> bool:
    """Whether there is anything where a character was seen: the model expects a hyphen in a wide gap between numbers."""
    left = PER_COLUMN * one.first - MARGIN - NEAR
    right = PER_COLUMN * (one.last + 1) - MARGIN + NEAR
    return bool((line[:, max(left, 0) : max(right, 1)] < FAINT).any())


def _edges(line: Picture, letters: Sequence[Seen], texts: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Between which pixels each character but blanks stands: half way to its neighbours, no wider than such a one is."""
    inked = [place for place, text in enumerate(texts) if text != " "]
    middles = [PER_COLUMN * (letters[place].first + letters[place].last + 1) / 2 - MARGIN for place in inked]
    between = [(left + right) / 2 for left, right in pairwise(middles)]
    lefts, rights = [0.0, *between], [*between, float(line.shape[1])]
    found = {}
    for place, middle, before, after in zip(inked, middles, lefts, rights, strict=False):
        wide = texts[place] in WIDE or texts[place] > "\u3000"
        reach = (0.5 if wide else 0.4) * HEIGHT
        left, right = int(max(before, middle - reach, 0.0)), math.ceil(min(after, middle + reach))
        found[place] = left, max(right, left + 1)
    return found


def _inked(line: Picture, left: int, right: int) -> Box:
    """The ink between two columns as a box in fractions of the line; all between them where there is none."""
    part = line[:, left:right] < INK
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    width = line.shape[1]
    if not len(columns):
        return Box(left / width, 0.0, max(right, left + 1) / width, 1.0)
    return Box(
        (left + int(columns[0])) / width,
        int(rows[0]) / HEIGHT,
        (left + int(columns[-1]) + 1) / width,
        (int(rows[-1]) + 1) / HEIGHT,
    )
