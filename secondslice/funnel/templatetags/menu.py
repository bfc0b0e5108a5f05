"""How the menu speaks on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, may_pass
from secondslice.funnel.menu import rules
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.menu.selectors import order_of
from secondslice.funnel.models import Opportunity
from secondslice.projects.models import Project

register = template.Library()


@register.filter
def price(version: ServiceVersion) -> str:
    """Write what a service costs."""
    if version.amount is None:
        return str(version.get_charge_display())
    places = 0 if version.amount == version.amount.to_integral_value() else 2
    number = formats.number_format(version.amount, decimal_pos=places, force_grouping=True)
    amount = f"{number} {version.currency}"
    if version.charge == rules.Charge.DAY:
        return _("%(amount)s per day") % {"amount": amount}
    if version.charge == rules.Charge.MONTH:
        return _("%(amount)s per month") % {"amount": amount}
    return amount


@register.filter
def of_service(found: Mapping[int, object], version: ServiceVersion) -> object:
    """Return what is known of a service, by its key; None where nothing is."""
    return found.get(version.service_id)


@register.inclusion_tag("funnel/menu/ordered.html")
def ordered(about: Opportunity | Project, membership: Membership) -> dict[str, object]:
    """Show which service of the menu this is about, and the way to choose one.

    A project that somebody has since named otherwise shows that name: what was typed last counts.
    """
    is_opportunity = isinstance(about, Opportunity)
    name = "menu:of_opportunity" if is_opportunity else "menu:of_project"
    order = order_of(about)
    if order is not None and isinstance(about, Project) and about.service != order.version.name:
        order = None
    return {
        "order": order,
        "about": about,
        "slug": membership.workspace.slug,
        "is_opportunity": is_opportunity,
        "choose": name if may_pass(ACCESS[name], membership.role) else "",
    }
