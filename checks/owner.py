"""Who owns the line: the subscriber on the carrier's certificate, held against the applying company and its people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from checks.masks import masked
from checks.names import Agreement, company_name, one_core, same_company, same_person, same_representative
from checks.rule import ApplicationCase
from pipeline.document import Field, Kind, Paper
from pipeline.manifest import Manifest
from pipeline.numbers import business_check, digits

REGISTRATIONS = (Kind.BUSINESS_REGISTRATION, Kind.UNIQUE_NUMBER_CERTIFICATE)


class Owner(StrEnum):
    """Whose a line is (명의자), as seen from the applying company."""

    COMPANY = "company"
    """법인 명의, 사업자 명의."""
    SOLE_TRADER = "sole-trader"
    """개인사업자의 대표자: who before the law is the firm itself."""
    REPRESENTATIVE = "representative"
    """법인의 대표자 개인: another person than the corporation. Providers differ on whether that is a third party's line."""
    EMPLOYEE = "employee"
    """임직원 개인, whom the employment certificate names."""
    ANOTHER = "another"
    """타사, 타인."""
    UNCLEAR = "unclear"


def subscriber(paper: Paper) -> Field | None:
    """The field that names the subscriber of a telecom service certificate."""
    company = paper.fields.get("company_name")
    return company if company is not None and company.value else paper.fields.get("subscriber", company)


def sure_name(case: ApplicationCase, paper: Paper, seen: Field | None) -> str | None:
    """The name in a field, if it is whole and sure."""
    if seen is None or not seen.value or masked(seen.value) or not case.sure(paper, seen):
        return None
    return seen.value


def sure_number(case: ApplicationCase, paper: Paper) -> str | None:
    """The digits of the registration number on a paper, if it is sure and its check digit right."""
    seen = paper.fields.get("business_number")
    if seen is None or not seen.value or not case.sure(paper, seen) or not business_check(seen.value):
        return None
    return digits(seen.value)


def sole_trader(manifest: Manifest) -> bool:
    """Whether the applying firm is a sole trader's: the middle digits of its number are 01 to 79 or 90 to 99.

    A corporation's are 81 to 88; a name with a legal form is no sole trader's, whatever its number.
    """
    sole = re.fullmatch(r"[0-9]{3}(?!00|8[0-9])[0-9]{2}[0-9]{5}", digits(manifest.business_number))
    return sole is not None and company_name(manifest.company_name).form is None


def same_firm(names: tuple[str, str], numbers: tuple[str | None, str | None]) -> Agreement:
    """Whether two firms are one, by their names and, where both are sure, their registration numbers.

    >>> same_firm(("한빛테크", "주식회사 한빛테크"), ("9998100015", "9998100015"))
    <Agreement.SAME: 'same'>
    """
    found = same_company(*names)
    if None in numbers:
        return found
    if numbers[0] == numbers[1]:
        return Agreement.SAME if one_core(*names) else Agreement.NEAR
    return Agreement.DIFFERENT if found is Agreement.DIFFERENT else Agreement.NEAR


def line_owner(case: ApplicationCase) -> Owner | None:
    """Whose the line is; `None` while no certificate was handed in, `UNCLEAR` where certificates differ."""
    papers = case.of(Kind.TELECOM_SERVICE_CERTIFICATE)
    found = {_owner(case, paper) for paper in papers}
    return None if not papers else found.pop() if len(found) == 1 else Owner.UNCLEAR


def _owner(case: ApplicationCase, paper: Paper) -> Owner:
    name = sure_name(case, paper, subscriber(paper))
    if name is None:
        return Owner.UNCLEAR
    manifest = case.manifest
    own = same_firm((name, manifest.company_name), (sure_number(case, paper), digits(manifest.business_number)))
    if own is not Agreement.DIFFERENT:
        return Owner.COMPANY if own is Agreement.SAME else Owner.UNCLEAR
    return _person(case, name)


def _person(case: ApplicationCase, name: str) -> Owner:
    """A line that is surely not the company's: its representative's, an employee's, or another's."""
    heads = [same_representative(one, name) if one else Agreement.NEAR for one in representatives(case)]
    staff = [same_person(one, name) if one else Agreement.NEAR for one in _employees(case)]
    if Agreement.SAME in heads:
        return Owner.SOLE_TRADER if sole_trader(case.manifest) else Owner.REPRESENTATIVE
    if Agreement.SAME in staff:
        return Owner.EMPLOYEE
    person = company_name(name).form is None and len(company_name(name).core) <= _LONGEST_PERSON
    return Owner.UNCLEAR if person and Agreement.NEAR in {*heads, *staff} else Owner.ANOTHER


_LONGEST_PERSON = 5
"""Syllables of a person's name."""


def representatives(case: ApplicationCase) -> Iterator[str | None]:
    """Who represents the company, by each registration; `None` where that is not sure."""
    for paper in case.of(*REGISTRATIONS):
        yield sure_name(case, paper, paper.fields.get("representative"))


def _employees(case: ApplicationCase) -> Iterator[str | None]:
    for paper in case.of(Kind.EMPLOYMENT_CERTIFICATE):
        yield sure_name(case, paper, paper.fields.get("person_name"))
