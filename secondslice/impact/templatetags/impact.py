"""Template tags of what a customer costs."""

from __future__ import annotations

from django import template
from django.utils import formats
from django.utils.safestring import SafeString

from secondslice.impact import words
from secondslice.impact.rules import Badge
from secondslice.ui.charts.beliefs import key_of

register = template.Library()
_LEAST, _CLOSE = 0.05, 10


@register.inclusion_tag("impact/badge.html")
def badge(code: str) -> dict[str, object]:
    """Draw how far a figure may be trusted: an icon and a word, and the sentence to it for who asks."""
    found = Badge(code)
    name, meaning = words.BADGES[found]
    return {"badge": found.value, "name": name, "meaning": meaning}


@register.filter
def about(value: float) -> str:
    """Write an estimated number of people in the reader's locale: below ten with one decimal, then whole."""
    decimals = 1 if _LEAST <= value < _CLOSE else 0
    # Django cuts digits off instead of rounding.
    return formats.number_format(round(value, decimals), decimals, force_grouping=True)


@register.filter
def tenth(value: float) -> str:
    """Write a mean in the reader's locale with one decimal: two that are compared may differ by less than one."""
    return formats.number_format(round(value, 1), 1, force_grouping=True)


@register.filter
def exact(value: float) -> str:
    """Write a number in the reader's locale with as many decimals as it has, at most three."""
    rounded = round(value, 3)
    return formats.number_format(int(rounded) if rounded == int(rounded) else rounded)


@register.simple_tag
def line_key(kind: str) -> SafeString:
    """Draw a piece of a line for the legend of a chart. `kind`: first or second."""
    return key_of(kind)
