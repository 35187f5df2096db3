"""What is told of a manifest that is none: to the operator always, to the applicant where the operator vouches for the address.

Keys of the manifest's form are named in Korean; nothing that the manifest says is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.document import Text, Verdict
from pipeline.errors import DojangError
from pipeline.manifest import Channel
from pipeline.serving.ledger import Letter
from pipeline.serving.mail.mailing import DECISION, Draft, Post, address_of, operator_of, printable, write
from pipeline.serving.mail.news import CHANNELS
from pipeline.serving.mail.notices import News, Reason
from pipeline.serving.mail.phrases import APPLICANT, UNTRUSTED, Phrases
from pipeline.settings import Settings

_APPLICANT = "applicant"
"""The occasion of the letter to the applicant, so that it has a name of its own beside the operator's."""
_TITLE = Text("신청 정보를 읽을 수 없습니다", "The application's data cannot be read")
_TO_OPERATOR = replace(
    UNTRUSTED,
    title=_TITLE,
    lead=Text(
        "이 신청의 application.json을 읽을 수 없어 심사하지 못했고, 아무것도 승인하지 않았습니다. "
        "제출된 서류는 그대로 있으며, 바른 application.json이 다시 들어오면 심사를 이어 갑니다.",
        "The application.json of this application cannot be read, so nothing was reviewed and nothing approved. "
        "The papers stay as they are; once a valid application.json has come, the review goes on.",
    ),
)
_TO_APPLICANT = replace(
    APPLICANT[Verdict.INCOMPLETE],
    title=_TITLE,
    lead=Text(
        "접수된 신청 정보에 잘못된 내용이 있어 아직 심사를 시작하지 못했습니다. "
        "아래 항목을 확인하여 신청 화면에서 신청 정보를 다시 보내 주세요. 제출하신 서류는 다시 제출하지 않으셔도 됩니다.",
        "Something is wrong with your application's data as we received them, so the review could not begin yet. Please check "
        "what is named below and send the data again by way of the application form. Your documents need not be sent again.",
    ),
)
_NAMES = {
    "application_id": "신청 번호",
    "channel": "신청 종류",
    "submitted_at": "신청 시각",
    "company_name": "회사명",
    "business_number": "사업자등록번호",
    "sender_number": "발신번호",
    "business_types": "업종",
    "overseas": "해외 사업자 여부",
    "applicant": "신청인",
    "applicant.name": "신청인 이름",
    "applicant.email": "신청인 이메일",
    "applicant.phone": "신청인 연락처",
    "identity": "본인인증",
    "channel_profile": "카카오톡 채널 정보",
    "(unknown key)": "알 수 없는 항목",
    "(top level)": "전체 형식",
    "not JSON": "JSON이 아니거나 중간에 끊김",
    "not UTF-8": "UTF-8이 아님",
    "nested too deeply": "너무 깊이 중첩됨",
    "larger than 64 KiB": "64 KiB보다 큼",
    "a number that JSON does not have": "JSON에 없는 수",
}
"""What people call the places that `manifest-invalid` names."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: why, of which application, to whom besides the operator (`None`: nobody), and what was applied for."""

    error: DojangError
    about: str
    email: str | None
    channel: Channel | None


def compose(told: Told, decision_id: str, settings: Settings, now: datetime) -> list[Letter]:
    """The letters. Raises `settings-invalid` where `notify` or `mail_from` is no address."""
    letters = [(operator_of(settings), DECISION, _TO_OPERATOR)]
    if told.email is not None and (applicant := address_of(told.email)) is not None:
        letters.append((applicant, _APPLICANT, _TO_APPLICANT))
    return [
        write(
            Draft(Post(decision_id, occasion), to, _subject(told, words), "notice", _values(told, words)), settings, now
        )
        for to, occasion, words in letters
    ]


def explained(error: DojangError) -> Text:
    """The code's own sentence, and the places that it names."""
    message = error.entry.message
    if not error.detail:
        return message
    places = ", ".join(_named(one) for one in error.detail.split(", "))
    return Text(f"{message.ko} ({places})", f"{message.en} ({error.detail})")


def _named(place: str) -> str:
    """A place of the form; a further one within it by its parent's name."""
    bare = place.removesuffix(" (given twice)")
    known = _NAMES.get(bare) or _NAMES.get(bare.partition(".")[0], bare)
    return f"{known}: {bare}" if known != bare and bare.replace("_", "").replace(".", "").isalnum() else known


def _values(told: Told, words: Phrases) -> dict[str, object]:
    """What fills the template."""
    about = Text(printable(told.about), printable(told.about))
    rows = [(Text("신청 번호", "Application"), about)]
    rows += [(Text("신청 종류", "Applied for"), CHANNELS[told.channel])] if told.channel else []
    reason = Reason(explained(told.error), told.error.entry.remedy)
    news = News(Verdict.NEEDS_REVIEW, told.about, None, (reason,))
    return {"news": news, "words": words, "rows": rows, "greeting": None}


def _subject(told: Told, words: Phrases) -> str:
    channel = f"{CHANNELS[told.channel].ko} " if told.channel else ""
    return f"[도장] {channel}신청 {printable(told.about)}: {words.title.ko} / {words.title.en}"
