"""Where something stands between two ends, from several observations that are each few. No Django, no clock.

Every observation is counted as so much that speaks for (`good`) of so much that was seen (`seen`). Its position is the
mean of a Beta(1 + good, 1 + seen - good), the posterior of a share of which nothing was known before (A. Gelman et al.,
Bayesian Data Analysis, 3rd ed. 2013, section 2.1), and its interval that Beta's. Nothing seen leaves the middle and
nearly everything possible. Several are put together by their weights. The ends of the intervals are added, too, as if
all were wrong in the same direction: how they hang together is not known, so the interval is rather too wide than too
narrow. docs/model/outlook.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, log

from secondslice.analytics.proportions import CONFIDENCE
from secondslice.analytics.shrinkage import beta_interval

HALF_LIFE = 180
"""Days after which what somebody said counts half."""
GOOD_FROM, WATCH_FROM = 0.7, 0.45
"""From which position on a light is green, and amber; below it is red."""
TOO_WIDE = 0.5
"""An interval wider than this says too little to give a position a name."""


class Light(StrEnum):
    """What an observation says at a glance."""

    GOOD = "good"
    WATCH = "watch"
    ACT = "act"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation: `good` of `seen` speak for it. `weight`: its part of the whole, whatever was seen."""

    code: str
    weight: int
    good: float = 0.0
    seen: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 <= self.good <= self.seen + 1e-9 or self.weight < 0:
            raise ValueError(f"an observation like that cannot be: {self}")


@dataclass(frozen=True, slots=True)
class Position:
    """A place between 0 and 1, and between which places it lies with 95 % confidence."""

    share: float
    low: float
    high: float
    seen: float

    @property
    def light(self) -> Light:
        """Return what it says at a glance."""
        if not self.seen:
            return Light.UNKNOWN
        if self.share >= GOOD_FROM:
            return Light.GOOD
        return Light.WATCH if self.share >= WATCH_FROM else Light.ACT

    @property
    def is_vague(self) -> bool:
        """Tell whether too little was seen to give the place a name."""
        return self.high - self.low > TOO_WIDE


def place(one: Seen) -> Position:
    """Return where one observation stands.

    >>> found = place(Seen("taste", 20, good=3, seen=3))
    >>> [round(100 * end) for end in (found.share, found.low, found.high)]
    [80, 40, 99]
    """
    good, seen = round(one.good, 6), round(max(one.seen, one.good), 6)
    low, high = _ends(good, seen)
    return Position((1 + good) / (2 + seen), low, high, seen)


def together(found: Sequence[Seen]) -> Position:
    """Return where all of them stand together, by their weights; without any of them in the middle of everything.

    >>> found = together([Seen("taste", 60, good=8, seen=10), Seen("money", 40)])
    >>> [round(100 * end) for end in (found.share, found.low, found.high)]
    [65, 30, 95]
    """
    whole = sum(one.weight for one in found)
    if not whole:
        return place(Seen("", 0))
    places = [(one.weight / whole, place(one)) for one in found]
    return Position(
        share=sum(weight * at.share for weight, at in places),
        low=sum(weight * at.low for weight, at in places),
        high=sum(weight * at.high for weight, at in places),
        seen=sum(at.seen for _weight, at in places),
    )


def still_counts(days: float, *, half_life: float = HALF_LIFE) -> float:
    """Return how much something counts that was said so many days ago.

    >>> still_counts(0), still_counts(180), round(still_counts(360), 2)
    (1.0, 0.5, 0.25)
    """
    if half_life <= 0:
        raise ValueError(f"a half-life lies above 0, got {half_life}")
    return exp(-log(2) * max(0.0, days) / half_life)


def of_ratio(earned: float, spent: float) -> float:
    """Return what was earned for what was spent as a share: 1 for 1 is the middle.

    >>> of_ratio(100, 100), of_ratio(300, 100), of_ratio(0, 100)
    (0.5, 0.75, 0.0)
    """
    if earned < 0 or spent < 0 or not earned + spent:
        raise ValueError("something is earned or spent, and neither is below nothing")
    return earned / (earned + spent)


@lru_cache(maxsize=8192)
def _ends(good: float, seen: float) -> tuple[float, float]:
    return beta_interval(1 + good, 1 + seen - good, confidence=CONFIDENCE)
