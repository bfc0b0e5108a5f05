"""Shares with their uncertainty. No Django, no clock, no database.

The interval is Wilson's score interval without continuity correction (E. B. Wilson, "Probable inference, the law of
succession, and statistical inference", JASA 22, 1927; method 3 in R. G. Newcombe, "Two-sided confidence intervals
for the single proportion", Statistics in Medicine 17, 1998). docs/model/proportions.md says why this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Proportion:
    """How many of `n` said Yes, and between which shares the truth lies with the stated confidence.

    With nobody counted there is no share, and everything from 0 to 1 is possible.
    """

    yes: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """Return the share that was seen, from 0 to 1, or None when nobody was counted."""
        return self.yes / self.n if self.n else None

    @property
    def no(self) -> int:
        """Return how many did not say Yes."""
        return self.n - self.yes


def wilson(yes: float, n: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the ends of Wilson's interval for `yes` of `n`; fractions come of weighted counts.

    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not 0 <= yes <= n:
        raise ValueError(f"yes must lie between 0 and n, got {yes} of {n}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = 2 * yes + z * z
    half = z * sqrt(z * z + 4 * yes * (n - yes) / n)
    below = 2 * (n + z * z)
    # At the edges the formula gives exactly 0 and 1; arithmetic in floats misses them by a hair.
    low = 0.0 if yes == 0 else (middle - half) / below
    high = 1.0 if yes == n else (middle + half) / below
    return low, high


def proportion(*, yes: int, n: int, confidence: float = CONFIDENCE) -> Proportion:
    """Return `yes` of `n` with its interval, ready for a page.

    >>> proportion(yes=14, n=17).share
    0.8235294117647058
    """
    low, high = wilson(yes, n, confidence=confidence)
    return Proportion(yes=yes, n=n, low=low, high=high)


def difference(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return between which values the share of `one` less that of `other` lies (95 % confidence); each is `(yes, n)`.

    Newcombe's hybrid of two Wilson intervals (method 10 in R. G. Newcombe, "Interval estimation for the difference
    between independent proportions", Statistics in Medicine 17, 1998).

    >>> [round(end, 4) for end in difference((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    if not (one[1] and other[1]):
        return -1.0, 1.0
    first, second = one[0] / one[1], other[0] / other[1]
    (low, high), (below, above) = wilson(*one), wilson(*other)
    gap = first - second
    down = sqrt((first - low) ** 2 + (above - second) ** 2)
    up = sqrt((high - first) ** 2 + (second - below) ** 2)
    return gap - down, gap + up


def response_rate(*, answered: int, asked: int) -> float | None:
    """Return the share of the asked who answered, or None when nobody was asked.

    >>> response_rate(answered=17, asked=40), response_rate(answered=0, asked=0)
    (0.425, None)
    """
    if not 0 <= answered <= asked:
        raise ValueError(f"answered must lie between 0 and asked, got {answered} of {asked}")
    return answered / asked if asked else None
