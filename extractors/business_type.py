"""업태: the branches of business that a registration names, `; ` between its lines."""

from __future__ import annotations

from extractors import Extractor, Sheets
from extractors.trade_lines import What, field_of
from pipeline.document import Field, Kind


def extract(sheets: Sheets) -> Field:
    """Every line of 업태."""
    return field_of("business_type", What.BRANCH, sheets)


EXTRACTOR = Extractor(field="business_type", kinds=frozenset({Kind.BUSINESS_REGISTRATION}), extract=extract)
