from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import shrinkage
from secondslice.analytics.shrinkage import apart, beta_interval, shrink

# Gelman et al., Bayesian Data Analysis, 3rd ed., table 5.1: tumours among rats in 71 groups
TUMOURS = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 5, 2, 5, 3,
    2, 7, 7, 3, 3, 2, 9, 10, 4, 4, 4, 4, 4, 4, 4, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4,
]  # fmt: skip
RATS = [
    20, 20, 20, 20, 20, 20, 20, 19, 19, 19, 19, 18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24, 23, 20, 20, 20,
    20, 20, 20, 10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50, 20, 20, 20, 20, 20, 20, 20, 48, 19, 19, 19, 22,
    46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14,
]  # fmt: skip

groups = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=12,
)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(shrinkage).failed == 0


def test_published_values() -> None:
    pool = shrink(list(zip(TUMOURS, RATS, strict=True)))

    assert pool.learnt
    assert (pool.a, pool.b) == pytest.approx((2.4, 14.3), abs=0.05)  # BDA3, section 5.3


def test_few_answers_are_drawn_further_than_many() -> None:
    pool = shrink([(1, 1), (40, 40), (20, 40), (22, 40), (25, 40), (18, 40)])
    one, many = pool.groups[0], pool.groups[1]

    assert one.share < 0.85
    assert many.share > 0.85
    assert one.low < many.low


def test_too_few_groups_get_a_fixed_prior_and_say_so() -> None:
    pool = shrink([(3, 3), (0, 2)])

    assert not pool.learnt
    assert pool.a + pool.b == pytest.approx(4)


def test_groups_are_ranked_only_when_their_intervals_do_not_overlap() -> None:
    pool = shrink([(38, 40), (5, 40), (20, 40), (22, 40), (19, 40)])

    assert apart(pool.groups[0], pool.groups[1])
    assert not apart(pool.groups[2], pool.groups[3])


@given(groups)
def test_share_lies_in_its_interval_and_between_what_was_seen_and_the_whole(
    counts: list[tuple[int, int]],
) -> None:
    for group in shrink(counts, fine=10).groups:
        assert 0 <= group.low <= group.share <= group.high <= 1


def test_interval_of_a_beta_is_the_known_one() -> None:
    assert beta_interval(3, 9) == pytest.approx((0.0602, 0.5178), abs=1e-3)
    assert beta_interval(1, 1) == pytest.approx((0.025, 0.975), abs=1e-3)


@pytest.mark.parametrize("count", [(3, 2), (-1, 2)])
def test_impossible_counts_are_refused(count: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        shrink([count])
