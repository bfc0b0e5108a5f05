"""How checks and promises speak on a page."""

from __future__ import annotations

from datetime import datetime

from django import template

from secondslice.funnel.promises.models import DeliveryCheck
from secondslice.funnel.promises.rules import Verdict
from secondslice.funnel.promises.selectors import side_words

register = template.Library()


@register.filter
def is_late(check: DeliveryCheck, now: datetime) -> bool:
    """Tell whether delivery should have answered by now."""
    return check.is_late(now)


@register.filter
def whose_side(found: Verdict) -> str:
    """Say on whose side it lies that a promise was not kept."""
    return side_words(found.side)
