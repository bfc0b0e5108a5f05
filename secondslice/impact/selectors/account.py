"""What is read of cases and answers for the word-of-mouth account. Everything is as this member may know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from secondslice.accounts.models import Membership
from secondslice.analytics.stakes import Stake, stake
from secondslice.core.clock import day_of
from secondslice.customers.models import Contact, Customer
from secondslice.impact.account import Told
from secondslice.projects.access import visible_projects
from secondslice.pulse.models import DailyTaste
from secondslice.pulse.selectors.overview import sums_for
from secondslice.pulse.selectors.talked import talked_about
from secondslice.recovery.access import visible_cases
from secondslice.recovery.models import Case, ReAsk
from secondslice.recovery.rules import OPEN_STATES, State

WINDOW = timedelta(days=365)
"""What is older is not counted, unless it is still open."""
NOT_COUNTED = (State.WITHDRAWN, State.ERASED)
DEPARTMENTS = "departments"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Company:
    """Where people talk to each other: all departments together, or one client. `people`: how many are known there."""

    key: str
    people: int


@dataclass(frozen=True, slots=True)
class Yeses:
    """How many said Yes in the window: in all, and by customer."""

    total: int
    by_customer: dict[int, int]


def year_from(now: datetime, zone: str) -> date:
    """Return the first of the twelve months that end today, in the zone of the workspace: 365 days, today counted."""
    return day_of(now, zone) - WINDOW + DAY


def noes(membership: Membership, *, now: datetime, customer: Customer | None = None) -> list[Case]:
    """Return the No that count now, newest first: one query. A No that was taken back is none."""
    found = visible_cases(membership).exclude(state__in=NOT_COUNTED)
    counts = Q(opened_at__gte=now - WINDOW) | Q(state__in=OPEN_STATES)
    found = found.filter(counts, contact__erased_at=None)
    if customer is not None:
        found = found.filter(customer=customer)
    return list(found.order_by("-opened_at", "-pk"))


def said_of(cases: Iterable[Case]) -> dict[int, int]:
    """Return how many others were told, by the person's own words, by case: two queries.

    Said of the No, or of the question that was put again; the last word counts. The cases are those that the reader may
    see: who may not read an answer reads nothing of this either.
    """
    of_ask = {case.ask_id: case.pk for case in cases}
    if not of_ask:
        return {}
    again = ReAsk.objects.filter(case__in=set(of_ask.values())).values_list("ask", "case")
    of_ask |= dict(again)
    found = talked_about(of_ask).order_by("at", "pk").values_list("ask", "people")
    return {of_ask[ask]: people for ask, people in found}


def told_of(case: Case, *, now: datetime, said: int | None = None) -> Told:
    """Return a case as the account counts it; `said`: how many others were told, by the person's own words."""
    is_recovered = case.state == State.RECOVERED and case.closed_at is not None
    ended = (case.closed_at - case.opened_at) / DAY if is_recovered and case.closed_at else None
    return Told(case.contact_id, (now - case.opened_at) / DAY, ended, said)


def companies(membership: Membership) -> dict[int, Company]:
    """Return in which company each customer is, by key: one query. People whose data was erased are not known."""
    rows = Customer.objects.filter(workspace=membership.workspace_id).values_list("pk", "kind")
    known = dict(
        Contact.objects.filter(workspace=membership.workspace_id, erased_at=None)
        .order_by()
        .values_list("customer")
        .annotate(count=Count("pk"))
    )
    kinds = dict(rows)
    inside = sum(count for key, count in known.items() if kinds.get(key) == Customer.Kind.INTERNAL)
    return {
        key: Company(DEPARTMENTS, inside)
        if kind == Customer.Kind.INTERNAL
        else Company(str(key), known.get(key, 0))
        for key, kind in kinds.items()
    }


def yeses(membership: Membership, *, since: date) -> Yeses:
    """Return how many said Yes since a day, from the daily counts. A project manager's are those of his projects."""
    found = DailyTaste.objects.filter(workspace=membership.workspace_id, day__gte=since)
    if membership.role == Membership.Role.MANAGER:
        of = dict(visible_projects(membership).values_list("pk", "customer"))
        return _add(_sums(membership, found, DailyTaste.Scope.PROJECT, of))
    kept = Customer.objects.filter(workspace=membership.workspace_id).values_list("pk", "pk")
    return _add(_sums(membership, found, DailyTaste.Scope.CUSTOMER, dict(kept)))


def _sums(
    membership: Membership, found: QuerySet[DailyTaste], scope: str, customers: dict[int, int]
) -> Iterable[tuple[int, int]]:
    rows = (
        found.filter(scope=scope)
        .order_by()
        .values_list("scope_id")
        .annotate(said_yes=sums_for(membership)["yes"])
    )
    return [(customers[key], count or 0) for key, count in rows if key in customers]


def _add(rows: Iterable[tuple[int, int]]) -> Yeses:
    found: dict[int, int] = {}
    for customer, count in rows:
        found[customer] = found.get(customer, 0) + count
    return Yeses(sum(found.values()), found)


def customers_called(membership: Membership, keys: Iterable[int]) -> dict[int, Customer]:
    """Return customers by key: one query."""
    return Customer.objects.filter(workspace=membership.workspace_id).in_bulk(list(keys))


def stake_of(membership: Membership, customer: Customer) -> Stake | None:
    """Return what a project of this customer was worth, as far as this member sees its projects.

    Only budgets in the workspace's currency: sums of two currencies are none.
    """
    currency = Q(currency="") | Q(currency=membership.workspace.currency)
    found = visible_projects(membership).filter(currency, customer=customer, budget__gt=0)
    budgets: list[Decimal | None] = list(found.values_list("budget", flat=True))
    return stake([one for one in budgets if one is not None])
