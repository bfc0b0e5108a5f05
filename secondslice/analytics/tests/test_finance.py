"""Against what numpy-financial, Excel and FormCalc print in their documentation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics.finance import (
    NoRate,
    irr,
    npv,
    payback,
    rate_per_period,
    realisation,
    roi,
    spreadsheet_npv,
)


def money(*flows: float) -> list[Decimal]:
    return [Decimal(str(one)) for one in flows]


@pytest.mark.parametrize(
    ("rate", "flows", "printed"),
    [
        ("0.281", (-100, 39, 59, 55, 20), -0.00847859163845488),  # numpy_financial.npv, examples
        ("0.08", (-40_000, 5_000, 8_000, 12_000, 30_000), 3065.2226681795255),
    ],
)
def test_npv_does_not_discount_the_first_flow_as_numpy_financial(
    rate: str, flows: Sequence[float], printed: float
) -> None:
    assert float(npv(Decimal(rate), money(*flows))) == pytest.approx(printed, rel=1e-9)


@pytest.mark.parametrize(
    ("rate", "flows", "printed"),
    [
        ("0.10", (-10_000, 3_000, 4_200, 6_800), "1188.44"),  # Microsoft, NPV function, example 1
        ("0.10", (500, 1_500, 4_000, 10_000), "11529.61"),  # Adobe FormCalc, NPV
    ],
)
def test_spreadsheets_discount_the_first_flow_by_a_period(
    rate: str, flows: Sequence[float], printed: str
) -> None:
    assert round(spreadsheet_npv(Decimal(rate), money(*flows)), 2) == Decimal(printed)


def test_what_is_paid_today_beside_a_spreadsheets_npv_is_our_npv() -> None:
    later = money(8_000, 9_200, 10_000, 12_000, 14_500)  # Microsoft, NPV function, example 2
    rate, today = Decimal("0.08"), Decimal(-40_000)
    assert round(spreadsheet_npv(rate, later) + today, 2) == Decimal("1922.06")
    assert round(npv(rate, [today, *later]), 2) == Decimal("1922.06")
    assert round(npv(rate, [today, *later, Decimal(-9_000)]), 2) == Decimal("-3749.47")


@pytest.mark.parametrize(
    ("flows", "printed", "digits"),
    [
        ((-100, 39, 59, 55, 20), 0.28095, 5),  # numpy_financial.irr, examples
        ((-100, 0, 0, 74), -0.0955, 4),
        ((-100, 100, 0, 7), 0.06206, 5),
        ((-70_000, 12_000, 15_000, 18_000, 21_000), -0.021, 3),  # Microsoft, IRR function
        ((-70_000, 12_000, 15_000, 18_000, 21_000, 26_000), 0.087, 3),
    ],
)
def test_irr_is_the_published_one(flows: Sequence[float], printed: float, digits: int) -> None:
    found = irr(money(*flows)).rate
    assert found is not None
    assert round(found, digits) == printed


@pytest.mark.parametrize(
    ("flows", "why"),
    [
        # numpy-financial prints -0.0833 and 0.0886 for the first two; others solve them as well.
        ((-100, 100, 0, -7), NoRate.SEVERAL),
        ((-5, 10.5, 1, -8, 1), NoRate.SEVERAL),
        ((-100, 230, -132), NoRate.SEVERAL),
        ((100, 50), NoRate.NO_CHANGE),
        ((-100, -50), NoRate.NO_CHANGE),
        ((0, 0), NoRate.NO_CHANGE),
        ((), NoRate.NO_CHANGE),
        ((-1, 1e12), NoRate.OUT_OF_REACH),
    ],
)
def test_where_no_single_rate_solves_it_none_is_told_but_why(
    flows: Sequence[float], why: NoRate
) -> None:
    assert (irr(money(*flows)).rate, irr(money(*flows)).why) == (None, why)


amounts = st.integers(1, 10**7).map(Decimal)


@given(amounts, st.lists(amounts, min_size=1, max_size=60))
def test_at_its_own_rate_a_row_is_worth_nothing(out: Decimal, back: list[Decimal]) -> None:
    found = irr([-out, *back])
    if found.rate is not None and -0.5 < found.rate < 10:
        at = [float(one) / (1 + found.rate) ** place for place, one in enumerate([-out, *back])]
        assert sum(at) == pytest.approx(0, abs=1e-6 * float(out + sum(back)))


@given(amounts, st.lists(amounts, max_size=40), st.decimals("0", "0.5", places=3))
def test_discounting_never_pays_back_sooner(
    out: Decimal, back: list[Decimal], rate: Decimal
) -> None:
    plain, discounted = payback([-out, *back]), payback([-out, *back], rate=rate)
    if discounted is not None:
        assert plain is not None
        assert plain <= discounted + Decimal("1e-20")


def test_payback_counts_from_the_last_time_the_money_was_out() -> None:
    assert payback(money(-100, 150, -100, 100)) == Decimal("2.5")
    assert payback(money(-100, 110), rate=Decimal("0.10")) == 1
    assert payback(money(-100, 109), rate=Decimal("0.10")) is None
    assert payback(money(5, 5)) == 0
    assert payback([]) is None


def test_shares_of_nothing_are_not_told() -> None:
    assert roi(Decimal(5), Decimal(0)) is None
    assert realisation(Decimal(0), Decimal(5)) is None
    assert roi(Decimal(80), Decimal(100)) == Decimal("-0.2")


def test_a_yearly_rate_is_that_of_its_months_together() -> None:
    monthly = rate_per_period(Decimal("0.08"), periods=12)
    assert round((1 + monthly) ** 12, 12) == Decimal("1.08")


def test_a_rate_that_destroys_everything_is_refused() -> None:
    with pytest.raises(ValueError, match="-100"):
        npv(Decimal(-1), money(1))
