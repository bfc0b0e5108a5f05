"""Charts of a few numbers by category: bars beside each other, or lines with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from secondslice.ui.charts.curves import KINDS
from secondslice.ui.charts.frames import (
    LETTER,
    Frame,
    dot,
    join,
    line,
    linked,
    number,
    path,
    svg,
    text,
)

FRAMES = (
    Frame(300, 210, "sm:hidden max-w-md", left=40, right=8, top=22, bottom=30),
    Frame(480, 230, "hidden sm:max-md:block", left=44, right=8, top=22, bottom=30),
    Frame(680, 240, "hidden md:block", left=48, right=8, top=22, bottom=30),
)
WIDE, GAP = 0.62, 3.0
"""How much of its place a group of bars fills, and how far apart its bars are."""


@dataclass(frozen=True, slots=True)
class Strand:
    """One series: a value for each category, None where there is none; `written` says each in words."""

    name: str
    values: Sequence[float | None]
    written: Sequence[str]
    look: str = "plain"
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The whole chart. `most`: the value at the top; `grid`: how the lines at equal steps are called, from below."""

    categories: Sequence[str]
    strands: Sequence[Strand]
    most: float
    grid: Sequence[str]
    is_lines: bool = False

    def drawn(self) -> SafeString:
        """Return the chart in every size."""
        return join(svg(frame, _parts(self, frame)) for frame in FRAMES)

    def keys(self) -> list[tuple[str, SafeString]]:
        """Return the legend, where there is more than one series: the name, and what it looks like."""
        if len(self.strands) < 2:  # noqa: PLR2004  (the title says what one is)
            return []
        return [(one.name, _key(self, place, one)) for place, one in enumerate(self.strands)]


def _key(chart: Several, place: int, strand: Strand) -> SafeString:
    drawn = (
        line((0, 4), (36, 4), f"stairs {KINDS[place % len(KINDS)]}")
        if chart.is_lines
        else format_html('<rect width="36" height="8" rx="3" class="column {}"/>', strand.look)
    )
    return format_html(
        '<svg viewBox="0 0 36 8" class="chart chart-key" aria-hidden="true" focusable="false">{}</svg>',
        drawn,
    )


def _parts(chart: Several, frame: Frame) -> Iterator[SafeString]:
    steps = max(1, len(chart.grid) - 1)
    for at, words in enumerate(chart.grid):
        y = frame.y(at / steps)
        yield line((frame.left, y), (frame.width - frame.right, y), "grid")
        yield text(frame.left - 6, y + 4, words, classes="end")
    place = frame.inner_width / max(1, len(chart.categories))
    every = max(
        1, -(-int(max(map(len, chart.categories), default=1) * LETTER) // max(1, int(place)))
    )
    last = len(chart.categories) - 1
    for at, name in enumerate(chart.categories):
        if (last - at) % every == 0:
            x = frame.left + place * (at + 0.5)
            yield text(x, frame.height - 9, name, classes="middle")
    yield from (_lines if chart.is_lines else _bars)(chart, frame, place)


def _bars(chart: Several, frame: Frame, place: float) -> Iterator[SafeString]:
    wide = (place * WIDE - GAP * (len(chart.strands) - 1)) / max(1, len(chart.strands))
    for at, name in enumerate(chart.categories):
        left = frame.left + place * at + place * (1 - WIDE) / 2
        for which, strand in enumerate(chart.strands):
            value = strand.values[at]
            if value is None:
                continue
            top = _y(chart, frame, value)
            column = format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="3" class="column {}"/>',
                number(left + which * (wide + GAP)),
                number(top),
                number(wide),
                number(max(1.0, frame.y(0) - top)),
                strand.look,
            )
            yield linked(column, title=f"{name}, {strand.name}: {strand.written[at]}")
            middle = left + which * (wide + GAP) + wide / 2
            yield text(middle, top - 5, strand.written[at], classes="middle n")


def _lines(chart: Several, frame: Frame, place: float) -> Iterator[SafeString]:
    for which, strand in enumerate(chart.strands):
        kind = KINDS[which % len(KINDS)]
        points = [
            None if value is None else (frame.left + place * (at + 0.5), _y(chart, frame, value))
            for at, value in enumerate(strand.values)
        ]
        for at, point in enumerate(points):
            if point is not None and strand.low and strand.high:
                yield _whisker(chart, frame, point[0], strand.low[at], strand.high[at], kind)
        for run in _runs(points):
            yield path(run, f"stairs {kind}")
        for at, point in enumerate(points):
            if point is None:
                continue
            spot = dot(point[0], point[1], 4.5, "dot")
            yield linked(spot, title=f"{chart.categories[at]}, {strand.name}: {strand.written[at]}")
            if len(chart.strands) == 1:
                yield text(point[0] + 8, point[1] - 8, strand.written[at], classes="n")


def _whisker(
    chart: Several, frame: Frame, x: float, low: float | None, high: float | None, kind: str
) -> SafeString:
    if low is None or high is None:
        return SafeString("")
    top, bottom = _y(chart, frame, high), _y(chart, frame, low)
    return format_html(
        '<rect x="{}" y="{}" width="14" height="{}" rx="4" class="band {}"/>',
        number(x - 7),
        number(top),
        number(max(1.0, bottom - top)),
        kind,
    )


def _runs(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """Yield neighbours that all have a value: no line leads over a gap."""
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _y(chart: Several, frame: Frame, value: float) -> float:
    return frame.y(min(1.0, max(0.0, value / chart.most if chart.most else 0.0)))
