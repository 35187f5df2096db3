"""`dojang shadow`: papers and applications that people have decided, judged anew beside them; nothing is kept, sent or decided.

How far the rules agree says whether a rulebook's `mode` may be less careful. What a service itself has put before people is told by
`dojang audit`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checks.bookfile import Mode
from checks.rulebook import Rulebook
from pipeline.document import Json, Outcome, Verdict
from pipeline.errors import DojangError
from pipeline.labelled import Labelled, labelled
from pipeline.proportion import bounds
from pipeline.reviewing import Reviewed, Terms, review_application, review_files, today

MOST_WRONG = 0.01
"""Of approvals wrong, and of rejections needless: the upper 95 % bound up to which the rules may decide alone."""
MOST_WRONG_ASSISTED = 0.05
"""Likewise of wrong approvals where a person confirms each decision."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One case: what people decided and why, and what the rules said. `machine` is `None` where the file could not be reviewed."""

    name: str
    people: Verdict
    machine: Verdict | None
    told: frozenset[str]
    found: Mapping[str, tuple[Outcome, str | None]]
    """By check: its worst outcome and reason."""

    @property
    def decided(self) -> bool:
        """Whether the rules would have decided without a person."""
        return self.machine not in {None, Verdict.NEEDS_REVIEW}


@dataclass(frozen=True, slots=True)
class Report:
    """All cases of a folder."""

    pairs: tuple[Pair, ...]

    @property
    def proposed(self) -> list[Pair]:
        """Those that the rules would have decided."""
        return [one for one in self.pairs if one.decided]

    @property
    def wrong_approvals(self) -> list[Pair]:
        """Approved by the rules, and not by people."""
        return [one for one in self.approvals if one.people is not Verdict.APPROVED]

    @property
    def approvals(self) -> list[Pair]:
        """Approved by the rules."""
        return [one for one in self.pairs if one.machine is Verdict.APPROVED]

    @property
    def rejections(self) -> list[Pair]:
        """Rejected by the rules."""
        return [one for one in self.pairs if one.machine is Verdict.REJECTED]

    @property
    def needless_rejections(self) -> list[Pair]:
        """Rejected by the rules, and not by people."""
        return [one for one in self.rejections if one.people is not Verdict.REJECTED]

    @property
    def suggested(self) -> Mode:
        """How far the rules may be trusted: alone, with a person who confirms, or not yet."""
        wrong = bounds(len(self.wrong_approvals), len(self.approvals))[1]
        needless = bounds(len(self.needless_rejections), len(self.rejections))[1]
        if max(wrong, needless) <= MOST_WRONG:
            return Mode.AUTO
        return Mode.ASSIST if wrong <= MOST_WRONG_ASSISTED else Mode.SHADOW

    def to_json(self) -> Json:
        """As `dojang shadow --json` prints it."""
        return {
            "cases": len(self.pairs),
            "unread": sum(one.machine is None for one in self.pairs),
            "proposed": len(self.proposed),
            "agreed": sum(one.machine is one.people for one in self.proposed),
            "wrong_approvals": _counted(self.wrong_approvals, self.approvals),
            "needless_rejections": _counted(self.needless_rejections, self.rejections),
            "by_decision": [
                {"people": people, "machine": machine, "cases": count}
                for (people, machine), count in sorted(_decisions(self.pairs).items())
            ],
            "by_rule": _by_rule(self.pairs),
            "suggested_mode": self.suggested.value,
        }


def shadowed(folder: Path, book: Rulebook | None, workers: int) -> Report:
    """Judges everything that has a label with a decision; that a person should look is none.

    Raises `file-not-found`, `label-invalid`, `labels-too-few` where there is none.
    """
    wanted = [one for one in labelled(folder) if one.label.decision not in {None, Verdict.NEEDS_REVIEW}]
    if not wanted:
        raise DojangError("labels-too-few", "0 of 1")
    papers = [one for one in wanted if not one.whole]
    found = [*_files(papers, book, workers)]
    found += [_pair(one, review_application(one.path, book, workers)) for one in wanted if one.whole]
    return Report(tuple(found))


def _files(papers: Sequence[Labelled], book: Rulebook | None, workers: int) -> Iterator[Pair]:
    """Each paper on its own, as on the day that its label names; without one, as of today."""
    by_day: dict[Terms, list[Labelled]] = defaultdict(list)
    usual = Terms(today(), None, None)
    for one in papers:
        by_day[replace(usual, submitted=one.label.submitted or usual.submitted)].append(one)
    for terms, some in by_day.items():
        found = review_files([one.path for one in some], replace(terms, book=book), workers)
        yield from (_pair(one, reviewed) for one, reviewed in zip(some, found, strict=True))


def _pair(one: Labelled, reviewed: Reviewed) -> Pair:
    people = one.label.decision
    if people is None:
        raise ValueError(one.path.name)
    machine = reviewed.decision.verdict if reviewed.decision else None
    return Pair(one.path.name, people, machine, frozenset(one.label.reasons), _found(reviewed.json))


_WORST = (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS)


def _found(told: Json) -> dict[str, tuple[Outcome, str | None]]:
    """Each check's worst outcome, in the file or in all of the application."""
    checks = [
        *told.get("checks", ()),
        *(check for paper in told.get("documents", ()) for check in paper.get("checks", ())),
    ]
    found: dict[str, tuple[Outcome, str | None]] = {}
    for check in checks:
        new = Outcome(check["outcome"]), check["reason"]
        old = found.get(check["id"], new)
        found[check["id"]] = min(old, new, key=lambda each: _WORST.index(each[0]))
    return found


def _counted(wrong: Sequence[Pair], of: Sequence[Pair]) -> Json:
    low, high = bounds(len(wrong), len(of))
    return {
        "count": len(wrong),
        "of": len(of),
        "share_95": [round(low, 5), round(high, 5)],
        "names": [one.name for one in wrong],
    }


def _decisions(pairs: Iterable[Pair]) -> Counter[tuple[str, str]]:
    return Counter((one.people.value, one.machine.value if one.machine else "error") for one in pairs)


def _by_rule(pairs: Iterable[Pair]) -> list[Json]:
    """Each check that did not pass: what people made of those cases, and how often they named its reason."""
    rows: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in pairs:
        for check, (outcome, reason) in one.found.items():
            if outcome is not Outcome.PASS:
                rows[check, outcome.value].update([one.people.value, *(["told"] if reason in one.told else [])])
    return [
        {
            "check": check,
            "machine": outcome,
            "cases": sum(counts[verdict.value] for verdict in Verdict),
            "told": counts["told"],
            "people": {verdict.value: counts[verdict.value] for verdict in Verdict if counts[verdict.value]},
        }
        for (check, outcome), counts in sorted(rows.items())
    ]
