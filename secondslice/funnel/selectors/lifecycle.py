"""How far each customer has come, out of opportunities and projects: nobody can type it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Count, Max, Q

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Customer
from secondslice.funnel.access import OPENLY
from secondslice.funnel.models import IS_OPEN, Kind, Opportunity
from secondslice.funnel.rules import Life, LifeFacts, life
from secondslice.funnel.selectors.stages import first_stage
from secondslice.projects.models import Project

STOPPED, DELIVERED = Q(phase=Project.Phase.STOPPED), Q(phase=Project.Phase.OPERATION)


def facts_of(workspace: Workspace, *, among: Iterable[int] | None = None) -> dict[int, LifeFacts]:
    """Return what is known of the orders of each customer that has any, by key: three queries."""
    only = Q() if among is None else Q(customer__in=list(among))
    begins = first_stage(workspace).code
    projects = (
        Project.objects.filter(only, workspace=workspace)
        .exclude(STOPPED)
        .order_by()
        .values("customer")
        .annotate(
            projects=Count("pk"),
            delivered=Count("pk", filter=DELIVERED),
            last_on=Max("ends_on", filter=DELIVERED),
        )
    )
    # What was wished for in confidence moves no customer on where everybody can read it.
    opportunities = (
        Opportunity.objects.filter(only, OPENLY, workspace=workspace)
        .order_by()
        .values("customer")
        .annotate(
            won=Count("pk", filter=Q(kind=Kind.WON)),
            alive=Count("pk", filter=IS_OPEN),
            talking=Count("pk", filter=IS_OPEN & ~Q(stage=begins)),
            won_at=Max("closed_at", filter=Q(kind=Kind.WON)),
        )
    )
    found = {
        row["customer"]: LifeFacts(
            projects=row["projects"], delivered=row["delivered"], last_on=row["last_on"]
        )
        for row in projects
    }
    for row in opportunities:
        known = found.get(row["customer"], LifeFacts())
        won_on = row["won_at"].date() if row["won_at"] else None
        days = [day for day in (known.last_on, won_on) if day]
        found[row["customer"]] = replace(
            known,
            won=row["won"],
            alive=row["alive"],
            talking=row["talking"],
            last_on=max(days, default=None),
        )
    return found


def life_of(customer: Customer, *, today: date) -> tuple[Life, LifeFacts]:
    """Return how far a customer has come, and why."""
    facts = facts_of(customer.workspace, among=[customer.pk]).get(customer.pk, LifeFacts())
    return life(facts, today=today), facts


def lives_of(workspace: Workspace, customers: Iterable[int], *, today: date) -> dict[int, Life]:
    """Return how far each of these customers has come, by key."""
    keys = list(customers)
    facts = facts_of(workspace, among=keys)
    return {key: life(facts.get(key, LifeFacts()), today=today) for key in keys}


def customers_at(workspace: Workspace, wanted: str, *, today: date) -> Q:
    """Return the condition that a customer has come so far; of whom nothing is known is a lead."""
    facts = facts_of(workspace)
    has = [key for key, one in facts.items() if life(one, today=today) == wanted]
    return Q(pk__in=has) | ~Q(pk__in=list(facts)) if wanted == Life.LEAD else Q(pk__in=has)
