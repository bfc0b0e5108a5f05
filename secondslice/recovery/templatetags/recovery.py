"""How a case speaks on a page."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.timesince import timesince

from secondslice.pulse.models import Taste
from secondslice.pulse.selectors.reason_names import names_for
from secondslice.recovery.adjustment_forms import UpdateForm
from secondslice.recovery.adjustment_words import (
    agreed_of,
    in_short,
    kept_words,
    line_of,
    receiver_of,
    rhythm_words,
    update_words,
)
from secondslice.recovery.agreements import Fate, Record
from secondslice.recovery.models import Adjustment, Case, CaseNote
from secondslice.recovery.selectors.cases import own_words_in, said_in
from secondslice.recovery.selectors.threads import Entry, entry_of
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


@register.simple_tag
def quoted(case: Case) -> str:
    """Write the customer's own words, for quotation marks; nothing where reasons were chosen only."""
    return own_words_in(case)


@register.simple_tag(takes_context=True)
def entry(context: template.Context, note: CaseNote) -> Entry:
    """Return an entry in the log of a case as every thread words it, with the cause as the reader calls it."""
    if note.kind != CaseNote.Kind.CAUSE:
        return entry_of(note)
    names = names_for(context["request"].membership)
    return entry_of(note, cause=names.called(Taste.NO, note.words))


@register.simple_tag(takes_context=True)
def without(context: template.Context, name: str) -> str:
    """Return the present address without one filter, from the first card on."""
    return address(context, **{name: "", "after": "", "column": ""})


@register.filter
def line(adjustment: Adjustment) -> str:
    """Write an adjustment in one line."""
    return line_of(adjustment)


@register.filter
def for_customer(adjustment: Adjustment) -> str:
    """Write an adjustment as the customer reads it within another sentence."""
    return in_short(adjustment)


@register.filter
def receiver(adjustment: Adjustment) -> str:
    """Write for whom it is."""
    return receiver_of(adjustment)


@register.filter
def how_often(adjustment: Adjustment) -> str:
    """Write the rhythm of an agreement."""
    return rhythm_words(agreed_of(adjustment))


@register.filter
def how_kept(record: Record) -> str:
    """Write how an agreement was kept."""
    return kept_words(record)


@register.filter
def what_is_due(adjustment: Adjustment) -> str:
    """Write what is due in an agreement, and to whom."""
    return update_words(adjustment, receiver_of(adjustment))


@register.simple_tag
def refused_update(form: object, day: date, *, in_list: bool = False) -> UpdateForm | None:
    """Return what was refused of the update of this day, where it was sent from the list of days or from outside it."""
    if not isinstance(form, UpdateForm) or form.is_of_list != in_list or form.for_day != day:
        return None
    return form if form.errors else None


@register.filter
def offers(record: Record, form: UpdateForm) -> bool:
    """Tell whether the page of an agreement still has the line from which this was sent."""
    if form.is_of_list:
        return (form.for_day, Fate.MISSED) in record.days
    return form.for_day == record.sayable
