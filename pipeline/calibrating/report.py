"""`dojang calibrate`: labelled papers read, honesty measured, curves moved, thresholds tried; a file to be used, and what justifies it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checks.rulebook import load
from pipeline.calibrating.curves import Curves, Seen, moved, observations
from pipeline.calibrating.honesty import Honesty, honesty
from pipeline.calibrating.thresholds import Decided, Outcome, outcomes, suggested
from pipeline.confidence import CALIBRATION, interpolated, kept
from pipeline.document import Facts, Json
from pipeline.errors import DojangError
from pipeline.facts import weighed
from pipeline.judging import rulebook_for
from pipeline.labelled import Label, Labelled, labelled
from pipeline.reviewing import read_bytes
from pipeline.settings import settings

LEAST_PAPERS = 100
"""Labelled papers that were told for what they are: with fewer, no field could be judged."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A paper that was read: with scores, with confidences, and its label."""

    scores: Facts
    facts: Facts
    label: Label


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured. `before`: with the confidences now in use; `after`: with the curves of the new file."""

    papers: int
    unread: int
    before: tuple[Honesty, ...]
    after: tuple[Honesty, ...]
    curves: Curves
    outcomes: tuple[Outcome, ...]
    sure_enough: float
    suggested: float | None

    def to_json(self) -> Json:
        """As `dojang calibrate --json` prints it."""
        return {
            "papers": self.papers,
            "unread": self.unread,
            "fields": [_field_json(one, two) for one, two in zip(self.before, self.after, strict=True)],
            "sure_enough": self.sure_enough,
            "suggested": self.suggested,
            "thresholds": [_outcome_json(one) for one in self.outcomes],
        }


def calibrated(folder: Path, workers: int) -> Report:
    """Reads every labelled paper of the folder. Raises `label-invalid`, `labels-too-few` with how many there are and must be."""
    wanted = [one for one in labelled(folder) if not one.whole and one.label.kind is not None]
    if len(wanted) < LEAST_PAPERS:
        raise _too_few(len(wanted))
    read = list(_read(wanted, workers))
    known = [one for one in read if one.facts.best.kind is one.label.kind]
    if len(known) < LEAST_PAPERS:
        raise _too_few(len(known))
    return report(known, len(wanted) - len(read))


def report(papers: Sequence[Weighed], unread: int = 0) -> Report:
    """What papers say that were read."""
    scores = [one for paper in papers for one in observations(paper.label.truth, paper.scores)]
    now = [one for paper in papers for one in observations(paper.label.truth, paper.facts)]
    curves = moved(scores, kept(CALIBRATION))
    decided = [_decided(paper) for paper in papers if paper.label.decision is not None]
    tried = tuple(outcomes(decided)) if decided else ()
    own = load("sender-number").sure_enough
    return Report(
        len(papers),
        unread,
        tuple(honesty(now)),
        tuple(honesty(_afterwards(now, scores, curves))),
        curves,
        tried,
        own,
        suggested(tried, own) if tried else None,
    )


def write(found: Report, path: Path) -> None:
    """The file that `DOJANG_CALIBRATION` may name; written whole or not at all."""
    values = {one.field: one.given for one in found.before}
    text = json.dumps({"papers": found.papers, "values": values, "fields": found.curves}, ensure_ascii=False, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    half.write_text(f"{text}\n", encoding="utf-8")
    half.replace(path)


def _too_few(count: int) -> DojangError:
    return DojangError("labels-too-few", f"{count} of {LEAST_PAPERS}")


def _read(wanted: Sequence[Labelled], workers: int) -> Iterator[Weighed]:
    """Those that can be read."""
    with ThreadPoolExecutor(workers) as pool:
        yield from filter(None, pool.map(_weigh, wanted))


def _weigh(one: Labelled) -> Weighed | None:
    try:
        return Weighed(*weighed(read_bytes(one.path, settings().max_bytes)), one.label)
    except DojangError:
        return None


def _decided(paper: Weighed) -> Decided:
    if paper.label.decision is None or paper.label.kind is None:
        raise ValueError("a paper without a decision")
    book = load(rulebook_for(paper.label.kind))
    return Decided(paper.facts, book, paper.label.submitted or _LONG_AGO, paper.label.decision)


_LONG_AGO = date(2000, 1, 1)
"""Without its day a paper's age cannot be judged: it then counts as issued in the future, and is never approved for its age."""


def _afterwards(now: Sequence[Seen], scores: Sequence[Seen], curves: Curves) -> Iterator[Seen]:
    """The same values with the confidence that the new curves give; one of a field without a curve keeps its own."""
    for (name, confidence, right), (_, score, _) in zip(now, scores, strict=True):
        points = tuple(curves.get(name, ()))
        yield name, interpolated(points, score) if points else confidence, right


def _field_json(before: Honesty, after: Honesty) -> Json:
    return {
        "field": before.field,
        "given": before.given,
        "error": before.error,
        "error_after": after.error,
        "sure": before.sure,
        "sure_and_wrong": before.wrong,
        "sure_and_wrong_upper_95": round(before.bound, 4),
        "sure_after": after.sure,
        "sure_and_wrong_after": after.wrong,
    }


def _outcome_json(one: Outcome) -> Json:
    return {
        "sure_enough": one.bar,
        "papers": one.papers,
        "unfit": one.unfit,
        "wrong_approvals": one.wrong_approvals,
        "wrong_approvals_upper_95": round(one.bound, 4),
        "fit": one.fit,
        "needless_rejections": one.needless_rejections,
        "decided": one.decided,
    }
