"""Dates: read by what the whole column proves, and refused with a sentence where two days are possible."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.projects.imports.cells import Cell
from secondslice.projects.imports.dates import BadDate, Order, date_order, decide

CHOOSE = "Choose the order of dates on the page of the columns."
APRIL_3, MARCH_4 = date(2026, 4, 3), date(2026, 3, 4)


def read(*cells: Cell, language: str = "en-us", chosen: Order | None = None) -> list[object]:
    """Return the dates in a column, a refusal as its sentence."""
    column = decide(cells, chosen=chosen, usual=date_order(language))

    def one(cell: Cell) -> object:
        try:
            return column.read(cell)
        except BadDate as bad:
            return str(bad)

    return [one(cell) for cell in cells]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-04-03",
        "2026-4-3",
        "2026/04/03",
        "2026.04.03",
        "20260403",
        "2026-04-03T08:30:00Z",
        "2026-04-03 08:30:00.000 +02:00",
        " 3 April 2026 ",
        "3. April 2026",
        "3 avril 2026",
        "3 de abril de 2026",
        "3-Apr-26",
        "Apr 3, 2026",
        "April 3rd, 2026",
        "Fri 3 Apr 2026",
        "Freitag, 3. April 2026",
        date(2026, 4, 3),
        datetime(2026, 4, 3, 23, 59),  # noqa: DTZ001  (as Excel has it)
    ],
)
@pytest.mark.parametrize("language", ["en-us", "en-gb", "de"])
def test_date_that_can_be_read_in_one_way_is_read(cell: Cell, language: str) -> None:
    assert read(cell, language=language) == [APRIL_3]


@pytest.mark.parametrize(
    ("language", "day"),
    [("en-us", MARCH_4), ("en-gb", APRIL_3), ("de", APRIL_3), ("fr", APRIL_3)],
)
@pytest.mark.parametrize("cell", ["03/04/2026", "3/4/2026", "03-04-2026", "03/04/2026 08:30"])
def test_figures_are_read_as_the_workspace_writes_them(cell: str, language: str, day: date) -> None:
    assert read(cell, language=language) == [day]


def test_column_that_proves_the_order_of_the_workspace_is_read_by_it() -> None:
    assert read("03/04/2026", "24/12/2026", language="en-gb") == [APRIL_3, date(2026, 12, 24)]


def test_column_that_proves_another_order_is_read_by_its_own() -> None:
    assert read("03/04/2026", "24/12/2026", language="en-us") == [APRIL_3, date(2026, 12, 24)]
    assert read("03/04/2026", "12/24/2026", language="de") == [MARCH_4, date(2026, 12, 24)]


@pytest.mark.parametrize(
    ("cells", "language", "said"),
    [
        (
            ["2026-01-31", "01/02/2026"],
            "en-gb",
            "01/02/2026 is read as Feb. 1, 2026, as your workspace writes dates.",
        ),
        (
            ["2026-01-31", "01/02/2026", "03/04/2026"],
            "en-us",
            "01/02/2026 is read as Jan. 2, 2026, as your workspace writes dates.",
        ),
        (
            ["01/02/2026", "24/12/2026"],
            "en-us",
            "01/02/2026 is read as Feb. 1, 2026, in the order of 24/12/2026 in the same column.",
        ),
        (["2026-01-31", "24/12/2026", "05/05/2026"], "en-us", ""),
        (["01/02/2026", "24/12/2026", "12/24/2026"], "en-us", ""),
    ],
)
def test_how_a_date_that_can_be_read_in_two_ways_is_read_is_said(
    cells: list[Cell], language: str, said: str
) -> None:
    assert decide(cells, chosen=None, usual=date_order(language)).assumed == said


def test_nothing_is_said_about_an_order_that_was_chosen() -> None:
    column = decide(["01/02/2026"], chosen=Order.DAY_FIRST, usual=Order.MONTH_FIRST)

    assert column.assumed == ""


def test_column_that_contradicts_itself_refuses_what_can_be_read_in_two_ways() -> None:
    found = read("03/04/2026", "24/12/2026", "12/24/2026", "05/05/2026", language="en-gb")

    assert found == [
        f"03/04/2026 can be 3 April or 4 March. {CHOOSE}",
        date(2026, 12, 24),
        date(2026, 12, 24),
        date(2026, 5, 5),
    ]


def test_points_prove_that_the_day_stands_first() -> None:
    assert read("03.04.2026", language="de") == [APRIL_3]
    assert read("03.04.2026", language="en-us") == [APRIL_3]


def test_year_of_two_digits_leaves_three_readings() -> None:
    assert read("03/04/05", "31/12/25", language="en-us") == [
        f"03/04/05 can be 3 April 2005, 4 March 2005 or 5 April 2003. {CHOOSE}",
        f"31/12/25 can be 25 December 2031 or 31 December 2025. {CHOOSE}",
    ]


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        (Order.DAY_FIRST, [APRIL_3, APRIL_3, "With the day first there is no such date."]),
        (Order.MONTH_FIRST, [MARCH_4, MARCH_4, date(2026, 12, 24)]),
    ],
)
def test_chosen_order_settles_it(chosen: Order, days: list[object]) -> None:
    assert read("03/04/2026", "03.04.26", "12/24/2026", chosen=chosen) == days


@pytest.mark.parametrize("cell", ["30/02/2026", "2026-02-30", "31 April 2026", "13/13/2026"])
def test_day_that_is_not_in_the_calendar_is_refused(cell: str) -> None:
    assert read(cell) == ["There is no such day in the calendar."]


@pytest.mark.parametrize("cell", [None, "", " ", "-", "–", "n/a", "TBD", "tbc", "?"])  # noqa: RUF001  (a real dash)
def test_mark_for_no_date_says_nothing(cell: Cell) -> None:
    assert read(cell) == [None]


@pytest.mark.parametrize(
    "cell", ["soon", "Q2 2026", "46115", 46115, 46115.0, True, time(8), timedelta(1), "3 Foo 2026"]
)
def test_what_is_no_date_is_refused_with_an_example(cell: Cell) -> None:
    assert read(cell) == ["This is not a date. Write it like 2026-04-03."]


days = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@given(st.lists(days, min_size=1), st.sampled_from(["en-us", "en-gb", "de"]))
def test_dates_written_as_the_workspace_writes_them_come_back_the_same(
    written: list[date], language: str
) -> None:
    form = {"en-us": "%m/%d/%Y", "en-gb": "%d/%m/%Y", "de": "%d.%m.%Y"}[language]

    assert read(*[day.strftime(form) for day in written], language=language) == written


@given(
    st.lists(days, min_size=1), st.sampled_from(["%m/%d/%Y", "%d/%m/%Y", "%d.%m.%y", "%y-%m-%d"])
)
def test_date_in_a_foreign_order_is_never_taken_for_another_once_the_order_shows(
    written: list[date], form: str
) -> None:
    proof = date(2026, 12, 24)
    found = read(*[day.strftime(form) for day in [*written, proof]], language="de")

    assert all(
        day == right or isinstance(day, str) for day, right in zip(found, written, strict=False)
    )
