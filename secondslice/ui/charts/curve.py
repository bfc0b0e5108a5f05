"""A curve of steps: the share that got somewhere by a day, with its interval, from 0 to 100 %."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from secondslice.ui.charts.frames import Frame, join, line, linked, number, path, svg, text

FRAMES = (
    Frame(300, 220, "sm:hidden max-w-md", left=34, right=12, bottom=40),
    Frame(480, 240, "hidden sm:max-md:block", bottom=40),
    Frame(680, 260, "hidden md:block", bottom=40),
)
GRID = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """From a day on so large a share got there, and between which shares the truth lies."""

    at: float
    share: float
    low: float
    high: float
    title: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The whole chart. `grid`: how the five lines are called, from below; `ticks`: days with their words."""

    points: Sequence[Point]
    until: float
    grid: Sequence[str]
    ticks: Sequence[tuple[float, str]]

    def drawn(self) -> SafeString:
        """Return the chart in every size."""
        return join(_draw(self, frame) for frame in FRAMES)


def _draw(chart: Steps, frame: Frame) -> SafeString:
    return svg(frame, [*_grid(chart, frame), *_band(chart, frame), *_curve(chart, frame)])


def _x(chart: Steps, frame: Frame, at: float) -> float:
    return frame.x(at / chart.until if chart.until else 0.0)


def _grid(chart: Steps, frame: Frame) -> Iterator[SafeString]:
    for share, words in zip(GRID, chart.grid, strict=True):
        y = frame.y(share)
        yield line((frame.left, y), (frame.width - frame.right, y), "grid")
        yield text(frame.left - 6, y + 4, words, classes="end")
    for at, words in chart.ticks:
        yield text(_x(chart, frame, at), frame.height - frame.bottom + 18, words, classes="middle")


def _stairs(chart: Steps, frame: Frame, shares: Sequence[float]) -> list[tuple[float, float]]:
    """Return the corners of a line that stays level from each point to the next."""
    corners = [(frame.x(0), frame.y(0))]
    for point, share in zip(chart.points, shares, strict=True):
        x = _x(chart, frame, point.at)
        corners += [(x, corners[-1][1]), (x, frame.y(share))]
    return [*corners, (frame.x(1), corners[-1][1])]


def _band(chart: Steps, frame: Frame) -> Iterator[SafeString]:
    if not chart.points:
        return
    above = _stairs(chart, frame, [point.high for point in chart.points])
    below = _stairs(chart, frame, [point.low for point in chart.points])
    corners = " ".join(f"{number(x)},{number(y)}" for x, y in [*above, *reversed(below)])
    yield format_html('<polygon points="{}" class="band"/>', corners)


def _curve(chart: Steps, frame: Frame) -> Iterator[SafeString]:
    yield path(_stairs(chart, frame, [point.share for point in chart.points]), "stairs")
    starts = [_x(chart, frame, point.at) for point in chart.points]
    for point, x, end in zip(chart.points, starts, [*starts[1:], frame.x(1)], strict=True):
        reach = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" class="field"/>',
            number(x),
            frame.top,
            number(max(end - x, 1.0)),
            frame.inner_height,
        )
        yield linked(reach, title=point.title)
