"""Do the projects of one group come off better than like projects of another? Compared inside exact strata.

Only shares are compared (on time: yes or no). The difference is the mean over the strata of (share in the group less
share outside), weighted by how many of the group's own projects lie in each: the effect on those that were in the
group (P. R. Rosenbaum and D. B. Rubin, "The central role of the propensity score in observational studies for causal
effects", Biometrika 70, 1983, on subclassification). Chance is judged by a randomisation test inside the strata (R. A.
Fisher, The Design of Experiments, 1935; Rosenbaum, Observational Studies, 2nd ed. 2002, 2.4). It needs no assumption
about how outcomes are spread, and none about strata being alike. docs/model/matching.md says what it cannot do.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import asin, pi, sin, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from secondslice.analytics.proportions import difference

FEWEST = 20
"""With fewer on the smaller side nothing is claimed."""
DRAWS, SEED = 10_000, 1935
PLACEBOS = 300
LEVEL, POWER = 0.05, 0.80
_SLACK = 1e-9
"""Two differences that are this near are the same: arithmetic in floats misses them by a hair."""


class Finding(StrEnum):
    """What may be said of a comparison."""

    NOTHING_LIKE = "nothing_like"
    """No project of the group has one like it outside."""
    TOO_FEW = "too_few"
    BETTER = "better"
    WORSE = "worse"
    NOT_SHOWN = "not_shown"
    """A difference there may be, but chance alone makes one as large often enough."""


@dataclass(frozen=True, slots=True)
class Case:
    """One project: like which others it is, whether it belongs to the group, and whether it came off."""

    stratum: Hashable
    in_group: bool
    is_good: bool


@dataclass(frozen=True, slots=True)
class Stratum:
    """Like projects: how many of the group and of the others came off, of how many."""

    stratum: Hashable
    good: int
    n: int
    other_good: int
    other_n: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The difference of enough projects, with what chance makes of it."""

    gap: float
    """Share in the group less weighted share outside, from -1 to 1."""
    low: float
    high: float
    """Its interval of 95 %: Newcombe's, with the others counted as `effective`."""
    p: float
    """How often a random group of the same size in the same strata differs by as much, in either direction."""
    detectable: float | None
    """The smallest gain that would be found with a chance of 80 %; None where even all would not be enough."""
    placebos: int
    """How many of PLACEBOS random groups inside the strata were called different at 5 %."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The group beside like projects. `judged` only with FEWEST on the smaller side."""

    finding: Finding
    good: int
    n: int
    other_good: int
    other_n: int
    other_share: float | None
    """Of the others, weighted as the group is spread over the strata."""
    effective: float
    """As how many equally weighted projects the others count (Kish's effective size)."""
    left: int
    other_left: int
    """Of the group, and of the others, without a like project on the other side."""
    strata: tuple[Stratum, ...] = field(default=())
    judged: Judged | None = None

    @property
    def share(self) -> float | None:
        """Return the share in the group, or None without any."""
        return self.good / self.n if self.n else None

    @property
    def smaller(self) -> int:
        """Return how many matched projects lie on the smaller side."""
        return min(self.n, self.other_n)


def compare(cases: Sequence[Case], *, seed: int = SEED, draws: int = DRAWS) -> Comparison:
    """Compare the group with like projects. The same cases and seed always give the same.

    >>> few = [Case("small", True, True), Case("small", False, False), Case("large", True, True)]
    >>> found = compare(few)
    >>> found.finding.value, found.n, found.left, found.judged
    ('too_few', 1, 1, None)
    """
    strata, left, other_left = _strata(cases)
    n, other_n = sum(one.n for one in strata), sum(one.other_n for one in strata)
    counts = np.array(
        [(one.good, one.n, one.other_good, one.other_n) for one in strata], dtype=np.int64
    ).reshape(-1, 4)
    share, effective = _outside(counts)
    judged = None
    finding = Finding.TOO_FEW if strata else Finding.NOTHING_LIKE
    if min(n, other_n) >= FEWEST and share is not None:
        judged = _judge(counts, share, effective, seed=seed, draws=draws)
        finding = finding_of(judged, p=judged.p)
    return Comparison(
        finding=finding,
        good=sum(one.good for one in strata),
        n=n,
        other_good=sum(one.other_good for one in strata),
        other_n=other_n,
        other_share=share,
        effective=effective,
        left=left,
        other_left=other_left,
        strata=tuple(strata),
        judged=judged,
    )


def detectable_gain(base: float, n: float, other_n: float) -> float | None:
    """Return the smallest gain over a share of `base` in `other_n` that `n` show at two-sided 5 % with 80 % power.

    On Cohen's arcsine scale, on which every share varies alike: the gain is where 2 asin(sqrt(share)) has grown by
    (z(0.975) + z(0.80)) sqrt(1/n + 1/other_n) (J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd
    ed. 1988, 6.4). None where even a share of 100 % would not be enough.

    >>> [round(100 * detectable_gain(0.6, one, other)) for one, other in ((12, 30), (30, 30), (100, 100), (200, 200))]
    [36, 30, 18, 13]
    >>> detectable_gain(0.95, 20, 20) is None
    True
    """
    if not (0 <= base <= 1 and n > 0 and other_n > 0):
        raise ValueError("a share lies between 0 and 1, and each side has somebody")
    normal = NormalDist()
    step = (normal.inv_cdf(1 - LEVEL / 2) + normal.inv_cdf(POWER)) * sqrt(1 / n + 1 / other_n)
    angle = 2 * asin(sqrt(base)) + step
    return None if angle > pi else sin(angle / 2) ** 2 - base


def _strata(cases: Sequence[Case]) -> tuple[list[Stratum], int, int]:
    """Return the strata that have both, and how many of either side have no like project."""
    counts: dict[Hashable, list[int]] = {}
    for case in cases:
        mine = counts.setdefault(case.stratum, [0, 0, 0, 0])
        place = 0 if case.in_group else 2
        mine[place] += case.is_good
        mine[place + 1] += 1
    both = [Stratum(key, *mine) for key, mine in counts.items() if mine[1] and mine[3]]
    left = sum(mine[1] for mine in counts.values() if not mine[3])
    other_left = sum(mine[3] for mine in counts.values() if not mine[1])
    return both, left, other_left


def _outside(counts: NDArray[np.int64]) -> tuple[float | None, float]:
    """Return the weighted share of the others, and as how many they count: (sum w)^2 / sum w^2 (Kish 1965)."""
    if not len(counts):
        return None, 0.0
    _good, n, other_good, other_n = counts.T
    total = float(n.sum())
    share = float((n * other_good / other_n).sum() / total)
    return share, total**2 / float((n**2 / other_n).sum())


def _judge(
    counts: NDArray[np.int64], share: float, effective: float, *, seed: int, draws: int
) -> Judged:
    good, n, _other_good, _other_n = counts.T
    gap = float(good.sum() / n.sum()) - share
    chance = np.random.default_rng(seed)
    drawn = np.sort(np.abs(_random_gaps(counts, draws, chance)))
    placebos = np.abs(_random_gaps(counts, PLACEBOS, chance))
    low, high = difference(
        (float(good.sum()), float(n.sum())), (min(share * effective, effective), effective)
    )
    return Judged(
        gap=gap,
        low=low,
        high=high,
        p=float(_p_values(np.array([abs(gap)]), drawn)[0]),
        detectable=detectable_gain(min(share, 1.0), float(n.sum()), effective),
        placebos=int((_p_values(placebos, drawn) <= LEVEL).sum()),
    )


def _random_gaps(
    counts: NDArray[np.int64], draws: int, chance: np.random.Generator
) -> NDArray[np.float64]:
    """Return the differences of groups drawn anew inside the strata, each as large there as the real one.

    How many good ones fall into such a group is hypergeometric, so no single project is shuffled.
    """
    good, n, other_good, other_n = counts.T
    all_good, total = good + other_good, n + other_n
    fell = chance.hypergeometric(all_good, total - all_good, n, size=(draws, len(counts)))
    gaps = fell / n - (all_good - fell) / other_n
    found: NDArray[np.float64] = (gaps * n).sum(axis=1) / n.sum()
    return found


def _p_values(gaps: NDArray[np.float64], drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how often a random group differs by as much; the real one counts as one of them, so p is never 0."""
    as_large = len(drawn) - np.searchsorted(drawn, gaps - _SLACK, side="left")
    found: NDArray[np.float64] = (1 + as_large) / (1 + len(drawn))
    return found


def finding_of(judged: Judged, *, p: float) -> Finding:
    """Return what may be said of a difference with this p: its own, or one of `adjusted`."""
    if p > LEVEL:
        return Finding.NOT_SHOWN
    return Finding.BETTER if judged.gap > 0 else Finding.WORSE


def adjusted(values: Sequence[float]) -> list[float]:
    """Return p values that several questions at once allow (S. Holm, Scandinavian Journal of Statistics 6, 1979).

    >>> [round(p, 3) for p in adjusted([0.04, 0.01, 0.03])]
    [0.06, 0.03, 0.06]
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    found, least = [0.0] * len(values), 0.0
    for place, one in enumerate(order):
        least = max(least, min(1.0, (len(values) - place) * values[one]))
        found[one] = least
    return found
