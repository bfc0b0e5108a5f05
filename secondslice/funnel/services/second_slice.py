"""What a Yes with a wish leads to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.accounts.selectors import keeper_of, lead_of
from secondslice.funnel import rules
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors import opportunity_of
from secondslice.funnel.selectors.people import people_who_sell
from secondslice.funnel.services.moving import at_first, log
from secondslice.pulse.models import Ask


@transaction.atomic
def open_second_slice(*, ask: Ask, words: str, at: datetime) -> tuple[Opportunity, bool]:
    """Return the opportunity that comes from this Yes, and whether this call opened it.

    It may be told several times; words that the customer changes later replace the old ones.
    """
    found, is_new = Opportunity.objects.get_or_create(
        ask=ask,
        defaults={
            **at_first(workspace=ask.workspace, at=at),
            "customer": ask.customer,
            "contact": ask.contact,
            "project": ask.project,
            "source": Opportunity.Source.SECOND_SLICE,
            "title": rules.title_from(words),
            "words": words,
            "owner": _owner(ask),
        },
    )
    if is_new:
        log(opportunity=found, before="", by=None, at=at)
    elif found.words != words:
        found.words = words
        if found.changed_at is None:
            found.title = rules.title_from(words)
        found.save(update_fields=["words", "title"])
    return found, is_new


@transaction.atomic
def take_back_second_slice(*, ask: Ask) -> None:
    """The Yes is a Yes no longer: drop the opportunity, unless somebody has worked on it."""
    found = opportunity_of(ask.pk)
    if found is not None and found.changed_at is None:
        found.delete()


def _owner(ask: Ask) -> User:
    """Return who asked, as long as this person works here; else who answers for the PMO.

    What was said in confidence is for those alone who may read it.
    """
    if ask.mode != Ask.Mode.NAMED:
        return keeper_of(ask.workspace)
    if ask.owner is not None and ask.owner in people_who_sell(ask.workspace):
        return ask.owner
    return lead_of(ask.workspace)
