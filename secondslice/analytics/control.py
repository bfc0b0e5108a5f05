"""A control chart for shares: which periods lie outside what chance alone would do. No Django, no clock, no database.

The p-chart: with the share `p` of all periods together, a period of `n` answers lies outside when its share differs
from `p` by more than three standard errors, 3 sqrt(p (1 - p) / n) (W. A. Shewhart, 1931; NIST/SEMATECH e-Handbook of
Statistical Methods, 6.3.3.2). docs/model/change.md says when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

SIGMAS = 3
LEAST = 15
"""With fewer answers in a period its limits say nothing: they reach from 0 to 1 or nearly so."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which shares a period of this size lies unless something other than chance was at work."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PChart:
    """The share of all periods together, and the limits of each."""

    centre: float
    limits: tuple[Limits, ...]


def p_chart(periods: Sequence[tuple[int, int]]) -> PChart:
    """Return the chart over periods, each `(count, n)`. A period without anybody has limits that nothing leaves.

    >>> p_chart([(5, 20), (5, 20)]).centre
    0.25
    """
    whole = sum(n for _count, n in periods)
    centre = sum(count for count, _n in periods) / whole if whole else 0.0
    return PChart(centre, tuple(_limits(centre, n) for _count, n in periods))


def outside(periods: Sequence[tuple[int, int]]) -> list[bool]:
    """Tell for each period whether it lies outside its limits; one of fewer than 15 never does."""
    return [
        n >= LEAST and not limits.low <= count / n <= limits.high
        for (count, n), limits in zip(periods, p_chart(periods).limits, strict=True)
    ]


def _limits(centre: float, n: int) -> Limits:
    if not n:
        return Limits(0.0, 1.0)
    width = SIGMAS * sqrt(centre * (1 - centre) / n)
    return Limits(max(0.0, centre - width), min(1.0, centre + width))
