"""How long something takes when some have not got there yet. No Django, no clock, no database.

The estimate is that of E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA 53,
1958: what still waits counts for as long as it has waited, and neither as done nor as never. Its interval is
Greenwood's variance on the log(-log) scale (J. D. Kalbfleisch and R. L. Prentice, 1980), which stays between 0 and 1.
docs/model/recovery.md says where it is used and where it says nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import erfc, exp, log, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
HALF = 0.5
TOLERANCE = sqrt(sys.float_info.epsilon)
"""A share so close to one half is one half: a product of many shares misses it by its rounding (as in R's survfit)."""
FEWEST = 10
"""With fewer events the steps are shown and no median: one case more would move it."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long one took, or has waited so far: `happened` tells which."""

    length: float
    happened: bool

    def __post_init__(self) -> None:
        """Refuse a time that runs backwards."""
        if self.length < 0:
            raise ValueError(f"a length must not be negative, got {self.length}")


def took(length: float) -> Span:
    """Return the time of one that got there."""
    return Span(length, happened=True)


def waits(length: float) -> Span:
    """Return the time of one that has waited so long and has not got there."""
    return Span(length, happened=False)


@dataclass(frozen=True, slots=True)
class Step:
    """The curve from one event on: the share that still waits after `at`, and between which shares the truth lies."""

    at: float
    waiting: float
    low: float
    high: float
    events: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Kaplan and Meier's curve. `until` is the longest time seen: beyond it nothing is said."""

    steps: tuple[Step, ...]
    n: int
    events: int
    until: float

    @property
    def median(self) -> float | None:
        """Return by when half had got there; None while more than half still wait."""
        return next((step.at for step in self.steps if _is_half(step.waiting)), None)

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """Return between which times half had got there (Brookmeyer and Crowley, Biometrics 38, 1982).

        An end is None where the interval of the curve never comes down to one half.
        """
        low = next((step.at for step in self.steps if _is_half(step.low)), None)
        high = next((step.at for step in self.steps if _is_half(step.high)), None)
        return low, high

    def done_by(self, time: float) -> tuple[float, float, float] | None:
        """Return the share that got there within `time`, and its interval; None beyond what was seen."""
        if time > self.until:
            return None
        last = None
        for step in self.steps:
            if step.at > time:
                break
            last = step
        if last is None:
            return 0.0, 0.0, 1.0 if self.n else 0.0
        return 1 - last.waiting, 1 - last.high, 1 - last.low


def _is_half(waiting: float) -> bool:
    """Tell whether no more than half still wait."""
    return waiting <= HALF + TOLERANCE


def kaplan_meier(spans: Sequence[Span], *, confidence: float = CONFIDENCE) -> Curve:
    """Return the curve of those who still wait.

    When the last one seen got there nobody waits, and Greenwood's variance is undefined: the sample cannot tell that
    everybody will get there. There the interval reaches from 0 to where it reached at the step before (1 if none).

    >>> curve = kaplan_meier([took(1), waits(2), took(3)])
    >>> [(step.at, round(step.waiting, 3)) for step in curve.steps], curve.median
    ([(1, 0.667), (3, 0.0)], 3)
    """
    ordered = sorted(spans, key=lambda span: span.length)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    steps: list[Step] = []
    at_risk, waiting, variance = len(ordered), 1.0, 0.0
    for at, group in groupby(ordered, key=lambda span: span.length):
        here = list(group)
        events = sum(span.happened for span in here)
        if events:
            waiting *= 1 - events / at_risk
            left = at_risk - events
            variance += events / (at_risk * left) if left else 0.0
            before = steps[-1].high if steps else 1.0
            low, high = _interval(waiting, variance, z) if waiting else (0.0, before)
            steps.append(Step(at, waiting, low, high, events, at_risk))
        at_risk -= len(here)
    until = ordered[-1].length if ordered else 0.0
    return Curve(tuple(steps), len(ordered), sum(span.happened for span in ordered), until)


def _interval(waiting: float, variance: float, z: float) -> tuple[float, float]:
    width = z * sqrt(variance) / log(waiting)
    ends = [exp(log(waiting) * exp(sign * width)) for sign in (1, -1)]
    return min(ends), max(ends)


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether two groups differ in how long they take: chi-squared with one degree of freedom, and its p."""

    chi_squared: float
    p: float


def log_rank(one: Sequence[Span], other: Sequence[Span]) -> LogRank:
    """Return Mantel's log-rank test (N. Mantel, Cancer Chemotherapy Reports 50, 1966) of two groups.

    Without an event, or with nobody in a group, nothing is known: chi-squared 0 and p 1.
    """
    times = sorted({span.length for span in (*one, *other) if span.happened})
    seen, expected, variance = 0.0, 0.0, 0.0
    for time in times:
        first, all_at_risk = _at_risk(one, time), _at_risk(one, time) + _at_risk(other, time)
        events = _events(one, time) + _events(other, time)
        seen += _events(one, time)
        expected += events * first / all_at_risk
        if all_at_risk > 1:
            share = first / all_at_risk
            variance += share * (1 - share) * events * (all_at_risk - events) / (all_at_risk - 1)
    if not variance:
        return LogRank(0.0, 1.0)
    chi_squared = (seen - expected) ** 2 / variance
    return LogRank(chi_squared, erfc(sqrt(chi_squared / 2)))


def log_rank_of_three(groups: Sequence[Sequence[Span]]) -> LogRank:
    """Return the same test of three groups at once: chi-squared with two degrees of freedom, and its p.

    When one of them had nobody left at the first event, nothing is known: chi-squared 0 and p 1.
    """
    if len(groups) != 3:  # noqa: PLR2004
        raise ValueError(f"three groups are compared, got {len(groups)}")
    everybody = [span for group in groups for span in group]
    off = [0.0, 0.0]
    spread = [[0.0, 0.0], [0.0, 0.0]]
    for time in sorted({span.length for span in everybody if span.happened}):
        n, events = _at_risk(everybody, time), _events(everybody, time)
        shares = [_at_risk(group, time) / n for group in groups[:2]]
        factor = events * (n - events) / (n - 1) if n > 1 else 0.0
        for i, share in enumerate(shares):
            off[i] += _events(groups[i], time) - events * share
            for j, other in enumerate(shares):
                spread[i][j] += factor * share * ((i == j) - other)
    determinant = spread[0][0] * spread[1][1] - spread[0][1] * spread[1][0]
    if determinant <= TOLERANCE * spread[0][0] * spread[1][1]:
        return LogRank(0.0, 1.0)
    chi_squared = (
        off[0] ** 2 * spread[1][1] - 2 * off[0] * off[1] * spread[0][1] + off[1] ** 2 * spread[0][0]
    ) / determinant
    return LogRank(chi_squared, exp(-chi_squared / 2))


def _at_risk(spans: Sequence[Span], time: float) -> int:
    return sum(span.length >= time for span in spans)


def _events(spans: Sequence[Span], time: float) -> int:
    return sum(span.happened and span.length == time for span in spans)
