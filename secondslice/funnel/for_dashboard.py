"""What the pages over many rooms read of opportunities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from secondslice.accounts.models import Membership
from secondslice.funnel.models import Opportunity, StageChange
from secondslice.funnel.selectors import open_opportunities

PLAN_MISSING = Q(next_on=None)


@dataclass(frozen=True, slots=True)
class Planning:
    """How many open opportunities there are, and how many of them nobody keeps moving."""

    open: int
    without_action: int
    late: int


def planning(membership: Membership, *, today: date) -> Planning:
    """Return the counts of the open opportunities by their next action: one query."""
    row = open_opportunities(membership).aggregate(
        open=Count("pk"),
        without_action=Count("pk", filter=PLAN_MISSING),
        late=Count("pk", filter=Q(next_on__lt=today)),
    )
    return Planning(**row)


def to_move(membership: Membership, *, today: date) -> QuerySet[Opportunity]:
    """Return the open opportunities without a next action, or whose action is due: those without first."""
    return open_opportunities(membership).filter(PLAN_MISSING | Q(next_on__lte=today))


def wishes(membership: Membership) -> QuerySet[Opportunity]:
    """Return what customers wished for with their Yes and nobody has taken further yet, newest first."""
    fresh = Q(source=Opportunity.Source.SECOND_SLICE, stage=Opportunity.Stage.LEAD)
    return open_opportunities(membership).filter(fresh).order_by("-opened_at", "-pk")


def stage_changes(
    opportunities: QuerySet[Opportunity], *, until: datetime | None, most: int
) -> list[StageChange]:
    """Return the newest moves of these opportunities from one stage to another, up to a moment."""
    found = StageChange.objects.filter(opportunity__in=opportunities.order_by().values("pk"))
    found = found.exclude(before="")
    if until is not None:
        found = found.filter(at__lte=until)
    return list(found.select_related("opportunity", "by").order_by("-at", "-pk")[:most])
