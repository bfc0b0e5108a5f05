"""Shares of many groups, each drawn towards what is usual by as much as its few answers deserve. No Django, no clock.

A beta-binomial model: the true share of each group comes from one Beta(a, b), whose a and b are learnt from all groups
with the prior p(a, b) ~ (a + b)^(-5/2) (A. Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 5.3). The
posterior of (a, b) is summed over a grid in log(a / b) and log(a + b). docs/model/groups.md says when not to use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, lgamma, log, sqrt

from secondslice.analytics.proportions import CONFIDENCE

FEWEST = 5
"""Below so many groups what is usual cannot be learnt from them."""
FINE = 16
_SEARCH = (8, 8)
_PRIOR_STRENGTH = 4.0  # of the fixed prior for few groups: as much as four answers
_ODDS, _SIZE = (-5.0, 5.0), (-1.0, 7.0)
_STEPS = 400


@dataclass(frozen=True, slots=True)
class Group:
    """One group's share: as drawn towards the others, and between which shares it lies with 95 % confidence."""

    yes: int
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pool:
    """What all groups together say: the mean a and b, and each group. `learnt` is False when a fixed prior stood in."""

    a: float
    b: float
    learnt: bool
    groups: tuple[Group, ...]


def shrink(counts: Sequence[tuple[int, int]], *, fine: int = FINE, only: int | None = None) -> Pool:
    """Return each group of `(yes, n)` drawn towards the whole.

    With fewer than five groups the prior is fixed: the pooled share (one Yes and one No added), worth four answers.
    `fine` is the number of points of the grid in each direction. With `only` the first so many groups are returned;
    what is usual is learnt from all of them. The same counts are worked out once: a page is opened more often than
    somebody answers.
    """
    return _shrunk(tuple(counts), fine, only)


@lru_cache(maxsize=256)
def _shrunk(counts: tuple[tuple[int, int], ...], fine: int, only: int | None) -> Pool:
    for yes, n in counts:
        if not 0 <= yes <= n:
            raise ValueError(f"yes must lie between 0 and n, got {yes} of {n}")
    if sum(1 for _yes, n in counts if n) < FEWEST:
        pooled = (sum(yes for yes, _n in counts) + 1) / (sum(n for _yes, n in counts) + 2)
        a, b = pooled * _PRIOR_STRENGTH, (1 - pooled) * _PRIOR_STRENGTH
        return Pool(a, b, learnt=False, groups=_groups(counts[:only], [(1.0, a, b)]))
    points = _posterior(counts, fine)
    mean_a, mean_b = (sum(point[0] * point[place] for point in points) for place in (1, 2))
    return Pool(mean_a, mean_b, learnt=True, groups=_groups(counts[:only], points))


def apart(one: Group, other: Group) -> bool:
    """Tell whether two groups may be ranked: only when their intervals do not overlap."""
    return one.high < other.low or other.high < one.low


def _posterior(counts: Sequence[tuple[int, int]], fine: int) -> list[tuple[float, float, float]]:
    """Return the points of the grid that matter: weight, a, b; the weights sum to 1."""
    different = _tally(counts)
    odds, sizes = _ODDS, _SIZE
    points: list[tuple[float, float, float]] = []
    for points_each_way in (*_SEARCH, fine):  # twice to find where the weight is, once to sum it
        odds_there, sizes_there = _spread(odds, points_each_way), _spread(sizes, points_each_way)
        logs = [
            (_log_weight(different, odd, size), odd, size)
            for odd in odds_there
            for size in sizes_there
        ]
        top = max(one[0] for one in logs)
        heavy = [(exp(one[0] - top), one[1], one[2]) for one in logs if one[0] - top > -12]  # noqa: PLR2004
        odds = _around([one[1] for one in heavy], odds, points_each_way)
        sizes = _around([one[2] for one in heavy], sizes, points_each_way)
        total = sum(one[0] for one in heavy)
        points = [(weight / total, *_ab(odd, size)) for weight, odd, size in heavy]
    return points


def _tally(counts: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return the different (yes, no) with how often each comes: small groups repeat."""
    seen: dict[tuple[int, int], int] = {}
    for one in counts:
        if one[1]:
            seen[one] = seen.get(one, 0) + 1
    return [(yes, n - yes, times) for (yes, n), times in seen.items()]


def _log_weight(different: Sequence[tuple[int, int, int]], odd: float, size: float) -> float:
    a, b = _ab(odd, size)
    if a <= 0 or b <= 0:
        return -inf
    # The prior in these coordinates: (a + b)^(-5/2) times the Jacobian a b.
    total = log(a) + log(b) - 2.5 * log(a + b)
    whole, gamma = a + b, lgamma
    base = gamma(whole) - gamma(a) - gamma(b)
    return total + sum(
        times * (base + gamma(a + yes) + gamma(b + no) - gamma(whole + yes + no))
        for yes, no, times in different
    )


def _ab(odd: float, size: float) -> tuple[float, float]:
    """Return a and b for log(a / b) and log(a + b)."""
    share, strength = 1 / (1 + exp(-odd)), exp(size)
    return share * strength, (1 - share) * strength


def _spread(ends: tuple[float, float], count: int) -> list[float]:
    low, high = ends
    return [low + (high - low) * place / (count - 1) for place in range(count)]


def _around(values: list[float], before: tuple[float, float], count: int) -> tuple[float, float]:
    step = (before[1] - before[0]) / (count - 1)
    return max(before[0], min(values) - step), min(before[1], max(values) + step)


def _groups(
    counts: Sequence[tuple[int, int]], points: Sequence[tuple[float, float, float]]
) -> tuple[Group, ...]:
    known: dict[tuple[int, int], Group] = {}
    for yes, n in counts:
        if (yes, n) not in known:
            known[yes, n] = _group(yes, n, points)
    return tuple(known[one] for one in counts)


def _group(yes: int, n: int, points: Sequence[tuple[float, float, float]]) -> Group:
    """Mix the group's Beta over the points, by its mean and spread, and take that Beta's interval."""
    mean = square = 0.0
    for weight, a, b in points:
        top, bottom = a + yes, a + b + n
        mean += weight * top / bottom
        square += weight * top * (top + 1) / (bottom * (bottom + 1))
    spread = max(square - mean * mean, 1e-12)
    strength = mean * (1 - mean) / spread - 1
    low, high = beta_interval(mean * strength, (1 - mean) * strength)
    return Group(yes, n, mean, low, high)


def beta_interval(
    a: float, b: float, *, confidence: float = CONFIDENCE, steps: int = _STEPS
) -> tuple[float, float]:
    """Return between which values a Beta(a, b) lies with this probability, the same on both sides.

    By summing the density over a grid that is fine where it lies; good to three decimals.

    >>> [round(end, 2) for end in beta_interval(3, 9)]
    [0.06, 0.52]
    """
    middle, width = a / (a + b), sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
    low, high = max(0.0, middle - 6 * width), min(1.0, middle + 6 * width)
    cell = (high - low) / steps
    places = [low + (place + 0.5) * cell for place in range(steps)]
    logs = [(a - 1) * log(x) + (b - 1) * log(1 - x) for x in places]
    top = max(logs)
    mass = [exp(one - top) for one in logs]
    total, so_far = sum(mass), 0.0
    wanted = ((1 - confidence) / 2, (1 + confidence) / 2)
    ends: list[float] = []
    for x, one in zip(places, mass, strict=True):
        share = one / total
        while len(ends) < len(wanted) and so_far + share >= wanted[len(ends)]:
            ends.append(x - cell / 2 + cell * (wanted[len(ends)] - so_far) / share)
        so_far += share
    return ends[0], ends[-1]
