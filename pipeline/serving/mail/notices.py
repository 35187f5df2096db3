"""Notices: what an applicant or the operator is told about a decision.

Korean first, English below, as plain text with an HTML twin. A notice names papers, reasons and
remedies in the rulebook's words; it carries no field of a paper. Of a review by a person the
applicant is told only that it takes place: what looked doubtful stays between reviewers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.document import Text, Verdict
from pipeline.serving.ledger import Letter
from pipeline.serving.mail import phrases
from pipeline.serving.mail.mailing import DECISION, Draft, Post, address_of, operator_of, printable, write
from pipeline.serving.mail.phrases import Phrases, Settled
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and how to mend it. `paper` is what people call the paper (`None`: the application as a whole)."""

    message: Text
    remedy: Text
    paper: Text | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of one decision.

    `about` names the application or the file; `channel` what is applied for (`None`: a bare file,
    of which the operator is told); `missing` the papers still owed, `until` the last day for them.
    """

    verdict: Verdict
    about: str
    channel: Text | None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Text, ...] = ()
    score: int = 0
    kind: Text | None = None
    trusted: bool = True
    """Whether the application's data are surely the operator's own; if not, the operator is told, nobody else."""
    settled: Settled | None = None
    """How a person settled it; `None`: the machine decided."""
    until: date | None = None
    promised: date | None = None
    """The Seoul day by which a person decides, where one is asked."""
    to_kakao: bool = False
    """It is for a KakaoTalk channel: approved means fit to be handed to Kakao, who certifies."""
    hint: Text | None = None
    """What holds for every paper that is to be handed in again."""
    words: Phrases | None = None
    """What is said where it is not the decision that is told."""


def compose(  # noqa: PLR0913 - the occasion is part of a notice's name
    news: News, decision_id: str, recipient: str, settings: Settings, now: datetime, *, occasion: str = DECISION
) -> Letter:
    """The whole mail. Its Message-ID depends on decision and occasion alone.

    It goes to `settings.notify` if `recipient` is no address that a mail can carry, or not to be trusted.
    Raises `settings-invalid` where `notify` or `mail_from` is no address.
    """
    to = (address_of(recipient) if news.trusted else None) or operator_of(settings)
    words = phrases_of(news)
    values = {
        "news": news,
        "words": words,
        "rows": _rows(news),
        "greeting": _greeting(news) if news.channel and news.trusted else None,
    }
    return write(Draft(Post(decision_id, occasion), to, _subject(news, words), "notice", values), settings, now)


def phrases_of(news: News) -> Phrases:
    """The words that fit: by who is told, who decided, and how."""
    if news.words is not None:
        return news.words
    if not news.trusted:
        return phrases.UNTRUSTED_BY_PERSON[news.settled] if news.settled else phrases.UNTRUSTED
    if news.to_kakao and news.verdict is Verdict.APPROVED:
        return phrases.KAKAO_APPROVED_BY_PERSON if news.settled else phrases.KAKAO_APPROVED
    return _by_machine(news) if news.settled is None else _by_person(news, news.settled)


def _by_person(news: News, settled: Settled) -> Phrases:
    if news.channel is None:
        return phrases.OPERATOR_BY_PERSON[settled]
    if settled is Settled.REVOKED and not news.reasons:
        return phrases.REVOKED_WITHOUT_REASONS
    return phrases.BY_PERSON[settled]


def _by_machine(news: News) -> Phrases:
    if news.channel and news.missing and news.verdict is Verdict.NEEDS_REVIEW:
        return phrases.REVIEWED_AND_OWED
    return (phrases.OPERATOR if news.channel is None else phrases.APPLICANT)[news.verdict]


def _greeting(news: News) -> Text:
    """How a letter to an applicant begins."""
    channel = news.channel or Text("", "")
    about = "심사 결과를" if news.verdict in {Verdict.APPROVED, Verdict.REJECTED} else "심사 진행 상황을"
    return Text(
        f"안녕하세요. {channel.ko} 신청의 {about} 알려 드립니다.",
        f"Hello. This is about your application: {channel.en}.",
    )


def _rows(news: News) -> list[tuple[Text, Text]]:
    """The facts at the head of a notice: what it is about, and until when."""
    about = Text(printable(news.about), printable(news.about))
    if news.channel is None:
        rows = [(Text("파일", "File"), about)]
        rows += [(Text("서류 종류", "Kind"), news.kind)] if news.kind else []
        score = Text(f"{news.score} / 100", f"{news.score} / 100")
        rows += [] if news.settled else [(Text("점수", "Score"), score)]
        return [*rows, *_promise(news)]
    rows = [(Text("신청 번호", "Application"), about), (Text("신청 종류", "Applied for"), news.channel)]
    rows += [(Text("제출 기한", "Hand in by"), _day(news.until))] if news.until else []
    return [*rows, *_promise(news)]


def _promise(news: News) -> list[tuple[Text, Text]]:
    """By when a person decides, where that is told."""
    if news.promised is None:
        return []
    day = _day(news.promised)
    return [(Text("처리 기한", "Decided by"), Text(f"{day.ko} 처리합니다", day.en))]


def _day(day: date) -> Text:
    return Text(f"{day.year}년 {day.month}월 {day.day}일까지", day.isoformat())


def _subject(news: News, words: Phrases) -> str:
    if news.channel is None:
        return f"[도장] {printable(news.about)}: {words.title.ko} / {words.title.en}"
    return f"[도장] {news.channel.ko} 신청 {printable(news.about)}: {words.title.ko} / {words.title.en}"
