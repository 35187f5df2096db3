"""What a person may tell an applicant: a rulebook's own reasons, also of rules that the machine passed, and some that only people see.

A rule that can only doubt says "a person will look at it"; once a person has looked, that is no
remedy any more. For such rules the words of a rejection stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import Any, NamedTuple

from checks.rule import Reason
from checks.rulebook import Bound, Rulebook
from checks.words import KINDS, Words, fill, listed
from pipeline.document import Kind, Outcome, Text


class Tellable(NamedTuple):
    """One thing that can be told. `id` is the code, with the paper's kind before it where one is meant."""

    id: str
    code: str
    kind: Kind | None
    message: Text
    remedy: Text


def _own(code: str, message: Text, remedy: Text) -> Reason:
    return Reason(Outcome.FAIL, code, message, remedy)


_UNREADABLE = _own(
    "document-unreadable",
    Text("{kind}의 내용을 알아볼 수 없습니다.", "The {kind} cannot be made out."),
    Text(
        "글자가 모두 또렷하게 보이는 {kind:을} 다시 제출해 주세요.", "Hand in {kind:a} on which everything can be read."
    ),
)
APPROVAL_REVOKED = _own(
    "approval-revoked",
    Text(
        "승인 후 다시 확인한 결과 요건을 충족하지 않아 승인을 취소하였습니다.",
        "The application was looked at again after its approval and does not meet the requirements; the approval is revoked.",
    ),
    Text("요건을 갖추어 다시 신청해 주세요.", "Mend what is wanting, then apply again."),
)
"""What an applicant is told whose approval a person takes back."""

BY_PEOPLE: Mapping[str, tuple[Reason, ...]] = {
    "kind-known": (
        _own(
            "wrong-document",
            Text("제출하신 파일은 필요한 {kind:이} 아닙니다.", "The file handed in is not the {kind} that is needed."),
            Text("필요한 {kind:을} 제출해 주세요.", "Hand in the {kind} that is needed."),
        ),
        _own(
            "several-documents",
            Text("한 파일에 여러 서류가 들어 있습니다.", "One file holds several documents."),
            Text("서류를 하나씩 나누어 제출해 주세요.", "Hand in each document as a file of its own."),
        ),
        _UNREADABLE,
    ),
    "untampered": (
        _own(
            "document-altered",
            Text("{kind:이} 발급된 그대로가 아닙니다.", "The {kind} is not as it was issued."),
            Text("발급받은 그대로의 {kind:을} 제출해 주세요.", "Hand in the {kind} as it was issued."),
        ),
    ),
    "date-within": (
        _own(
            "certificate-too-old",
            Text(
                "{kind}의 {field}로부터 {months}개월이 지났습니다.",
                "The {field} of the {kind} is more than {months} months ago.",
            ),
            Text(
                "최근 {months}개월 이내에 발급된 {kind:을} 다시 제출해 주세요.",
                "Hand in {kind:a} that was issued within the last {months} months.",
            ),
        ),
    ),
    "files-read": (_UNREADABLE,),
    "manifest-trusted": (
        _own(
            "manifest-untrusted",
            Text(
                "신청 정보의 출처를 확인할 수 없습니다.", "It could not be told where the application's data come from."
            ),
            Text("신청 화면에서 다시 신청해 주세요.", "Apply again by way of the application form."),
        ),
    ),
    "identity-agrees": (
        _own(
            "identity-missing",
            Text("본인인증 기록이 없습니다.", "There is no record of identity verification."),
            Text("본인인증을 마친 뒤 다시 신청해 주세요.", "Pass identity verification, then apply again."),
        ),
    ),
    "channel-ready": (
        _own(
            "channel-profile-missing",
            Text("카카오톡 채널 정보가 없습니다.", "Nothing is known of the KakaoTalk channel."),
            Text("채널 정보를 갖추어 다시 신청해 주세요.", "Apply again with the channel's data."),
        ),
        _own(
            "channel-not-business",
            Text("비즈니스 채널이 아닙니다.", "The channel is not a business channel."),
            Text(
                "비즈니스 채널로 전환한 뒤 다시 신청해 주세요.", "Convert it to a business channel, then apply again."
            ),
        ),
    ),
    "business-active": (
        _own(
            "business-unregistered",
            Text(
                "국세청에 등록되지 않은 사업자등록번호입니다.",
                "The tax service does not know the business registration number.",
            ),
            Text(
                "신청 정보의 사업자등록번호를 확인하고 다시 신청해 주세요.",
                "Check the number in the application, then apply again.",
            ),
        ),
    ),
    "registration-genuine": (
        _own(
            "registration-unconfirmed",
            Text(
                "국세청에서 사업자등록증의 내용을 확인할 수 없습니다.",
                "The tax service does not confirm what the registration says.",
            ),
            Text(
                "새로 발급받은 사업자등록증을 갖추어 다시 신청해 주세요.",
                "Apply again with a business registration issued since.",
            ),
        ),
    ),
    "representatives-agree": (
        _own(
            "representatives-differ",
            Text(
                "{kind}의 대표자가 사업자등록증의 대표자와 다릅니다.",
                "The representative on the {kind} is not the one whom the registration names.",
            ),
            Text(
                "현재 대표자가 적힌 서류를 갖추어 다시 신청해 주세요.",
                "Apply again with papers that name the present representative.",
            ),
        ),
    ),
    "dates-in-order": (
        _own(
            "dates-out-of-order",
            Text("{kind}에 적힌 날짜의 순서가 맞지 않습니다.", "The dates on the {kind} are not in order."),
            Text("날짜가 올바르게 적힌 {kind:을} 다시 제출해 주세요.", "Hand in {kind:a} whose dates are right."),
        ),
    ),
    "trades-declared": (
        _own(
            "trade-report-missing",
            Text(
                "사업자등록증의 업태·종목에 따라 필요한 신고증이 없습니다.",
                "A report that the registration's type and items of business call for is wanting.",
            ),
            Text(
                "업종에 맞는 신고증(통신판매업, 의료기기판매업, 건강기능식품)을 갖추어 다시 신청해 주세요.",
                "Apply again with the report for the trade (mail order, medical devices, health food).",
            ),
        ),
    ),
    "dates-ordered": (
        _own(
            "issued-before-opening",
            Text(
                "서류의 발급일이 사업자등록증의 개업일보다 앞섭니다.",
                "A document was issued before the day on which the firm was opened.",
            ),
            Text(
                "신청한 사업자의 서류를 발급받아 다시 신청해 주세요.",
                "Apply again with papers of the firm that applies.",
            ),
        ),
    ),
    "channel-name-agrees": (
        _own(
            "channel-name-unrelated",
            Text(
                "채널 이름과 회사명의 관계를 확인할 수 없습니다.",
                "It could not be told how the channel's name is related to the company's.",
            ),
            Text(
                "상표등록증 등 관계를 보여 주는 자료를 갖추어 다시 신청해 주세요.",
                "Apply again with what shows the relation, such as a trademark.",
            ),
        ),
    ),
}
"""By rule: what a person may say of it that the rule itself cannot."""

_ASIDE = re.compile(r"\s*\(\{\w+\}\)")
"""A blank in brackets: a detail of the case, without which the sentence stands."""


def tellable(book: Rulebook, kinds: Iterable[Kind], missing: Iterable[Kind] = ()) -> tuple[Tellable, ...]:
    """All that a person may tell of papers of these kinds, then of an application as a whole; each id once.

    `missing` are the papers still owed; without any, nobody can be told of them.
    """
    owed = listed(tuple(Text(KINDS[kind].ko, KINDS[kind].en) for kind in missing))
    more: Words = {"owed": owed} if owed.ko else {}
    found = [one for kind in kinds for one in _of_paper(book, kind)]
    found += [one for bound in book.application for one in _told(bound, _compared(bound), Kind.UNKNOWN, more)]
    return tuple({one.id: one for one in reversed(found)}.values())[::-1]


def of_paper(book: Rulebook, kinds: Iterable[Kind]) -> tuple[Tellable, ...]:
    """All that a person may tell of a paper that belongs to no application."""
    return tuple(one for kind in kinds for one in _of_paper(book, kind))


def _of_paper(book: Rulebook, kind: Kind) -> Iterator[Tellable]:
    for bound in book.rules_for(kind):
        yield from _told(bound, kind, kind, {})


def _compared(bound: Bound[Any]) -> Kind | None:
    """The kind of paper that a rule about an application holds against it, if it is about one."""
    kinds = getattr(bound.parameters, "kinds", ()) or (getattr(bound.parameters, "kind", None),)
    return kinds[0]


def _told(bound: Bound[Any], kind: Kind | None, named: Kind, more: Words) -> Iterator[Tellable]:
    words = bound.words(named, more)
    failing = [one for one in bound.rule.reasons.values() if one.outcome is Outcome.FAIL]
    for reason in (*failing, *BY_PEOPLE.get(bound.rule.name, ())):
        message, remedy = (_without_asides(text) for text in (reason.message, reason.remedy))
        if _blanks(message, remedy) <= set(words):
            code = fill(Text(reason.code, reason.code), words).en
            name = code if kind is None else f"{kind.value}/{code}"
            yield Tellable(name, code, kind, fill(message, words), fill(remedy, words))


def _without_asides(sentence: Text) -> Text:
    return Text(*(_ASIDE.sub("", text) for text in sentence))


def _blanks(*sentences: Text) -> set[str]:
    return {name for text in sentences for one in text for _, name, _, _ in Formatter().parse(one) if name}
