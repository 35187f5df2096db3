"""Who owns the line: the subscriber on the carrier's certificate, held against the applying company."""

from __future__ import annotations

from checks.masks import masked
from checks.names import Agreement, same_company
from checks.rule import ApplicationCase
from pipeline.document import Field, Kind, Paper


def subscriber(paper: Paper) -> Field | None:
    """The field that names the subscriber of a telecom service certificate."""
    company = paper.fields.get("company_name")
    return company if company is not None and company.value else paper.fields.get("subscriber", company)


def sure_name(case: ApplicationCase, paper: Paper, seen: Field | None) -> str | None:
    """The name in a field, if it is whole and sure."""
    if seen is None or not seen.value or masked(seen.value) or not case.sure(paper, seen):
        return None
    return seen.value


def owner_agreement(case: ApplicationCase) -> Agreement | None:
    """Whether the line is the company's own; `None` while no certificate was handed in."""
    papers = case.of(Kind.TELECOM_SERVICE_CERTIFICATE)
    if not papers:
        return None
    names = [sure_name(case, paper, subscriber(paper)) for paper in papers]
    agreements = {same_company(name, case.manifest.company_name) if name else Agreement.NEAR for name in names}
    return agreements.pop() if len(agreements) == 1 else Agreement.NEAR
