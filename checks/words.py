"""How fields and kinds are called in messages, and sentences with blanks in two languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from pipeline.document import Kind, Text


class Name(NamedTuple):
    """What something is called: `slug` in reason codes, `ko` and `en` in sentences."""

    slug: str
    ko: str
    en: str


FIELDS: Mapping[str, Name] = {
    "business_items": Name("business-items", "종목", "items of business"),
    "business_number": Name("business-number", "사업자등록번호", "business registration number"),
    "business_type": Name("business-type", "업태", "type of business"),
    "company_name": Name("company-name", "회사명(상호)", "company name"),
    "corporate_number": Name("corporate-number", "법인등록번호", "corporate registration number"),
    "grantee": Name("grantee", "번호를 사용할 회사명", "company that may use the number"),
    "issuance_date": Name("issuance-date", "발급일", "issuance date"),
    "issuance_number": Name("issuance-number", "발급번호", "issuance number"),
    "issuer": Name("issuer", "발급자", "issuer"),
    "issuing_institution": Name("issuing-institution", "발급기관", "issuing institution"),
    "joining_date": Name("joining-date", "입사일", "joining date"),
    "licence_number": Name("licence-number", "운전면허번호", "driver's licence number"),
    "opening_date": Name("opening-date", "개업일", "opening date"),
    "person_name": Name("person-name", "성명", "person's name"),
    "phone_numbers": Name("number", "전화번호", "phone number"),
    "representative": Name("representative", "대표자", "representative"),
    "resident_number": Name("resident-number", "주민등록번호", "resident registration number"),
    "signature": Name("signature", "서명", "signature"),
    "stamp": Name("stamp", "직인", "official seal"),
    "subscriber": Name("subscriber", "가입자명", "subscriber"),
    "verification_number": Name("verification-number", "문서확인번호", "verification number"),
}
"""Every field of the contract that a rule can name, and what people call it."""

KINDS: Mapping[Kind, Name] = {
    Kind.BUSINESS_REGISTRATION: Name("business-registration", "사업자등록증", "business registration"),
    Kind.UNIQUE_NUMBER_CERTIFICATE: Name("unique-number-certificate", "고유번호증", "unique number certificate"),
    Kind.EMPLOYMENT_CERTIFICATE: Name("employment-certificate", "재직증명서", "employment certificate"),
    Kind.TELECOM_SERVICE_CERTIFICATE: Name(
        "telecom-service-certificate", "통신서비스 이용증명원", "telecom service certificate"
    ),
    Kind.NUMBER_USAGE_CONSENT: Name("number-usage-consent", "번호 사용 동의서", "number usage consent"),
    Kind.MAIL_ORDER_REPORT: Name("mail-order-report", "통신판매업 신고증", "mail-order business report"),
    Kind.MEDICAL_DEVICE_REPORT: Name("medical-device-report", "의료기기판매업 신고증", "medical device sales report"),
    Kind.HEALTH_FOOD_REPORT: Name("health-food-report", "건강기능식품 영업신고증", "health food business report"),
    Kind.IDENTITY_CARD: Name("identity-card", "신분증", "identity card"),
    Kind.UNKNOWN: Name("unknown", "서류", "document"),
}
"""What people call each kind of paper; one whose kind is not known is just a document."""


def _known_field(name: str) -> str:
    if name not in FIELDS:
        raise ValueError("unknown field")
    return name


FieldName = Annotated[str, AfterValidator(_known_field)]
"""A parameter that names a field of the contract."""

_PARTICLES = {"이": "가", "을": "를", "은": "는", "과": "와", "으로": "로"}
"""Particles after a final consonant, and what they are after a vowel."""

_BRACKETS = re.compile(r"\([^()]*\)$")

_RIEUL = 8
"""The final consonant ㄹ, after which 으로 is 로."""


def with_particle(word: str, particle: str) -> str:
    """The word with the form of the particle (조사) that its last syllable asks for.

    What stands in brackets at the end does not count: it is read along, not inflected.

    >>> with_particle("직인", "이"), with_particle("대표자", "이"), with_particle("회사명(상호)", "을")
    ('직인이', '대표자가', '회사명(상호)을')
    """
    syllables = [letter for letter in _BRACKETS.sub("", word) if "가" <= letter <= "힣"]
    final = (ord(syllables[-1]) - ord("가")) % 28 if syllables else 0
    closed = final != 0 and not (particle == "으로" and final == _RIEUL)
    return word + (particle if closed else _PARTICLES[particle])


class _Korean(str):
    """A Korean word in a sentence: `{word:이}` appends the particle that fits it."""

    __slots__ = ()

    def __format__(self, particle: str) -> str:
        return with_particle(str(self), particle) if particle else str(self)


_AN = re.compile(r"[aeio]|u(?!ni|se)", re.IGNORECASE)
"""Beginnings before which the English article is `an`."""


class _English(str):
    """An English word in a sentence: `{word:a}` puts the article that fits before it."""

    __slots__ = ()

    def __format__(self, article: str) -> str:
        if not article:
            return str(self)
        return f"{'an' if _AN.match(self) else 'a'} {self}"


Words = Mapping[str, Name | Text | str | int]
"""What fills the blanks of a sentence: names and texts differ by language, the rest does not."""


def _korean(word: Name | Text | str | int) -> _Korean:
    return _Korean(word.ko if isinstance(word, Name | Text) else word)


def _english(word: Name | Text | str | int) -> _English:
    return _English(word.en if isinstance(word, Name | Text) else word)


def fill(sentence: Text, words: Words) -> Text:
    """The sentence with its blanks filled. Raises `KeyError` where a blank has no word.

    >>> fill(Text("{kind:을} 내 주세요.", "Hand in {kind:a}."), {"kind": KINDS[Kind.EMPLOYMENT_CERTIFICATE]}).en
    'Hand in an employment certificate.'
    """
    return Text(
        sentence.ko.format_map({key: _korean(word) for key, word in words.items()}),
        sentence.en.format_map({key: _english(word) for key, word in words.items()}),
    )


def one_of(names: tuple[Name, ...]) -> Text:
    """Alternatives: A 또는 B."""
    return Text(" 또는 ".join(name.ko for name in names), " or ".join(name.en for name in names))


def listed(texts: tuple[Text, ...]) -> Text:
    """A list with commas."""
    return Text(", ".join(text.ko for text in texts), ", ".join(text.en for text in texts))
