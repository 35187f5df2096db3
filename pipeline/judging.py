"""Facts to a decision, for one paper and for an application: the same verbs.

A decision depends on the facts, the manifest, the rulebook, the day and what a register said, and on
nothing else; it can be made again at any time. Nothing here looks at a picture, a clock or a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from checks.application.documents_complete import DOCUMENTS_OWED
from checks.application.manifest_trusted import RULE as TRUST_RULE
from checks.bookfile import Owed
from checks.document.kind_known import RULE as KIND_RULE
from checks.evidence import settled
from checks.owner import Owner, line_owner
from checks.phone import number_form
from checks.rule import ApplicationCase, DocumentCase, Handed
from checks.rulebook import Bound, Rulebook, load
from checks.trades import Shown, shown
from pipeline.business_status import Registered
from pipeline.document import Decision, Facts, Finding, Kind, Outcome, Paper, Severity, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import Manifest
from pipeline.results import ApplicationDecision, application_json, document_json, error_json
from pipeline.scoring import application_score, score

__all__ = [
    "ApplicationDecision",
    "Handed",
    "application_json",
    "decide",
    "document_json",
    "error_json",
    "judge",
    "judge_application",
    "judge_file",
    "rulebook_for",
]


def rulebook_for(kind: Kind) -> str:
    """The name of the rulebook that judges a paper of that kind on its own."""
    return "sender-number" if load("sender-number").binds(kind) else "kakao-channel"


def judge(facts: Facts, book: Rulebook, submitted: date) -> Decision:
    """One file on its own: whether the paper in it is in order. It grants nothing.

    `submitted` is the Seoul day on which it was handed in.
    """
    known = [paper for paper in facts.papers if paper.kind is not Kind.UNKNOWN]
    findings = list(_paper(_case(facts, facts.best, book, submitted), book, with_kind_rules=len(known) <= 1))
    for paper in facts.papers[1:]:
        others = _paper(_case(facts, paper, book, submitted), book, with_kind_rules=False)
        findings += [finding for finding in others if finding.id not in _kind_ids(book)]
    return decide(findings, book)


def judge_file(facts: Facts, book: Rulebook, submitted: date, applied_number: str | None = None) -> Decision:
    """One file of an application: each paper in it on its own, the file may hold several.

    A paper of a kind that the book does not ask for is only held to what holds for every paper.
    Two of one kind in one file are not told from one paper's two pages: that is for a person.
    """
    findings: list[Finding] = []
    counts = Counter(paper.kind for paper in facts.papers)
    for paper in facts.papers:
        case = replace(
            _case(facts, paper, book, submitted),
            alone=False,
            bound=True,
            applied_number=applied_number,
            repeated=counts[paper.kind] > 1,
        )
        findings += _paper(case, book, with_kind_rules=True)
    return decide(findings, book)


def decide(findings: Iterable[Finding], book: Rulebook) -> Decision:
    """What the findings amount to: approved only where every blocking check passed."""
    found = tuple(findings)
    points = score(found)
    return Decision(_verdict(found, points, book), points, found)


def _verdict(findings: tuple[Finding, ...], points: int, book: Rulebook) -> Verdict:
    outcomes = {finding.outcome for finding in findings if finding.severity is Severity.BLOCKING}
    if Outcome.FAIL in outcomes:
        return Verdict.REJECTED
    if outcomes == {Outcome.PASS} and points >= book.approve_at:
        return Verdict.APPROVED
    return Verdict.NEEDS_REVIEW


def _case(facts: Facts, paper: Paper, book: Rulebook, day: date) -> DocumentCase:
    return DocumentCase(facts=facts, paper=paper, day=day, bar=book.sure_enough, bound=book.binds(paper.kind))


def _kind_ids(book: Rulebook) -> set[str]:
    return {bound.id for bound in book.every if bound.rule.name == KIND_RULE.name}


def _paper(case: DocumentCase, book: Rulebook, *, with_kind_rules: bool) -> list[Finding]:
    """Every finding about one paper."""
    own = {bound.id for bound in book.kinds.get(case.paper.kind, ())}
    bounds = book.rules_for(case.paper.kind) if with_kind_rules else book.every
    return [_finding(bound, case, of_kind=bound.id in own) for bound in bounds]


def _finding(bound: Bound[DocumentCase], case: DocumentCase, *, of_kind: bool) -> Finding:
    """What the rule found; one of a kind cannot fail a paper whose kind is not sure."""
    found = bound.rule.check(replace(case, bar=bound.sure_enough), bound.parameters)
    if found is None:
        raise TypeError(bound.rule.name)
    finding = bound.finding(found, case.paper.kind)
    everyones = bound.rule.name == "resident-number-hidden" and finding.reason == "resident-number-exposed"
    if finding.outcome is Outcome.FAIL and of_kind and not case.kind_sure and not everyones:
        return bound.because(KIND_RULE.reasons["unclear"], found, bound.words(case.paper.kind, {}))
    return finding


_WORST_FIRST = (Verdict.REJECTED, Verdict.NEEDS_REVIEW, Verdict.INCOMPLETE, Verdict.APPROVED)


def judge_application(  # noqa: PLR0913 - what a decision depends on, and nothing else
    manifest: Manifest,
    documents: Sequence[Handed],
    book: Rulebook,
    today: date,
    *,
    trusted: bool = True,
    registered: Registered | None = None,
) -> ApplicationDecision:
    """An application: every file on its own, then all against each other.

    What one paper leaves in doubt, others may settle first (`checks.evidence`). `trusted`: the manifest is the operator's
    own; if not, nothing in it is believed and nothing approved. `registered`: what the tax service's register said.
    """
    handed = tuple(documents)
    known = _settled(manifest, handed, book) if trusted else handed
    said = registered or Registered()
    case = _application_case(manifest, known, book, today, trusted=trusted)
    case = replace(case, business=said.business, genuine=said.genuine)
    number = _applied_number(manifest) if trusted else None
    judged = tuple((one, _judge_handed(one, book, number)) for one in known)
    crossed = tuple(_cross_findings(case, book))
    findings = tuple(finding for _, finding in crossed if finding is not None)
    points = application_score(_counted(case, judged, crossed), _owed_weight(case, book, crossed))
    verdict = _worst([*(each.verdict for _, each in judged if each), *(_weight_of(one) for one in findings)])
    if verdict is Verdict.APPROVED and (points < book.approve_at or not findings):
        verdict = Verdict.NEEDS_REVIEW
    missing = tuple(group[0] for group in case.missing)
    as_read = tuple((one, each) for one, (_, each) in zip(handed, judged, strict=True))
    return ApplicationDecision(Decision(verdict, points, findings, missing), as_read)


def _settled(manifest: Manifest, handed: tuple[Handed, ...], book: Rulebook) -> tuple[Handed, ...]:
    """The files with the confidence that their readings have together."""
    read = [one.facts for one in handed if isinstance(one.facts, Facts)]
    papers = iter(settled(manifest, [paper for facts in read for paper in facts.papers], book.sure_enough))
    return tuple(
        replace(one, facts=replace(one.facts, papers=tuple(next(papers) for _ in one.facts.papers)))
        if isinstance(one.facts, Facts)
        else one
        for one in handed
    )


_Crossed = tuple[tuple[Bound[ApplicationCase], Finding | None], ...]


def _counted(
    case: ApplicationCase, judged: Sequence[tuple[Handed, Decision | None]], crossed: _Crossed
) -> Iterator[Finding]:
    """What counts in an application's score: a file handed in twice once, and of papers not asked for only what is wrong.

    So nothing that is handed in besides makes up for what is wanting.
    """
    asked = {kind for group in case.asked for kind in group}
    seen: set[str] = set()
    for one, decision in judged:
        if decision is None or not isinstance(one.facts, Facts) or one.facts.sha256 in seen:
            continue
        seen.add(one.facts.sha256)
        owed = not case.trusted or any(paper.kind in asked for paper in one.facts.papers)
        yield from (finding for finding in decision.findings if owed or finding.outcome is not Outcome.PASS)
    yield from (finding for _, finding in crossed if finding is not None)


def _owed_weight(case: ApplicationCase, book: Rulebook, crossed: _Crossed) -> float:
    """The weight of what could not be checked because papers are still owed: it counts as not passed."""
    if not case.missing:
        return 0.0
    papers = (max(sum(bound.weight for bound in book.rules_for(kind)) for kind in group) for group in case.missing)
    return sum(papers) + sum(bound.weight for bound, finding in crossed if finding is None)


def _judge_handed(handed: Handed, book: Rulebook, number: str | None) -> Decision | None:
    if isinstance(handed.facts, DojangError):
        return None
    return judge_file(handed.facts, book, handed.first_seen, number)


def _applied_number(manifest: Manifest) -> str | None:
    return number_form(manifest.sender_number).digits if manifest.sender_number else None


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=_WORST_FIRST.index, default=Verdict.APPROVED)


def _weight_of(finding: Finding) -> Verdict:
    """What one finding across documents amounts to."""
    if finding.outcome is Outcome.PASS or finding.severity is not Severity.BLOCKING:
        return Verdict.APPROVED
    if finding.reason == DOCUMENTS_OWED:
        return Verdict.INCOMPLETE
    return Verdict.REJECTED if finding.outcome is Outcome.FAIL else Verdict.NEEDS_REVIEW


def _application_case(
    manifest: Manifest, handed: tuple[Handed, ...], book: Rulebook, today: date, *, trusted: bool
) -> ApplicationCase:
    """What is asked for depends on the trade and on who owns the line; then, what of it is missing."""
    case = ApplicationCase(manifest=manifest, handed=handed, day=today, bar=book.sure_enough, trusted=trusted)
    overdue = today > manifest.submitted + timedelta(days=book.patience_days)
    case = replace(case, overdue=overdue)
    if not trusted:
        return case
    undeclared = [one for one in book.owed if one.for_business and one.for_business not in manifest.business_types]
    asked = tuple(owed.any_of for owed in book.owed if _is_owed(owed, case))
    return replace(
        case,
        asked=asked,
        missing=tuple(group for group in asked if not case.of(*group)),
        by_paper=tuple(one.any_of for one in undeclared if shown(one, case) is Shown.SURELY),
        perhaps=tuple(one.any_of for one in undeclared if shown(one, case) is Shown.PERHAPS),
    )


def _is_owed(owed: Owed, case: ApplicationCase) -> bool:
    """What depends on whose the line is is asked for once that is sure; a doubt is `owner-agrees`' to tell."""
    if owed.for_business is not None and not _in_trade(owed, case):
        return False
    if not owed.unless:
        return True
    owner = line_owner(case)
    return owner not in {None, Owner.UNCLEAR} and owner not in {one.owner for one in owed.unless}


def _in_trade(owed: Owed, case: ApplicationCase) -> bool:
    """Whether the application names the trade, or the registration shows it for certain; a doubt is `trades-declared`'s to tell."""
    return owed.for_business in case.manifest.business_types or shown(owed, case) is Shown.SURELY


def _cross_findings(case: ApplicationCase, book: Rulebook) -> Iterator[tuple[Bound[ApplicationCase], Finding | None]]:
    """What each rule found, `None` where it does not apply. Of a manifest that is not trusted nothing is compared."""
    for bound in book.application:
        if case.trusted or bound.rule.name == TRUST_RULE.name:
            found = bound.rule.check(replace(case, bar=bound.sure_enough), bound.parameters)
            yield bound, None if found is None else bound.finding(found)
