from __future__ import annotations

import doctest
from datetime import date

import pytest

from secondslice.analytics.proportions import proportion
from secondslice.dashboard import rules, words
from secondslice.dashboard.rules import Trend


def test_examples_hold() -> None:
    assert doctest.testmod(rules).failed == 0
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param((4, 40), (36, 40), Trend.BETTER, id="far apart"),
        pytest.param((36, 40), (4, 40), Trend.WORSE, id="far apart, downwards"),
        pytest.param((28, 40), (32, 40), Trend.WITHIN_NOISE, id="intervals overlap"),
        pytest.param((1, 19), (40, 40), Trend.UNKNOWN, id="too few before"),
        pytest.param((1, 40), (19, 19), Trend.UNKNOWN, id="too few now"),
        pytest.param((20, 20), (20, 20), Trend.WITHIN_NOISE, id="nothing changed"),
    ],
)
def test_a_change_is_told_only_outside_the_noise(
    before: tuple[int, int], now: tuple[int, int], expected: Trend
) -> None:
    found = rules.trend(proportion(yes=before[0], n=before[1]), proportion(yes=now[0], n=now[1]))
    assert found is expected


def test_ninety_days_end_today() -> None:
    assert rules.first_day(date(2026, 3, 6)) == date(2025, 12, 7)
    assert (date(2026, 3, 6) - rules.first_day(date(2026, 3, 6))).days + 1 == 90


@pytest.mark.parametrize(
    ("today", "since"),
    [
        pytest.param(date(2026, 3, 6), date(2026, 3, 5), id="Friday"),
        pytest.param(date(2026, 3, 7), date(2026, 3, 6), id="Saturday"),
        pytest.param(date(2026, 3, 8), date(2026, 3, 6), id="Sunday"),
        pytest.param(date(2026, 3, 9), date(2026, 3, 6), id="Monday"),
    ],
)
def test_answers_are_new_since_the_last_working_day(today: date, since: date) -> None:
    assert rules.day_before_at_work(today) == since
