"""A chart of two sums over time: one rises with more No than usual, the other falls with fewer; each has its limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from secondslice.ui.charts.frames import Frame, dot, join, line, linked, number, path, svg, text

FRAMES = (
    Frame(300, 190, "sm:hidden max-w-md", left=10, right=10, bottom=26),
    Frame(480, 200, "hidden sm:max-md:block", left=10, right=10, bottom=26),
    Frame(680, 210, "hidden md:block", left=10, right=10, bottom=26),
)
ROOM = 1.2
"""How much higher the plot is than the limits."""
LEAST_APART = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """A signal: when, on which side (1 above, -1 below), and what the tooltip says."""

    on: date
    side: int
    title: str


@dataclass(frozen=True, slots=True)
class Sums:
    """The whole chart: both sums after each day as shares of their limits, and where there were signals."""

    days: Sequence[date]
    above: Sequence[float]
    below: Sequence[float]
    above_words: str
    below_words: str
    ticks: Sequence[tuple[date, str]] = ()
    marks: Sequence[Mark] = ()

    def drawn(self) -> SafeString:
        """Return the chart in every size."""
        return join(svg(frame, _parts(self, frame)) for frame in FRAMES)


def _parts(chart: Sums, frame: Frame) -> Iterator[SafeString]:
    ends = (frame.left, frame.width - frame.right)
    for side, words in ((1, chart.above_words), (-1, chart.below_words)):
        y = _y(frame, side)
        yield line((ends[0], y), (ends[1], y), "limit")
        yield text(ends[0], y - 5 if side > 0 else y + 14, words, classes="start")
    yield line((ends[0], _y(frame, 0)), (ends[1], _y(frame, 0)), "grid")
    yield from _ticks(chart, frame)
    yield _area(chart, frame, chart.above, 1, "above")
    yield _area(chart, frame, chart.below, -1, "under")
    for mark in chart.marks:
        place = dot(_x(chart, frame, mark.on), _y(frame, mark.side), 5, "mark")
        yield linked(place, title=mark.title)


def _area(chart: Sums, frame: Frame, sums: Sequence[float], side: int, classes: str) -> SafeString:
    zero = _y(frame, 0)
    points = _thinned(
        [
            (_x(chart, frame, day), _y(frame, side * min(total, ROOM)))
            for day, total in zip(chart.days, sums, strict=True)
        ],
        zero,
    )
    if not points:
        return SafeString("")
    filled = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    return format_html(
        '<path d="M{} {} L{} L{} {}Z" class="{} fill"/>{}',
        number(points[0][0]), number(zero), filled, number(points[-1][0]), number(zero), classes,
        path(points, classes),
    )  # fmt: skip


def _thinned(points: Sequence[tuple[float, float]], zero: float) -> list[tuple[float, float]]:
    """Return at most one point for each unit of the width: the one farthest from zero."""
    found: dict[int, tuple[float, float]] = {}
    for x, y in points:
        if int(x) not in found or abs(y - zero) >= abs(found[int(x)][1] - zero):
            found[int(x)] = (x, y)
    return list(found.values())


def _ticks(chart: Sums, frame: Frame) -> Iterator[SafeString]:
    free = 0.0
    for day, words in chart.ticks:
        x = _x(chart, frame, day)
        if free <= x <= frame.width - frame.right - LEAST_APART / 2:
            yield line(
                (x, frame.height - frame.bottom), (x, frame.height - frame.bottom + 5), "grid"
            )
            yield text(x, frame.height - 6, words, classes="middle" if x > LEAST_APART / 2 else "")
            free = x + LEAST_APART


def _x(chart: Sums, frame: Frame, day: date) -> float:
    first, last = chart.days[0], chart.days[-1]
    return frame.x((day - first).days / max(1, (last - first).days))


def _y(frame: Frame, total: float) -> float:
    return frame.y((total + ROOM) / (2 * ROOM))
