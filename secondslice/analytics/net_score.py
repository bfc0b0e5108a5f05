"""A net score with its uncertainty: the share of high marks less that of low ones. No Django, no clock, no database.

The interval inverts the score test for the difference of two shares of one sample (T. Tango, Statistics in Medicine
17, 1998; for net scores recommended by B. Rocks, The American Statistician 70, 2016). docs/model/success.md says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
HIGHEST, HIGH, LOW = 10, 9, 6
"""Marks go from 0 to 10; from 9 on they are high, up to 6 they are low."""
STEPS = 60


@dataclass(frozen=True, slots=True)
class NetScore:
    """How many marks were high, in between and low, and between which values the net score lies with 95 %."""

    high: int
    middle: int
    low: int
    least: float
    most: float

    @property
    def n(self) -> int:
        """Return how many marks there are."""
        return self.high + self.middle + self.low

    @property
    def value(self) -> float | None:
        """Return the net score from -1 to 1, or None when nobody has given a mark."""
        return (self.high - self.low) / self.n if self.n else None


def net_score(marks: Iterable[int], *, confidence: float = CONFIDENCE) -> NetScore:
    """Return the net score of these marks.

    >>> found = net_score([10, 9, 8, 3])
    >>> found.high, found.middle, found.low, found.value
    (2, 1, 1, 0.25)
    """
    given = list(marks)
    if any(not 0 <= one <= HIGHEST for one in given):
        raise ValueError(f"marks lie between 0 and {HIGHEST}")
    high, low = sum(one >= HIGH for one in given), sum(one <= LOW for one in given)
    least, most = interval(high, low, len(given), confidence=confidence)
    return NetScore(high, len(given) - high - low, low, least, most)


def interval(high: int, low: int, n: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the ends of the interval for (high - low) / n.

    >>> [round(end, 3) for end in interval(1, 7, 21)]
    [-0.517, -0.026]
    >>> interval(0, 0, 0)
    (-1.0, 1.0)
    """
    if min(high, low) < 0 or high + low > n:
        raise ValueError(f"{high} and {low} of {n} cannot be")
    if n == 0:
        return -1.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    seen = (high - low) / n

    def statistic(value: float) -> float:
        return _statistic(high, low, n, value)

    least = -1.0 if low == n else _where(statistic, -1.0, seen, z)
    most = 1.0 if high == n else _where(statistic, seen, 1.0, -z)
    return least, most


def _statistic(high: int, low: int, n: int, value: float) -> float:
    """Return by how many standard errors the data lie above `value`, the errors being those that hold under it."""
    p = -(high + low) + (2 * n - high + low) * value
    q = -low * value * (1 - value)
    share = (sqrt(max(0.0, p * p - 8 * n * q)) - p) / (
        4 * n
    )  # of low marks, were `value` the truth
    variance = n * (2 * share + value * (1 - value))
    above = high - low - n * value
    if variance <= 0:
        return inf if above > 0 else -inf
    return above / sqrt(variance)


def _where(statistic: Callable[[float], float], start: float, end: float, target: float) -> float:
    """Return where the statistic, which falls, passes the target."""
    for _step in range(STEPS):
        middle = (start + end) / 2
        if statistic(middle) > target:
            start = middle
        else:
            end = middle
    return (start + end) / 2
