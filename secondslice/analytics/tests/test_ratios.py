from __future__ import annotations

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import ratios, stakes
from secondslice.analytics.ratios import Scale, needed_by_ratings, needed_by_share, owed
from secondslice.analytics.stakes import stake


def test_examples_in_the_modules_hold() -> None:
    assert doctest.testmod(ratios).failed == 0
    assert doctest.testmod(stakes).failed == 0


@pytest.mark.parametrize(
    ("target", "unhappy", "needed"),
    [(4.0, 1.0, 30), (4.2, 1.0, 40), (4.0, 0.5, 15), (4.5, 1.0, 70)],
)
def test_ratio_of_the_article_and_of_its_arithmetic(
    target: float, unhappy: float, needed: float
) -> None:
    found = needed_by_ratings(target, happy_write=0.1, unhappy_write=unhappy)

    assert found == pytest.approx(needed)


@given(st.floats(0.01, 0.99))
def test_share_of_yes_is_a_rating_from_0_to_1(target: float) -> None:
    as_rating = needed_by_ratings(target, happy_write=1, scale=Scale(0, 1))

    assert needed_by_share(target) == pytest.approx(as_rating)


@given(st.integers(0, 500), st.integers(0, 50), st.floats(0.05, 0.99))
def test_what_is_owed_holds_the_target_and_one_less_does_not(
    yes: int, no: int, target: float
) -> None:
    more = owed(yes=yes, no=no, needed=needed_by_share(target))

    assert (yes + more) >= target * (yes + more + no) - 1e-6
    if more:
        assert (yes + more - 1) < target * (yes + more - 1 + no) + 1e-6


@pytest.mark.parametrize("target", [0.9, 5.0, 6.0])
def test_mark_that_no_ratio_holds_is_refused(target: float) -> None:
    with pytest.raises(ValueError, match="worst mark"):
        needed_by_ratings(target, happy_write=0.1)


def test_shares_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="who is happy writes"):
        needed_by_ratings(4, happy_write=0)
    with pytest.raises(ValueError, match="below 1"):
        needed_by_share(1)
    with pytest.raises(ValueError, match="says Yes"):
        needed_by_share(0.9, yes_voice=0)


def test_few_projects_show_their_whole_range_and_many_eight_of_ten() -> None:
    few = stake([Decimal(n) for n in (10, 40, 1_000)])
    many = stake([Decimal(n) for n in range(1, 102)])

    assert few is not None
    assert [few.middle, few.low, few.high] == [40, 10, 1_000]
    assert few.is_few
    assert many is not None
    assert [many.middle, many.low, many.high] == [51, 11, 91]
    assert not many.is_few
    assert stake([]) is None
