"""Has something really changed? A Bernoulli CUSUM over answers in the order they came. No Django, no clock.

For a base rate p0 of No and a rate p1 worth noticing, each answer adds its log likelihood ratio, and the sum never
falls below zero: S = max(0, S + log(p1/p0)) for a No, log((1 - p1)/(1 - p0)) for a Yes. When S reaches h there is a
signal, and the sum starts again (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954; M. R. Reynolds and
Z. G. Stoumbos, "A CUSUM chart for monitoring a proportion when inspecting continuously", Journal of Quality Technology
31, 1999). docs/model/change.md says how h is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

CELLS = 120
"""How fine the grid is on which the average run length is computed."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A CUSUM for the share of No: `base` as usual, `shifted` worth noticing, `limit` h for the signal."""

    base: float
    shifted: float
    limit: float

    def __post_init__(self) -> None:
        """Refuse shares that cannot be told apart, and a limit that is always reached."""
        if not (0 < self.base < 1 and 0 < self.shifted < 1) or self.base == self.shifted:
            raise ValueError(
                f"base and shifted must be two shares between 0 and 1, got {self.base}, {self.shifted}"
            )
        if self.limit <= 0:
            raise ValueError(f"limit must be above 0, got {self.limit}")

    def step(self, *, is_no: bool) -> float:
        """Return what one answer adds to the sum."""
        if is_no:
            return log(self.shifted / self.base)
        return log((1 - self.shifted) / (1 - self.base))


@dataclass(frozen=True, slots=True)
class Run:
    """A chart over steps: the sum after each, at which of them (from 0) it signalled, and where each rise began.

    The step at which a rise began is the first one after the sum was last zero: Page's estimate of when the share
    changed.
    """

    sums: tuple[float, ...]
    signals: tuple[int, ...]
    began: tuple[int, ...]


def run(chart: Chart, nos: Iterable[bool]) -> Run:
    """Return the chart over answers in order, True for a No. After a signal the sum starts from zero.

    >>> run(Chart(base=0.15, shifted=0.40, limit=2.5), [False, True, True, True])
    Run(sums=(0.0, 0.98..., 1.96..., 2.94...), signals=(3,), began=(1,))
    """
    return run_steps(chart, ((int(not is_no), int(is_no)) for is_no in nos))


def run_steps(chart: Chart, steps: Iterable[tuple[int, int]]) -> Run:
    """Return the chart over steps of several answers each, `(yes, no)`; within a step their order is not known."""
    up, down = chart.step(is_no=True), chart.step(is_no=False)
    total, start = 0.0, 0
    sums: list[float] = []
    signals: list[int] = []
    began: list[int] = []
    for place, (yes, no) in enumerate(steps):
        if total == 0:
            start = place
        total = max(0.0, total + yes * down + no * up)
        sums.append(total)
        if total >= chart.limit:
            signals.append(place)
            began.append(start)
            total = 0.0
    return Run(tuple(sums), tuple(signals), tuple(began))


@lru_cache(maxsize=256)
def average_run_length(chart: Chart, rate: float) -> float:
    """Return after how many answers the chart signals on average when the true share of No is `rate`.

    With `rate` at the base this is the distance between false alarms, at the shifted share the time to notice. The sum
    is followed as a Markov chain over a grid (D. Brook and D. A. Evans, Biometrika 59, 1972), a step that ends between
    two points being shared out between them; what is left of the grid's error is taken out by halving it.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"rate must lie between 0 and 1, got {rate}")
    coarse, fine = (_run_length(chart, rate, cells) for cells in (CELLS // 2, CELLS))
    return 2 * fine - coarse  # the error falls with the width of the grid


def _run_length(chart: Chart, rate: float, cells: int) -> float:
    width = chart.limit / cells
    up, down = chart.step(is_no=True), chart.step(is_no=False)
    # (I - Q) L = 1, where Q holds the ways between points that do not signal.
    rows = [[0.0] * (cells + 1) for _point in range(cells)]
    for point, row in enumerate(rows):
        row[point] += 1.0
        row[cells] = 1.0
        for step, chance in ((up, rate), (down, 1 - rate)):
            target = max(0.0, point * width + step)
            if target < chart.limit:
                below = int(target / width)
                beyond = target / width - below
                row[below] -= chance * (1 - beyond)
                if below + 1 < cells:
                    row[below + 1] -= chance * beyond
    return _solve(rows)[0]


def limit_for(*, base: float, shifted: float, false_alarm_every: float) -> float:
    """Return the smallest h, to a tenth, at which false alarms lie at least so many answers apart; at most 12."""
    low, high = 5, 120  # tenths; the distance grows with h
    while low < high:
        middle = (low + high) // 2
        if average_run_length(Chart(base, shifted, middle / 10), base) >= false_alarm_every:
            high = middle
        else:
            low = middle + 1
    return low / 10


def _solve(rows: Sequence[list[float]]) -> list[float]:
    """Solve a linear system by elimination; the last entry of each row is the right side."""
    size = len(rows)
    for pivot in range(size):
        best = max(range(pivot, size), key=lambda row: abs(rows[row][pivot]))
        if best != pivot:
            rows[pivot][:], rows[best][:] = list(rows[best]), list(rows[pivot])
        head = rows[pivot]
        for row in rows[pivot + 1 :]:
            if row[pivot]:
                factor = row[pivot] / head[pivot]
                for place in range(pivot, size + 1):
                    row[place] -= factor * head[place]
    found = [0.0] * size
    for place in range(size - 1, -1, -1):
        rest = sum(rows[place][other] * found[other] for other in range(place + 1, size))
        found[place] = (rows[place][size] - rest) / rows[place][place]
    return found
