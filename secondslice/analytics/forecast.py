"""What open orders may come to, by simulation. No Django, no clock, no database.

Two things are uncertain: how large the share of what is won really is, and which of the open ones are among it. Each
run draws the first from its Beta distribution and then tosses for each order. docs/model/funnel.md: when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

RUNS, SEED = 2_000, 20_260_101
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect, and between which sums it ends up in eight of ten runs."""

    mean: float
    low: float
    high: float


def forecast(
    orders: Sequence[tuple[float, str]],
    chances: Mapping[str, tuple[float, float]],
    *,
    runs: int = RUNS,
    seed: int = SEED,
) -> Forecast:
    """Return what these orders, each a value and its group, come to; each group has the a and b of its share.

    >>> forecast([(100.0, "x")], {"x": (1.0, 1.0)}, runs=10).mean
    50.0
    """
    mean = sum(value * chances[group][0] / sum(chances[group]) for value, group in orders)
    dice = Random(seed)  # noqa: S311  (a simulation, not a secret)
    totals = []
    for _run in range(runs):
        shares = {group: dice.betavariate(a, b) for group, (a, b) in sorted(chances.items())}
        totals.append(sum(value for value, group in orders if dice.random() < shares[group]))
    totals.sort()
    return Forecast(mean, totals[int(LOW * runs)], totals[min(int(HIGH * runs), runs - 1)])
