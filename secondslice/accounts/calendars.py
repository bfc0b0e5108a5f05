"""Whose working days they are: countries with their public holidays, by the library `holidays`.

The library is read when a calendar is first needed, and only the countries asked for: it is large. Their names in the
reader's language come from the Unicode consortium's tables, by the library `babel`, which is read as late.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache, lru_cache

from secondslice.analytics.workdays import MONDAY_TO_FRIDAY, WorkCalendar

SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})
_FRIDAY_OFF = frozenset(
    {"BH", "DZ", "EG", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"}
)
_YEARS = 4


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return the countries whose holidays are known: code (ISO 3166, two letters) and name in a language, by name."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415  (large: see above)

    found = {names[1]: country_name(names[1], language) for names in COUNTRIES.values()}
    return tuple(sorted(found.items(), key=lambda one: _in_order(one[1])))


def country_name(code: str, language: str) -> str:
    """Return the name of a country (ISO 3166, two letters) in a language; a code nobody knows is its own name."""
    from babel import Locale  # noqa: PLC0415  (large: see above)

    return str(Locale.parse(language, sep="-").territories.get(code, code))


@lru_cache(maxsize=256)
def working_calendar(*, country: str, zone: str, year: int) -> WorkCalendar:
    """Return the working days of a country from the year before to three years on; without a country no holidays."""
    if not country:
        return WorkCalendar(zone=zone)
    weekdays = SUNDAY_TO_THURSDAY if country in _FRIDAY_OFF else MONDAY_TO_FRIDAY
    return WorkCalendar(zone=zone, weekdays=weekdays, holidays=_holidays(country, year))


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415  (large: see above)

    try:
        known = holidays.country_holidays(country, years=range(year - 1, year + _YEARS))
    except NotImplementedError:
        return frozenset()
    return frozenset(known)


def _in_order(name: str) -> str:
    """Return a name as it is sorted: Österreich stands among the names with O."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()
