"""What of a decision is told to whom: pure, from decisions to the words of a notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from checks.application.documents_complete import DOCUMENTS_MISSING
from checks.rule import Handed
from checks.words import KINDS
from pipeline.document import Decision, Facts, Finding, Kind, Outcome, Severity, Text, Verdict
from pipeline.judging import ApplicationDecision
from pipeline.manifest import Channel, Manifest
from pipeline.serving.mail import copies
from pipeline.serving.mail.notices import News, Reason
from pipeline.serving.mail.phrases import Settled

CHANNELS = {
    Channel.SENDER_NUMBER: Text("발신번호", "Sender number"),
    Channel.KAKAO_CHANNEL: Text("카카오톡 채널", "KakaoTalk channel"),
}


def of_file(name: str, found: Facts | None, decision: Decision) -> News:
    """Of a bare file: the operator is told all that stands in the way, each thing once."""
    reasons = tuple(Reason(one.message, one.remedy) for one in decision.told if one.severity is Severity.BLOCKING)
    kind = kind_name(found.best.kind) if found and found.best.kind is not Kind.UNKNOWN else None
    return News(decision.verdict, name, None, reasons, score=decision.score, kind=kind)


def of_application(
    manifest: Manifest, judged: ApplicationDecision, *, trusted: bool, until: date | None = None
) -> News:
    """Of an application: the applicant is told what to mend and what is owed, unless a reason says it already.

    `until` is the last Seoul day for what is owed; told only where something is.
    """
    mend = _to_mend if judged.verdict in {Verdict.REJECTED, Verdict.INCOMPLETE} else _unopened
    overdue = any(one.reason == DOCUMENTS_MISSING for one in judged.decision.reasons)
    owed = () if overdue else tuple(kind_name(kind) for kind in judged.decision.missing)
    return News(
        judged.verdict,
        manifest.application_id,
        CHANNELS[manifest.channel],
        tuple(dict.fromkeys(mend(judged))),
        owed,
        score=judged.decision.score,
        trusted=trusted,
        until=until if owed else None,
        to_kakao=manifest.channel is Channel.KAKAO_CHANNEL,
    )


_VERDICTS = {
    Settled.APPROVED: Verdict.APPROVED,
    Settled.REJECTED: Verdict.REJECTED,
    Settled.ANOTHER_COPY: Verdict.INCOMPLETE,
    Settled.REVOKED: Verdict.REJECTED,
    Settled.UNDER_REVIEW: Verdict.NEEDS_REVIEW,
}


def of_person(  # noqa: PLR0913 - each is one thing that is told
    settled: Settled,
    about: str,
    channel: Channel | None,
    *,
    reasons: Sequence[Reason] = (),
    again: Sequence[Kind] = (),
    kind: Kind | None = None,
    until: date | None = None,
    trusted: bool = True,
) -> News:
    """Of what a person decided. `about` names the application, or the file where `channel` is `None` (then `kind` is its kind).

    `reasons` are those the reviewer chose. Where another copy is asked for, `again` are the kinds: each is told with
    why and how a good copy looks; `until` is the last Seoul day for them.
    """
    asked = settled is Settled.ANOTHER_COPY
    return News(
        _VERDICTS[settled],
        about,
        CHANNELS[channel] if channel else None,
        tuple(dict.fromkeys(_requests(again, reasons) if asked else reasons)),
        kind=kind_name(kind) if kind and kind is not Kind.UNKNOWN else None,
        trusted=trusted,
        settled=settled,
        to_kakao=channel is Channel.KAKAO_CHANNEL,
        until=until if asked else None,
        hint=copies.HINT if asked else None,
    )


def _requests(again: Sequence[Kind], reasons: Sequence[Reason]) -> Iterator[Reason]:
    """Each paper to be handed in again, with the reasons that name it; with all others first, told as they are."""
    ours = {one: [why for why in reasons if len(again) == 1 or _concerns(why, one)] for one in again}
    named = [why for whys in ours.values() for why in whys]
    yield from (why for why in reasons if why not in named)
    for kind, whys in ours.items():
        said = [why.message for why in whys] or [copies.WHY]
        message = Text(" ".join(one.ko for one in said), " ".join(one.en for one in said))
        yield Reason(message, copies.good_copy(kind), kind_name(kind))


def _concerns(reason: Reason, kind: Kind) -> bool:
    name = kind_name(kind)
    return reason.paper == name or name.ko in reason.message.ko


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
