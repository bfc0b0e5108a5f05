"""What the pages over many rooms read of opportunities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import IS_OPEN, Kind, Opportunity, PlannedTouch, StageChange
from secondslice.funnel.promises.models import Promise
from secondslice.funnel.promises.selectors import visible_promises
from secondslice.funnel.selectors import open_opportunities
from secondslice.funnel.selectors.listing import by_next_action
from secondslice.funnel.touching.selectors import planned_touches

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
    """Return what has no next action, whose action is due, or whose rest is over: those without first.

    What was postponed to a day is looked at again on that day, whatever was planned for it before.
    """
    waits = IS_OPEN & (PLAN_MISSING | Q(next_on__lte=today))
    rested = Q(kind=Kind.POSTPONED, postponed_until__lte=today)
    return by_next_action(visible_opportunities(membership).filter(waits | rested))


def wishes(membership: Membership) -> QuerySet[Opportunity]:
    """Return what customers wished for with their Yes, or asked for on the menu, and nobody has taken further yet."""
    theirs = (Opportunity.Source.SECOND_SLICE, Opportunity.Source.STOREFRONT)
    fresh = Q(source__in=theirs, stage_since=F("opened_at"))
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


def promises_told(
    membership: Membership,
    opportunities: QuerySet[Opportunity],
    *,
    until: datetime | None,
    most: int,
) -> list[Promise]:
    """Return the newest promises to the customers of these opportunities, up to a moment."""
    found = _promises(membership, opportunities)
    if until is not None:
        found = found.filter(at__lte=until)
    return list(found.order_by("-at", "-pk")[:most])


def promises_judged(
    membership: Membership,
    opportunities: QuerySet[Opportunity],
    *,
    until: datetime | None,
    most: int,
) -> list[Promise]:
    """Return the promises of which was written down the latest what became of them, up to a moment."""
    found = _promises(membership, opportunities).exclude(judged_at=None)
    if until is not None:
        found = found.filter(judged_at__lte=until)
    return list(found.order_by("-judged_at", "-pk")[:most])


def promises_to_keep(membership: Membership, customer: Customer) -> QuerySet[Promise]:
    """Return what a customer was promised and is not delivered, the soonest due first."""
    found = visible_promises(membership).filter(
        opportunity__customer=customer, replaced_by=None, judged_at=None
    )
    return found.order_by(F("on").asc(nulls_last=True), "pk")


def touches_done(customer: Customer, *, until: datetime | None, most: int) -> list[PlannedTouch]:
    """Return the newest calls, visits and lunches with people of a customer that took place, up to a moment."""
    found = PlannedTouch.objects.filter(
        workspace=customer.workspace_id, contact__customer=customer
    ).exclude(done_at=None)
    if until is not None:
        found = found.filter(done_at__lte=until)
    return list(found.select_related("contact", "owner").order_by("-done_at", "-pk")[:most])


def touches_planned(membership: Membership, customer: Customer) -> QuerySet[PlannedTouch]:
    """Return what is planned with people of a customer, the soonest first."""
    return planned_touches(membership).filter(contact__customer=customer)


def _promises(membership: Membership, opportunities: QuerySet[Opportunity]) -> QuerySet[Promise]:
    return visible_promises(membership).filter(
        opportunity__in=opportunities.order_by().values("pk")
    )
