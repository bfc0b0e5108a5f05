"""A chart of a report as a picture for print: SVG with its colours written in, drawn by our own hand.

The charts of pages (ui/charts) take their colours from the style sheet and follow light and dark. A PDF knows neither.
Intervals are whiskers, numbers stand at their marks, and lines carry their names at their ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondslice.reports.document import Chart, Series
from secondslice.reports.print_axes import TONES, Key, colours_of, grid, key_of, range_of
from secondslice.reports.print_marks import (
    GRID,
    INK,
    LETTER,
    PAPER,
    SOFT,
    Plot,
    line,
    lines_of,
    number,
    rect,
    text,
    value_at,
    whisker,
    wrapped,
)
from secondslice.reports.telling import interval, is_sure, written

FONT = "Inter, 'Noto Sans Arabic'"
WIDE, HALF = 680, 330
_MOST_LABEL = 0.36
"""How much of the width the names of rows may take."""
_MOST_TAIL = 0.28
"""And how much the names at the ends of lines."""


def svg_of(chart: Chart, *, width: int = WIDE) -> str:
    """Return a chart as SVG, `width` units wide; 12 units are the size of its letters."""
    draw = {"bars": _bars, "lines": _lines, "falls": _falls}[chart.form]
    height, parts = draw(chart, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {number(height)}" width="{width}"'
        f' height="{number(height)}" font-family="{FONT}" font-size="12" fill="{SOFT}">{"".join(parts)}</svg>'
    )


def _falls(chart: Chart, width: int) -> tuple[float, list[str]]:
    """Draw a column per step; each takes the first series that has a number there. What is sure is green."""
    colours = colours_of(chart)
    steps: list[tuple[str, float, str]] = []
    for place, name in enumerate(chart.categories):
        for series, colour in zip(chart.series, colours, strict=True):
            value = value_at(series.values, place)
            if value is not None:
                sure = TONES["yes" if is_sure(place) else "unknown"]
                steps.append((name, value, sure if len(chart.series) == 1 else colour))
                break
    height = 210.0
    lines = max(
        (len(wrapped(name, width / max(1, len(steps)) - 8)) for name, _v, _c in steps), default=1
    )
    most = max((value for _name, value, _colour in steps), default=0.0) or 1.0
    plot = Plot(4, 24, width - 8, height - 34 - 14 * lines, 0, most)
    room = plot.width / max(1, len(steps))
    parts, before = [line(plot.left, plot.y(0), plot.left + plot.width, plot.y(0), GRID)], None
    for at, (name, value, colour) in enumerate(steps):
        middle, wide = plot.left + room * (at + 0.5), room * 0.62
        top = plot.y(max(0.0, value))
        if before is not None:
            parts.append(line(*before, middle - wide / 2, before[1], SOFT, dash="3 4"))
            parts.append(
                line(middle, before[1], middle, max(before[1], top - 22), SOFT, dash="3 4")
            )
        parts.append(rect(middle - wide / 2, top, wide, max(1.0, plot.y(0) - top), colour))
        parts.append(
            text(
                middle,
                top - 7,
                written(value, chart.unit, chart.currency),
                anchor="middle",
                strong=True,
            )
        )
        parts.extend(lines_of(name, middle, plot.y(0) + 17, room - 8))
        before = (middle + wide / 2, top)
    return height, parts


def _bars(chart: Chart, width: int) -> tuple[float, list[str]]:
    """Draw columns, or bars that lie when the names are too long to stand below columns."""
    room = (width - 48) / max(1, len(chart.categories))
    longest = max((len(name) for name in chart.categories), default=1) * LETTER
    numbers = max((len(one) for one in _numbers(chart)), default=1) * LETTER
    lies = longest > room * 1.7 or numbers * len(chart.series) > room
    return _lying(chart, width) if lies else _standing(chart, width)


def _numbers(chart: Chart) -> Iterator[str]:
    for series in chart.series:
        yield from (
            written(one, chart.unit, chart.currency) for one in series.values if one is not None
        )


def _standing(chart: Chart, width: int) -> tuple[float, list[str]]:
    key = key_of(chart, width)
    room = (width - 44) / max(1, len(chart.categories))
    lines = max((len(wrapped(name, room - 8)) for name in chart.categories), default=1)
    low, high = range_of(chart)
    plot = Plot(44, 20 + key.height, width - 44, 170, low, high)
    parts = [*key.parts, *grid(chart, plot)]
    wide = min(54.0, room * 0.72 / max(1, len(chart.series)))
    for place, name in enumerate(chart.categories):
        middle = plot.left + room * (place + 0.5)
        begins = middle - wide * len(chart.series) / 2
        for at, (series, colour) in enumerate(zip(chart.series, colours_of(chart), strict=True)):
            parts.extend(_column(chart, series, place, plot, (begins + wide * at, wide), colour))
        parts.extend(lines_of(name, middle, plot.top + plot.height + 18, room - 8))
    return plot.top + plot.height + 10 + 14 * lines, parts


def _column(
    chart: Chart, series: Series, place: int, plot: Plot, where: tuple[float, float], colour: str
) -> Iterator[str]:
    value, (left, wide) = value_at(series.values, place), where
    if value is None:
        return
    zero, top = plot.y(0), plot.y(value)
    yield rect(left + 2, min(zero, top), wide - 4, max(1.0, abs(zero - top)), colour)
    ends, middle, above = interval(series, place), left + wide / 2, min(zero, top)
    if ends is not None:
        above = plot.y(ends[1])
        yield whisker(middle, plot.y(ends[0]), middle, above)
    yield text(
        middle, above - 5, written(value, chart.unit, chart.currency), anchor="middle", strong=True
    )


def _lying(chart: Chart, width: int) -> tuple[float, list[str]]:
    key = key_of(chart, width)
    longest = max((len(name) for name in chart.categories), default=1) * LETTER + 10
    label = min(longest, width * _MOST_LABEL)
    numbers = max((len(one) for one in _numbers(chart)), default=1) * 7.2 + 12
    low, high = range_of(chart)
    plot = Plot(label, key.height + 4, width - label - numbers, 0, low, high)
    thick = 18.0 if len(chart.series) == 1 else 14.0
    parts, top = list(key.parts), plot.top
    for place, name in enumerate(chart.categories):
        words = wrapped(name, label - 10)
        tall = max(thick * len(chart.series), 14.0 * len(words)) + 10
        middle = top + tall / 2
        for down, word in enumerate(words):
            parts.append(
                text(
                    label - 8,
                    middle + 4 + 14 * (down - (len(words) - 1) / 2),
                    word,
                    anchor="end",
                    colour=INK,
                )
            )
        first = middle - thick * len(chart.series) / 2
        for at, (series, colour) in enumerate(zip(chart.series, colours_of(chart), strict=True)):
            parts.extend(_bar(chart, series, place, plot, (first + thick * at, thick), colour))
        top += tall
    parts.append(line(plot.x(0), plot.top, plot.x(0), top, SOFT))
    return top + 4, parts


def _bar(
    chart: Chart, series: Series, place: int, plot: Plot, where: tuple[float, float], colour: str
) -> Iterator[str]:
    value, (top, thick) = value_at(series.values, place), where
    if value is None:
        return
    zero, end = plot.x(0), plot.x(value)
    yield rect(min(zero, end), top + 2, max(1.0, abs(end - zero)), thick - 4, colour)
    ends, after = interval(series, place), max(zero, end)
    if ends is not None:
        after, middle = max(after, plot.x(ends[1])), top + thick / 2
        yield whisker(plot.x(ends[0]), middle, plot.x(ends[1]), middle)
    yield text(
        after + 6, top + thick / 2 + 4, written(value, chart.unit, chart.currency), strong=True
    )


def _lines(chart: Chart, width: int) -> tuple[float, list[str]]:
    low, high = range_of(chart)
    ticks = (
        max(len(written(one, chart.unit, chart.currency)) for one in (low, high, high / 4)) * LETTER
        + 8
    )
    names = [f"{one.name} {_last(chart, one)}".strip() for one in chart.series]
    tail = max((len(name) for name in names), default=0) * 7 + 14
    key = Key([], 0)
    if tail > width * _MOST_TAIL:  # no room for names at the ends of lines
        key, names = key_of(chart, width), [_last(chart, one) for one in chart.series]
        tail = max((len(name) for name in names), default=0) * 7 + 14
    plot = Plot(ticks, 14 + key.height, width - ticks - tail, 178, low, high)
    step = plot.width / max(1, len(chart.categories))
    places = [plot.left + step * (at + 0.5) for at in range(len(chart.categories))]
    parts = [*key.parts, *grid(chart, plot)]
    apart = 5.0 if len(chart.series) > 1 else 0.0
    ends: list[tuple[float, str, str]] = []
    for at, (series, colour) in enumerate(zip(chart.series, colours_of(chart), strict=True)):
        shift = apart * (at - (len(chart.series) - 1) / 2)
        points = [(x + shift, value_at(series.values, place)) for place, x in enumerate(places)]
        parts.extend(_way(series, points, plot, colour))
        last = next((value for _x, value in reversed(points) if value is not None), None)
        if last is not None:
            ends.append((plot.y(last), names[at], colour))
    for y, name, colour in _spread(ends):
        parts.append(text(plot.left + plot.width + 6, y + 4, name, colour=colour, strong=True))
    every = max(
        1, -int(-(max((len(one) for one in chart.categories), default=1) * LETTER + 8) // step)
    )
    last_place = len(places) - 1
    for place, x in enumerate(places):
        if (last_place - place) % every == 0:
            parts.append(
                text(x, plot.top + plot.height + 18, chart.categories[place], anchor="middle")
            )
    return plot.top + plot.height + 26, parts


def _way(
    series: Series, points: Sequence[tuple[float, float | None]], plot: Plot, colour: str
) -> Iterator[str]:
    """Yield the line through neighbours that both have a number, their whiskers and dots."""
    run: list[str] = []
    for x, value in [*points, (0.0, None)]:
        if value is not None:
            run.append(f"{number(x)} {number(plot.y(value))}")
        elif run:
            yield f'<path d="M{" L".join(run)}" fill="none" stroke="{colour}" stroke-width="2"/>'
            run = []
    for place, (x, value) in enumerate(points):
        ends = interval(series, place)
        if value is not None and ends is not None:
            yield whisker(x, plot.y(ends[0]), x, plot.y(ends[1]), colour)
    for x, value in points:
        if value is not None:
            yield f'<circle cx="{number(x)}" cy="{number(plot.y(value))}" r="3.5" fill="{colour}" stroke="{PAPER}"/>'


def _last(chart: Chart, series: Series) -> str:
    last = next((one for one in reversed(series.values) if one is not None), None)
    return "" if last is None else written(last, chart.unit, chart.currency)


def _spread(ends: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Move names at the ends of lines apart until none lies on another."""
    placed: list[tuple[float, str, str]] = []
    for y, name, colour in sorted(ends):
        free = max(y, placed[-1][0] + 15) if placed else y
        placed.append((free, name, colour))
    return placed
