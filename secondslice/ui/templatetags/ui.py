"""Template tags of the design system."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.forms import Field
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from secondslice.ui.forms import NEEDED

register = template.Library()
_DJANGOS = Field.default_error_messages["required"]
PERCENT = 100
TURNS = frozenset({"arrow-left", "arrow-right", "chevron-right"})
"""Icons that point along the line of writing: they are mirrored where it runs from right to left."""


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:  # noqa: FBT001, FBT002  (read in templates as small=True)
    """Draw an icon of the sprite; it is decoration, so the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon{}{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " icon-small" if small else "",
        " icon-turns" if name in TURNS else "",
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def options(choices: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """Draw the options of a long list, values and names, with what is chosen: faster than a loop in a template."""
    wanted = str(chosen or "")
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, mark_safe(" selected") if str(value) == wanted else "", name)
            for value, name in choices
        ),
    )


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: object) -> str:
    """Return the present address with some of its parameters changed; an empty value takes one out."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in {"", None}:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else request.path


@register.filter
def wrongs(field: BoundField) -> list[tuple[str, str]]:
    """Return what is wrong with a field, for a list of all that is wrong: its name and the error, or one sentence."""
    found = []
    for error in field.errors.as_data():
        if error.code == "required" and error.message in {NEEDED, _DJANGOS}:
            found.append((_("“%(field)s” is needed.") % {"field": field.label}, ""))
        else:
            found += [(str(field.label), message) for message in error.messages]
    return found


@register.filter
def percent(share: float | None) -> str:
    """Write a share from 0 to 1 as whole percent in the reader's locale."""
    if share is None:
        return "\N{EN DASH}"
    written = _("%(number)s %%") % {"number": formats.number_format(round(share * PERCENT), 0)}
    return written.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def whole(value: int | None) -> str:
    """Write a whole number with its thousands apart, in the reader's locale."""
    return formats.number_format(value or 0, 0, force_grouping=True)


@register.filter
def part_of(value: float, whole: float) -> str:
    """Return a part of a whole as a number from 0 to 100 for an SVG attribute, with a point whatever the locale."""
    return hundred(value / whole if whole else 0.0)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Write a moment in the reader's zone and locale: the time of day is left out after a day."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        formats.date_format(local, "SHORT_DATETIME_FORMAT"),
    )


@register.filter
def day(at: datetime | None) -> SafeString | str:
    """Write the day of a moment in the reader's zone and locale."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        formats.date_format(local, "DATE_FORMAT"),
    )


@register.filter
def initials(name: str) -> str:
    """Return one or two letters that stand for a name.

    >>> initials("Ava Maria Owner"), initials("")
    ('AO', '?')
    """
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


@register.filter
def hundred(share: float | None) -> str:
    """Return a share as a number from 0 to 100 for an SVG attribute, with a point whatever the locale."""
    return f"{(share or 0) * PERCENT:.2f}"


@register.filter
def width_between(low: float, high: float) -> str:
    """Return the distance of two shares as a number from 0 to 100 for an SVG attribute."""
    return f"{max(0.0, high - low) * PERCENT:.2f}"
