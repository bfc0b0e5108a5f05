from __future__ import annotations

import doctest

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from secondslice.analytics import proportions
from secondslice.analytics.proportions import difference, proportion, response_rate, wilson

counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(proportions).failed == 0


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        # Newcombe 1998, table I, method 3
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="0 of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_published_values(yes: int, n: int, low: float, high: float) -> None:
    found = wilson(yes, n)

    assert found == pytest.approx((low, high), abs=5e-5)


@given(counts)
def test_interval_holds_the_share_and_stays_between_0_and_1(count: tuple[int, int]) -> None:
    yes, n = count

    low, high = wilson(yes, n)

    assert 0 <= low <= yes / n <= high <= 1
    assert low < high


@given(counts)
def test_yes_and_no_mirror_each_other(count: tuple[int, int]) -> None:
    yes, n = count

    low, high = wilson(yes, n)

    assert wilson(n - yes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts, st.integers(2, 50))
def test_more_answers_with_the_same_share_narrow_the_interval(
    count: tuple[int, int], times: int
) -> None:
    yes, n = count
    low, high = wilson(yes, n)

    narrow_low, narrow_high = wilson(yes * times, n * times)

    assert narrow_high - narrow_low < high - low


@given(counts)
def test_more_confidence_widens_the_interval(count: tuple[int, int]) -> None:
    yes, n = count
    low, high = wilson(yes, n, confidence=0.8)

    wide_low, wide_high = wilson(yes, n, confidence=0.99)

    assert wide_low <= low
    assert high <= wide_high


@given(st.integers(1, 500), st.integers(0, 500))
def test_one_more_yes_never_lowers_the_interval(n: int, yes: int) -> None:
    assume(yes < n)

    before, after = wilson(yes, n), wilson(yes + 1, n)

    assert before[0] < after[0]
    assert before[1] < after[1] or after[1] == 1


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe 1998, table II, method 10
        pytest.param((56, 70), (48, 80), 0.0524, 0.3339, id="56 of 70, 48 of 80"),
        pytest.param((9, 10), (3, 10), 0.1705, 0.8090, id="9 of 10, 3 of 10"),
        pytest.param((10, 10), (0, 20), 0.6791, 1.0000, id="10 of 10, 0 of 20"),
        pytest.param((10, 10), (0, 10), 0.6075, 1.0000, id="10 of 10, 0 of 10"),
    ],
)
def test_published_differences(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    assert difference(one, other) == pytest.approx((low, high), abs=5e-5)


@given(counts, counts)
def test_difference_holds_what_was_seen_and_mirrors(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = difference(one, other)

    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1
    assert difference(other, one) == pytest.approx((-high, -low), abs=1e-12)


def test_difference_to_nobody_may_be_anything() -> None:
    assert difference((3, 4), (0, 0)) == (-1, 1)


def test_nobody_counted_has_no_share_and_says_nothing() -> None:
    nobody = proportion(yes=0, n=0)

    assert nobody.share is None
    assert (nobody.low, nobody.high) == (0, 1)


def test_no_is_the_rest() -> None:
    assert proportion(yes=14, n=17).no == 3


def test_response_rate_of_nobody_is_unknown_and_not_zero() -> None:
    assert response_rate(answered=0, asked=0) is None
    assert response_rate(answered=0, asked=5) == 0


@pytest.mark.parametrize(("yes", "n"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(yes: int, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        wilson(yes, n)
    with pytest.raises(ValueError, match="between 0 and"):
        response_rate(answered=yes, asked=n)


def test_impossible_confidence_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence"):
        wilson(1, 2, confidence=1)
