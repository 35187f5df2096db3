"""Evidence across papers: what one page leaves in doubt, other pages may settle.

A name read at 0.7 on two papers, the same on both and the same as the application says, is no doubt any
more: two readings rarely err alike. So independent readings of one thing multiply their odds (Bayes' rule):

    odds of a reading = its own · those of the best like reading on each paper of another kind · CLAIM / those against it

- What was read faintly needs more: its own paper must show in another way whose it is, by the company's registration number or by the
  representative whom its registration names. So a name that stands there in another part (whom a paper is for) is not enough.
- Only what was read letter for letter is lifted or speaks for another: a name that reading set right (솔루산→솔루션) may be another's.
- Only what was read as the very same thing is lifted, and only its confidence: no value is ever changed.
- The claim alone lifts nothing, since an impostor writes the claim: another kind of paper must have been read alike, or what stands
  beside a name must be surely the company's registration number, or the name be the one that identity verification (본인인증) gave.
- One sure reading of something else on any paper that has to say it, and nothing about it is settled.
- Two papers of one kind count once: the same file handed in twice is no second witness.
- Errors must be independent: a name with a syllable that readers make of another (녘→녁) is never settled.
- A seal, a resident registration number, a date or a sign of tampering is never settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

from checks.masks import masked, perhaps_masked
from checks.names import Agreement, company_name, same_company, same_person, same_representative, stands_in
from checks.phone import number_form
from pipeline.document import Field, Kind, Paper
from pipeline.firms import person_believed
from pipeline.lexicon import DOUBTFUL_IN_FIRMS
from pipeline.manifest import Manifest
from pipeline.numbers import business_check, digits

CLAIM = 2.0
"""By how much a like reading gains from being what the application says: an error seldom falls on just that."""
FLOOR = 0.5
"""Below that a reading speaks for no other."""
FAINT = 0.25
"""Below that no reading is lifted; below `FLOOR` only one whose paper shows in another way that it is the company's."""
MOST = 0.95
"""No one witness counts for more."""
CEILING = 0.99
"""No reading becomes surer than one that was read sharply."""
VERIFIED = 0.8
"""What a name counts that both steps of identity verification gave: it is no word of the applicant's."""
HEADED = 0.8
"""What it counts that a paper is signed by the representative whom the company's registration names: firms may share one."""

_REGISTRATIONS = (Kind.BUSINESS_REGISTRATION, Kind.UNIQUE_NUMBER_CERTIFICATE)
_REPORTS = (Kind.MAIL_ORDER_REPORT, Kind.MEDICAL_DEVICE_REPORT, Kind.HEALTH_FOOD_REPORT)
_OWN = (*_REGISTRATIONS, Kind.EMPLOYMENT_CERTIFICATE, *_REPORTS)
"""Papers of the applying company."""
_LINE = (Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT)
"""Papers of the line's owner, who may be another."""

_Places = frozenset[tuple[Kind, str]]
_Spot = tuple[int, str, int]
"""A paper's number, a field, and its number in a list."""


def _places(kinds: Sequence[Kind], *fields: str) -> _Places:
    return frozenset((kind, field) for kind in kinds for field in fields)


_OWNERS: _Places = _places(_LINE, "company_name") | {(Kind.TELECOM_SERVICE_CERTIFICATE, "subscriber")}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that several papers speak of.

    `claim`: what the application says of it, if anything. `must`: the fields that have to say it. `may`: fields that may
    speak of something else, and then are no contradiction. `compare`: how a value stands to another. `telling`: whether
    two readings of a value are independent. `numbered`: a registration number beside it is a witness. `headed`: so is the
    company's representative, see `HEADED`. `verified`: see `VERIFIED`.
    """

    claim: str | None
    must: _Places
    may: _Places
    compare: Callable[[str, str], Agreement]
    telling: Callable[[str], bool]
    numbered: bool = False
    headed: bool = False
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """One reading: of which paper (`paper`, its number), which field (`name`; `number` in a list), what, how surely.

    `told`: the value's letters are those that were read. `beside`, `head`: the registration number and the representative
    surely read on the same paper.
    """

    paper: int
    kind: Kind
    name: str
    number: int
    value: str
    confidence: float
    told: bool = True
    beside: str | None = None
    head: str | None = None


def settled(manifest: Manifest, papers: Sequence[Paper], bar: float) -> tuple[Paper, ...]:
    """The papers, in the same order, with the confidence that their readings have together.

    `bar`: the confidence from which a reading is sure.
    """
    found = tuple(papers)
    lifted: dict[_Spot, float] = {}
    for question in questions(manifest):
        for value, seen in _uncontradicted(question, found, bar):
            for one in (one for one in seen if one.told and _same(question, one, value)):
                spot = (one.paper, one.name, one.number)
                lifted[spot] = max(lifted.get(spot, 0.0), _confidence(one, question, seen, manifest))
    return tuple(_lifted(paper, place, lifted) for place, paper in enumerate(found))


def questions(manifest: Manifest) -> Iterator[Question]:
    """What is asked: company, its number, the line's number, the applicant; then those whom nobody claims."""
    own = _places(_OWN, "company_name") | {(Kind.NUMBER_USAGE_CONSENT, "grantee")}
    yield Question(manifest.company_name, own, _OWNERS, same_company, _telling_firm, numbered=True, headed=True)
    numbers = _places(_OWN, "business_number")
    yield Question(manifest.business_number, numbers, _places(_LINE, "business_number"), _same_digits, business_check)
    if manifest.sender_number is not None:
        number = number_form(manifest.sender_number).digits
        yield Question(number, _places(_LINE, "phone_numbers"), frozenset(), _same_digits, bool)
    yield Question(
        manifest.applicant.name,
        frozenset({(Kind.EMPLOYMENT_CERTIFICATE, "person_name")}),
        _OWNERS,
        same_person,
        _telling_person,
        verified=_verified(manifest),
    )
    yield Question(None, _OWNERS, frozenset(), same_company, _telling_firm, numbered=True)
    heads = _places(_OWN, "representative") | {(Kind.IDENTITY_CARD, "person_name")}
    yield Question(None, heads, frozenset(), same_representative, _telling_person)


def _uncontradicted(question: Question, papers: tuple[Paper, ...], bar: float) -> Iterator[tuple[str, list[Sighting]]]:
    """Each thing that may be settled, with all readings: the claim, or without one each thing that was read.

    Nothing that a paper surely contradicts.
    """
    seen = list(_sightings(question.must | question.may, papers, bar))
    values = [question.claim] if question.claim is not None else sorted({one.value for one in seen})
    for value in values:
        if question.telling(value) and not _contradicted(question, value, seen, bar):
            yield value, seen


def _contradicted(question: Question, value: str, seen: list[Sighting], bar: float) -> bool:
    """Whether a paper that has to say it surely says something else; of a list of numbers, one may say it."""
    alike = {one.paper for one in seen if one.name == "phone_numbers" and _same(question, one, value)}
    return any(
        one.confidence >= bar
        and (one.kind, one.name) in question.must
        and one.paper not in alike
        and not _same(question, one, value)
        for one in seen
    )


def _same(question: Question, one: Sighting, value: str) -> bool:
    return question.compare(one.value, value) is Agreement.SAME


def _sightings(places: _Places, papers: tuple[Paper, ...], bar: float) -> Iterator[Sighting]:
    for place, paper in enumerate(papers):
        numbers = enumerate(paper.phone_numbers) if (paper.kind, "phone_numbers") in places else ()
        fields = [(name, 0, one) for name, one in paper.fields.items() if (paper.kind, name) in places]
        fields += [("phone_numbers", number, one) for number, one in numbers]
        for name, number, one in fields:
            if one.value and not masked(one.value) and not perhaps_masked(one.value):
                sure = min(one.confidence, paper.kind_confidence)
                beside, head = _beside(paper, name, bar), _head(paper, name, bar)
                yield Sighting(place, paper.kind, name, number, one.value, sure, _told(name, one), beside, head)


def _told(name: str, one: Field) -> bool:
    """Whether a name's letters stand in what was read, so that none was set right; numbers have their check digits."""
    if name not in _NAMES or one.text is None:
        return True
    return stands_in(one.value or "", one.text)


_NAMES = {"company_name", "subscriber", "grantee", "person_name", "representative"}


def _beside(paper: Paper, name: str, bar: float) -> str | None:
    """The registration number of whom the field names: a consent's is its giver's, not the grantee's."""
    seen = paper.fields.get("business_number")
    if name == "grantee" or seen is None or not seen.value or min(seen.confidence, paper.kind_confidence) < bar:
        return None
    return digits(seen.value) if business_check(seen.value) else None


def _head(paper: Paper, name: str, bar: float) -> str | None:
    """The representative of whom the field names."""
    seen = paper.fields.get("representative")
    sure = seen is not None and min(seen.confidence, paper.kind_confidence) >= bar
    if name != "company_name" or seen is None or not seen.value or not sure or not _telling_person(seen.value):
        return None
    return None if masked(seen.value) or perhaps_masked(seen.value) else seen.value


def _confidence(one: Sighting, question: Question, seen: list[Sighting], manifest: Manifest) -> float:
    """What a reading is worth with all the others; nothing more than it was where no witness stands by it."""
    alike = _alike(one, question, seen)
    shown = _shown(one, question, alike, manifest)
    witnesses = [*_witnesses(one, question, alike), *shown]
    if one.confidence < (FAINT if shown else FLOOR) or not witnesses:
        return one.confidence
    odds = prod(map(_odds, sorted([one.confidence, *witnesses])))
    odds *= CLAIM if question.claim is not None else 1.0
    odds /= prod(max(_odds(each), 1.0) for each in _against(one, question, seen))
    return min(odds / (1.0 + odds), CEILING)


def _against(one: Sighting, question: Question, seen: list[Sighting]) -> list[float]:
    """How sure readings of something else are, where a paper has to say it."""
    return sorted(
        other.confidence
        for other in seen
        if (other.kind, other.name) in question.must and question.compare(other.value, one.value) is Agreement.DIFFERENT
    )


def _alike(one: Sighting, question: Question, seen: list[Sighting]) -> list[Sighting]:
    """Like readings on papers of other kinds."""
    return [
        other
        for other in seen
        if other.kind is not one.kind and other.told and other.confidence >= FLOOR and _same(question, other, one.value)
    ]


def _witnesses(one: Sighting, question: Question, alike: list[Sighting]) -> list[float]:
    """How sure the best like reading on papers of each other kind is, and what was verified."""
    kinds = sorted({other.kind for other in alike})
    found = [max(other.confidence for other in alike if other.kind is kind) for kind in kinds]
    return [*found, VERIFIED] if question.verified and (one.kind, one.name) in question.must else found


def _shown(one: Sighting, question: Question, alike: list[Sighting], manifest: Manifest) -> list[float]:
    """What else on the reading's own paper shows whose it is: the company's number, the head whom its registration names."""
    found = []
    if question.numbered and one.beside is not None and one.beside in _numbers(question, alike, manifest):
        found.append(MOST)
    heads = {other.head for other in alike if other.kind in _REGISTRATIONS and other.head is not None}
    if question.headed and one.head is not None:
        found += [HEADED] * any(same_representative(head, one.head) is Agreement.SAME for head in heads)
    return found


def _numbers(question: Question, alike: list[Sighting], manifest: Manifest) -> set[str | None]:
    """The registration numbers that would bear a name out: the claim's, or those that other papers have beside it."""
    return {digits(manifest.business_number)} if question.claim is not None else {other.beside for other in alike}


def _odds(confidence: float) -> float:
    capped = min(confidence, MOST)
    return capped / (1.0 - capped)


def _lifted(paper: Paper, place: int, lifted: dict[_Spot, float]) -> Paper:
    def surer(name: str, number: int, one: Field) -> Field:
        return replace(one, confidence=max(one.confidence, lifted.get((place, name, number), 0.0)))

    return replace(
        paper,
        fields={name: surer(name, 0, one) for name, one in paper.fields.items()},
        phone_numbers=tuple(surer("phone_numbers", number, one) for number, one in enumerate(paper.phone_numbers)),
    )


def _same_digits(one: str, other: str) -> Agreement:
    return Agreement.SAME if digits(one) == digits(other) else Agreement.DIFFERENT


def _telling_firm(name: str) -> bool:
    """Whether a firm's name has no syllable that readers make of another one, so that like errors would not be chance."""
    return bool(company_name(name).core) and not any(letter in DOUBTFUL_IN_FIRMS for letter in name)


def _telling_person(name: str) -> bool:
    return person_believed("".join(name.split())) == 1.0


def _verified(manifest: Manifest) -> bool:
    """Whether both steps of identity verification gave the applicant's name."""
    steps = manifest.identity
    names = (steps.first.name, steps.second.name) if steps else ()
    return bool(names) and all(same_person(name, manifest.applicant.name) is Agreement.SAME for name in names)
