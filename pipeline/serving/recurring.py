"""What recurs in papers of others: a company's seal, a portrait. It is told as a sign of tampering, before anything is judged.

The sign names the earlier case by its id and nothing of what stands in it. The same company or the same person again is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from checks.names import Agreement, same_company, same_person
from pipeline.document import Facts, Fingerprint, Paper, Sign
from pipeline.manifest import Manifest
from pipeline.numbers import digits
from pipeline.serving.ledger.fingerprints import Earlier, Owned, Owner
from pipeline.serving.office import Office

SIGNS = {"seal": "seal-of-others", "portrait": "portrait-of-others"}
"""The sign by what a fingerprint is of."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose case it is; `manifest` only where it is believed."""

    subject: str
    manifest: Manifest | None = None


def marked(office: Office, applicant: Applicant, found: Facts, now: datetime) -> Facts:
    """The facts with a sign for whatever an earlier case of somebody else showed; its own fingerprints are kept for later ones."""
    owned = [Owned(_owner(applicant, paper), paper.fingerprints) for paper in found.papers]
    if not any(one.prints for one in owned) or office.ledger.readings.is_erased(found.sha256):
        return found
    number = office.ledger.fingerprints.keep(applicant.subject, found.sha256, owned, now)

    def signs(mine: Owned) -> tuple[Sign, ...]:
        told = ((one, office.ledger.fingerprints.earlier(one, number, applicant.subject)) for one in mine.prints)
        return tuple(sign for one, cases in told for sign in _signs(one, mine.owner, cases))

    papers = [_with(paper, signs(mine)) for paper, mine in zip(found.papers, owned, strict=True)]
    return replace(found, papers=tuple(papers))


def _owner(applicant: Applicant, paper: Paper) -> Owner:
    said = applicant.manifest
    company, person = (paper.fields.get(name) for name in ("company_name", "person_name"))
    return Owner(
        number=digits(said.business_number) if said else None,
        applicant=said.company_name if said else None,
        company=company.value if company else None,
        person=person.value if person else None,
    )


def _signs(one: Fingerprint, owner: Owner, cases: Iterable[Earlier]) -> list[Sign]:
    """One sign for the first case of somebody else, if there is any."""
    others = (case for case in cases if case.owners and not any(_same(one.of, owner, each) for each in case.owners))
    return [Sign(SIGNS[one.of], one.page, one.box, case.subject) for case in others][:1]


def _same(of: str, one: Owner, other: Owner) -> bool:
    """Whether the same applicant, or the same company's seal or person's portrait. Nobody's name counts as another's."""
    if one.number is not None and one.number == other.number:
        return True
    if of == "portrait" and _agree(same_person, one.person, other.person):
        return True
    names = [(mine, its) for mine in (one.applicant, one.company) for its in (other.applicant, other.company)]
    return any(_agree(same_company, mine, its) for mine, its in names)


def _agree(compare: Callable[[str, str], Agreement], one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and compare(one, other) is not Agreement.DIFFERENT


def _with(paper: Paper, signs: tuple[Sign, ...]) -> Paper:
    return replace(paper, tampering=(*signs, *paper.tampering)) if signs else paper
