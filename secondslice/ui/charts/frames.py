"""How large a chart is drawn, and the small parts that all charts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LETTER = 6.2
"""About how wide a letter is, in the units of a frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A size in which a chart is drawn, with the margins around its plot; `classes` say when it is shown."""

    width: int
    height: int
    classes: str
    left: int = 40
    right: int = 14
    top: int = 18
    bottom: int = 74

    @property
    def inner_width(self) -> int:
        """Return the width of the plot."""
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> int:
        """Return the height of the plot."""
        return self.height - self.top - self.bottom

    def x(self, share: float) -> float:
        """Return where a share of the width lies."""
        return self.left + share * self.inner_width

    def y(self, share: float) -> float:
        """Return where a share of the height lies, 0 being below."""
        return self.top + (1 - share) * self.inner_height


def number(value: float) -> str:
    """Return a coordinate: short, with a point whatever the locale.

    >>> number(3.0), number(2.345)
    ('3', '2.3')
    """
    return f"{value:.1f}".removesuffix(".0")


def svg(frame: Frame, parts: Iterable[SafeString]) -> SafeString:
    """Return a drawing. It is hidden from who cannot see it, and the keyboard passes it: a table says the same."""
    return format_html(
        '<svg viewBox="0 0 {} {}" class="chart {}" aria-hidden="true" focusable="false">{}</svg>',
        frame.width,
        frame.height,
        frame.classes,
        join(parts),
    )


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return parts as one."""
    return format_html_join("", "{}", ((part,) for part in parts))


def text(x: float, y: float, words: str, *, classes: str = "") -> SafeString:
    """Return words at a place."""
    return format_html(
        '<text x="{}" y="{}" class="{}">{}</text>', number(x), number(y), classes, words
    )


def line(start: tuple[float, float], end: tuple[float, float], classes: str) -> SafeString:
    """Return a line from one point to another."""
    ends = [number(one) for one in (*start, *end)]
    return format_html('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>', *ends, classes)


def path(points: Sequence[tuple[float, float]], classes: str) -> SafeString:
    """Return a line through points."""
    steps = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    return format_html('<path d="M{}" class="{}"/>', steps, classes) if points else SafeString("")


def dot(x: float, y: float, radius: float, classes: str) -> SafeString:
    """Return a dot."""
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" class="{}"/>', number(x), number(y), number(radius), classes
    )


def linked(content: SafeString, *, title: str, url: str = "") -> SafeString:
    """Return a part with a tooltip that leads somewhere; the keyboard goes by the table instead."""
    told = format_html("<title>{}</title>{}", title, content)
    if not url:
        return format_html("<g>{}</g>", told)
    return format_html('<a href="{}" tabindex="-1">{}</a>', url, told)
