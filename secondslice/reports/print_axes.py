"""What stands around the marks of a chart for print: the lines with their numbers, the colours and what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from secondslice.reports.document import Chart
from secondslice.reports.print_marks import GRID, INK, SOFT, Plot, line, rect, text
from secondslice.reports.telling import written

TONES = {"yes": "#2f6b3a", "no": "#6a2c5f", "waiting": "#b5852a", "unknown": "#8a837b"}
PLAIN = ("#57493c", "#b09a7e", "#2d5f7e", "#8a837b")
"""For series without a meaning of their own, in order."""
_GRIDS = 4


def colours_of(chart: Chart) -> list[str]:
    """Return the colour of each series: by what it means, else one after the other."""
    plain = iter([*PLAIN, *[PLAIN[-1]] * len(chart.series)])
    return [TONES[one.tone] if one.tone != "plain" else next(plain) for one in chart.series]


def range_of(chart: Chart) -> tuple[float, float]:
    """Return the smallest and largest number of the axis: 0 to 1 for shares, else from 0 to a round number."""
    if chart.unit == "share":
        return 0.0, 1.0
    numbers = [
        one
        for series in chart.series
        for row in (series.values, series.low, series.high)
        for one in row
        if one is not None
    ]
    low, high = min(0.0, *numbers, 0.0), max(0.0, *numbers, 0.0)
    if low == high:
        return 0.0, 1.0
    step = _round_step((high - low) / _GRIDS)
    return -(-low // step) * step if low == 0 else (low // step) * step, -(-high // step) * step


def _round_step(step: float) -> float:
    """Return the next larger of 1, 2, 2.5, 5 times a power of ten.

    >>> _round_step(0.3), _round_step(5), _round_step(727500)
    (1.0, 5.0, 1000000.0)
    """
    power = 1.0
    while power * 10 <= step:
        power *= 10
    return next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= step)


def grid(chart: Chart, plot: Plot) -> Iterator[str]:
    """Yield the lines behind the marks, with their numbers at the left."""
    step = 0.25 if chart.unit == "share" else _round_step((plot.high - plot.low) / _GRIDS)
    value = plot.low
    while value <= plot.high + step / 100:
        y = plot.y(value)
        yield line(plot.left, y, plot.left + plot.width, y, SOFT if value == 0 else GRID)
        yield text(plot.left - 6, y + 4, written(value, chart.unit, chart.currency), anchor="end")
        value += step


@dataclass(frozen=True, slots=True)
class Key:
    """What the colours mean, on top; nothing for one series, whose name the title says."""

    parts: list[str]
    height: float


def key_of(chart: Chart, width: int) -> Key:
    """Return what the colours mean."""
    if len(chart.series) < 2:  # noqa: PLR2004  (one needs no key)
        return Key([], 0)
    parts, x, y = [], 4.0, 12.0
    for series, colour in zip(chart.series, colours_of(chart), strict=True):
        wide = 20 + len(series.name) * 6.8 + 18
        if x > 4 and x + wide > width:  # noqa: PLR2004
            x, y = 4.0, y + 18
        parts.append(rect(x, y - 9, 11, 11, colour))
        parts.append(text(x + 17, y + 1, series.name, colour=INK))
        x += wide
    return Key(parts, y + 8)
