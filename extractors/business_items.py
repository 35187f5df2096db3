"""종목: what a business deals in, as its registration names it, `; ` between its lines."""

from __future__ import annotations

from extractors import Extractor, Sheets
from extractors.trade_lines import What, field_of
from pipeline.document import Field, Kind


def extract(sheets: Sheets) -> Field:
    """Every line of 종목."""
    return field_of("business_items", What.ITEM, sheets)


EXTRACTOR = Extractor(field="business_items", kinds=frozenset({Kind.BUSINESS_REGISTRATION}), extract=extract)
