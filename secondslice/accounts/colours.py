"""How well a colour is seen. Plain values in, plain values out."""

from __future__ import annotations

import re

PAPER = "#ffffff"
LEAST_CONTRAST = 3.0
"""What WCAG 2.2 asks of a thing that is not text, against what is beside it (1.4.11)."""


def is_colour(text: str) -> bool:
    """Tell whether this is # and six hexadecimal digits.

    >>> is_colour("#b8402a"), is_colour("tomato")
    (True, False)
    """
    return re.fullmatch(r"#[0-9a-f]{6}", text, re.IGNORECASE) is not None


def contrast(one: str, other: str = PAPER) -> float:
    """Return the contrast ratio of two colours as WCAG defines it, from 1 (the same) to 21 (black on white).

    >>> round(contrast("#000000"), 1), round(contrast("#b8402a"), 1), round(contrast("#ffff00"), 1)
    (21.0, 5.4, 1.1)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  (sRGB's own numbers)
