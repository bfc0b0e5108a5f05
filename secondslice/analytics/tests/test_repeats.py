"""Repeat buying, against published numbers.

cdnow.csv holds the CDNOW sample of Fader and Hardie (one tenth of the buyers of early 1997, published at
brucehardie.com): how often each came again, on which day the last time and for how many days one looked, counted.
"""

from __future__ import annotations

import csv
import doctest
from math import isfinite, log
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import repeats, simplex
from secondslice.analytics.repeats import Buyer, Model, fit, log_likelihood, yearly_prior

PUBLISHED = Model(r=0.243, alpha=4.414, a=0.793, b=2.426)
AUTHORS_BUYER = Buyer(again=2, last=30.43, seen=38.86)
WEEK = 7


@pytest.fixture(scope="module")
def cdnow() -> list[Buyer]:
    with (Path(__file__).parent / "cdnow.csv").open() as file:
        return [
            Buyer(int(row["x"]), int(row["last"]) / WEEK, int(row["seen"]) / WEEK)
            for row in csv.DictReader(file)
            for _one in range(int(row["customers"]))
        ]


def portfolio(random: Random, n: int) -> list[Buyer]:
    """Draw buyers from the model itself: r = 1, alpha = 1.25 years, a = 1, b = 3, seen for half a year to five."""
    found = []
    for _one in range(n):
        rate, leaves = random.gammavariate(1, 1 / 1.25), random.betavariate(1, 3)
        seen, at, again, last = random.uniform(0.5, 5), 0.0, 0, 0.0
        while random.random() >= leaves or not again:
            at += random.expovariate(max(rate, 1e-9))
            if at > seen:
                break
            again, last = again + 1, at
        found.append(Buyer(again, last, seen))
    return found


def test_examples_in_the_modules_hold() -> None:
    assert doctest.testmod(repeats).failed == doctest.testmod(simplex).failed == 0


def test_likelihood_of_the_published_numbers(cdnow: list[Buyer]) -> None:
    assert len(cdnow) == 2357
    assert log_likelihood(cdnow, PUBLISHED) == pytest.approx(-9582.4, abs=0.05)


@pytest.mark.slow
def test_fit_finds_the_published_numbers(cdnow: list[Buyer]) -> None:
    found = fit(cdnow)

    assert round(found.r, 3) == 0.243
    assert found.alpha == pytest.approx(4.414, abs=0.005)
    assert found.a == pytest.approx(0.793, abs=0.002)
    assert found.b == pytest.approx(2.426, abs=0.005)
    assert log_likelihood(cdnow, found) == pytest.approx(-9582.4, abs=0.05)


def test_expected_purchases_of_the_buyer_in_the_authors_note() -> None:
    """Fader, Hardie and Lee, "Implementing the BG/NBD model in Excel": 1.226 in the next 39 weeks."""
    assert PUBLISHED.expected(AUTHORS_BUYER, 39) == pytest.approx(1.226, abs=0.001)


@pytest.mark.slow
def test_small_portfolios_never_run_to_a_bound() -> None:
    random, prior = Random(7), yearly_prior()
    for _turn in range(500):
        buyers = portfolio(random, 30)
        found = fit(buyers, prior=prior)
        for number, usual in zip(
            (found.r, found.alpha, found.a, found.b), (1.0, 1.25, 1.0, 3.0), strict=True
        ):
            assert isfinite(number)
            assert abs(log(number / usual)) < 3 * prior.spread
        assert all(0 < found.alive(one) <= 1 for one in buyers)
        assert all(isfinite(found.expected(one, 1)) for one in buyers)


def test_without_buyers_the_model_is_what_is_usual() -> None:
    found = fit([], prior=yearly_prior(year=365))

    assert found.alpha == pytest.approx(1.25 * 365, rel=1e-3)


@given(st.integers(1, 9), st.floats(0, 30), st.floats(0, 30))
def test_who_has_been_silent_for_longer_is_less_likely_still_a_customer(
    again: int, last: float, more: float
) -> None:
    soon, late = (Buyer(again, last, last + wait) for wait in (0, more))

    assert PUBLISHED.alive(late) <= PUBLISHED.alive(soon) + 1e-12


def test_who_came_once_has_not_left() -> None:
    assert PUBLISHED.alive(Buyer(0, 0, 38)) == 1


@given(st.integers(0, 6), st.floats(0.1, 20), st.floats(0.1, 20))
def test_more_time_never_brings_fewer(again: int, short: float, more: float) -> None:
    buyer = Buyer(again, 5.0 if again else 0.0, 10.0)

    assert 0 <= PUBLISHED.expected(buyer, short) <= PUBLISHED.expected(buyer, short + more) + 1e-9


def test_model_with_a_of_one_is_the_limit_of_its_neighbours() -> None:
    near = [Model(0.5, 4, a, 2).expected(AUTHORS_BUYER, 10) for a in (1, 1.001)]

    assert near[0] == pytest.approx(near[1], rel=1e-2)


@pytest.mark.parametrize("wrong", [(1, 3, 2), (-1, 0, 2), (0, 1, 2)])
def test_buyer_that_cannot_be_is_refused(wrong: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Buyer(*wrong)


def test_lowest_point_of_a_bent_valley() -> None:
    """Rosenbrock's function of 1960, on which Nelder and Mead tried their method."""
    found = simplex.lowest(
        lambda at: 100 * (at[1] - at[0] ** 2) ** 2 + (1 - at[0]) ** 2, (-1.2, 1), close=1e-12
    )

    assert found == pytest.approx((1, 1), abs=1e-3)
