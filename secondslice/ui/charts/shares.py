"""A chart of shares over time: each period with its interval, from 0 to 100 %, and n below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString

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
    Frame(300, 256, "sm:hidden max-w-md", left=34, right=8),
    Frame(480, 276, "hidden sm:max-md:block"),
    Frame(680, 306, "hidden md:block"),
)
GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
WIDEST_BAND = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One period. Without a share there are too few for a score, and it stays grey."""

    label: str
    below: str
    """A second line of the label, such as the year; may be empty."""
    n: str
    rate: str
    """How many of a hundred who were asked answered."""
    title: str
    url: str
    share: float | None = None
    low: float = 0.0
    high: float = 1.0
    written: str = ""
    """The share in words."""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """The whole chart. `grid`: how the five lines are called, from below; `few`: the word for too few answers."""

    bars: Sequence[Bar] = ()
    grid: Sequence[str] = ()
    n_label: str = "n"
    rate_label: str = "%"
    whole: float | None = None
    """The share of all periods together: a thin line."""
    spoken: set[int] = field(default_factory=set)
    """The places of the bars whose share is written beside them."""

    def drawn(self) -> SafeString:
        """Return the chart in every size."""
        return join(_draw(self, frame) for frame in FRAMES)


def _draw(chart: Shares, frame: Frame) -> SafeString:
    step = frame.inner_width / max(1, len(chart.bars))
    places = [frame.left + (place + 0.5) * step for place in range(len(chart.bars))]
    return svg(
        frame,
        [
            *_grid(chart, frame),
            *_way(chart, frame, places),
            *_bars(chart, frame, places, min(WIDEST_BAND, step * 0.5)),
            *_labels(chart, frame, places, step),
        ],
    )


def _grid(chart: Shares, frame: Frame) -> Iterator[SafeString]:
    for share, words in zip(GRID, chart.grid, strict=True):
        y = frame.y(share)
        yield line((frame.left, y), (frame.width - frame.right, y), "grid")
        yield text(frame.left - 6, y + 4, words, classes="end")
    if chart.whole is not None:
        y = frame.y(chart.whole)
        yield line((frame.left, y), (frame.width - frame.right, y), "whole")


def _way(chart: Shares, frame: Frame, places: Sequence[float]) -> Iterator[SafeString]:
    """Yield a thin line through neighbours that both have a share."""
    run: list[tuple[float, float]] = []
    for x, bar in zip(places, chart.bars, strict=True):
        if bar.share is not None:
            run.append((x, frame.y(bar.share)))
        elif run:
            yield path(run, "way")
            run = []
    if run:
        yield path(run, "way")


def _bars(
    chart: Shares, frame: Frame, places: Sequence[float], width: float
) -> Iterator[SafeString]:
    for place, (x, bar) in enumerate(zip(places, chart.bars, strict=True)):
        parts = [_field(frame, x, width)]
        if bar.share is not None:
            y, top, bottom = frame.y(bar.share), frame.y(bar.high), frame.y(bar.low)
            parts.append(
                format_html(
                    '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" class="band"/>',
                    *(number(one) for one in (x - width / 2, top, width, bottom - top, width / 4)),
                )
            )
            parts.append(dot(x, y, min(4.5, width / 2), "dot"))
            if bar.is_marked:
                parts.append(dot(x, y, min(8.0, width), "ring"))
            if place in chart.spoken:
                parts.append(text(x, top - 6, bar.written, classes="middle strong"))
        yield linked(join(parts), title=bar.title, url=bar.url)


def _field(frame: Frame, x: float, width: float) -> SafeString:
    """Return what can be pointed at: the whole height of a period."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="field"/>',
        number(x - width),
        frame.top,
        number(2 * width),
        frame.inner_height + frame.bottom,
    )


def _labels(
    chart: Shares, frame: Frame, places: Sequence[float], step: float
) -> Iterator[SafeString]:
    base = frame.height - frame.bottom
    every = _every([bar.label for bar in chart.bars], step)
    every_n = _every([bar.n for bar in chart.bars], step)
    last, room = len(chart.bars) - 1, _every(["2026"], step)
    for place, (x, bar) in enumerate(zip(places, chart.bars, strict=True)):
        if (last - place) % every == 0:
            yield text(x, base + 17, bar.label, classes="middle")
        if bar.below and not any(one.below for one in chart.bars[place + 1 : place + room]):
            yield text(x, base + 31, bar.below, classes="middle")
        if (last - place) % every_n == 0:
            few = " few" if bar.share is None else ""
            yield text(x, base + 51, bar.n, classes=f"middle n{few}")
            yield text(x, base + 67, bar.rate, classes=f"middle n{few}")
    yield text(frame.left - 6, base + 51, chart.n_label, classes="end n")
    yield text(frame.left - 6, base + 67, chart.rate_label, classes="end n")


def _every(words: Sequence[str], step: float) -> int:
    """Return which labels have room: every one, every second, ..."""
    widest = max((len(one) for one in words), default=1) * LETTER + 4
    return max(1, -int(-widest // step))
