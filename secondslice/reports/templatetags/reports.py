"""Template tags of reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django import template
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

from secondslice.impact.rules import Badge
from secondslice.impact.words import BADGES
from secondslice.reports.document import Table
from secondslice.reports.models import ReportShare
from secondslice.reports.services.sharing import link_of
from secondslice.reports.words import WHYS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()


@register.filter
def badge_name(badge: str) -> str:
    """Return what a badge is called."""
    return str(BADGES[Badge(badge)][0]) if badge else ""


@register.filter
def badge_meaning(badge: str) -> str:
    """Return what a badge says of a number."""
    return str(BADGES[Badge(badge)][1]) if badge else ""


@register.filter
def why_copy(why: str) -> StrOrPromise:
    """Return why a copy waits or was left out, in words."""
    return WHYS.get(why, "")


@register.filter
def anchor(key: str) -> str:
    """Return the id of a source as an anchor of its page."""
    return "from-" + "".join(one if one.isalnum() or one == "-" else "-" for one in key)


@register.simple_tag
def whole_style() -> SafeString:
    """Return the product's own style sheet, for a page that must stand alone. It is ours, and holds no closing tag."""
    text = Path(str(finders.find("ui/app.css"))).read_text(encoding="utf-8")
    return mark_safe(text)  # noqa: S308  (our own file)


@register.filter
def column(table: Table, place: int) -> str:
    """Return what a column of a table is called."""
    return table.columns[place] if place < len(table.columns) else ""


@register.filter
def link(share: ReportShare) -> str:
    """Return the whole address behind a link to a report; nothing where the installation's key was changed since."""
    return link_of(share=share)
