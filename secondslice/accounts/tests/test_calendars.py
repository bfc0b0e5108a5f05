from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from secondslice.accounts.calendars import countries, country_name, working_calendar


def test_countries_are_named_as_people_read_them() -> None:
    known = dict(countries("en-us"))

    assert known["DE"] == "Germany"
    assert known["US"] == "United States"
    assert known["CD"] == "Congo - Kinshasa"
    assert len(known) > 150


def test_countries_are_named_and_sorted_in_the_language_of_the_reader() -> None:
    names = [name for _, name in countries("de")]

    assert dict(countries("de"))["AT"] == "Österreich"
    assert names.index("Norwegen") < names.index("Österreich") < names.index("Pakistan")
    assert country_name("DE", "ar") == "ألمانيا"
    assert country_name("ZZZ", "de") == "ZZZ"


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_country_has_a_name_in_every_language_of_the_product(language: str) -> None:
    assert [code for code, name in countries(language) if name == code] == []


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
