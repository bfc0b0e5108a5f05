"""Template tags of what a customer costs."""

from __future__ import annotations

from django import template
from django.utils import formats

from secondslice.impact import words
from secondslice.impact.rules import Badge

register = template.Library()
_CLOSE = 10


@register.inclusion_tag("impact/badge.html")
def badge(badge: Badge) -> dict[str, object]:
    """Draw how far a figure may be trusted: an icon and a word, and the sentence to it for who asks."""
    name, meaning = words.BADGES[badge]
    return {"badge": badge.value, "name": name, "meaning": meaning}


@register.filter
def about(value: float) -> str:
    """Write an estimated number of people in the reader's locale: below ten with one decimal, then whole."""
    return formats.number_format(value, 1 if 0 < value < _CLOSE else 0, force_grouping=True)


@register.filter
def exact(value: float) -> str:
    """Write a number in the reader's locale with as many decimals as it has, at most three."""
    written = formats.number_format(round(value, 3))
    return str(written)
