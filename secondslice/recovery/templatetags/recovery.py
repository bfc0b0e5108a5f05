"""How a case speaks on a page."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.timesince import timesince

from secondslice.pulse.selectors.reason_names import names_for
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.cases import said_in
from secondslice.recovery.words import step_words
from secondslice.ui.templatetags.ui import address

register = template.Library()


@register.filter
def step_of(case: Case) -> str:
    """Write what we owe the customer of this case now."""
    return step_words(case.step, case.contact.name)


@register.filter
def clock(case: Case, now: datetime) -> str:
    """Write how far the next step of this case is from being due, in its largest unit: past or to come."""
    first, last = sorted([case.due_at, now])
    return timesince(first, last, depth=1)


@register.simple_tag(takes_context=True)
def said(context: template.Context, case: Case) -> str:
    """Write what the customer said, or the reasons chosen; the list's selector has read them."""
    return said_in(case, names_for(context["request"].membership))


@register.simple_tag(takes_context=True)
def without(context: template.Context, name: str) -> str:
    """Return the present address without one filter, from the first card on."""
    return address(context, **{name: "", "after": "", "column": ""})
