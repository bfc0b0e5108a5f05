"""What a score may say. Plain values in, plain values out: no Django, no clock, no database."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from secondslice.analytics.proportions import Proportion

DAYS = 90
LEAST_FOR_A_SCORE = 5
LEAST_FOR_A_TREND = 20

FRIDAY = 4


class Trend(StrEnum):
    """How a share stands against the one before it."""

    BETTER = "better"
    WORSE = "worse"
    WITHIN_NOISE = "within_noise"
    UNKNOWN = "unknown"


def trend(before: Proportion, now: Proportion) -> Trend:
    """Compare two shares: a change is one only when their intervals lie apart, and both stand on 20 answers.

    >>> one, other = Proportion(10, 40, 0.14, 0.40), Proportion(30, 40, 0.60, 0.86)
    >>> trend(one, other), trend(other, one), trend(one, one)
    (<Trend.BETTER: 'better'>, <Trend.WORSE: 'worse'>, <Trend.WITHIN_NOISE: 'within_noise'>)
    """
    if min(before.n, now.n) < LEAST_FOR_A_TREND:
        return Trend.UNKNOWN
    if now.low > before.high:
        return Trend.BETTER
    return Trend.WORSE if now.high < before.low else Trend.WITHIN_NOISE


def first_day(today: date) -> date:
    """Return the first of the last 90 days, today being the last."""
    return today - timedelta(days=DAYS - 1)


def day_before_at_work(today: date) -> date:
    """Return the day to look back to in the morning: yesterday, and from Saturday to Monday the Friday.

    >>> day_before_at_work(date(2026, 3, 6)), day_before_at_work(date(2026, 3, 9))
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 6))
    """
    yesterday = today - timedelta(days=1)
    return yesterday - timedelta(days=max(0, yesterday.weekday() - FRIDAY))
