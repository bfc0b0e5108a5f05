"""What a page calls stages and reasons, each name looked up once a page."""

from __future__ import annotations

from django import template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from secondslice.accounts.models import Membership
from secondslice.funnel.models import Opportunity
from secondslice.funnel.rules import LifeFacts
from secondslice.funnel.selectors.stages import all_stages, reason_names
from secondslice.funnel.words import life_words, why_life

register = template.Library()
_STAGES, _REASONS = "_funnel_stages", "_lost_reasons"


@register.simple_tag(takes_context=True)
def stage_name(context: template.Context, code: str) -> str:
    """Return what the stage with this code is called in the workspace of who reads."""
    request = context["request"]
    if not hasattr(request, _STAGES):
        mine: Membership = request.membership
        setattr(request, _STAGES, all_stages(mine.workspace))
    found = getattr(request, _STAGES).get(code)
    return found.label if found else code


@register.simple_tag(takes_context=True)
def why_lost(context: template.Context, opportunity: Opportunity) -> str:
    """Return why an opportunity was lost: the reason, or what was said instead of one."""
    request = context["request"]
    if not opportunity.lost_code:
        return opportunity.lost_reason
    if not hasattr(request, _REASONS):
        setattr(request, _REASONS, reason_names(request.membership.workspace))
    name = getattr(request, _REASONS).get(opportunity.lost_code, opportunity.lost_code)
    if not opportunity.lost_reason:
        return str(name)
    is_other = opportunity.lost_code == "other"
    return opportunity.lost_reason if is_other else f"{name}: {opportunity.lost_reason}"


@register.simple_tag
def of_form(field: BoundField, form: str) -> SafeString:
    """Draw a field that belongs to a form standing elsewhere on the page: a table cannot stand inside one neatly."""
    look = field.field.widget.attrs.get("class", "")
    small = {"input": "input-sm", "select": "select-sm"}.get(look, "")
    return field.as_widget(attrs={"form": form, "class": f"{look} {small}"})


@register.filter
def life_name(life: str) -> str:
    """Return what it is called how far a customer has come."""
    return life_words(life)


@register.simple_tag
def life_why(life: str, facts: LifeFacts) -> str:
    """Return on which facts it rests how far a customer has come."""
    return why_life(life, facts)
