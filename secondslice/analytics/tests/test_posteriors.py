from __future__ import annotations

import doctest
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import posteriors
from secondslice.analytics.posteriors import count_after, gamma_interval, share_after


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(posteriors).failed == 0


@pytest.mark.parametrize(
    ("came", "of", "percent"),
    [(0, 0, (9, 0.4, 27)), (2, 5, (19, 6, 38)), (6, 12, (31, 17, 48))],
)
def test_return_after_a_no_with_the_published_number_as_prior(
    came: int, of: int, percent: tuple[float, float, float]
) -> None:
    found = share_after(0.09, came=came, of=of)

    assert (100 * found.mean, 100 * found.low, 100 * found.high) == pytest.approx(percent, abs=0.7)


@pytest.mark.slow
def test_nine_of_ten_intervals_hold_the_share_they_were_drawn_from() -> None:
    dice, held = Random(3), 0
    for _run in range(500):
        true = dice.betavariate(0.9, 9.1)
        came = sum(dice.random() < true for _case in range(40))
        found = share_after(0.09, came=came, of=40)
        held += found.low <= true <= found.high

    assert 0.85 <= held / 500 <= 0.95


@pytest.mark.slow
def test_nine_of_ten_intervals_hold_the_count_they_were_drawn_from() -> None:
    dice, held = Random(5), 0
    for _run in range(500):
        true = dice.gammavariate(60, 1 / 5)
        reports = [_poisson(dice, true) for _person in range(12)]
        found = count_after(12, reports)
        held += found.low <= true <= found.high

    assert 0.85 <= held / 500 <= 0.95


def _poisson(dice: Random, mean: float) -> int:
    passed, count = dice.expovariate(mean), 0
    while passed < 1:
        passed, count = passed + dice.expovariate(mean), count + 1
    return count


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [(1, 0.05129, 2.99573), (10, 5.42541, 15.70522), (0.5, 0.00197, 1.92073)],
)  # half of the 5 % and 95 % points of chi-square with twice as many degrees of freedom
def test_interval_of_a_gamma_is_that_of_the_tables(shape: float, low: float, high: float) -> None:
    found = gamma_interval(shape, 1)

    assert found == pytest.approx((low, high), abs=0.02)


@given(st.floats(0.02, 0.98), st.integers(0, 60), st.integers(0, 60))
def test_one_who_comes_back_never_lowers_the_share(prior: float, came: int, gone: int) -> None:
    before = share_after(prior, came=came, of=came + gone)
    after = share_after(prior, came=came + 1, of=came + 1 + gone)

    assert before.low <= before.mean <= before.high
    assert after.mean > before.mean


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and of"):
        share_after(0.09, came=3, of=2)
    with pytest.raises(ValueError, match="prior"):
        share_after(0, came=0, of=0)
    with pytest.raises(ValueError, match="fewer than no people"):
        count_after(12, [-1])
