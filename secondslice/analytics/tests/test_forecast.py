"""The band of the forecast, against what can be reckoned by hand."""

from __future__ import annotations

import doctest
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondslice.analytics import forecast as module
from secondslice.analytics.forecast import forecast


def test_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0


def test_same_seed_gives_the_same_band() -> None:
    orders = [(10.0, "lead")] * 20

    assert forecast(orders, {"lead": (3, 5)}) == forecast(orders, {"lead": (3, 5)})


def test_many_orders_of_a_known_share_lie_close_to_their_mean() -> None:
    found = forecast([(1.0, "x")] * 400, {"x": (50_000, 50_000)}, runs=1000)

    assert found.mean == 200
    assert found.low == pytest.approx(200 - 1.28 * 10, abs=3)
    assert found.high == pytest.approx(200 + 1.28 * 10, abs=3)


def test_unknown_share_makes_the_band_wide() -> None:
    orders = [(1.0, "x")] * 400

    known, unknown = forecast(orders, {"x": (500, 500)}), forecast(orders, {"x": (1, 1)})

    assert unknown.high - unknown.low > 5 * (known.high - known.low)


def test_truth_lies_in_the_band_about_eight_times_in_ten() -> None:
    dice, inside = Random(7), 0
    orders = [(dice.choice([10.0, 20.0, 50.0]), "x") for _ in range(30)]
    for trial in range(200):
        share = dice.betavariate(6, 9)
        total = sum(value for value, _group in orders if dice.random() < share)
        band = forecast(orders, {"x": (6, 9)}, runs=200, seed=trial)
        inside += band.low <= total <= band.high

    assert 0.72 <= inside / 200 <= 0.9


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1e6), max_size=10), st.floats(0.5, 50), st.floats(0.5, 50))
def test_band_never_leaves_nothing_and_all(values: list[float], a: float, b: float) -> None:
    found = forecast([(value, "x") for value in values], {"x": (a, b)}, runs=50)

    assert 0 <= found.low <= found.high <= sum(values) * 1.000001 + 1e-9
