"""Business days (영업일): Monday to Friday without the country's holidays, substitute ones (대체공휴일) among them.

The holidays are those of the library `holidays`. What the government declares at short notice
(임시공휴일) and days on which only the operator is closed come as a list of the operator's own. Of years that
the library does not know only weekends and that list count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from pipeline.errors import DojangError

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """A country's business days; `closed` are further days off."""

    country: str
    closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Whether it is a business day."""
        return day.weekday() < _SATURDAY and day not in self.closed and day not in _holidays(self.country, day.year)

    def after(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`, which itself does not count; for 0 the day itself, or the next open one.

        Never later than the last day that dates can name.
        """
        while day < date.max and (count > 0 or not self.is_open(day)):
            day += _DAY
            count -= self.is_open(day)
        return day


@lru_cache(maxsize=4)
def open_calendar(country: str, closed: frozenset[date]) -> Calendar:
    """The calendar of a country (`KR`); an empty name: weekends only. Raises `settings-invalid` for one that is none."""
    if country and country not in holidays.list_supported_countries():
        raise DojangError("settings-invalid", "DOJANG_COUNTRY")
    return Calendar(country, closed)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    """Every public holiday of that year; none of a year, or a country, that the library does not know."""
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()
