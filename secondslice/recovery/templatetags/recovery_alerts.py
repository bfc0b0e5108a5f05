"""How time and silence speak on a page and in a digest."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from secondslice.recovery.models import Case
from secondslice.recovery.rules import Step
from secondslice.recovery.selectors.untouched import Still

register = template.Library()


@register.filter
def untouched_since(case: Case, still: Still) -> bool:
    """Tell whether nobody has touched this case for so long that it must be said."""
    return still.holds(case)


@register.filter
def step_in_short(case: Case) -> str:
    """Write what comes next without naming the customer: a digest goes by mail, and names nobody."""
    words = {
        Step.TALK: _("talk"),
        Step.PLAN: _("agree on a plan"),
        Step.ADJUST: _("change something"),
        Step.ASK_AGAIN: _("ask again"),
        Step.WAIT: _("wait for the answer"),
        Step.NONE: _("nothing more to do"),
    }
    return words[case.step]
