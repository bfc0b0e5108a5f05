"""What may become of a portfolio of customers, by simulation. No Django, no clock, no database.

Each path throws one die of 65,536 sides for each customer: unhappy or not, mended or not, gone or not. The chances are
those of retention.py, to within 1/131072. docs/model/portfolio.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from secondslice.analytics.retention import Mix, Stays, retained
from secondslice.analytics.word_of_mouth import reach

PATHS, SEED = 100_000, 20_260_101
QUANTILES = (0.1, 0.5, 0.9)
_SIDES = 65_536
_DICE_IN_ONE = 4  # in each raw number of 64 bits
_AT_ONCE = 500_000  # dice: 1 MB, so that they stay in the processor's cache
_TWO_SIDED = NormalDist().inv_cdf(0.975)

Floats = npt.NDArray[np.float32]
Dice = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer: the probability of being unhappy (0 to 1), who stays then, and what would be lost with it."""

    unhappy: float
    stays: Stays
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """The 10, 50 and 90 % points and the mean over all paths, each with half of its 95 % interval of chance.

    The errors say how exact the simulation is, not how true its parameters are.
    """

    low: float
    middle: float
    high: float
    mean: float
    errors: tuple[float, float, float]
    mean_error: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the paths say of customers kept (number), value kept (as given), and people who hear of it (number)."""

    kept: Band
    value: Band
    reached: Band
    paths: int
    seed: int


@dataclass(frozen=True, slots=True)
class Run:
    """How to simulate: the people there are, how many each unhappy customer tells, how many paths, which seed.

    `lost`: so many more talk on every path, who are no customers any more.
    """

    people: int
    tellers: float
    paths: int = PATHS
    seed: int = SEED
    lost: int = 0


def expected_kept(customers: Sequence[Customer], mix: Mix) -> float:
    """Return how many customers stay on average: the closed form of what `simulate` throws dice for."""
    return sum(1 - one.unhappy * (1 - retained(one.stays, mix)) for one in customers)


def simulate(customers: Sequence[Customer], mix: Mix, run: Run) -> Outlook:
    """Return what becomes of these customers when the unhappy among them are dealt with by `mix`.

    The same seed gives the same outlook. Reach is the expected number of different people for as many unmended
    customers as a path has.
    """
    if not customers or run.paths < 1:
        raise ValueError("a simulation needs a customer and a path")
    sides = np.array([_sides(one, mix) for one in customers], dtype=np.int64)
    values = np.array([one.value for one in customers], dtype=np.float32)
    lost, gone, unmended = _throw(sides, values, run)
    told = min(run.tellers, float(run.people))
    talkers = range(run.lost, run.lost + len(customers) + 1)
    by_number = np.array([reach(run.people, [told] * k) for k in talkers])
    return Outlook(
        kept=_band(len(customers) - lost.astype(np.float64)),
        value=_band(float(values.sum(dtype=np.float64)) - gone.astype(np.float64)),
        reached=_band(by_number[unmended]),
        paths=run.paths,
        seed=run.seed,
    )


def _sides(one: Customer, mix: Mix) -> tuple[int, int, int]:
    """Return how many sides of the die mean: unmended but stays; unmended and leaves; mended and leaves."""
    shares, stays = mix.shares(), one.stays.row()
    stay = sum(shares[place] * stays[place] for place in (0, 1))
    leave = sum(shares[place] * (1 - stays[place]) for place in (0, 1))
    mended = sum(shares[place] * (1 - stays[place]) for place in (2, 3))
    ends = [one.unhappy * stay, one.unhappy * (stay + leave), one.unhappy * (stay + leave + mended)]
    a, b, c = (min(_SIDES, round(_SIDES * end)) for end in ends)
    return a, b - a, c - b


def _throw(
    sides: npt.NDArray[np.int64], values: Floats, run: Run
) -> tuple[npt.NDArray[np.int32], Floats, npt.NDArray[np.int32]]:
    """Return for each path the customers lost, the value lost, and the customers who were not mended.

    The sides are laid out as: unmended and stays from 0 to a, unmended and leaves to b, mended and leaves to c. Then
    one subtraction, whose result wraps around, tells who leaves. What would need all 65,536 sides is set apart.
    """
    source = np.random.SFC64(run.seed)
    a, leaving = sides[:, 0], sides[:, 1] + sides[:, 2]
    from_side = (a % _SIDES).astype(np.uint16)
    lost_to, unmended_to = _below(leaving), _below(sides[:, 0] + sides[:, 1])
    surely_lost, surely_unmended = leaving == _SIDES, sides[:, 0] + sides[:, 1] == _SIDES
    at_once = max(1, _AT_ONCE // len(values))
    lost = np.empty(run.paths, dtype=np.int32)
    gone = np.empty(run.paths, dtype=np.float32)
    unmended = np.empty(run.paths, dtype=np.int32)
    ones = np.ones(len(values), dtype=np.float32)
    for start in range(0, run.paths, at_once):
        stop = min(start + at_once, run.paths)
        wanted = (stop - start) * len(values)
        raw = source.random_raw(-(-wanted // _DICE_IN_ONE)).view(np.uint16)
        thrown = raw[:wanted].reshape(stop - start, len(values))
        unmended[start:stop] = _sum(thrown < unmended_to, ones)
        np.subtract(thrown, from_side, out=thrown)
        lost[start:stop] = _sum(thrown < lost_to, ones)
        gone[start:stop] = _sum(thrown < lost_to, values)
    lost += surely_lost.sum(dtype=np.int32)
    gone += values[surely_lost].sum(dtype=np.float32)
    unmended += surely_unmended.sum(dtype=np.int32)
    return lost, gone, unmended


def _sum(happens: npt.NDArray[np.bool_], weights: Floats) -> Floats:
    """Return the sum of what happens on each path.

    Not by `@`: its threads wait for each other where others work too, and then it takes ten times as long.
    """
    found: Floats = np.einsum("ij,j->i", happens.astype(np.float32), weights)
    return found


def _below(sides: npt.NDArray[np.int64]) -> Dice:
    """Return below which side it happens; what happens on every side is counted apart, here it never does."""
    return np.where(sides == _SIDES, 0, sides).astype(np.uint16)


def _band(results: npt.NDArray[np.float64]) -> Band:
    """Return the points of these results, with errors from the order statistics (no distribution is assumed)."""
    count = len(results)
    ranks = [_ranks(share, count) for share in QUANTILES]
    places = sorted({place for three in ranks for place in three})
    ordered = np.partition(results, places)
    low, middle, high = (float(ordered[three[1]]) for three in ranks)
    below, half, above = (float(ordered[last] - ordered[first]) / 2 for first, _, last in ranks)
    spread = float(results.std())
    return Band(
        low=low,
        middle=middle,
        high=high,
        mean=float(results.mean()),
        errors=(below, half, above),
        mean_error=_TWO_SIDED * spread / sqrt(count),
    )


def _ranks(share: float, count: int) -> tuple[int, int, int]:
    """Return the places of a point and of the ends of its 95 % interval among `count` results in order."""
    half = _TWO_SIDED * sqrt(count * share * (1 - share))
    wanted = (share * count - half, share * count, share * count + half)
    first, place, last = (min(count - 1, max(0, round(one))) for one in wanted)
    return first, place, last
