"""Template tags of what a customer costs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from secondslice.accounts.rules import ACCESS, may_pass
from secondslice.analytics.drivers import Side
from secondslice.impact import words
from secondslice.impact.rules import Badge
from secondslice.ui.charts.beliefs import key_of
from secondslice.ui.shell import NavItem
from secondslice.ui.templatetags.ui import PERCENT, percent

register = template.Library()
_LEAST, _CLOSE = 0.05, 10
PARTS = (
    (gettext_lazy("Word of mouth"), "impact:overview"),
    (gettext_lazy("Drivers"), "drivers:drivers"),
    (gettext_lazy("Themes"), "themes:themes"),
    (gettext_lazy("Benchmarks"), "benchmarks:benchmarks"),
    (gettext_lazy("What if"), "impact:what_if"),
    (gettext_lazy("Scenarios"), "impact:scenarios"),
    (gettext_lazy("Calibration"), "impact:calibration"),
    (gettext_lazy("Numbers and sources"), "impact:parameters"),
)
"""The front pages of the room, in the order of the tabs."""


@register.inclusion_tag("ui/tabs.html", takes_context=True)
def impact_tabs(context: dict[str, Any], here: str) -> dict[str, object]:
    """Lead to the front pages that this member may open; `here` is the name of the address of this one."""
    membership = context["request"].membership
    tabs = [
        NavItem(str(label), reverse(name, args=[membership.workspace.slug]), "", name == here)
        for label, name in PARTS
        if may_pass(ACCESS[name], membership.role)
    ]
    return {"tabs": tabs, "label": _("Impact")}


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


@register.filter
def points(gap: float | None) -> str:
    """Write a difference of two shares in percentage points, with its sign: +15 points."""
    if gap is None:
        return "\N{EN DASH}"
    whole = round(gap * PERCENT)
    sign = "+" if whole > 0 else "\N{MINUS SIGN}" if whole < 0 else ""
    return f"{sign}{formats.number_format(abs(whole), 0)}"


@register.filter
def in_unit(value: float, unit: str) -> str:
    """Write a figure as percent, as points of a net score (-100 to 100), or as how many times."""
    if unit == "percent":
        return percent(value)
    if unit == "points":
        return points(value)
    return about(value)


@register.filter
def host(address: str) -> str:
    """Return the name of the server in an address: where a figure was read. Nothing of ours calls it."""
    return urlsplit(address).netloc


@register.filter
def language_name(code: str) -> str:
    """Return what a language is called in itself; the code where nobody knows it."""
    names = {key.partition("-")[0]: name.partition(" (")[0] for key, name in settings.LANGUAGES}
    return names.get(code, code)


@register.simple_tag
def missing(side: Side, of: str) -> str:
    """Say how many there are on one side of a comparison, and how many are missing."""
    have = formats.number_format(side.n, 0, force_grouping=True)
    wanted = []
    if side.missing:
        wanted.append(ngettext("%(n)s more", "%(n)s more", side.missing) % {"n": side.missing})
    if side.missing_people:
        words = (
            ngettext("%(n)s more customer", "%(n)s more customers", side.missing_people)
            if of == "return"
            else ngettext("%(n)s more person", "%(n)s more people", side.missing_people)
        )
        wanted.append(words % {"n": side.missing_people})
    if not wanted:
        return have
    return _("%(have)s; needed: %(wanted)s") % {"have": have, "wanted": ", ".join(wanted)}


@register.simple_tag
def line_key(kind: str) -> SafeString:
    """Draw a piece of a line for the legend of a chart. `kind`: first or second."""
    return key_of(kind)
