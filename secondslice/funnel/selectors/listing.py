"""Opportunities as other rooms list them."""

from __future__ import annotations

from django.db.models import F, QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import IS_OPEN, Opportunity
from secondslice.projects.models import Project


def open_opportunities(membership: Membership) -> QuerySet[Opportunity]:
    """Return what can still be won: without a next action first, then by its day."""
    return by_next_action(visible_opportunities(membership).filter(IS_OPEN))


def opportunities_of_project(membership: Membership, project: Project) -> QuerySet[Opportunity]:
    """Return what came out of a project, newest first."""
    return visible_opportunities(membership).filter(project=project).order_by("-opened_at", "-pk")


def opportunities_of_customer(membership: Membership, customer: Customer) -> QuerySet[Opportunity]:
    """Return the opportunities at a customer, newest first."""
    return visible_opportunities(membership).filter(customer=customer).order_by("-opened_at", "-pk")


def opportunity_of(ask_id: int) -> Opportunity | None:
    """Return the opportunity that an answer opened, or None."""
    return Opportunity.objects.filter(ask=ask_id).select_related("workspace").first()


def by_next_action(found: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Order opportunities by the day of their next action, those without one first."""
    return found.order_by(F("next_on").asc(nulls_first=True), "-opened_at", "-pk")
