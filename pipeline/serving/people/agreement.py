"""How far machine and people agree: over all, by why a person was asked, by rule, and by confidence of what was read.

Only what a person decided while the rules had a proposal of their own tells how good the rules are:
confirmed (`assist`), on trial (`shadow`), or drawn by lot (`audit`). A field that nobody corrected in a case
that people looked at counts as read rightly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from checks.reasons import BY_PEOPLE
from checks.rulebook import table
from pipeline.document import Json, Verdict
from pipeline.proportion import bounds
from pipeline.serving import books
from pipeline.serving.ledger import MACHINE, Ledger
from pipeline.serving.tables import DecisionRow
from pipeline.settings import Settings

_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Where a bucket of confidence begins."""
_WORST = ("fail", "unsure", "pass")


@dataclass(frozen=True, slots=True)
class Pair:
    """One decision of the rules that a person looked at, and what the person decided."""

    machine: DecisionRow
    person: DecisionRow

    @property
    def proposed(self) -> str | None:
        """What the rules would have decided; `None` where they could not."""
        return None if self.machine.machine in {None, Verdict.NEEDS_REVIEW.value} else self.machine.machine

    @property
    def agreed(self) -> bool:
        """Whether both decided alike."""
        return self.proposed == self.person.verdict


@dataclass(slots=True)
class Counts:
    """How people decided, and how often as the rules had proposed."""

    cases: int = 0
    proposed: int = 0
    agreed: int = 0
    verdicts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, pair: Pair) -> None:
        """Counts one."""
        self.cases += 1
        self.proposed += pair.proposed is not None
        self.agreed += pair.agreed
        self.verdicts[pair.person.verdict] += 1

    def to_json(self) -> Json:
        """As `dojang audit --json` prints it."""
        counts = {"cases": self.cases, "proposed": self.proposed, "agreed": self.agreed}
        return counts | {"people": dict(sorted(self.verdicts.items()))}


@dataclass(slots=True)
class RuleCounts:
    """One check: what it found, against what people made of it.

    `told` people told the applicant one of its reasons, `approved` they approved, `other` they decided otherwise
    for other reasons; `corrected` they corrected the field it looked at.
    """

    told: int = 0
    approved: int = 0
    other: int = 0
    corrected: int = 0

    def to_json(self) -> Json:
        """As `dojang audit --json` prints it."""
        return {"told": self.told, "approved": self.approved, "other": self.other, "corrected": self.corrected}


@dataclass(frozen=True, slots=True)
class Report:
    """The whole. `rules` by check and outcome; `confidence` by the lower edge of the bucket: fields, and those corrected."""

    overall: Counts
    asked: dict[str, Counts]
    approvals: int
    wrong_approvals: int
    revoked: int
    rules: dict[tuple[str, str], RuleCounts]
    confidence: dict[float, tuple[int, int]]

    def to_json(self) -> Json:
        """As `dojang audit --json` prints it."""
        low, high = bounds(self.wrong_approvals, self.approvals)
        return {
            "overall": self.overall.to_json(),
            "wrong_approvals": {
                "seen": self.approvals,
                "wrong": self.wrong_approvals,
                "share_95": [round(low, 5), round(high, 5)],
                "revoked": self.revoked,
            },
            "by_asked": {name: counts.to_json() for name, counts in sorted(self.asked.items())},
            "by_rule": [
                {"check": check, "machine": outcome, **counts.to_json()}
                for (check, outcome), counts in sorted(self.rules.items())
            ],
            "by_confidence": [
                {"from": edge, "fields": fields, "corrected": wrong}
                for edge, (fields, wrong) in sorted(self.confidence.items())
            ],
        }


def agreement(ledger: Ledger, settings: Settings) -> Report:
    """The report over every decision of the ledger."""
    by_subject: dict[str, list[DecisionRow]] = defaultdict(list)
    for row in ledger.decisions.all():
        by_subject[row.subject].append(row)
    rows = [sorted(some, key=lambda one: one.number) for some in by_subject.values()]
    pairs = [pair for some in rows for pair in _pairs(some)]
    looked_at = [some for some in rows if any(one.via != MACHINE for one in some)]
    overall, asked = _counted(pairs)
    approved = [one for one in pairs if one.proposed == Verdict.APPROVED]
    return Report(
        overall=overall,
        asked=asked,
        approvals=len(approved),
        wrong_approvals=sum(not one.agreed for one in approved),
        revoked=sum(row.body.get("answer") == "revoke" for some in rows for row in some),
        rules=_rules(ledger, settings, pairs),
        confidence=_confidence(ledger, looked_at),
    )


def _pairs(rows: Sequence[DecisionRow]) -> Iterator[Pair]:
    """What the rules last said before a person decided; a revoked approval is no pair: nobody had been asked.

    Nor is an objection: it asks for the decision that then makes the pair.
    """
    for before, row in pairwise(rows):
        settled = row.via != MACHINE and row.body.get("answer") not in {"again", "revoke", "object"}
        if settled and before.asked is not None:
            yield Pair(before, row)


def _counted(pairs: Iterable[Pair]) -> tuple[Counts, dict[str, Counts]]:
    overall, asked = Counts(), defaultdict[str, Counts](Counts)
    for one in pairs:
        overall.add(one)
        asked[str(one.machine.asked)].add(one)
    return overall, dict(asked)


def _rules(ledger: Ledger, settings: Settings, pairs: Iterable[Pair]) -> dict[tuple[str, str], RuleCounts]:
    found: dict[tuple[str, str], RuleCounts] = defaultdict(RuleCounts)
    for pair in pairs:
        codes = _codes_by_check(settings, pair.machine)
        told = {one.rpartition("/")[2] for one in pair.person.body.get("reasons", ())}
        corrected = {one.field for one in ledger.readings.corrections(pair.machine.subject)}
        for check, (outcome, looked_at) in _checks(pair.machine).items():
            _count(found[check, outcome], pair, told=bool(told & codes.get(check, set())))
            found[check, outcome].corrected += bool(looked_at & corrected)
    return dict(found)


def _count(counts: RuleCounts, pair: Pair, *, told: bool) -> None:
    approved = pair.person.verdict == Verdict.APPROVED
    counts.told += told
    counts.approved += approved
    counts.other += not told and not approved


def _checks(row: DecisionRow) -> dict[str, tuple[str, set[str]]]:
    """Each check's worst outcome, and the fields it looked at."""
    found: dict[str, tuple[str, set[str]]] = {}
    files = [check for paper in row.body["papers"] for check in paper["checks"]]
    for one in (*row.body["checks"], *files):
        outcome, fields = found.get(one["id"], ("pass", set[str]()))
        worse = min(outcome, one["outcome"], key=_WORST.index)
        found[one["id"]] = worse, fields | ({one["field"]} if one["field"] else set())
    return found


def _codes_by_check(settings: Settings, row: DecisionRow) -> dict[str, set[str]]:
    """By check: every reason that speaks of it."""
    book = books.named(settings, row.body["made_with"].get("rulebook"))
    rows = table(book) if book else []
    own = {rule: {reason.code for reason in reasons} for rule, reasons in BY_PEOPLE.items()}
    return {one.id: set(one.reasons) | own.get(one.rule, set()) for one in rows}


def _confidence(ledger: Ledger, cases: Iterable[Sequence[DecisionRow]]) -> dict[float, tuple[int, int]]:
    counts = dict.fromkeys(_EDGES, (0, 0))
    for rows in cases:
        for confidence, wrong in _fields(ledger, rows):
            edge = max(one for one in _EDGES if one <= confidence)
            fields, corrected = counts[edge]
            counts[edge] = fields + 1, corrected + wrong
    return counts


def _fields(ledger: Ledger, rows: Sequence[DecisionRow]) -> Iterator[tuple[float, bool]]:
    """Every field that was read in the files of a case: its confidence, and whether a person corrected it."""
    fixes = {(one.sha256, one.paper, one.field): one.value for one in ledger.readings.corrections(rows[-1].subject)}
    files = {(paper["sha256"], row.body["made_with"].get("reader", "")) for row in rows for paper in row.body["papers"]}
    for sha256, reader in sorted((one for one in files if one[0]), key=str):
        facts = ledger.readings.facts(sha256, reader)
        for index, paper in enumerate(facts.papers if facts else ()):
            values = {name: (one.confidence, _said(one.value, one.hidden_digits)) for name, one in paper.fields.items()}
            values["kind"] = paper.kind_confidence, paper.kind.value
            for name, (confidence, value) in values.items():
                fixed = fixes.get((sha256, index, name), value)
                yield confidence, fixed != value


def _said(value: str | None, hidden_digits: int | None) -> str | None:
    """What was read, as a correction would say it."""
    return f"masked-{hidden_digits or 6}" if value == "masked" else value
