"""Calendar months. No provider says what "3 months" is; ours are calendar months, the first day included."""

from __future__ import annotations

import calendar
from datetime import date


def months_before(day: date, months: int) -> date:
    """The same day that many calendar months earlier; a day that does not exist becomes the month's last.

    >>> months_before(date(2026, 5, 31), 3)
    datetime.date(2026, 2, 28)
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def parse_day(value: str | None) -> date | None:
    """An ISO day (`2026-10-02`), or `None` if it is none."""
    try:
        return date.fromisoformat(value) if value and len(value) == len("2026-10-02") else None
    except ValueError:
        return None
