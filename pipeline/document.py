"""The vocabulary: what a page, a field, a fact, a finding and a decision are.

Every part of the pipeline speaks in these words. They are plain, frozen values without
behaviour beyond geometry and their JSON form (the names of which `contract.md` fixes, see
`docs/architecture.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

from numpy.typing import NDArray

Picture = NDArray[Any]
"""A page or a part of one: bytes, height × width × 3 (RGB) or height × width (grey), 0 to 255.

(`Any`, since OpenCV's own types promise no more than "integers or floats".)
"""

Json = dict[str, Any]
"""One JSON object."""


class Kind(StrEnum):
    """What a paper is, told from its page."""

    BUSINESS_REGISTRATION = "business-registration"
    """사업자등록증."""
    UNIQUE_NUMBER_CERTIFICATE = "unique-number-certificate"
    """고유번호증."""
    EMPLOYMENT_CERTIFICATE = "employment-certificate"
    """재직증명서."""
    TELECOM_SERVICE_CERTIFICATE = "telecom-service-certificate"
    """통신서비스 이용증명원; carriers have seven names for it."""
    NUMBER_USAGE_CONSENT = "number-usage-consent"
    """번호 사용 동의서, 이용승낙서, 위임장."""
    MAIL_ORDER_REPORT = "mail-order-report"
    """통신판매업 신고증."""
    MEDICAL_DEVICE_REPORT = "medical-device-report"
    """의료기기판매업 신고증."""
    HEALTH_FOOD_REPORT = "health-food-report"
    """건강기능식품 영업신고증."""
    IDENTITY_CARD = "identity-card"
    """주민등록증, 운전면허증."""
    UNKNOWN = "unknown"
    """Anything else, and what could not be told."""


class Outcome(StrEnum):
    """What a check found. `UNSURE` is neither: it could not be told."""

    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    UNSURE = "unsure"


class Severity(StrEnum):
    """Whether a failed check stands in the way of approval."""

    BLOCKING = "blocking"
    ADVISORY = "advisory"


class Verdict(StrEnum):
    """The `decision` of the contract."""

    APPROVED = "approved"
    REJECTED = "rejected"
    NEEDS_REVIEW = "needs-review"
    INCOMPLETE = "incomplete"
    """Of applications only: a document is still owed."""


class Box(NamedTuple):
    """A rectangle on a page: left, top, right, bottom as fractions (0 to 1) of the upright page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Fraction of the page's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Fraction of the page's height."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Fraction of the page."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle: x, y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def intersection(self, other: Box) -> float:
        """Area (fraction of the page) that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)

    def same_row(self, other: Box) -> bool:
        """Whether both stand on one text row: they share over half of the lower one's height."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0.5 * min(self.height, other.height)

    def grown(self, by_width: float, by_height: float) -> Box:
        """The box with a margin (fractions of the page), kept inside the page."""
        return Box(
            max(self.left - by_width, 0.0),
            max(self.top - by_height, 0.0),
            min(self.right + by_width, 1.0),
            min(self.bottom + by_height, 1.0),
        )

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in whole pixels of a picture of that size."""
        return (
            max(int(self.left * width), 0),
            max(int(self.top * height), 0),
            min(round(self.right * width + 0.5), width),
            min(round(self.bottom * height + 0.5), height),
        )

    def crop(self, picture: Picture) -> Picture:
        """That part of a picture of the whole page (a view, not a copy)."""
        left, top, right, bottom = self.pixels(picture.shape[1], picture.shape[0])
        return picture[top:bottom, left:right]

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of them. Raises `ValueError` if there are none."""
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))

    def to_json(self) -> list[float]:
        """Four fractions, rounded to a ten-thousandth."""
        return [round(edge, 4) for edge in self]


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them, as recognised.

    `confidence` is the recogniser's own (0 to 1, not calibrated).
    """

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline that belong together: a printed line, or one cell of a table row.

    `words` is the best reading. `second` is the raw second look (digits, masks, Latin) at the same
    line where one was taken: what `words` says of a digit or a mask can be held against it.
    `told`: it is not to be held against the file's text again: its words are the file's own, of which the picture was asked for
    the beginning only (running text), or they were held against it and differ.
    """

    words: tuple[Word, ...]
    box: Box
    second: tuple[Word, ...] = ()
    told: bool = False

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """The mean over characters, 0 for an empty line."""
        letters = sum(len(word.text) for word in self.words)
        if not letters:
            return 0.0
        return sum(word.confidence * len(word.text) for word in self.words) / letters


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright, with its lines from top to bottom, and from left to right within a row.

    `picture` is the upright page in RGB. `lines` were read from the picture; numbers in red ink stand last. `claimed` are the
    lines of the file's own text layer (empty where there is none): a claim, not a fact.
    `turned` says by how many degrees clockwise the page as handed in was turned to be upright. `signs` are what the file, and the
    picture before it was made upright, showed of altering.
    """

    number: int
    picture: Picture = field(repr=False, compare=False)
    lines: tuple[Line, ...]
    claimed: tuple[Line, ...] = ()
    turned: float = 0.0
    signs: tuple[Sign, ...] = ()

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.picture.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.picture.shape[0])


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a paper.

    `value` is normalised, `text` as printed; `None` where the paper does not show it, and then
    `confidence` (0 to 1, calibrated) says how sure that is. `shape` belongs to a stamp,
    `hidden_digits` to a resident number.
    """

    value: str | None
    confidence: float
    page: int | None = None
    box: Box | None = None
    text: str | None = None
    shape: str | None = None
    hidden_digits: int | None = None

    def to_json(self) -> Json:
        """As in the contract; what is not known is left out, but never `value`."""
        found: Json = {"value": self.value, "confidence": round(self.confidence, 3)}
        extras = {
            "shape": self.shape,
            "hidden_digits": self.hidden_digits,
            "page": self.page,
            "box": self.box.to_json() if self.box else None,
            "text": self.text,
        }
        return found | {name: value for name, value in extras.items() if value is not None}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Restores what `to_json` gave."""
        box = Box(*data["box"]) if data.get("box") else None
        return cls(**{**data, "box": box})


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of tampering: what (`sign`, a stable code) and where; `case` is the earlier case that it was seen in, if it is about one."""

    sign: str
    page: int
    box: Box | None = None
    case: str | None = None

    def to_json(self) -> Json:
        """As in the contract."""
        told: Json = {"sign": self.sign, "page": self.page, "box": self.box.to_json() if self.box else None}
        return told | {"case": self.case} if self.case else told

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Restores what `to_json` gave."""
        return cls(data["sign"], data["page"], Box(*data["box"]) if data.get("box") else None, data.get("case"))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What must not recur in papers of others, as bits that tell likeness and show nothing (`pipeline.fingerprints`).

    `of` is `seal` or `portrait`; `bits` and `told` (which of them say anything) are hexadecimal.
    """

    of: str
    page: int
    box: Box
    bits: str
    told: str

    def to_json(self) -> Json:
        """Restorable by `from_json`."""
        place = {"page": self.page, "box": self.box.to_json()}
        return {"of": self.of, **place, "bits": self.bits, "told": self.told}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Restores what `to_json` gave."""
        return cls(data["of"], data["page"], Box(*data["box"]), data["bits"], data["told"])


@dataclass(frozen=True, slots=True)
class Paper:
    """One document within a file: consecutive pages of one kind, and the facts on them.

    `fields` holds every field that its kind carries, also the missing ones (`value` `None`). `fingerprints` are for the ledger alone.
    """

    kind: Kind
    kind_confidence: float
    pages: tuple[int, ...]
    fields: Mapping[str, Field] = field(default_factory=dict)
    phone_numbers: tuple[Field, ...] = ()
    tampering: tuple[Sign, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()

    def to_json(self) -> Json:
        """Restorable by `from_json`; `fields` as in the contract."""
        told: Json = {
            "kind": self.kind.value,
            "kind_confidence": round(self.kind_confidence, 3),
            "pages": list(self.pages),
            "fields": self.fields_json(),
        }
        return told | {"fingerprints": [one.to_json() for one in self.fingerprints]} if self.fingerprints else told

    def fields_json(self) -> Json:
        """The contract's `fields`: single fields, then the two lists."""
        found: Json = {name: one.to_json() for name, one in self.fields.items()}
        if self.phone_numbers:
            found["phone_numbers"] = [one.to_json() for one in self.phone_numbers]
        found["tampering"] = [sign.to_json() for sign in self.tampering]
        return found

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Restores what `to_json` gave."""
        fields = dict(data["fields"])
        numbers = fields.pop("phone_numbers", [])
        signs = fields.pop("tampering", [])
        return cls(
            kind=Kind(data["kind"]),
            kind_confidence=data["kind_confidence"],
            pages=tuple(data["pages"]),
            fields={name: Field.from_json(one) for name, one in fields.items()},
            phone_numbers=tuple(Field.from_json(one) for one in numbers),
            tampering=tuple(Sign.from_json(one) for one in signs),
            fingerprints=tuple(Fingerprint.from_json(one) for one in data.get("fingerprints", ())),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that reading found in one file, redacted: it holds no resident number.

    `papers` has the best told one first, and never is empty (a file of which nothing could be told
    is one paper of kind `unknown`). `page_kinds` has one entry a page. `reader` is the reader's
    version, `recogniser` the engine's: facts are cached by `sha256` and `reader`.
    """

    sha256: str
    page_kinds: tuple[Kind, ...]
    papers: tuple[Paper, ...]
    reader: str
    recogniser: str

    @property
    def best(self) -> Paper:
        """The paper whose kind is the file's `kind`."""
        return self.papers[0]

    def to_json(self) -> Json:
        """Restorable by `from_json`."""
        return {
            "sha256": self.sha256,
            "page_kinds": [kind.value for kind in self.page_kinds],
            "papers": [paper.to_json() for paper in self.papers],
            "reader": self.reader,
            "recogniser": self.recogniser,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Restores what `to_json` gave."""
        return cls(
            sha256=data["sha256"],
            page_kinds=tuple(Kind(kind) for kind in data["page_kinds"]),
            papers=tuple(Paper.from_json(paper) for paper in data["papers"]),
            reader=data["reader"],
            recogniser=data["recogniser"],
        )


class Text(NamedTuple):
    """A sentence for people, in both languages."""

    ko: str
    en: str

    def to_json(self) -> Json:
        """As in the contract."""
        return {"ko": self.ko, "en": self.en}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    `id` names the check as the rulebook binds it (`employment.stamp`), `reason` is a stable code
    (`None` when it passed), `field` the fact it looked at, `weight` its share in the score: what weighs
    nothing is told by the way, and stands in nobody's way.
    """

    id: str
    outcome: Outcome
    severity: Severity
    weight: float
    reason: str | None
    field: str | None
    message: Text
    remedy: Text
    page: int | None = None
    box: Box | None = None

    def to_json(self) -> Json:
        """As in the contract."""
        return {
            "id": self.id,
            "outcome": self.outcome.value,
            "severity": self.severity.value,
            "reason": self.reason,
            "field": self.field,
            "page": self.page,
            "box": self.box.to_json() if self.box else None,
            "message": self.message.to_json(),
            "remedy": self.remedy.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and every finding that led to it. `score` is 0 to 100."""

    verdict: Verdict
    score: int
    findings: tuple[Finding, ...]
    missing: tuple[Kind, ...] = ()

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that stood in the way, the failed before the unsure, blocking before advisory."""
        open_ones = [finding for finding in self.findings if finding.outcome is not Outcome.PASS and finding.weight]
        return tuple(
            sorted(
                open_ones,
                key=lambda one: (one.severity is not Severity.BLOCKING, one.outcome is not Outcome.FAIL),
            )
        )

    @property
    def told(self) -> tuple[Finding, ...]:
        """The reasons as people are told them, each thing once.

        A field that could not be read leaves several rules unsure: the first speaks for all of them.
        """
        said: set[Text | str] = set()
        found = []
        for one in self.reasons:
            doubt = one.field if one.outcome is Outcome.UNSURE else None
            if one.message not in said and doubt not in said:
                found.append(one)
            said |= {one.message} | ({one.field} if one.field else set())
        return tuple(found)
