"""What a published number and the first cases of one's own say together. No Django, no clock, no database.

The published number counts as a few cases (the prior); each case of one's own counts as one. Conjugate pairs: Beta
for shares, Gamma for counts of people (A. Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, chapter 2).
docs/model/calibration.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, lgamma, log, sqrt

from secondslice.analytics.shrinkage import beta_interval

STRENGTH = 10.0
"""As how many cases of one's own a published share counts."""
REPORTS = 5.0
"""As how many reports of one's own a published count of people counts."""
CONFIDENCE = 0.9
_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean, and between which values it lies with 90 % probability; `n` cases of one's own are in it."""

    mean: float
    low: float
    high: float
    n: int


def share_after(prior: float, *, came: int, of: int, strength: float = STRENGTH) -> Estimate:
    """Return a share (0 to 1) that was published as `prior`, after `came` of `of` cases of one's own.

    Beta(prior n0 + r, (1 - prior) n0 + m - r), n0 = `strength`.

    >>> [round(100 * share_after(.09, came=r, of=m).mean) for r, m in ((0, 0), (2, 5), (6, 12))]
    [9, 19, 31]
    """
    if not 0 <= came <= of:
        raise ValueError(f"came must lie between 0 and of, got {came} of {of}")
    if not 0 < prior < 1 or strength <= 0:
        raise ValueError("a prior share lies between 0 and 1 and counts for something")
    a, b = prior * strength + came, (1 - prior) * strength + of - came
    low, high = beta_interval(a, b, confidence=CONFIDENCE)
    return Estimate(a / (a + b), low, high, of)


def count_after(prior: float, reports: Sequence[int], *, strength: float = REPORTS) -> Estimate:
    """Return how many people one tells, published as `prior`, after people said how many they told.

    Gamma(prior n0 + sum, n0 + m), n0 = `strength`: the mean of a Poisson number.

    >>> round(count_after(12, [3, 2, 4, 1, 0]).mean, 1)
    7.0
    """
    if prior <= 0 or strength <= 0 or any(one < 0 for one in reports):
        raise ValueError("a prior counts for something, and nobody tells fewer than no people")
    shape, rate = prior * strength + sum(reports), strength + len(reports)
    low, high = gamma_interval(shape, rate)
    return Estimate(shape / rate, low, high, len(reports))


def share_density(
    prior: float, places: Sequence[float], *, came: int, of: int, strength: float = STRENGTH
) -> list[float]:
    """Return how likely a share is at each of these places (above 0, below 1), as `share_after` has it: to be drawn.

    >>> [round(one, 2) for one in share_density(.5, [.25, .5], came=0, of=0, strength=2)]
    [1.0, 1.0]
    """
    a, b = prior * strength + came, (1 - prior) * strength + of - came
    base = lgamma(a + b) - lgamma(a) - lgamma(b)
    return [exp(base + (a - 1) * log(x) + (b - 1) * log(1 - x)) for x in places]


def count_density(
    prior: float, places: Sequence[float], reports: Sequence[int], *, strength: float = REPORTS
) -> list[float]:
    """Return how likely a count is at each of these places (above 0), as `count_after` has it: to be drawn.

    >>> [round(one, 3) for one in count_density(1, [1, 2], [], strength=1)]
    [0.368, 0.135]
    """
    shape, rate = prior * strength + sum(reports), strength + len(reports)
    base = shape * log(rate) - lgamma(shape)
    return [exp(base + (shape - 1) * log(x) - rate * x) for x in places]


def gamma_interval(
    shape: float, rate: float, *, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return between which values a Gamma(shape, rate) lies with this probability, the same on both sides.

    By summing the density over a grid, good to three digits for a shape of 0.5 and more.

    >>> [round(end, 1) for end in gamma_interval(60, 5)]
    [9.6, 14.7]
    """
    middle, width = shape / rate, sqrt(shape) / rate
    low = max(0.0, middle - 8 * width)
    cell = (middle + 12 * width - low) / _STEPS
    places = [low + (place + 0.5) * cell for place in range(_STEPS)]
    logs = [(shape - 1) * log(x) - rate * x for x in places]
    top = max(logs)
    sums = list(accumulate(exp(one - top) for one in logs))

    def end(wanted: float) -> float:
        place = next(i for i, so_far in enumerate(sums) if so_far >= wanted * sums[-1])
        before = sums[place - 1] if place else 0.0
        return low + cell * (place + (wanted * sums[-1] - before) / (sums[place] - before))

    return end((1 - confidence) / 2), end((1 + confidence) / 2)
