"""See that a No is not the first time, and give it to the PMO lead at once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from secondslice.pulse.models import Ask, Taste
from secondslice.recovery.deviations import WINDOW
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.services.owning import pass_up

Deviation = Case.Deviation


def mark_deviation(*, case: Case, at: datetime, tell: bool = False) -> bool:
    """Mark an open case whose No is the second of this person, or of this cause at this customer, within 90 days.

    Then the PMO lead takes it. Return whether this is news. A No told in confidence marks no case that is told by
    name: from the mark somebody would learn of it. `tell`: nobody else tells the PMO lead of the case.
    """
    earlier = _earlier(case)
    before = earlier.filter(contact=case.contact).order_by("-said_at").first()
    second_no = case.re_asks.filter(outcome=Taste.NO).exists()
    if before is not None or second_no:
        kind = Deviation.PERSON
    elif case.cause and earlier.filter(customer=case.customer, cause=case.cause).exists():
        kind = Deviation.CAUSE
    else:
        return False
    is_news = case.deviation != kind
    follows = before or case.follows
    if is_news or case.follows_id != (follows.pk if follows else None):
        case.deviation, case.follows = kind, follows
        case.save(update_fields=["deviation", "follows"])
    if is_news or second_no:
        pass_up(case=case, why=CaseNote.Why(kind.value), at=at, tell=tell)
    return is_news


def _earlier(case: Case) -> QuerySet[Case]:
    """Return the cases whose No came up to 90 days before this one's; those the customer took back are none."""
    found = Case.objects.filter(
        workspace=case.workspace_id,
        said_at__gte=case.said_at - WINDOW,
        said_at__lte=case.said_at,
    ).exclude(Q(pk=case.pk) | Q(state__in=[Case.State.WITHDRAWN, Case.State.ERASED]))
    if case.ask.mode == Ask.Mode.NAMED:
        found = found.filter(ask__mode=Ask.Mode.NAMED)
    return found
