"""Plan what is done next."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from secondslice.core.errors import RuleBroken
from secondslice.funnel import rules
from secondslice.funnel.models import Opportunity
from secondslice.funnel.words import words_for


@transaction.atomic
def set_next_action(
    *, opportunity: Opportunity, next_action: str, next_on: date | None, at: datetime
) -> None:
    """Plan what is done next, and when; an empty action without a day takes the plan away."""
    for fault in rules.action_faults(next_action=next_action, has_day=next_on is not None):
        raise RuleBroken(words_for(fault=fault))
    opportunity.next_action, opportunity.next_on = next_action, next_on
    opportunity.changed_at = at
    opportunity.save(update_fields=["next_action", "next_on", "changed_at"])
