"""What was believed of a number before and after: two hills over its values, with the 90 % of the second filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from secondslice.ui.charts.frames import Frame, line, linked, number, path, svg, text

FRAME = Frame(340, 148, "max-w-md", left=6, right=6, top=10, bottom=26)
"""One size: several stand beside each other, and one fills a narrow screen."""
CLIPPED = 1.6


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The whole chart. `before`, `after`: heights at the middles of equal steps; `low` to `high` from 0 to 1.

    `title` says it in words; `ticks`: places from 0 to 1 with their words. Without `after` nothing was seen yet.
    """

    before: Sequence[float]
    after: Sequence[float]
    low: float
    high: float
    title: str
    ticks: Sequence[tuple[float, str]]

    def drawn(self) -> SafeString:
        """Return the chart."""
        return svg(FRAME, _parts(self))


def key_of(kind: str) -> SafeString:
    """Return a piece of a line for the legend; `kind`: first (after) or second (before)."""
    return format_html(
        '<svg viewBox="0 0 36 8" class="chart chart-key" aria-hidden="true" focusable="false">{}</svg>',
        line((0, 4), (36, 4), f"stairs {kind}"),
    )


def _parts(chart: Beliefs) -> Iterator[SafeString]:
    ground = FRAME.y(0)
    yield line((FRAME.left, ground), (FRAME.width - FRAME.right, ground), "grid")
    for place, words in chart.ticks:
        anchor = "" if place <= 0 else "end" if place >= 1 else "middle"
        yield text(FRAME.x(place), FRAME.height - 8, words, classes=anchor)
    top = _top(chart)
    if chart.after:
        yield _ninety(chart, top)
    yield path(_hill(chart.before, top), "stairs second")
    if chart.after:
        yield path(_hill(chart.after, top), "stairs first")
    whole = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="field"/>',
        FRAME.left,
        FRAME.top,
        FRAME.inner_width,
        FRAME.inner_height,
    )
    yield linked(whole, title=chart.title)


def _top(chart: Beliefs) -> float:
    """Return which height is drawn at the top: that of the second hill, or of the first where it is little higher.

    A first one that is much higher is cut off: a needle near nothing would leave the second one flat.
    """
    before, after = max(chart.before), max(chart.after or chart.before)
    return (before if after < before <= CLIPPED * after else after) or 1.0


def _hill(heights: Sequence[float], top: float) -> list[tuple[float, float]]:
    steps = len(heights)
    return [
        (FRAME.x((place + 0.5) / steps), FRAME.y(min(1.0, height / top)))
        for place, height in enumerate(heights)
    ]


def _ninety(chart: Beliefs, top: float) -> SafeString:
    """Return what lies under the second hill between the ends of its interval."""
    inside = [
        (x, y)
        for (x, y), place in zip(_hill(chart.after, top), range(len(chart.after)), strict=True)
        if chart.low <= (place + 0.5) / len(chart.after) <= chart.high
    ]
    if not inside:
        return SafeString("")
    ground = FRAME.y(0)
    corners = [(inside[0][0], ground), *inside, (inside[-1][0], ground)]
    return format_html(
        '<polygon points="{}" class="band"/>',
        " ".join(f"{number(x)},{number(y)}" for x, y in corners),
    )
