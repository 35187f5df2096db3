"""What of a decision is told to whom: pure, from decisions to the words of a notice."""

from __future__ import annotations

from collections.abc import Iterator

from checks.application.documents_complete import DOCUMENTS_MISSING
from checks.rule import Handed
from checks.words import KINDS
from pipeline.document import Decision, Facts, Finding, Kind, Outcome, Severity, Text, Verdict
from pipeline.judging import ApplicationDecision
from pipeline.manifest import Channel, Manifest
from pipeline.serving.notices import News, Reason

CHANNELS = {
    Channel.SENDER_NUMBER: Text("발신번호", "Sender number"),
    Channel.KAKAO_CHANNEL: Text("카카오톡 채널", "KakaoTalk channel"),
}


def of_file(name: str, found: Facts | None, decision: Decision) -> News:
    """Of a bare file: the operator is told all that stands in the way, each thing once."""
    reasons = tuple(Reason(one.message, one.remedy) for one in decision.told if one.severity is Severity.BLOCKING)
    kind = kind_name(found.best.kind) if found and found.best.kind is not Kind.UNKNOWN else None
    return News(decision.verdict, name, None, reasons, score=decision.score, kind=kind)


def of_application(manifest: Manifest, judged: ApplicationDecision, *, trusted: bool) -> News:
    """Of an application: the applicant is told what to mend and what is owed, unless a reason says it already."""
    mend = _to_mend if judged.verdict in {Verdict.REJECTED, Verdict.INCOMPLETE} else _unopened
    overdue = any(one.reason == DOCUMENTS_MISSING for one in judged.decision.reasons)
    return News(
        judged.verdict,
        manifest.application_id,
        CHANNELS[manifest.channel],
        tuple(dict.fromkeys(mend(judged))),
        () if overdue else tuple(kind_name(kind) for kind in judged.decision.missing),
        score=judged.decision.score,
        trusted=trusted,
    )


def kind_name(kind: Kind) -> Text:
    """What people call a kind of paper."""
    return Text(KINDS[kind].ko, KINDS[kind].en)


def _to_mend(judged: ApplicationDecision) -> Iterator[Reason]:
    """Every failed check that stands in the way, paper by paper, then every file that could not be opened."""
    for one in _failed(judged.decision):
        yield Reason(one.message, one.remedy)
    for handed, decision in judged.documents:
        if decision is not None and isinstance(handed.facts, Facts):
            name = kind_name(handed.facts.best.kind)
            yield from (Reason(one.message, one.remedy, _unless_named(name, one)) for one in _failed(decision))
    yield from _unopened(judged)


def _failed(decision: Decision) -> Iterator[Finding]:
    for one in decision.told:
        if one.outcome is Outcome.FAIL and one.severity is Severity.BLOCKING:
            yield one


def _unless_named(paper: Text, one: Finding) -> Text | None:
    """The paper's name, unless the sentence says it already."""
    return None if paper.ko in one.message.ko else paper


def _unopened(judged: ApplicationDecision) -> Iterator[Reason]:
    for handed, _ in judged.documents:
        if not isinstance(handed.facts, Facts) and handed.facts.mendable:
            name = _file_name(handed)
            yield Reason(handed.facts.entry.message, handed.facts.entry.remedy, Text(name, name))


def _file_name(handed: Handed) -> str:
    return handed.file.rpartition("/")[2]
