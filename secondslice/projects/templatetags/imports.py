"""Say in words what an import does to a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from secondslice.customers.models import Customer
from secondslice.projects.imports.fates import Change, Fate
from secondslice.projects.models import Project, Stakeholder

register = template.Library()
_CHOICES = {"phase": Project.Phase, "role": Stakeholder.Role, "customer_kind": Customer.Kind}
_DATES = frozenset({"starts_on", "ends_on", "next_on", "opened_on", "closed_on", "postponed_until"})
_AMOUNTS = frozenset({"budget", "value", "baseline", "target", "planned", "found", "attribution"})


@register.filter
def field_name(field: str) -> str:
    """Return what a changed field is called."""
    return {
        "name": _("Name"),
        "code": pgettext("of a project", "Number"),
        "service": _("Service"),
        "phase": _("Phase"),
        "starts_on": _("Start"),
        "ends_on": _("End"),
        "budget": _("Budget"),
        "currency": _("Currency"),
        "customer": _("Customer"),
        "new_customer": _("New customer"),
        "customer_kind": _("Kind of customer"),
        "manager": _("Project manager"),
        "stakeholder": _("Person to ask"),
        "role": _("Role"),
        "contact": _("New person"),
        "contact_name": _("Name of the person"),
        "contact_title": _("Job title of the person"),
        "title": _("Job title"),
        "phone": _("Phone"),
        "language": _("Language"),
        "time_zone": _("Time zone"),
        "external_id": _("Id elsewhere"),
        "slack_id": _("Slack member id"),
        "opportunity": _("What it is"),
        "value": _("Value"),
        "stage": _("Stage"),
        "owner": _("Owner"),
        "person": _("Person"),
        "next_action": _("Next action"),
        "next_on": _("Day of the next action"),
        "opened_on": _("Opened on"),
        "closed_on": _("Closed on"),
        "postponed_until": _("Postponed until"),
        "lost_reason": _("Why it was lost"),
        "source": _("Where it comes from"),
        "category": _("Category"),
        "kind": _("Counted in"),
        "unit": _("Unit"),
        "direction": _("Direction"),
        "baseline": _("Before the project"),
        "target": _("Target"),
        "how": _("Several periods together"),
        "offset_days": _("Days after the project's end"),
        "owner_email": _("Owner in operations"),
        "attribution": _("The PMO's part, in percent"),
        "method": _("How it is measured"),
        "assumptions": _("Assumptions"),
        "planned": _("Planned"),
        "found": _("Found"),
        "rate": _("Rate"),
    }.get(field, field)


@register.filter
def before(change: Change) -> str:
    """Return the old value as the reader writes it."""
    return _shown(change.field, change.before)


@register.filter
def after(change: Change) -> str:
    """Return the new value as the reader writes it."""
    return _shown(change.field, change.after)


@register.filter
def fate_name(fate: str) -> str:
    """Return what a fate is called."""
    return {
        Fate.NEW.value: _("New"),
        Fate.CHANGED.value: _("Changed"),
        Fate.UNCHANGED.value: _("Unchanged"),
        Fate.REFUSED.value: _("Refused"),
        Fate.ALIKE.value: _("Looks like another"),
    }.get(str(fate), str(fate))


@register.filter
def count_of(counts: dict[str, int], fate: str) -> int:
    """Return how many rows have a fate."""
    return counts.get(str(fate), 0)


@register.filter
def grouped(number: int | None) -> str:
    """Write a whole number with its thousands apart."""
    return formats.number_format(number or 0, 0, force_grouping=True)


def _shown(field: str, value: str) -> str:
    if not value:
        return ""
    if field in _CHOICES:
        return str(_CHOICES[field](value).label)
    if field in _DATES:
        return formats.date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if field in _AMOUNTS:
        amount = Decimal(value)
        whole = amount == amount.to_integral_value()
        return formats.number_format(amount, 0 if whole else 2, force_grouping=True)
    return value
