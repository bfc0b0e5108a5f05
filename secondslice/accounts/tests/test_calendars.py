from __future__ import annotations

from datetime import date

import pytest

from secondslice.accounts.calendars import countries, working_calendar


def test_countries_are_named_as_people_read_them() -> None:
    known = dict(countries())

    assert known["DE"] == "Germany"
    assert known["US"] == "United States"
    assert len(known) > 150


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        pytest.param("DE", date(2026, 10, 3), False, id="German Unity Day, a Saturday"),
        pytest.param("DE", date(2026, 5, 1), False, id="Labour Day in Germany"),
        pytest.param("GB", date(2026, 5, 1), True, id="a Friday in Britain"),
        pytest.param("US", date(2026, 11, 26), False, id="Thanksgiving"),
        pytest.param("FR", date(2026, 7, 14), False, id="Bastille Day"),
        pytest.param("", date(2026, 12, 25), True, id="no country, no holidays"),
        pytest.param("SA", date(2026, 3, 1), True, id="a Sunday in Saudi Arabia"),
        pytest.param("SA", date(2026, 3, 6), False, id="a Friday in Saudi Arabia"),
        pytest.param("ZZ", date(2026, 12, 25), True, id="a country nobody knows"),
    ],
)
def test_working_days_are_those_of_the_country(country: str, day: date, works: bool) -> None:
    calendar = working_calendar(country=country, zone="UTC", year=2026)

    assert calendar.is_workday(day) is works
