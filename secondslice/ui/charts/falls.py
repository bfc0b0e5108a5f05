"""A chart of amounts that become less from step to step: a column for each, and between them what was lost or won."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from secondslice.ui.charts.frames import Frame, join, line, linked, number, svg, text

FRAMES = (
    Frame(300, 200, "sm:hidden max-w-md", left=4, right=4, top=24, bottom=26),
    Frame(480, 220, "hidden sm:max-md:block", left=8, right=8, top=24, bottom=26),
    Frame(680, 230, "hidden md:block", left=8, right=8, top=24, bottom=26),
)
WIDE = 0.62
"""How much of its place a column fills."""


@dataclass(frozen=True, slots=True)
class Fall:
    """One column: its name, how high, what is written on it, and how it looks: plain or sure."""

    name: str
    amount: float
    written: str
    look: str


@dataclass(frozen=True, slots=True)
class Falls:
    """The whole chart. Below nothing is drawn as nothing; the table beside it tells the rest."""

    steps: Sequence[Fall]

    def drawn(self) -> SafeString:
        """Return the chart in every size."""
        return join(svg(frame, _parts(self, frame)) for frame in FRAMES)


def _parts(chart: Falls, frame: Frame) -> Iterator[SafeString]:
    most = max((one.amount for one in chart.steps), default=0) or 1
    place = frame.inner_width / max(1, len(chart.steps))
    wide = place * WIDE
    yield line((frame.left, frame.y(0)), (frame.width - frame.right, frame.y(0)), "grid")
    before: tuple[float, float] | None = None
    for at, one in enumerate(chart.steps):
        middle = frame.left + place * (at + 0.5)
        high = frame.y(max(0.0, one.amount) / most)
        if before is not None:
            yield line(before, (middle - wide / 2, before[1]), "whole")
            yield line((middle, before[1]), (middle, high), "whole")
        column = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" rx="4" class="column {}"/>',
            number(middle - wide / 2),
            number(high),
            number(wide),
            number(max(1.0, frame.y(0) - high)),
            one.look,
        )
        yield linked(column, title=f"{one.name}: {one.written}")
        yield text(middle, high - 7, one.written, classes="middle strong")
        yield text(middle, frame.height - 7, one.name, classes="middle")
        before = (middle + wide / 2, high)
