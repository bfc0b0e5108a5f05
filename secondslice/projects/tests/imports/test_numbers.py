"""Amounts of money, as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.projects.imports.cells import Cell
from secondslice.projects.imports.numbers import BadNumber, decide, decimal_sign, unit_in

CHOOSE = "Choose the decimal sign on the page of the columns."


def read(*cells: Cell, language: str = "en-us", chosen: str = "", header: str = "") -> list[object]:
    """Return the amounts in a column as (sum, currency), a refusal as its sentence."""
    column = decide(
        cells,
        chosen=chosen,
        usual=decimal_sign(language),
        unit=unit_in(header),
        own_currency="CAD",
    )

    def one(cell: Cell) -> object:
        try:
            found = column.read(cell)
        except BadNumber as bad:
            return str(bad)
        return found and (str(found.value), found.currency)

    return [one(cell) for cell in cells]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (12500, ("12500.00", "")),
        (0.1, ("0.10", "")),
        ("12500", ("12500.00", "")),
        ("12,500.50", ("12500.50", "")),
        ("12 500.50", ("12500.50", "")),
        ("12'500", ("12500.00", "")),
        ("€12,500", ("12500.00", "EUR")),
        ("12,500 EUR", ("12500.00", "EUR")),
        ("chf 12'500.00", ("12500.00", "CHF")),
        ("$5", ("5.00", "CAD")),
        ("US$ 5", ("5.00", "USD")),
        ("0", ("0.00", "")),
        ("tbd", None),
        ("", None),
        (None, None),
        ("-5", "An amount cannot be below zero."),
        ("€ -5", "An amount cannot be below zero."),
        ("a lot", "This is not an amount. Write it like 12500 or 12500.50."),
        ("1.2.3", "This is not an amount. Write it like 12500 or 12500.50."),
        ("€5 EUR", "This is not an amount. Write it like 12500 or 12500.50."),
        (True, "This is not an amount. Write it like 12500 or 12500.50."),
        ("5k", "“k” is not a currency we know. Write a code such as EUR."),
        (1e15, "This amount is too large; the most is 999,999,999,999.99."),
    ],
)
def test_cell_is_an_amount_or_refused_in_words(cell: Cell, amount: object) -> None:
    assert read(cell) == [amount]


def test_three_digits_are_a_group_where_the_workspace_groups_them_so() -> None:
    assert read("1,234", "€12,500", language="en-gb") == [("1234.00", ""), ("12500.00", "EUR")]
    assert read("150.000", "80.000", language="de") == [("150000.00", ""), ("80000.00", "")]


def test_column_that_proves_nothing_is_never_read_a_thousand_times_too_small() -> None:
    assert read("150.000", "80.000", "7") == [
        f"150.000 can be 150000 or 150. {CHOOSE}",
        f"80.000 can be 80000 or 80. {CHOOSE}",
        ("7.00", ""),
    ]
    assert read("12,500", language="de") == [f"12,500 can be 12500 or 12.5. {CHOOSE}"]


def test_in_thousands_a_group_may_as_well_be_a_fraction() -> None:
    refused = [f"1,250 can be 1250 or 1.25. {CHOOSE}"]

    assert read("1,250", header="Budget (k€)") == refused
    assert read("1,250", header="Budget (k€)", chosen=",") == [("1250.00", "")]


def test_column_that_proves_a_sign_settles_its_groups() -> None:
    assert read("1.234", "99,50", language="en-gb") == [("1234.00", ""), ("99.50", "")]
    assert read("1.234.567", "80.000", language="en-gb") == [("1234567.00", ""), ("80000.00", "")]
    assert read("1,250", "99.50", header="Budget (k€)") == [("1250000.00", ""), ("99500.00", "")]


def test_one_strange_cell_does_not_make_decimals_of_all_others() -> None:
    assert read("12,500", "99,50") == [f"12,500 can be 12500 or 12.5. {CHOOSE}", ("99.50", "")]
    assert read("12,500", "99,50", "1.50") == [
        f"12,500 can be 12500 or 12.5. {CHOOSE}",
        ("99.50", ""),
        ("1.50", ""),
    ]


def test_chosen_sign_settles_it() -> None:
    refusal = (
        "This does not fit the decimal sign of the column. Check the cell, or choose another sign"
        " on the page of the columns."
    )

    assert read("1.234", "99,50", language="en-gb", chosen=",") == [("1234.00", ""), ("99.50", "")]
    assert read("150.000", chosen=".") == [("150.00", "")]
    assert read("99,50", chosen=".") == [refusal]


@pytest.mark.parametrize("cell", ["12500.505", "0.125", "12345.6789", 12.345, 1 / 3])
def test_amount_with_more_than_two_decimals_is_refused_and_not_rounded(cell: Cell) -> None:
    assert read(cell) == ["This amount has more than two decimals. Round it, as in 12500.50."]


@pytest.mark.parametrize(
    ("cell", "header", "amount"),
    [
        ("12500.5000", "", "12500.50"),
        (0.1 + 0.2, "", "0.30"),
        ("1.23456", "Budget (k€)", "1234.56"),
        (1.2345678, "Budget (€m)", "1234567.80"),
    ],
)
def test_decimals_count_in_single_units(cell: Cell, header: str, amount: str) -> None:
    assert read(cell, header=header) == [(amount, "")]


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Budget", 1),
        ("Budget (k€)", 1000),
        ("Budget in T€", 1000),
        ("Kosten in Tsd. Euro", 1000),
        ("Whole Life Costs (£m)", 1_000_000),
        ("Budget Mio EUR", 1_000_000),
    ],
)
def test_header_tells_thousands_and_millions(header: str, unit: int) -> None:
    assert read("2", header=header) == [(f"{2 * unit}.00", "")]


amounts = st.decimals(0, Decimal("999999999999.99"), places=2, allow_nan=False)


@given(st.lists(amounts, min_size=1))
def test_amounts_written_as_the_workspace_writes_them_come_back_the_same(
    written: list[Decimal],
) -> None:
    english = [f"{amount:,.2f}" for amount in written]
    german = [text.translate(str.maketrans(",.", ".,")) for text in english]
    same = [(f"{amount:.2f}", "") for amount in written]

    assert read(*english, language="en-us") == same
    assert read(*german, language="de") == same
