"""Times that are not over yet, against published numbers."""

from __future__ import annotations

import doctest
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import survival
from secondslice.analytics.survival import (
    Span,
    kaplan_meier,
    log_rank,
    log_rank_of_three,
    took,
    waits,
)

# Freireich et al., "The effect of 6-mercaptopurine on the duration of steroid-induced remissions in acute leukemia",
# Blood 21, 1963: weeks in remission of 42 patients; those whose remission lasted on are the ones that "still wait".
TREATED = [
    *(took(week) for week in (6, 6, 6, 7, 10, 13, 16, 22, 23)),
    *(waits(week) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)),
]
PLACEBO = [
    took(week) for week in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
]

# The fruit flies that the package lifelines ships (`load_waltons`): days to death, as day: (died, left before).
CONTROL = {
    7: (1, 1), 17: (1, 0), 32: (1, 0), 33: (1, 0), 38: (2, 0), 41: (7, 0), 45: (9, 1), 48: (8, 0), 51: (3, 0),
    53: (7, 0), 54: (2, 0), 56: (18, 0), 58: (4, 0), 60: (15, 1), 61: (9, 2), 63: (9, 0), 66: (3, 0), 68: (9, 1),
    69: (12, 1), 75: (1, 0),
}  # fmt: skip
CHANGED = {
    6: (1, 0), 9: (3, 0), 13: (3, 0), 15: (2, 0), 19: (3, 0), 22: (4, 0), 26: (5, 0), 29: (5, 0), 33: (2, 0),
    36: (2, 0), 43: (1, 0), 47: (1, 0), 62: (2, 0),
}  # fmt: skip


def counted(days: dict[int, tuple[int, int]]) -> list[Span]:
    return [
        span
        for day, (died, left) in days.items()
        for span in [*[took(day)] * died, *[waits(day)] * left]
    ]


spans = st.lists(st.builds(Span, st.integers(0, 60), st.booleans()), max_size=40)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(survival).failed == 0


def test_curve_of_the_published_trial() -> None:
    curve = kaplan_meier(TREATED)

    assert [(step.at, round(step.waiting, 3)) for step in curve.steps] == [
        (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448),
    ]  # fmt: skip
    assert (curve.median, kaplan_meier(PLACEBO).median) == (23, 8)


def test_interval_of_the_published_trial() -> None:
    """As R's survfit prints it with conf.type = "log-log"."""
    first = kaplan_meier(TREATED).steps[0]

    assert (round(first.low, 3), round(first.high, 3)) == (0.620, 0.952)


def test_curve_that_comes_down_to_nobody_does_not_claim_to_know_it_of_everybody() -> None:
    steps = kaplan_meier(PLACEBO).steps

    assert (steps[-1].waiting, steps[-1].low) == (0, 0)
    assert steps[-1].high == steps[-2].high > 0
    alone = kaplan_meier([took(3)])
    assert alone.done_by(3) == (1.0, 0.0, 1.0)
    assert alone.median_interval == (3, None)


def test_log_rank_of_the_published_trial() -> None:
    found = log_rank(TREATED, PLACEBO)

    assert round(found.chi_squared, 2) == 16.79
    assert found.p == pytest.approx(4.17e-5, rel=0.01)


def test_medians_and_log_rank_of_163_fruit_flies() -> None:
    control, changed = counted(CONTROL), counted(CHANGED)

    assert len(control) + len(changed) == 163
    assert kaplan_meier([*control, *changed]).median == 56
    assert (kaplan_meier(control).median, kaplan_meier(changed).median) == (58, 26)
    assert log_rank(control, changed).chi_squared == pytest.approx(122.2491, abs=1e-3)


def test_log_rank_of_three_groups() -> None:
    """The published trial with every other patient of the second group in a third: as lifelines 0.30.3 has it."""
    found = log_rank_of_three([TREATED, PLACEBO[::2], PLACEBO[1::2]])

    assert found.chi_squared == pytest.approx(16.79631541)
    assert found.p == pytest.approx(2.25282e-4, rel=1e-5)
    assert log_rank_of_three([TREATED, PLACEBO, []]).p == 1.0
    with pytest.raises(ValueError, match="three"):
        log_rank_of_three([TREATED])


@given(spans, spans, spans)
def test_order_of_three_groups_does_not_matter(
    one: list[Span], two: list[Span], three: list[Span]
) -> None:
    found = log_rank_of_three([one, two, three])

    assert 0 <= found.p <= 1
    assert log_rank_of_three([three, one, two]).chi_squared == pytest.approx(
        found.chi_squared, abs=1e-6
    )


def test_nothing_known_says_nothing() -> None:
    assert kaplan_meier([]).median is None
    assert log_rank([], TREATED).p == 1.0
    assert kaplan_meier([waits(3)]).done_by(2) == (0.0, 0.0, 1.0)
    assert kaplan_meier([took(3)]).done_by(4) is None


@given(spans)
def test_share_that_waits_never_rises_and_lies_in_its_interval(found: list[Span]) -> None:
    steps = kaplan_meier(found).steps
    for step in steps:
        assert 0 <= step.low <= step.waiting <= step.high <= 1
    assert all(after.waiting <= before.waiting for before, after in pairwise(steps))


@given(spans, st.integers(0, 60))
def test_who_waits_longer_never_looks_quicker(found: list[Span], more: int) -> None:
    longer = [one if one.happened else waits(one.length + more) for one in found]

    for time in (10, 30):
        before, after = kaplan_meier(found).done_by(time), kaplan_meier(longer).done_by(time)
        if before is not None and after is not None:
            assert after[0] <= before[0] + 1e-9


@pytest.mark.parametrize("n", range(1, 61))
def test_median_is_where_exactly_half_had_got_there_when_all_are_seen(n: int) -> None:
    waiting, exact = Fraction(1), 0
    while waiting > Fraction(1, 2):
        waiting *= 1 - Fraction(1, n - exact)
        exact += 1

    assert kaplan_meier([took(time) for time in range(1, n + 1)]).median == exact == (n + 1) // 2


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_when_all_got_there_the_curve_is_the_plain_share(times: list[int]) -> None:
    curve = kaplan_meier([took(time) for time in times])
    for step in curve.steps:
        assert step.waiting == pytest.approx(sum(time > step.at for time in times) / len(times))


@given(spans, spans)
def test_order_of_the_groups_does_not_matter(one: list[Span], other: list[Span]) -> None:
    assert log_rank(one, other).chi_squared == pytest.approx(log_rank(other, one).chi_squared)
