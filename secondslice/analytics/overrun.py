"""By how much something was over what was said, for few values: bias with a bootstrap interval, and spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, quantiles

FEWEST = 5
"""With fewer nothing but the values themselves is told."""
DRAWS, SEED = 2000, 1979


@dataclass(frozen=True, slots=True)
class Overrun:
    """How far over, on average, and between which values the average lies with 95 % confidence."""

    n: int
    mean: float
    low: float
    high: float
    first: float
    """The first, second and third quartile."""
    median: float
    third: float


def overrun(values: Sequence[float]) -> Overrun | None:
    """Return bias and spread; None with fewer than FEWEST values.

    The interval is the percentile bootstrap of the mean (Efron 1979, "Bootstrap Methods: Another Look at the
    Jackknife"), with a fixed seed, so that the same values always tell the same.

    >>> found = overrun([0, 0, 5, 10, 10])
    >>> found and (found.n, found.mean, found.median)
    (5, 5.0, 5.0)
    >>> overrun([1, 2]) is None
    True
    """
    if len(values) < FEWEST:
        return None
    chance = Random(SEED)  # noqa: S311  (no secret)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _draw in range(DRAWS))
    first, median, third = quantiles(values, n=4, method="inclusive")
    edge = DRAWS // 40
    return Overrun(
        n=len(values),
        mean=fmean(values),
        low=means[edge],
        high=means[-edge - 1],
        first=first,
        median=median,
        third=third,
    )
