from __future__ import annotations

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics.net_score import interval, net_score


@pytest.mark.parametrize(
    ("high", "low", "n", "confidence", "ends"),
    [
        # Fagerland, Lydersen and Laake, Statistics in Medicine 33 (2014): airway responsiveness, by Tango's method
        (1, 7, 21, 0.95, (-0.517, -0.026)),
        # R, PropCIs 0.3: scoreci.mp(25, 28, 618, 0.90)
        (28, 25, 618, 0.90, (-0.0148, 0.0247)),
    ],
)
def test_published_intervals(
    high: int, low: int, n: int, confidence: float, ends: tuple[float, float]
) -> None:
    least, most = interval(high, low, n, confidence=confidence)

    digits = 4 if n > 100 else 3
    assert (round(least, digits), round(most, digits)) == ends


def test_high_marks_begin_at_nine_and_low_ones_end_at_six() -> None:
    found = net_score([10, 9, 8, 7, 6, 0])

    assert (found.high, found.middle, found.low, found.n, found.value) == (2, 2, 2, 6, 0)


def test_nobody_gave_a_mark() -> None:
    found = net_score([])

    assert (found.value, found.least, found.most) == (None, -1, 1)


def test_one_voice_is_not_certain_even_if_all_agree() -> None:
    found = net_score([10] * 5)

    assert (found.value, found.most) == (1, 1)
    assert found.least < 0.2


@pytest.mark.parametrize("marks", [[11], [-1], [5, 12]])
def test_marks_outside_the_scale_are_refused(marks: list[int]) -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        net_score(marks)


counts = st.integers(1, 60).flatmap(
    lambda n: st.integers(0, n).flatmap(
        lambda high: st.tuples(st.just(high), st.integers(0, n - high), st.just(n))
    )
)


@given(counts)
def test_interval_holds_what_was_seen_stays_in_range_and_mirrors(
    found: tuple[int, int, int],
) -> None:
    high, low, n = found

    least, most = interval(high, low, n)

    assert -1 <= least <= (high - low) / n <= most <= 1
    mirrored = interval(low, high, n)
    assert mirrored == pytest.approx((-most, -least), abs=1e-9)


def chance(high: int, low: int, n: int, p: float, d: float) -> float:
    """Return how likely so many high and low marks are when their true shares are p and d."""
    rest = n - high - low
    return comb(n, high) * comb(n - high, low) * p**high * d**low * (1 - p - d) ** rest


@pytest.mark.parametrize("n", [10, 20])
@pytest.mark.parametrize(("p", "d"), [(0.5, 0.13), (0.48, 0.12), (0.3, 0.3), (0.7, 0.1)])
def test_interval_of_95_percent_holds_the_truth_about_so_often(n: int, p: float, d: float) -> None:
    covered = 0.0
    for high, low in product(range(n + 1), repeat=2):
        if high + low <= n:
            least, most = interval(high, low, n)
            covered += chance(high, low, n, p, d) * (least <= p - d <= most)

    assert 0.93 <= covered <= 0.98
