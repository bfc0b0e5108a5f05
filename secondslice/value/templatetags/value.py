"""Template tags of the room."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondslice.accounts.rules import ACCESS, may_pass
from secondslice.ui.shell import NavItem

register = template.Library()

PARTS = (
    (gettext_lazy("Overview"), "value:overview"),
    (gettext_lazy("Value ledger"), "ledger:page"),
    (gettext_lazy("In use?"), "usage:list"),
    (gettext_lazy("Without the PMO"), "counterfactual:page"),
    (gettext_lazy("Outlook"), "outlook:page"),
    (gettext_lazy("Watch"), "outlook:watch"),
)
"""The front pages of the room, in the order of the tabs."""


@register.inclusion_tag("ui/tabs.html", takes_context=True)
def value_tabs(context: dict[str, Any], here: str) -> dict[str, object]:
    """Lead to the front pages that this member may open; `here` is the name of the address of this one."""
    membership = context["request"].membership
    tabs = [
        NavItem(str(label), reverse(name, args=[membership.workspace.slug]), "", name == here)
        for label, name in PARTS
        if may_pass(ACCESS[name], membership.role)
    ]
    return {"tabs": tabs, "label": _("Value")}
