from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import control
from secondslice.analytics.control import outside, p_chart

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2: defective chips among 50 on each of 30 wafers
DEFECTIVE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
WAFERS = [(count, 50) for count in DEFECTIVE]

periods = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1
)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(control).failed == 0


def test_published_values() -> None:
    chart = p_chart(WAFERS)

    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    assert {(round(one.low, 4), round(one.high, 4)) for one in chart.limits} == {(0.0524, 0.4102)}
    assert [number for number, is_out in enumerate(outside(WAFERS), 1) if is_out] == [15, 23]


@given(periods)
def test_limits_hold_the_centre_and_stay_between_0_and_1(counts: list[tuple[int, int]]) -> None:
    chart = p_chart(counts)

    assert all(0 <= one.low <= chart.centre <= one.high <= 1 for one in chart.limits)


def test_few_answers_are_never_outside() -> None:
    assert outside([(0, 14), (140, 150)]) == [False, False]
    assert outside([(0, 15), (140, 150)]) == [True, False]
