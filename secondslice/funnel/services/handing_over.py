"""Hand over what somebody leaves behind."""

from __future__ import annotations

from django.db import transaction

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import keeper_of, lead_of
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors.people import open_opportunities_owned_by, people_who_sell
from secondslice.pulse.models import Ask


@transaction.atomic
def hand_over_all(*, workspace: Workspace, of: User) -> int:
    """Give what somebody who works here no longer would have moved on to whoever leads the PMO. Return how many.

    Who still works here keeps everything; what is closed keeps the name it was won or lost under.
    """
    if of in people_who_sell(workspace):
        return 0
    mine = open_opportunities_owned_by(workspace, of)
    confided = mine.filter(ask__mode=Ask.Mode.CONFIDENTIAL).values("pk")
    for_keeper = Opportunity.objects.filter(pk__in=list(confided)).update(
        owner=keeper_of(workspace)
    )
    return for_keeper + mine.update(owner=lead_of(workspace))
