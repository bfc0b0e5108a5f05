"""Is a share higher where something holds? With answers that hang together. No Django, no clock, no database.

Answers of one person are alike, and so are those of one customer. The counts are divided by the design effect (J. N. K.
Rao, A. J. Scott, "A simple method for the analysis of clustered binary data", Biometrics 48, 1992, 577-585), and what
follows is reckoned with what is left of them. docs/model/drivers.md has the formulas and what was simulated.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt

from secondslice.analytics.multiplicity import benjamini_hochberg
from secondslice.analytics.proportions import difference
from secondslice.analytics.shrinkage import Group, shrink

LEAST = 20
"""So many answers are needed on either side."""
LEAST_PEOPLE = 5
"""From so many people on either side."""
Whole = npt.NDArray[np.intp]
FALSE_SHARE = 0.05
"""What is called found may be chance in so many of a hundred findings, on average."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One answer (or one project): whether it happened, and with whom it hangs together, the narrowest first."""

    happened: bool
    together: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: as counted."""

    happened: int
    n: int
    people: int

    @property
    def share(self) -> float | None:
        """Return the share in which it happened, from 0 to 1; None of nobody."""
        return self.happened / self.n if self.n else None

    @property
    def missing(self) -> int:
        """Return how many more answers this side needs before anything is said."""
        return max(0, LEAST - self.n)

    @property
    def missing_people(self) -> int:
        """Return how many more people this side needs."""
        return max(0, LEAST_PEOPLE - self.people)


@dataclass(frozen=True, slots=True)
class Compared:
    """A share with and without something. None: too few, the sides say how many are missing."""

    where: Side
    elsewhere: Side
    gap: float | None = None
    """The difference of the two shares, from -1 to 1."""
    low: float = -1.0
    high: float = 1.0
    """Between which values the difference lies with 95 % confidence, each comparison by itself."""
    effect: float = 1.0
    """How many answers say as much as one that stands alone (the design effect)."""
    chance: float | None = None
    """The probability of such a difference by chance alone, two-sided."""
    false: float | None = None
    """The same for all comparisons together (Benjamini and Hochberg)."""
    drawn: Group | None = None
    """The share with it, drawn towards all of them by as much as its few answers deserve."""

    @property
    def is_told(self) -> bool:
        """Tell whether there is enough on both sides."""
        return self.gap is not None

    @property
    def is_found(self) -> bool:
        """Tell whether it stands out of chance, all comparisons taken together."""
        return self.false is not None and self.false <= FALSE_SHARE


def compare(
    all_of_it: Sequence[Observation], holds: Sequence[Sequence[bool | None]]
) -> list[Compared]:
    """Compare the share where something holds with that where it does not, for each of several things.

    `holds` has for each thing whether it holds, observation by observation; None leaves one out, where it makes no
    sense to ask. Drawn are all shares towards each other.
    """
    seen = _Seen.of(all_of_it)
    rough = [_compare(seen, one) for one in holds]
    told = [place for place, one in enumerate(rough) if one.is_told]
    false = benjamini_hochberg([rough[place].chance or 0.0 for place in told])
    drawn = shrink([_left(rough[place].where, rough[place].effect) for place in told]).groups
    for place, share, group in zip(told, false, drawn, strict=True):
        rough[place] = replace(rough[place], false=share, drawn=group)
    return rough


@dataclass(frozen=True, slots=True)
class _Seen:
    """All observations as columns: whether it happened, and the number of its cluster at each level."""

    happened: npt.NDArray[np.float64]
    together: tuple[Whole, ...]

    @classmethod
    def of(cls, all_of_it: Sequence[Observation]) -> _Seen:
        levels = range(len(all_of_it[0].together)) if all_of_it else range(1)
        return cls(
            np.array([one.happened for one in all_of_it], dtype=float),
            tuple(_numbered([one.together[level] for one in all_of_it]) for level in levels),
        )

    def only(self, those: npt.NDArray[np.bool_]) -> _Seen:
        return _Seen(self.happened[those], tuple(one[those] for one in self.together))

    @property
    def side(self) -> Side:
        people = len(np.unique(self.together[0]))
        return Side(int(self.happened.sum()), len(self.happened), people)


def _numbered(keys: Sequence[Hashable]) -> Whole:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)


def _compare(seen: _Seen, holds: Sequence[bool | None]) -> Compared:
    known = np.array([-1 if one is None else int(one) for one in holds], dtype=np.int8)
    where, elsewhere = seen.only(known == 1).side, seen.only(known == 0).side
    if any(one.missing or one.missing_people for one in (where, elsewhere)):
        return Compared(where, elsewhere)
    gap = where.happened / where.n - elsewhere.happened / elsewhere.n
    effect = _effect(seen.only(known >= 0), known[known >= 0] == 1)
    left, right = _left(where, effect), _left(elsewhere, effect)
    low, high = difference(left, right)
    return Compared(where, elsewhere, gap, low, high, effect, chance_of(gap, left, right))


def _left(side: Side, effect: float) -> tuple[int, int]:
    """Return what is left of a side's counts after division by the design effect, as whole numbers."""
    n = max(1, round(side.n / effect))
    return min(n, round(side.happened / effect)), n


def chance_of(gap: float, one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how probable a difference of two shares at least as large is by chance; each is `(happened, n)`.

    The score test for two shares with the pooled one, and Yates's correction for continuity, two-sided.

    >>> round(chance_of(0.2, (56, 70), (48, 80)), 4)
    0.0134
    """
    n, m = one[1], other[1]
    pooled = (one[0] + other[0]) / (n + m)
    spread = pooled * (1 - pooled) * (1 / n + 1 / m)
    if spread <= 0:
        return 1.0
    left = max(0.0, abs(gap) - (1 / n + 1 / m) / 2)
    return erfc(left / sqrt(spread) / sqrt(2))


def design_effect(meant: Sequence[tuple[Observation, bool]]) -> float:
    """Return how many answers say as much as one that stands alone: the largest over all ways to hang together.

    The variance of the difference of the two shares, from the linearised sum of each cluster (times C / (C - 1)),
    divided by what it were if all stood alone; never under 1. Each observation comes with whether the thing holds.
    """
    return _effect(_Seen.of([one for one, _ in meant]), np.array([held for _, held in meant]))


def _effect(seen: _Seen, held: npt.NDArray[np.bool_]) -> float:
    part, alone = np.zeros(len(held)), 0.0
    for side, sign in ((held, 1), (~held, -1)):
        n, share = int(side.sum()), float(seen.happened[side].mean())
        part[side] = sign * (seen.happened[side] - share) / n
        alone += share * (1 - share) / n
    if alone <= 0:
        return 1.0
    largest = 1.0
    for level in seen.together:
        clusters = len(np.unique(level))
        if clusters > 1:
            sums = np.bincount(level, weights=part)
            spread = float((sums * sums).sum()) * clusters / (clusters - 1)
            largest = max(largest, spread / alone)
    return largest
