"""The marks of a chart for print, as SVG with their colours written in. The places are counted as in SVG: downwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

INK, SOFT, GRID, PAPER = "#2b2622", "#665c52", "#e3d9c9", "#fffdf9"
LETTER = 6.3
"""About how wide a letter of 12 units is."""
_CAP = 3.5


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the numbers are drawn, and the largest number."""

    left: float
    top: float
    width: float
    height: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Return how far down a number lies."""
        return self.top + self.height * (1 - (value - self.low) / (self.high - self.low))

    def x(self, value: float) -> float:
        """Return how far right a number lies, for bars that lie."""
        return self.left + self.width * (value - self.low) / (self.high - self.low)


def value_at(values: Sequence[float | None], place: int) -> float | None:
    """Return the number at a place, or None."""
    return values[place] if place < len(values) else None


def wrapped(words: str, room: float) -> list[str]:
    """Return a name in one or two lines that have room."""
    most = max(4, int(room // LETTER))
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    kept = lines[:2] or [""]
    if len(lines) > 2:  # noqa: PLR2004
        kept[1] = f"{kept[1]}…"
    return [cut(one, room) for one in kept]


def cut(words: str, room: float) -> str:
    """Return words that have room in one line; what is left out shows as dots."""
    most = max(4, int(room // LETTER))
    return words if len(words) <= most else f"{words[: most - 1].rstrip(' …')}…"


def lines_of(words: str, x: float, y: float, room: float) -> Iterator[str]:
    """Yield a name below a mark, in one or two lines."""
    for number, line in enumerate(wrapped(words, room)):
        yield text(x, y + 14 * number, line, anchor="middle")


def number(value: float) -> str:
    """Return a coordinate: short, with a point whatever the locale."""
    return f"{value:.1f}".removesuffix(".0")


def text(
    x: float, y: float, words: str, *, anchor: str = "start", colour: str = "", strong: bool = False
) -> str:
    """Return words at a place."""
    looks = (
        f' fill="{colour or INK}" font-weight="700"'
        if strong
        else (f' fill="{colour}"' if colour else "")
    )
    return f'<text x="{number(x)}" y="{number(y)}" text-anchor={quoteattr(anchor)}{looks}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, *, dash: str = "") -> str:
    """Return a line between two points."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{number(x1)} {number(y1)} L{number(x2)} {number(y2)}" stroke="{colour}" fill="none"{dashes}/>'


def whisker(x1: float, y1: float, x2: float, y2: float, colour: str = INK) -> str:
    """Return an interval: a line with a cap at both ends, standing or lying."""
    across = (_CAP, 0.0) if x1 == x2 else (0.0, _CAP)
    caps = " ".join(
        f"M{number(x - across[0])} {number(y - across[1])} L{number(x + across[0])} {number(y + across[1])}"
        for x, y in ((x1, y1), (x2, y2))
    )
    way = f"M{number(x1)} {number(y1)} L{number(x2)} {number(y2)} {caps}"
    return f'<path d="{way}" stroke="{colour}" stroke-width="1.2" fill="none"/>'


def rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Return a bar or a column."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} rx="2" fill="{colour}"/>'
