"""Whom the what-if page is about, as this member may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median

from django.db.models import Q

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact
from secondslice.impact.selectors.account import year_from
from secondslice.projects.access import visible_projects
from secondslice.pulse.selectors.overview import counts

FEWEST = 5
USUAL_UNHAPPY = 0.2
"""Where fewer than five answers are known."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The customers with a project: the middle of each one's budgets, the people known, the share of No (0 to 1)."""

    values: list[float]
    people: int
    unhappy: float
    answers: int


def known_portfolio(membership: Membership, *, now: datetime) -> Portfolio:
    """Return whom the what-if page is about today."""
    return portfolio_of(membership, since=year_from(now, membership.workspace.time_zone))


def portfolio_of(membership: Membership, *, since: date) -> Portfolio:
    """Return the customers of the projects this member sees. Who has no budget in our currency counts with 0.

    The share of No is that of what everybody may read: it is kept with scenarios, which others open.
    """
    ours = {"", membership.workspace.currency}
    budgets: dict[int, list[Decimal]] = {}
    for customer, budget, currency in visible_projects(membership).values_list(
        "customer", "budget", "currency"
    ):
        mine = budgets.setdefault(customer, [])
        if budget and currency in ours:
            mine.append(budget)
    people = Contact.objects.filter(Q(erased_at=None), customer__in=budgets).count()
    said = counts(_as_others(membership), since=since)
    unhappy = said.no / said.answered if said.answered >= FEWEST else USUAL_UNHAPPY
    values = [float(median(some)) if some else 0.0 for some in budgets.values()]
    return Portfolio(values, people, unhappy, said.answered)


def _as_others(membership: Membership) -> Membership:
    """Return the same view without what was said in confidence. No such member is stored."""
    return Membership(
        workspace=membership.workspace,
        user_id=membership.user_id,
        role=membership.role,
        rated_in_confidence=True,
    )
