"""Something has been changed for a customer who said No."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_moved import case_moved
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Adjustment, Case


@transaction.atomic
def case_adjusted(
    *,
    case: Case,
    what: str,
    starts_on: date,
    by: User,
    now: datetime,
    ask_now: bool = False,
    terms: recovery.Terms | None = None,
) -> Adjustment:
    """Write down what changes; ask the customer again at once when there is something to taste already."""
    adjustment = recovery.adjust(
        case=case, what=what, starts_on=starts_on, by=by, at=now, terms=terms
    )
    if ask_now:
        asked_again(case=case, by=by, now=now)
    else:
        case_moved(case=case)
    return adjustment
