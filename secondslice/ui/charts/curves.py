"""Several curves of steps in one chart, each with its own dashes, its interval as a band, and its name in a legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from secondslice.ui.charts.curve import FRAMES, GRID, Point
from secondslice.ui.charts.frames import Frame, join, line, linked, number, path, svg, text

KINDS = ("first", "second", "third")
"""How the curves are told apart without colour: whole, dashed, dotted."""


@dataclass(frozen=True, slots=True)
class Curves:
    """The whole chart. `curves`: name and points; `grid`: how the five lines are called; `ticks`: days with words."""

    curves: Sequence[tuple[str, Sequence[Point]]]
    until: float
    grid: Sequence[str]
    ticks: Sequence[tuple[float, str]]

    def drawn(self) -> SafeString:
        """Return the chart in every size."""
        return join(svg(frame, _parts(self, frame)) for frame in FRAMES)

    def keys(self) -> list[tuple[str, SafeString]]:
        """Return the legend: the name of each curve and a piece of its line."""
        return [
            (name, format_html(
                '<svg viewBox="0 0 36 8" class="chart chart-key" aria-hidden="true" focusable="false">{}</svg>',
                line((0, 4), (36, 4), f"stairs {kind}"),
            ))
            for kind, (name, _points) in zip(KINDS, self.curves, strict=False)
        ]  # fmt: skip


def _parts(chart: Curves, frame: Frame) -> Iterator[SafeString]:
    for share, words in zip(GRID, chart.grid, strict=True):
        y = frame.y(share)
        yield line((frame.left, y), (frame.width - frame.right, y), "grid")
        yield text(frame.left - 6, y + 4, words, classes="end")
    for at, words in chart.ticks:
        yield text(_x(chart, frame, at), frame.height - frame.bottom + 18, words, classes="middle")
    for kind, (_name, points) in zip(KINDS, chart.curves, strict=False):
        yield _band(chart, frame, points, kind)
    for kind, (_name, points) in zip(KINDS, chart.curves, strict=False):
        yield path(_stairs(chart, frame, points, [one.share for one in points]), f"stairs {kind}")
        for one in points:
            spot = format_html(
                '<circle cx="{}" cy="{}" r="6" class="field"/>',
                number(_x(chart, frame, one.at)),
                number(frame.y(one.share)),
            )
            yield linked(spot, title=one.title)


def _band(chart: Curves, frame: Frame, points: Sequence[Point], kind: str) -> SafeString:
    above = _stairs(chart, frame, points, [one.high for one in points])
    below = _stairs(chart, frame, points, [one.low for one in points])
    corners = " ".join(f"{number(x)},{number(y)}" for x, y in [*above, *reversed(below)])
    return format_html('<polygon points="{}" class="band {}"/>', corners, kind)


def _x(chart: Curves, frame: Frame, at: float) -> float:
    return frame.x(at / chart.until if chart.until else 0.0)


def _stairs(
    chart: Curves, frame: Frame, points: Sequence[Point], shares: Sequence[float]
) -> list[tuple[float, float]]:
    """Return the corners of a line that stays level from each point to the next, as far as this curve was seen."""
    corners = [(frame.x(0), frame.y(0))]
    for point, share in zip(points, shares, strict=True):
        x = _x(chart, frame, point.at)
        corners += [(x, corners[-1][1]), (x, frame.y(share))]
    return corners
